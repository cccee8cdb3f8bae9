/** Records in a real browser: found without their names in the address, kept as views, looked at closely, and revealed for a minute. */
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import { type Api, api, cleanUp, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { drawn, expectReadable, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

let browser: Browser
let sandbox: Sandbox
let url: string
let admin: Api
let tab: Tab
let page: Page
let serverLog: () => string

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  sandbox = await startSandbox({ port: 0, loans: 160, seed: 1, today })
  const key = ownKey()
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  serverLog = () => server.stdout() + server.stderr()
  url = server.url
  admin = api(url, key)
  await sync()
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, await newKey('ANALYST'))
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await sandbox?.close()
})

async function newKey(role: string): Promise<string> {
  const mutation = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }'
  return (await admin.ask(mutation, { input: { name: `web ${role}`, role } })).createApiKey.key
}

/** A connection to the sandbox, read once. */
async function sync(): Promise<void> {
  const furnisher = { name: 'SUMMIT', address: '1 MAIN ST, PROVO UT 84601', telephoneNumber: '8015550100' }
  const { createFurnisher } = await admin.ask(
    'mutation ($input: CreateFurnisherInput!) { createFurnisher(input: $input) { furnisher { id } userErrors { message } } }',
    { input: { ...furnisher, identificationNumber: 'SUMMIT001' } },
  )
  const settings = { environment: 'SANDBOX', baseUrl: sandbox.url, requestsPerSecond: 50, concurrency: 4 }
  const credentials = { token: sandbox.token, instanceId: sandbox.tenantId }
  const { createConnection } = await admin.ask(
    'mutation ($input: CreateConnectionInput!) { createConnection(input: $input) { run { id } userErrors { message } } }',
    {
      input: {
        ...{ pluginId: 'loanpro', name: 'Sandbox', furnisherId: createFurnisher.furnisher.id, settings, credentials },
        startFirstSync: true,
      },
    },
  )
  const state = 'query ($id: ID!) { syncRun(id: $id) { state } }'
  const { id } = createConnection.run
  const ended = async () => {
    if (!/^SUCCEEDED/.test((await admin.ask(state, { id })).syncRun.state)) throw new Error('the first sync is at work')
  }
  await vi.waitFor(ended, { timeout: 100_000, interval: 500 })
}

const loan = () => page.getByRole('rowheader', { name: /^LN/ }).first()
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const choose = async (label: string, option: string | RegExp) => {
  await page.getByRole('button', { name: new RegExp(label) }).click()
  await page.getByRole('option', { name: option }).click()
}
/** Searches, and waits until that is what the list shows. */
const searchFor = async (text: string) => {
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill(text)
  const asked = page.waitForRequest(
    (request) => request.postData()?.includes(`"search":${JSON.stringify(text)}`) ?? false,
  )
  await search.press('Enter')
  await asked
  await drawn(page)
}
const searched = () => page.getByRole('searchbox', { name: 'Search' }).inputValue()
const views = () => page.getByRole('navigation', { name: 'Saved views' })
const kept = () =>
  page.evaluate('JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])') as Promise<string>

