/** The web client from the sign-in to the waived finding, as an operator goes through it. */
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import { type Api, api, cleanUp, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { drawn, expectReadable, launch, newTab, openAdvanced, seriousFaults, signIn, type Tab } from './browser.ts'
import { type Gate, startGate } from './gate.ts'

let browser: Browser
let sandbox: Sandbox
let gate: Gate
let url: string
let admin: Api
let tab: Tab
let page: Page
const sockets: WebSocketRoute[] = []

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  sandbox = await startSandbox({ port: 0, loans: 240, seed: 1, today, latencyMs: 0 })
  gate = await startGate(sandbox.url)
  const key = ownKey()
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  url = server.url
  admin = api(url, key)
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await page.routeWebSocket(/\/graphql/, (socket) => {
    socket.connectToServer()
    sockets.push(socket)
  })
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await gate?.close()
  await sandbox?.close()
})

/** The first loan of a table; what is said while it loads stands in a row as well. */
const loan = () => page.getByRole('rowheader', { name: /^LN/ }).first()
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const choose = async (label: string, option: string | RegExp) => {
  await page.getByRole('button', { name: new RegExp(label) }).click()
  await page.getByRole('option', { name: option }).click()
}

async function newKey(role: string): Promise<{ id: string; key: string }> {
  const mutation = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key apiKey { id } } }`
  const { createApiKey } = await admin.ask(mutation, { input: { name: `web ${role}`, role } })
  return { id: createApiKey.apiKey.id, key: createApiKey.key }
}

async function newestRun(): Promise<{ lastEventSeq: number }> {
  const query = '{ connections { edges { node { syncRuns(first: 1) { lastEventSeq } } } } }'
  return (await admin.ask(query)).connections.edges[0].node.syncRuns[0]
}

describe('signing in', () => {
  test('a key that nobody knows is refused, and the reason said', async () => {
    await page.goto('/records')
    await page.getByLabel('API key').fill('m2k_wrong')
    await press('Sign in')
    await page.getByText('The server does not know this key').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('the first page is small', async () => {
    const fresh = await newTab(browser, url)
    await signIn(fresh, admin.key)
    await fresh.page.getByText('No source is connected yet').waitFor()
    await drawn(fresh.page)
    const assets = [...(await fresh.transferred())].filter(([path]) => path !== '/graphql')
    const bytes = assets.reduce((sum, [, size]) => sum + size, 0)
    process.stdout.write(`first load of the dashboard: ${Math.round(bytes / 1000)} kB compressed\n`)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(300_000)
    await fresh.context.close()
  })

  test('a good key lets in, stands in no address, and what is empty says what to do', async () => {
    await signIn(tab, admin.key)
    await page.getByText('No source is connected yet').waitFor()
    expect(page.url()).not.toContain('m2k_')
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('the wizard', () => {
  const fillAccess = async (token: string) => {
    await page.getByLabel('API token').fill(token)
    await page.getByLabel(/Tenant id/).fill(sandbox.tenantId)
    await openAdvanced(page)
    await page.getByLabel('API address').fill(gate.url)
    await page.getByLabel('Requests a second').fill('50')
  }

  test('names what is wrong with the access, and what to do', async () => {
    await page.getByRole('link', { name: 'Connect LoanPro' }).first().click()
    await heading('Connect LoanPro')
    await press('Check access')
    await page.getByText('API token is needed.').waitFor()
    await expect.poll(() => page.getByLabel('API token').evaluate((input) => input.matches(':focus'))).toBe(true)
    await fillAccess('not-the-token')
    await choose('Environment', 'Sandbox tenant')
    await press('Check access')
    await page.getByText('The source does not let us in yet').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('leaving and coming back loses nothing but the secret', async () => {
    await page.getByRole('link', { name: 'Records' }).click()
    await heading('Records')
    await page.goto('/integrations/loanpro/connect')
    await page.getByText('enter those again').waitFor()
    await expect.poll(() => page.getByLabel(/Tenant id/).inputValue()).toBe(sandbox.tenantId)
    expect(await page.getByLabel('API token').inputValue()).toBe('')
    const kept = await page.evaluate('JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])')
    expect(kept).toContain(sandbox.tenantId)
    expect(kept).not.toContain('not-the-token')
  })

  test('goes on to the preset with five loans, the furnisher, the schedule', async () => {
    await fillAccess(sandbox.token)
    await press('Check access')
    await page.getByText('The source answers as it should').waitFor()
    await press('Continue')
    const loans = page.getByRole('grid', { name: 'Loans of the source, as the preset maps them' })
    await expect.poll(() => loans.getByRole('rowheader').count()).toBe(5)
    await press('Read its text')
    await page.getByRole('region', { name: 'Text of the preset' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Continue')
    await page.getByLabel('Reporter name').fill('SUMMIT AUTO FINANCE')
    await page.getByLabel('Identification number').fill('SUMMIT001')
    await page.getByLabel('Address', { exact: true }).fill('100 MAIN STREET, PROVO UT 84601')
    await page.getByLabel('Telephone').fill('8015550100')
    await page.getByLabel(/Experian program/).fill('SUMMI')
    await press('Create and continue')
    await page.getByText('Writeback: off').waitFor()
    await page.getByText('Take webhooks as well').click()
    await page.getByText('Secret in a header').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Continue')
  })

  test('connects; the first sync is live, its log survives a lost socket without a gap, and five loans are shown', async () => {
    // Nothing ends before the socket is cut, however long the page takes to show that it has begun.
    gate.shut()
    await press('Connect and start the first sync')
    await page.getByText('The first sync has begun.').waitFor()
    await page.getByText('Shown this once').waitFor()
    const event = page.locator('[data-seq]')
    await event.first().waitFor()
    const before = await event.count()
    const lost = sockets.length
    for (const socket of sockets) await socket.close({ code: 4000, reason: 'cut by the test' })
    gate.open()
    await page.getByText(/^Succeeded( with errors)?\.$/).waitFor()
    expect(sockets.length).toBeGreaterThan(lost)
    const { lastEventSeq } = await newestRun()
    expect(lastEventSeq).toBeGreaterThan(before)
    const numbers = () =>
      event.evaluateAll((items) => items.map((item) => Number(item.getAttribute('data-seq'))).reverse())
    await expect.poll(numbers).toEqual(Array.from({ length: lastEventSeq }, (_, index) => index + 1))
    await expect.poll(() => page.getByRole('grid', { name: 'First loans' }).getByRole('rowheader').count()).toBe(5)
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('a connection', () => {
  test('is listed with its health, and a run can be started and cancelled', async () => {
    await page.getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('grid', { name: 'Connections' }).getByRole('link', { name: 'LoanPro' }).click()
    await heading('LoanPro')
    gate.shut()
    await press('Full sync')
    await press('Cancel run')
    gate.open()
    await page.getByText(/^Cancelled\.$/).waitFor()
    await page.getByRole('img', { name: /The last 2 runs/ }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('records', () => {
  test('are filtered and sorted in the address, and searched outside of it', async () => {
    await page.getByRole('link', { name: 'Records', exact: true }).click()
    await heading('Records')
    await loan().waitFor()
    await choose('Eligibility', 'Held')
    await expect.poll(() => page.url()).toContain('eligibility=HELD')
    await page.getByRole('columnheader', { name: 'Errors' }).click()
    await expect.poll(() => page.url()).toContain('sort=ERROR_COUNT')
    const query = `{ metro2Records(first: 1, filter: { eligibility: [HELD] }, orderBy: { field: ERROR_COUNT, direction: ASC }) {
      edges { node { consumerAccountNumber } } } }`
    const account: string = (await admin.ask(query)).metro2Records.edges[0].node.consumerAccountNumber
    await expect.poll(() => loan().innerText()).toBe(account)
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill(account)
    await search.press('Enter')
    await page.getByText('1 record', { exact: true }).waitFor()
    expect(page.url()).not.toContain(account)
    await page.reload()
    // What is searched for was in the memory of the page alone; the filters stand in the address.
    await loan().waitFor()
    expect(await search.inputValue()).toBe('')
    expect(page.url()).toContain('eligibility=HELD')
    expect(await seriousFaults(page)).toEqual([])
  })

  test('one shows its characters, its fields and where they come from', async () => {
    await loan().click()
    await heading(/^Record /)
    const line = page
      .getByRole('region', { name: /426 characters/ })
      .locator('div')
      .nth(1)
    await expect.poll(() => line.textContent()).toHaveLength(426)
    await page.getByRole('button', { name: /Date of last payment/ }).click()
    await page.getByRole('heading', { name: /Field 27/ }).waitFor()
    await page.getByText('Because', { exact: true }).waitFor()
    // The number of the account stands in the page, and not in what a browser's history keeps.
    await page.getByRole('heading', { name: /^Record LN/, level: 1 }).waitFor()
    await expect.poll(() => page.title()).toBe('Record · Metro 2 for lenders')
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('validation', () => {
  test('a rule is waived for all it found, by the count that was shown', async () => {
    await page.getByRole('link', { name: 'Validation' }).click()
    const { validationSummary } = await admin.ask('{ validationSummary { byRule { ruleId severity } } }')
    const rule: string = validationSummary.byRule.find((each: { severity: string }) => each.severity === 'INFO').ruleId
    await choose('Severity', 'Info')
    await expect.poll(() => page.url()).toContain('severity=INFO')
    await page
      .getByRole('navigation', { name: 'Rules' })
      .getByRole('link')
      .filter({ has: page.getByText(rule, { exact: true }) })
      .click()
    await expect.poll(() => new URL(page.url()).searchParams.get('rule')).toBe(rule)
    await page.getByRole('grid', { name: 'Findings' }).getByRole('rowheader').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    const saving = page.waitForEvent('download')
    await press('Export CSV')
    expect((await saving).suggestedFilename()).toBe(`findings-${rule}.csv`)
    await press('Waive all …')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('will be waived').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: /^Waive \d/ }).click()
    await dialog.getByText('Say why').waitFor()
    await dialog.getByLabel('Reason').fill('Looked at by hand.')
    await dialog.getByRole('button', { name: /^Waive \d/ }).click()
    await dialog.waitFor({ state: 'hidden' })
    const { waivers } = await admin.ask(
      'query ($rule: [String!]) { waivers(filter: { ruleId: $rule }) { totalCount } }',
      {
        rule: [rule],
      },
    )
    expect(waivers.totalCount).toBeGreaterThan(0)
  })
})

describe('every page', () => {
  test.each(['light', 'dark'] as const)('is readable in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await expectReadable(page, ['/', '/records', '/validation', '/presets', '/integrations/loanpro/connect'])
  })

  test('takes the focus to its heading when it is gone to, and the keyboard past the navigation', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Validation' }).focus()
    await page.keyboard.press('Enter')
    await heading('Validation')
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Validation')
    await page.goto('/')
    await heading('Dashboard')
    await page.keyboard.press('Tab')
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('content')
  })

  test('never did what it must not', () => expect(tab.faults).toEqual([]))
})

describe('whoever may less', () => {
  test('sees no controls, and a revoked key ends the visit with the reason', async () => {
    const { id, key } = await newKey('VIEWER')
    const other = await newTab(browser, url)
    await signIn(other, key)
    await other.page.getByRole('grid', { name: 'Connections' }).waitFor()
    await drawn(other.page)
    expect(await other.page.getByRole('link', { name: /^Connect / }).count()).toBe(0)
    await other.page.goto('/integrations/loanpro/connect')
    await other.page.getByText('it needs OPERATOR').waitFor()
    const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { message } } }'
    await admin.ask(revoke, { input: { id } })
    await other.page.getByRole('link', { name: 'Validation' }).click()
    await other.page.getByText('no longer takes this key').waitFor()
    await expect.poll(() => other.page.evaluate('sessionStorage.length')).toBe(0)
    expect(other.faults).toEqual([])
    await other.context.close()
  })

  test('signing out forgets the key', async () => {
    await press('Sign out')
    await page.getByLabel('API key').waitFor()
    await expect.poll(() => page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}')
    await page.reload()
    await page.getByLabel('API key').waitFor()
  })
})
