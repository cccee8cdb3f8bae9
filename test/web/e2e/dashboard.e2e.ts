/** The dashboard, a connection's runs and the validation trend, over a portfolio that has months behind it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import {
  type Api,
  api,
  cleanUp,
  createConnection,
  ownKey,
  preparedFolder,
  startServer,
  sync,
  withDatabase,
} from '../../process/support.ts'
import { drawn, expectReadable, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'
import { type Gate, startGate } from './gate.ts'

let browser: Browser
let sandbox: Sandbox
let gate: Gate
let url: string
let admin: Api
let tab: Tab
let page: Page
let connectionId: string

const today = new Date().toISOString().slice(0, 10)

/** The month some months before this one, `2026-10`. */
function monthBefore(count: number): string {
  const month = new Date(`${today.slice(0, 7)}-01T00:00:00Z`)
  month.setUTCMonth(month.getUTCMonth() - count)
  return month.toISOString().slice(0, 7)
}

/** Closed months as closing leaves them, but for the accounts themselves. The last month is left open to be opened. */
const addMonths = (dataDir: string) =>
  withDatabase(dataDir, async (database) => {
    const { rows } = await database.query<{ organization_id: string; id: string }>(
      'SELECT organization_id, id FROM furnishers',
    )
    const { organization_id: organizationId, id: furnisherId } = rows[0]!
    for (const before of [5, 4, 3, 2]) {
      const status = (accountStatus: string, accounts: number) => ({
        ...{ accountStatus, accounts, currentBalance: accounts * 9_000, amountPastDue: 0 },
      })
      const summary = {
        portfolio: [status('11', 90), status('71', before), status('78', 3), status('97', 2), status('13', 10)],
        rules: [
          { ruleId: 'SSN-MASKED', severity: 'ERROR', records: before },
          { ruleId: 'G-PHP-5', severity: 'WARNING', records: 2 },
        ],
      }
      await database.query(
        `INSERT INTO reporting_periods (organization_id, id, furnisher_id, month, origin, state, as_of, summary, created_at, created_by, closed_at, closed_by)
         VALUES ($1, gen_random_uuid(), $2, $3::date, 'COMPUTED', 'CLOSED', $3::date + 27, $4, now(), 'test', now(), 'test')`,
        [organizationId, furnisherId, `${monthBefore(before)}-01`, JSON.stringify(summary)],
      )
    }
  })

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, loans: 240, seed: 1, today, latencyMs: 0 })
  gate = await startGate(sandbox.url)
  const [key, dataDir] = [ownKey(), await preparedFolder()]
  const first = await startServer(dataDir, { ADMIN_API_KEY: key })
  connectionId = await createConnection(api(first.url, key), { ...sandbox, url: gate.url }, 'Core', {
    environment: 'PRODUCTION',
  })
  await sync(api(first.url, key), connectionId, today)
  await first.kill('SIGTERM')
  await addMonths(dataDir)
  url = (await startServer(dataDir, { ADMIN_API_KEY: key })).url
  admin = api(url, key)
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, key)
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await gate?.close()
  await sandbox?.close()
})

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()