describe('the list', () => {
  test('is searched by account and by name, and neither stands in the address', async () => {
    await page.getByRole('link', { name: 'Records', exact: true }).click()
    await loan().waitFor()
    const row = page.getByRole('row').filter({ has: loan() })
    const account = (await loan().innerText()).trim()
    const surname = (await row.getByRole('gridcell').first().innerText()).split(',')[0]!
    for (const text of [account, surname]) {
      await searchFor(text)
      await page.getByText(/^\d{1,2} records?$/).waitFor()
      await page.getByRole('rowheader', { name: account }).waitFor()
      expect(page.url()).toBe(`${url}/records`)
      await expect.poll(() => page.title()).toBe('Records · Metro 2 for lenders')
      expect(await kept()).not.toContain(text)
    }
    await press('Clear filters')
    await page
      .getByText('160 records')
      .or(page.getByText(/^1[0-9]{2} records$/))
      .waitFor()
    await expect.poll(searched).toBe('')
  })

  test('with its filters becomes a view, which holds nothing that was searched for', async () => {
    await choose('Eligibility', 'Held')
    await expect.poll(() => page.url()).toContain('eligibility=HELD')
    await page.getByRole('columnheader', { name: 'Errors' }).click()
    await expect.poll(() => page.url()).toContain('sort=ERROR_COUNT')
    await searchFor('LN')
    await press('Save view …')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('What you search for is not part of a view').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Give it a name.').waitFor()
    await dialog.getByLabel('Name').fill('Held, most errors')
    expect(await seriousFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await views().getByRole('link', { name: 'Held, most errors' }).waitFor()
    await views().getByRole('link', { name: 'All records' }).click()
    await expect.poll(() => page.url()).toBe(`${url}/records`)
    await views().getByRole('link', { name: 'Held, most errors' }).click()
    await expect.poll(() => page.url()).toBe(`${url}/records?eligibility=HELD&sort=ERROR_COUNT`)
    await expect.poll(searched).toBe('')
    await expect.poll(() => views().locator('[aria-current]').innerText()).toBe('Held, most errors')
    expect(await seriousFaults(page)).toEqual([])
  })

  test('and the view is there in another browser, shared for others, renamed and deleted', async () => {
    await press('Edit view …')
    await page.getByRole('dialog').getByText('Share with the organization').click()
    await page.getByRole('dialog').getByLabel('Name').fill('Held')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await views().getByRole('link', { name: 'Held shared' }).waitFor()
    const other = await newTab(browser, url)
    await signIn(other, await newKey('VIEWER'))
    await other.page.goto('/records')
    await other.page.getByRole('link', { name: 'Held shared with you' }).click()
    await expect.poll(() => other.page.url()).toContain('eligibility=HELD')
    await drawn(other.page)
    expect(await other.page.getByRole('button', { name: 'Edit view …' }).count()).toBe(0)
    expect(other.faults).toEqual([])
    await other.context.close()
    await press('Edit view …')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => views().getByRole('link').allInnerTexts()).toEqual(['All records'])
  })

  test('is where it was when one comes back to it, and read again only where it is looked at', async () => {
    await page.goto('/records')
    await loan().waitFor()
    const list = page.locator('.records')
    const heightOf = () => list.evaluate((box) => box.scrollHeight)
    const first = await heightOf()
    const scrollTo = (top: number) => list.evaluate((box, to) => box.scrollTo(0, to), top)
    await scrollTo(first)
    await expect.poll(heightOf).toBeGreaterThan(first)
    await scrollTo(4_800)
    const far = page.getByRole('rowheader', { name: /^LN/ }).nth(10)
    const inView = () => far.evaluate((cell) => cell.getBoundingClientRect().top > 0)
    await expect.poll(inView).toBe(true)
    await drawn(page)
    const account = (await far.innerText()).trim()
    await far.click()
    await page.getByRole('heading', { name: `Record ${account}` }).waitFor()
    await drawn(page)
    const cursors: unknown[] = []
    const note = (request: Request) => {
      const { operationName, variables } = JSON.parse(request.postData() ?? '{}')
      if (operationName === 'Records') cursors.push(variables.after)
    }
    page.on('request', note)
    await page.goBack()
    await page.getByRole('rowheader', { name: account }).waitFor()
    expect(await list.evaluate((box) => box.scrollTop)).toBe(4_800)
    await drawn(page)
    expect(await list.evaluate((box) => box.scrollTop)).toBe(4_800)
    // What is looked at; a slow browser may have begun at the top before it went to its place.
    expect(cursors.at(-1)).toEqual(expect.any(String))
    page.off('request', note)
  })
})

describe('the work list', () => {
  test('has views of its own', async () => {
    await page.goto('/validation')
    await views().getByRole('link', { name: 'All findings' }).waitFor()
    await choose('Severity', 'Error')
    await expect.poll(() => page.url()).toBe(`${url}/validation?severity=ERROR`)
    await press('Save view …')
    await page.getByRole('dialog').getByLabel('Name').fill('What holds')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await views().getByRole('link', { name: 'What holds' }).waitFor()
    await expect.poll(() => views().locator('[aria-current]').innerText()).toBe('What holds')
    expect(await seriousFaults(page)).toEqual([])
    await views().getByRole('link', { name: 'All findings' }).click()
    await expect.poll(() => page.url()).toBe(`${url}/validation`)
    await views().getByRole('link', { name: 'What holds' }).click()
    await expect.poll(() => page.url()).toBe(`${url}/validation?severity=ERROR`)
    await page.getByRole('link', { name: 'Records', exact: true }).click()
    await views().getByRole('link', { name: 'All records' }).waitFor()
    await drawn(page)
    expect(await views().getByRole('link').allInnerTexts()).toEqual(['All records'])
  })
})

