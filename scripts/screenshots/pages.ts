/** How to get to each page, and what shows that it is there. In this order: some begin where the one before ended. */
import type { Page } from 'playwright-core'
import type { SandboxProcess } from '../demo/servers.ts'

export type Way = (page: Page) => Promise<unknown>

/** A page with an address of its own. */
const at =
  (path: string): Way =>
  (page) =>
    page.goto(path)

/** The page behind the first link or row of this name, once it has taken the place of the list. */
const first =
  (role: 'link' | 'rowheader', name: RegExp): Way =>
  async (page) => {
    const list = page.url()
    await page.locator('main').getByRole(role, { name }).first().click()
    await page.waitForURL((url) => url.href !== list)
    await page
      .getByRole('heading', { level: 1, name: titles[new URL(list).pathname]!, exact: true })
      .waitFor({ state: 'detached' })
  }

const titles: Record<string, string> = {
  '/connections': 'Connections',
  '/records': 'Records',
  '/presets': 'Presets',
  '/periods': 'Reporting',
}

/** What is pressed in the page, and a part of the address that it leads to. */
const press =
  (role: 'link' | 'rowheader', name: RegExp, to: string, nth = 0): Way =>
  async (page) => {
    const leads = () => new URL(page.url()).pathname.includes(to)
    // A click on a row that is drawn anew at that moment leads nowhere.
    for (let tries = 0; tries < 5 && !leads(); tries++) {
      await page.waitForLoadState('networkidle')
      await page.locator('main').getByRole(role, { name }).nth(nth).click()
      await page.waitForURL((url) => url.pathname.includes(to), { timeout: 5_000 }).catch(() => {})
    }
    await page.waitForURL((url) => url.pathname.includes(to))
  }

/** Another part of the page, by its address. */
const tab =
  (name: string): Way =>
  (page) =>
    page.goto(`${new URL(page.url()).pathname}?tab=${name}`)

/** One after the other. */
const then =
  (...ways: Way[]): Way =>
  async (page) => {
    for (const way of ways) await way(page)
  }

/** The step after the check, with loans that are not connected. */
const previewOf =
  ({ url, token, tenantId }: SandboxProcess): Way =>
  async (page) => {
    await page.goto('/integrations/loanpro/connect')
    await page.getByLabel('API token').fill(token)
    await page.getByLabel(/Tenant id/).fill(tenantId)
    await page.getByRole('button', { name: 'Advanced' }).click()
    await page.getByLabel('API address').fill(url)
    await page.getByLabel('Requests a second').fill('50')
    await page.getByRole('button', { name: /Environment/ }).click()
    await page.getByRole('option', { name: 'Sandbox tenant' }).click()
    await page.getByRole('button', { name: 'Check access' }).click()
    await page.getByText('The source answers as it should').waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText(/^\d+ loans: /).waitFor()
  }

/** @param tenant that a new connection may be tried with; null: there is none, and no picture of it */
export function waysWith(tenant: SandboxProcess | null): Record<string, Way> {
  const { dashboard, connections, connection, upload, wizard, ...others } = ways
  const preview = tenant === null ? {} : { 'wizard-preset': previewOf(tenant) }
  return { dashboard, connections, connection, upload, wizard, ...preview, ...others } as Record<string, Way>
}

const ways: Record<string, Way> = {
  dashboard: at('/'),
  connections: at('/connections'),
  connection: first('link', /^LoanPro$/),
  'connection-settings': then(at('/connections'), first('link', /^LoanPro$/), press('link', /^Settings$/, '/settings')),
  upload: then(at('/connections'), first('link', /^Branch files$/), press('link', /^Upload files$/, '/upload')),
  wizard: at('/integrations/loanpro/connect'),
  records: at('/records'),
  record: then(at('/records?eligibility=HELD'), first('rowheader', /^LN/)),
  validation: then(at('/validation'), (page) =>
    page.getByRole('navigation', { name: 'Rules' }).getByRole('link').first().click(),
  ),
  quarantine: at('/quarantine'),
  presets: at('/presets'),
  preset: first('link', /Metro 2/),
  periods: at('/periods'),
  period: first('link', /20\d\d/),
  'period-record': press('rowheader', /./, '/records/'),
  // The newest month is under review, the one before it is closed.
  'reported-record': then(
    at('/periods'),
    press('link', /20\d\d/, '/periods/', 1),
    tab('reported'),
    press('rowheader', /./, '/reported/'),
  ),
  files: at('/periods/files'),
  baselines: then(at('/baselines'), (page) => page.getByText('last-month.txt').first().waitFor()),
  furnishers: at('/settings/furnishers'),
  keys: at('/settings/keys'),
  rules: at('/settings/rules'),
  webhooks: at('/settings/webhooks'),
  writeback: at('/settings/writeback'),
  audit: at('/settings/audit'),
}