describe('the dashboard', () => {
  test('says first what needs a person, and leads there', async () => {
    const needs = page.getByRole('region', { name: 'Needs attention' })
    await needs.getByText(/records? (is|are) held by errors/).waitFor()
    await needs.getByText(/has not been opened/).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await needs.getByRole('link', { name: 'Show what is held' }).click()
    await heading('Records')
    expect(page.url()).toContain('eligibility=HELD')
    await page.goBack()
    await heading('Dashboard')
  })

  test('shows the portfolio by account status, each a way to its records', async () => {
    const bars = page.getByRole('list', { name: /records by account status/ })
    await bars.getByRole('link', { name: /71/ }).click()
    await heading('Records')
    expect(new URL(page.url()).searchParams.get('status')).toContain('71')
    await page.goBack()
    await heading('Dashboard')
  })

  test('a chart is told by the arrow keys, and as a table', async () => {
    const chart = page.getByRole('group', { name: /open accounts are at least 30 days late/ })
    await chart.press('End')
    await chart
      .getByRole('status')
      .getByText(/^Now, not reported yet: .*Open accounts \d+$/)
      .waitFor({ state: 'attached' })
    await chart.press('Home')
    await chart
      .getByRole('status')
      .getByText(/Open accounts 100$/)
      .waitFor({ state: 'attached' })
    expect(await seriousFaults(page)).toEqual([])
    await press('Delinquent share of open accounts: show as table')
    const table = page.getByRole('grid', { name: 'Delinquent share of open accounts' })
    await expect.poll(() => table.getByRole('rowheader').count()).toBe(5)
    await table.getByRole('row').nth(1).getByText('10.0%').waitFor()
    await press('Delinquent share of open accounts: show as chart')
  })

  test('findings by rule, with the months before, lead to the work list', async () => {
    const rules = page.getByRole('grid', { name: 'Findings by rule' })
    const row = rules.getByRole('row', { name: /SSN-MASKED/ })
    await row.getByRole('img', { name: /^5, 4, 3, 2, now \d+$/ }).waitFor()
    await row.getByRole('link').click()
    await heading('Validation')
    await page.getByText('Found when', { exact: true }).waitFor()
    await page.getByRole('img', { name: /2 records in .* findings open now/ }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('a run at work is followed live, and the end of it is seen', async () => {
    await page.getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('grid', { name: 'Connections' }).getByRole('link', { name: 'Core' }).click()
    await heading('Core')
    await press('Other run …')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Reads the whole source.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog.getByText('Single loans', { exact: false }).click()
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.getByText('Name at least one loan.').waitFor()
    await dialog.getByText('Every loan', { exact: false }).click()
    // At work for as long as it takes to see it there.
    gate.shut()
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await page.getByRole('region', { name: 'At work' }).getByRole('progressbar').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    gate.open()
    await page.getByRole('region', { name: 'At work' }).waitFor({ state: 'hidden' })
  })
})

describe('a connection', () => {
  test('shows its runs as a chart whose bars open them', async () => {
    await page.goto(`/connections/${connectionId}`)
    await page.getByRole('img', { name: /The last 2 runs/ }).waitFor()
    await page.getByText(/loans?, about \d+ requests?/).waitFor()
    const chart = page.getByRole('group', { name: /The last 2 runs/ })
    await chart.press('Home')
    await chart.press('Enter')
    await page.getByRole('heading', { name: 'Earlier run' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('says that its events are on their way before it says that there are none', async () => {
    const other = await newTab(browser, url)
    await signIn(other, admin.key)
    // A socket that opens and tells nothing.
    await other.page.routeWebSocket(/\/graphql/, () => {})
    await other.page.goto(`/connections/${connectionId}`)
    await other.page.getByText('Loading the events …').waitFor()
    expect(await other.page.getByText('No event yet').count()).toBe(0)
    expect(await seriousFaults(other.page)).toEqual([])
    await other.context.close()
  })
})

describe('validation', () => {
  test('some findings of a rule are chosen and waived, the others stay open', async () => {
    await page.goto('/validation?severity=INFO')
    await page.getByRole('navigation', { name: 'Rules' }).getByRole('link').first().click()
    const findings = page.getByRole('grid', { name: 'Findings' })
    await findings.getByRole('rowheader').first().waitFor()
    await findings.locator('.box').nth(1).click()
    await press('Waive 1 chosen …')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 finding will be waived').waitFor()
    await dialog.getByLabel('Reason').fill('Looked at by hand.')
    await dialog.getByRole('button', { name: 'Waive 1 finding' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const told = page.getByRole('status').filter({ hasText: /^1 finding of .* waived\.$/ })
    await told.waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(await told.textContent())
    await page.getByText('1 finding is waived.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('on a narrow page', () => {
  beforeAll(() => page.setViewportSize({ width: 390, height: 844 }))
  afterAll(() => page.setViewportSize({ width: 1280, height: 900 }))
  const focused = () => page.evaluate('document.activeElement.textContent')

  test('a rule takes the place of the list, and the list that of the rule', async () => {
    await page.goto('/validation')
    const rule = page.getByRole('navigation', { name: 'Rules' }).getByRole('link').last()
    const title = (await rule.locator('span').nth(1).textContent())!
    await rule.click()
    const opened = page.locator('#rule')
    await expect.poll(async () => title.startsWith((await opened.textContent())!)).toBe(true)
    await expect.poll(focused).toBe(await opened.textContent())
    // In view, though the list that it was chosen from reached far below the window.
    expect((await opened.boundingBox())!.y).toBeLessThan(700)
    await drawn(page)
    expect([await rule.isVisible(), await seriousFaults(page)]).toEqual([false, []])
    await page.getByRole('link', { name: 'All rules' }).click()
    await expect.poll(focused).toContain(title)
  })

  test('navigations show where one is', async () => {
    await page.goto('/settings/audit')
    for (const [name, item] of [
      ['Main', 'Settings'],
      ['Settings', 'Audit log'],
    ] as const) {
      const current = page.getByRole('navigation', { name, exact: true }).getByRole('link', { name: item, exact: true })
      await expect.poll(async () => (await current.boundingBox())!.x).toBeLessThan(390)
      const { x, width } = (await current.boundingBox())!
      expect([x >= 0, x + width <= 390]).toEqual([true, true])
    }
  })
})

describe('every page', () => {
  test.each(['light', 'dark'] as const)('is readable in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await expectReadable(page, [
      '/',
      '/connections',
      `/connections/${connectionId}`,
      '/validation?rule=SSN-MASKED',
      '/quarantine',
    ])
  })

  test('holds names without a blank, however long', async () => {
    const fields = (mutation: string, type: string) =>
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { message } } }`
    const rename = (name: string) =>
      admin.ask(fields('updateConnection', 'UpdateConnectionInput'), { input: { connectionId, name } })
    await rename('W'.repeat(90))
    for (const [on, name, value] of [
      ['RECORDS', 'eligibility', 'HELD'],
      ['VALIDATION', 'severity', 'ERROR'],
    ]) {
      const input = { page: on, name: 'V'.repeat(60), shared: false, parameters: [{ name, value }] }
      const { saveView } = await admin.ask(fields('saveView', 'SaveViewInput'), { input })
      expect(saveView.userErrors).toEqual([])
    }
    const of = `connection=${connectionId}`
    const paths = ['/', '/connections', `/connections/${connectionId}`, `/records?${of}`, `/validation?${of}`]
    const over = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      for (const path of paths) {
        await page.goto(path)
        await drawn(page)
        await page
          .getByText(/W{90}|V{60}/)
          .first()
          .waitFor()
        await expect.poll(async () => [path, width, await over()]).toEqual([path, width, 0])
      }
    }
    await rename('Core')
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  test('never did what it must not', () => expect(tab.faults).toEqual([]))
})

describe('whoever may less, or cannot be answered', () => {
  test('a viewer sees everything and starts nothing', async () => {
    const mutation = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }'
    const { createApiKey } = await admin.ask(mutation, { input: { name: 'looks', role: 'VIEWER' } })
    const other = await newTab(browser, url)
    await signIn(other, createApiKey.key)
    await other.page.getByRole('grid', { name: 'Findings by rule' }).waitFor()
    await drawn(other.page)
    expect(await other.page.getByRole('link', { name: /^Connect / }).count()).toBe(0)
    await other.page.goto(`/connections/${connectionId}/upload`)
    await other.page.getByText('it needs OPERATOR').waitFor()
    await other.page.goto('/quarantine')
    await other.page.getByText('Nothing is in quarantine').waitFor()
    expect(other.faults).toEqual([])
    await other.context.close()
  })

  test('a server that is gone is said, and found again', async () => {
    const other = await newTab(browser, url)
    await signIn(other, admin.key)
    await other.page.getByRole('grid', { name: 'Findings by rule' }).waitFor()
    // Or it would be found again before anybody can press the button.
    await other.page.route('**/health', (route) => route.abort())
    await other.page.route('**/graphql', (route) => {
      const { query } = route.request().postDataJSON() as { query: string }
      return query.includes('query Viewer') ? route.continue() : route.abort()
    })
    await other.page.reload()
    await other.page.getByText('The server cannot be reached.').first().waitFor()
    await other.page.unroute('**/graphql')
    await other.page.getByRole('button', { name: 'Try again' }).first().click()
    await other.page.getByRole('grid', { name: 'Findings by rule' }).waitFor()
    await other.context.close()
  })
})