describe('one record', () => {
  test('leads with what is wrong, and from there to the field', async () => {
    await page.goto('/records?eligibility=HELD')
    await loan().click()
    await page.getByRole('heading', { name: /^Record LN/ }).waitFor()
    const findings = page.getByRole('region', { name: /^Findings/ })
    await findings.getByText('Condition, why, and how to fix it').first().click()
    await findings.getByText('Found when').first().waitFor()
    await findings.locator('.chip').first().click()
    await page
      .getByRole('region', { name: /^Field / })
      .getByText('Where it comes from')
      .waitFor()
    await expect.poll(() => page.locator('.strip > li').count()).toBe(24)
    // The fields are one stop for Tab; arrows go through them.
    const fields = page.getByRole('toolbar', { name: 'Fields of the base segment' })
    const focused = () =>
      fields.getByRole('button').evaluateAll((all) => all.findIndex((each) => each.matches(':focus')))
    await fields.getByRole('button').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await focused()).toBe(2)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe(-1)
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe(2)
    expect(await seriousFaults(page)).toEqual([])
  })

  test('shows nobody’s number until somebody says why, for one minute, and nowhere but there', async () => {
    await page.clock.install()
    await page.reload()
    const consumers = page.getByRole('region', { name: 'Consumers' })
    const text = () => consumers.innerText()
    await consumers.getByRole('button', { name: 'Reveal …' }).waitFor()
    await expect.poll(text).toMatch(/\*{3}-\*{2}-/)
    await consumers.getByRole('button', { name: 'Reveal …' }).click()
    const dialog = page.getByRole('dialog')
    expect(await seriousFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Reveal for one minute' }).click()
    await dialog.getByText('Say why').waitFor()
    await dialog.getByLabel('Reason').fill('Dispute 4711.')
    await dialog.getByRole('button', { name: 'Reveal for one minute' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(text).toMatch(/\d{3}-\d{2}-\d{4}/)
    const ssn = /\d{3}-\d{2}-\d{4}/.exec(await text())![0]
    const digits = ssn.replaceAll('-', '')
    expect(await seriousFaults(page)).toEqual([])
    expect(page.url() + (await page.title()) + (await kept())).not.toMatch(new RegExp(`${ssn}|${digits}`))
    // Half of the minute is left for what the machine itself may take.
    await page.clock.fastForward(30_000)
    await consumers.getByText('s left').waitFor()
    expect(await text()).toContain(ssn)
    await page.clock.fastForward(31_000)
    await expect.poll(text).not.toContain(ssn)
    expect(await page.content()).not.toMatch(new RegExp(`${ssn}|${digits}`))
    await expect.poll(text).toMatch(/\*{3}-\*{2}-/)
    // Leaving the page and coming back shows nothing: it is in no cache.
    await consumers.getByRole('button', { name: 'Reveal …' }).click()
    await dialog.getByLabel('Reason').fill('Dispute 4711.')
    await dialog.getByRole('button', { name: 'Reveal for one minute' }).click()
    await expect.poll(text).toContain(ssn)
    await page.getByRole('link', { name: 'Records', exact: true }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await page.goBack()
    await consumers.getByRole('button', { name: 'Reveal …' }).waitFor()
    expect(await page.content()).not.toMatch(new RegExp(`${ssn}|${digits}`))
    const { auditLog } = await admin.ask(
      '{ auditLog(filter: { action: ["revealPii"] }) { totalCount edges { node { reason details } } } }',
    )
    expect(auditLog.totalCount).toBe(2)
    expect(auditLog.edges[0].node.reason).toBe('Dispute 4711.')
    expect(JSON.stringify(auditLog) + serverLog()).not.toMatch(new RegExp(`${ssn}|${digits}`))
  })

  test('offers it to no VIEWER', async () => {
    const other = await newTab(browser, url)
    await signIn(other, await newKey('VIEWER'))
    await other.page.goto(new URL(page.url()).pathname)
    await other.page.getByRole('region', { name: 'Consumers' }).waitFor()
    await drawn(other.page)
    expect(await other.page.getByRole('button', { name: 'Reveal …' }).count()).toBe(0)
    expect(other.faults).toEqual([])
    await other.context.close()
  })

  test.each(['light', 'dark'] as const)('is readable in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    const record = new URL(page.url()).pathname
    await expectReadable(page, ['/records?eligibility=HELD', record])
  })

  test('never did the client what it must not', () => expect(tab.faults).toEqual([]))
})
