/** A month of a furnisher in the browser: baseline, review, closing, the file and its bytes; against the real server and the sandbox. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import { decodeHeader } from '../../../server/metro2/codec.ts'
import { addDays } from '../../../server/metro2/dates.ts'
import { metro2Lines } from '../../../server/metro2/file.ts'
import { record } from '../../metro2/support.ts'
import {
  type Api,
  accepted,
  api,
  cleanUp,
  ownKey,
  preparedFolder,
  recordsOf,
  startServer,
  sync,
} from '../../process/support.ts'
import { expectReadable, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

let browser: Browser
let sandbox: Sandbox
let url: string
let admin: Api
let tab: Tab
let page: Page

// The tenant's time zone is UTC, so that the test and the server agree on the day.
const today = new Date().toISOString().slice(0, 10)
const asOf = addDays(today, -1)
const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]
const titleOf = (day: string) => `${monthNames[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
/** The last day of the month before. */
const baselineDay = addDays(`${asOf.slice(0, 7)}-01`, -1)

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, loans: 120, seed: 1, today, latencyMs: 1 })
  const key = ownKey()
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  url = server.url
  admin = api(url, key)
  const connectionId = await connect()
  await sync(admin, connectionId, asOf, 'FULL')
  accounts = (await recordsOf(admin, connectionId))
    .filter(({ eligibility }) => eligibility === 'REPORTABLE')
    .map(({ consumerAccountNumber }) => consumerAccountNumber)
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, key)
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await sandbox?.close()
})

let accounts: string[] = []

const furnisherMutation = `mutation ($input: CreateFurnisherInput!) {
  createFurnisher(input: $input) { furnisher { id } userErrors { code message } } }`
const connectionMutation = `mutation ($input: CreateConnectionInput!) {
  createConnection(input: $input) { connection { id } userErrors { code message path } } }`

/** A production connection: those of sandbox tenants never take part in a month. */
async function connect(): Promise<string> {
  const furnisher = {
    ...{ name: 'SUMMIT AUTO FINANCE', address: '100 MAIN STREET, PROVO UT 84601', telephoneNumber: '8015550100' },
    ...{ identificationNumber: 'SUMMIT001', experianProgramIdentifier: 'SUMMI', equifaxProgramIdentifier: 'SUMMEFX' },
  }
  const { createFurnisher: made } = await admin.ask(furnisherMutation, { input: furnisher })
  const settings = {
    environment: 'PRODUCTION',
    baseUrl: sandbox.url,
    timeZone: 'UTC',
    requestsPerSecond: 50,
    concurrency: 4,
  }
  const input = {
    ...{ pluginId: 'loanpro', name: 'Summit LoanPro', furnisherId: accepted(made).furnisher.id, cadence: 'MANUAL' },
    ...{ settings, credentials: { token: sandbox.token, instanceId: sandbox.tenantId } },
  }
  const { createConnection: connected } = await admin.ask(connectionMutation, { input })
  return accepted(connected).connection.id
}

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const dialog = () => page.getByRole('dialog')
const choose = async (label: string, option: string | RegExp) => {
  await page.getByRole('button', { name: new RegExp(label) }).click()
  await page.getByRole('option', { name: option }).click()
}
/** What is said while they load stands in a row as well. */
const rows = (grid: string) => page.getByRole('grid', { name: grid }).getByRole('rowheader', { name: /^(?!Loading)./ })
const searchFor = async (text: string) => {
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill(text)
  await search.press('Enter')
}
const step = (name: string) =>
  page.getByRole('list', { name: 'Steps of the month' }).getByRole('listitem').filter({ hasText: name })

async function openMonth(day: string) {
  await page.getByRole('link', { name: 'Reporting', exact: true }).click()
  await press('Open a month …')
  await dialog().getByText('are computed from what is stored').waitFor()
  await choose('Month', titleOf(day))
  await page.getByLabel('As of').fill(day)
  await dialog()
    .getByRole('button', { name: `Open ${titleOf(day)}` })
    .click()
  await heading(titleOf(day))
}

/** A file that another system sent: some accounts of the furnisher, one under a number that is not known, a line that is none. */
function oldFile(): Buffer {
  const stamp = `${baselineDay.slice(5, 7)}${baselineDay.slice(8)}${baselineDay.slice(0, 4)}000000`
  const header = {
    ...decodeHeader(''.padEnd(426)).header,
    ...{
      activityDate: baselineDay,
      dateCreated: baselineDay,
      reporterName: 'OLD SYSTEM',
      reporterAddress: '1 MAIN ST',
    },
    equifaxProgramIdentifier: 'EQ1',
  }
  const lines = [...accounts.slice(0, 3), 'OLD-1'].map((consumerAccountNumber) =>
    record({ consumerAccountNumber, dateOfAccountInformation: baselineDay, timeStamp: stamp }),
  )
  const text = [...metro2Lines(header, lines, { lineEnding: '\n' })].join('')
  return Buffer.from(text.replace('\n', '\nTHIS LINE IS NO RECORD\n'), 'latin1')
}

describe('before the first month', () => {
  test('nothing is open, and what to do is said', async () => {
    await page.getByRole('link', { name: 'Reporting', exact: true }).click()
    await page.getByText('No month has been opened yet').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Files', exact: true }).click()
    await page.getByText('No file yet').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('the last file sent is looked through, imported and matched', async () => {
    await page.getByRole('link', { name: 'Baselines' }).click()
    const chooser = page.waitForEvent('filechooser')
    await press('Choose the file …')
    await (await chooser).setFiles({ name: 'last-month.txt', mimeType: 'text/plain', buffer: oldFile() })
    await page.getByRole('button', { name: `Import it as ${titleOf(baselineDay)}` }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press(`Import it as ${titleOf(baselineDay)}`)
    await rows('Accounts of the baseline').first().waitFor()
    await page.getByRole('link', { name: 'without a loan' }).click()
    await expect.poll(() => page.url()).toContain('match=NONE')
    await expect.poll(() => rows('Accounts of the baseline').allInnerTexts()).toEqual(['OLD-1'])
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('tab', { name: /^Problems/ }).click()
    await rows('Problems of the file').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('an account is ignored with a reason and taken back, then matched to the loan that a person finds', async () => {
    await page.getByRole('tab', { name: /^Accounts/ }).click()
    const old = page.getByRole('rowheader', { name: 'OLD-1' })
    await old.click()
    await dialog().getByRole('button', { name: 'Ignore the account' }).click()
    await dialog().getByText('Say why').waitFor()
    await dialog()
      .getByLabel(/why it needs no loan/)
      .fill('Sold before we came.')
    await dialog().getByRole('button', { name: 'Ignore the account' }).click()
    await page.getByRole('row', { name: /OLD-1/ }).getByText('Sold before we came.').waitFor()
    await old.click()
    await dialog().getByRole('button', { name: 'It needs a loan after all' }).click()
    await page.getByRole('row', { name: /OLD-1/ }).getByText('No loan').waitFor()
    await old.click()
    await dialog().getByLabel('Find the loan').fill(accounts[5]!)
    await dialog().getByLabel('Find the loan').press('Enter')
    await dialog().getByText(accounts[5]!, { exact: true }).click()
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'It is this loan' }).click()
    await page.getByRole('row', { name: /OLD-1/ }).getByText('By hand').waitFor()
  })

  test('a loan that stood in no account is ignored with a reason', async () => {
    await page.getByRole('tab', { name: /^Loans/ }).click()
    await rows('Loans without an account').first().click()
    await dialog()
      .getByLabel(/Why it need not/)
      .fill('Never reported before, as agreed.')
    await dialog().getByRole('button', { name: 'Ignore the loan' }).click()
    await page.getByText('Never reported before, as agreed.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })
})

describe('a month', () => {
  test('whose last full pass began too early says so, with the way to the connection; it is discarded', async () => {
    await openMonth(today)
    const blockers = page.getByRole('region', { name: 'Before the month can be closed' })
    await blockers.getByText('A full pass is needed').waitFor()
    // Until that day is over no run can settle it, so none is offered.
    await blockers.getByText(/is over does not count/).waitFor()
    expect(await blockers.getByRole('button', { name: 'Start a FULL run' }).count()).toBe(0)
    await blockers.getByRole('link', { name: 'Go to Summit LoanPro' }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Close the month …' }).isDisabled()).toBe(true)
    expect(await seriousFaults(page)).toEqual([])
    await press('Discard …')
    await dialog().getByRole('button', { name: 'Discard' }).click()
    await heading('Reporting')
    await expect.poll(() => rows('Reporting periods').allInnerTexts()).toEqual([titleOf(baselineDay)])
  })

  test('is opened and computed; how the loans stand is filtered in the address and searched outside of it', async () => {
    await openMonth(asOf)
    await rows('Records of the month').first().waitFor()
    await step('Compute').getByText('Done').waitFor()
    await page.getByRole('link', { name: /^Held \d/ }).click()
    await expect.poll(() => page.url()).toContain('review=HELD')
    await rows('Records of the month').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: /^All \d/ }).click()
    await searchFor(accounts[7]!)
    await expect.poll(() => rows('Records of the month').allInnerTexts()).toEqual([accounts[7]])
    expect(page.url()).not.toContain(accounts[7])
  })

  test('a record shows what changed since it was reported, and its characters; it is held out and let in', async () => {
    await searchFor(accounts[0]!)
    await page.getByRole('rowheader', { name: accounts[0]! }).click()
    await heading(`Account ${accounts[0]}`)
    await page.getByRole('heading', { name: `What changed since ${titleOf(baselineDay)}` }).waitFor()
    await rows(`What changed since ${titleOf(baselineDay)}`)
      .first()
      .waitFor()
    const now = page.locator('[data-side="now"]')
    await expect.poll(() => now.textContent()).toHaveLength(426)
    await expect.poll(() => page.locator('[data-side="before"]').textContent()).toHaveLength(426)
    await page.getByRole('button', { name: /Consumer account number/ }).click()
    await page.getByRole('region', { name: 'Field 7' }).waitFor()
    await expect.poll(async () => (await now.locator('mark').textContent())?.trim()).toBe(accounts[0])
    expect(await seriousFaults(page)).toEqual([])
    await press('Hold out …')
    await dialog().getByText('will not be reported this month').waitFor()
    await dialog()
      .getByRole('button', { name: /^Hold out 1/ })
      .click()
    await dialog().getByText('Say why').waitFor()
    await dialog().getByLabel('Reason').fill('Asked of the branch.')
    expect(await seriousFaults(page)).toEqual([])
    await dialog()
      .getByRole('button', { name: /^Hold out 1/ })
      .click()
    await page.getByText('“Asked of the branch.”').waitFor()
    await press('Let in again …')
    await dialog()
      .getByRole('button', { name: /^Let in 1/ })
      .click()
    await page.getByRole('button', { name: 'Hold out …' }).waitFor()
  })

  test('findings of a rule are waived by the count that was shown', async () => {
    await page
      .getByRole('region', { name: 'Where it belongs' })
      .getByRole('link', { name: titleOf(asOf) })
      .click()
    await page.getByText('Open findings by rule').click()
    await page
      .getByRole('button', { name: /^Waive / })
      .first()
      .click()
    await dialog().getByText('will be waived').waitFor()
    await dialog().getByLabel('Reason').fill('Looked at by hand.')
    expect(await seriousFaults(page)).toEqual([])
    await dialog()
      .getByRole('button', { name: /^Waive \d/ })
      .click()
    await page.getByText(/findings? waived\. The review follows/).waitFor()
    await page.getByText(/Outdated: the waivers/).waitFor()
    await press('Compute again')
    await page.getByText(/Outdated: the waivers/).waitFor({ state: 'hidden' })
    await step('Compute').getByText('Done').waitFor()
  })

  test('what is held is held out together, and nothing stands in the way any more', async () => {
    await page.getByRole('link', { name: 'Show them' }).click()
    await page.getByRole('button', { name: /^Hold out all/ }).waitFor()
    // One by its box, the others by the filter.
    await page.locator('.virtual .box').first().click()
    await press(/^Hold out 1 chosen/)
    await dialog().getByLabel('Reason').fill('Asked of the branch.')
    await dialog()
      .getByRole('button', { name: /^Hold out 1/ })
      .click()
    await page.getByText('1 record held out of the month.').waitFor()
    await press(/^Hold out all/)
    await dialog().getByLabel('Reason').fill('Mended at the source next week.')
    await dialog()
      .getByRole('button', { name: /^Hold out \d/ })
      .click()
    await page.getByText('Nothing stands in the way').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('is closed once it is confirmed', async () => {
    await press('Close the month …')
    await dialog().getByText('will be frozen').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Close the month' }).click()
    await page.getByRole('tab', { name: /^Files/ }).waitFor()
    await step('Close').getByText('Done').waitFor()
    await page.getByRole('tab', { name: 'What was reported' }).click()
    await rows('Accounts as reported').first().click()
    await page.getByRole('heading', { name: 'As it was reported' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.goBack()
    await rows('Accounts as reported').first().waitFor()
  })
})

const sumOf = async (download: Download) =>
  createHash('sha256')
    .update(await readFile(await download.path()))
    .digest('hex')

describe('files', () => {
  test('are written, and what is downloaded is what the API says', async () => {
    await page.getByRole('tab', { name: /^Files/ }).click()
    await page.getByText('One file for each bureau').click()
    await page.getByText('CR LF').click()
    await press('Create 2 files')
    await expect.poll(() => page.getByRole('button', { name: /^Download / }).count()).toBe(2)
    await page.getByText('Header and trailer').first().click()
    await page.getByText('Total base records').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    const { metro2Files } = await admin.ask('{ metro2Files { edges { node { name bytes sha256 lineEnding } } } }')
    for (const { node } of metro2Files.edges) {
      const saving = page.waitForEvent('download')
      await press(`Download ${node.name}`)
      const saved = await saving
      expect(saved.suggestedFilename()).toBe(node.name)
      expect(saved.url()).not.toContain('m2k_')
      expect(await sumOf(saved)).toBe(node.sha256)
      expect(node.lineEnding).toBe('CRLF')
    }
    await press('Create 2 files')
    await page.getByText('The same file is there already').waitFor()
    await page.getByRole('navigation', { name: 'Reporting' }).getByRole('link', { name: 'Files' }).click()
    await page.getByText('2 files', { exact: true }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('answers of bureaus are read from a file, and bad lines named', async () => {
    await page
      .getByRole('link', { name: titleOf(asOf) })
      .first()
      .click()
    await page.getByRole('tab', { name: 'Answers of bureaus' }).click()
    const month = asOf.slice(0, 7)
    const lines = [
      'bureau,reference,month,account_number,kind,codes',
      `EQUIFAX,EFX-1,${month},${accounts[7]},REJECTED,E102`,
      `EXPERIAN,EXP-1,${month},NOBODY,ACCEPTED,`,
    ]
    const chooser = page.waitForEvent('filechooser')
    await press('Choose a file …')
    await (await chooser).setFiles({
      name: 'answers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${lines.join('\n')}\n`),
    })
    await page.getByText('1 answer stored').waitFor()
    await page.getByText('Line 3').waitFor()
    await page.getByRole('rowheader', { name: accounts[7]! }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('an answer is recorded beside the account it is about', async () => {
    await page.getByRole('tab', { name: 'What was reported' }).click()
    await searchFor(accounts[8]!)
    await page.getByRole('rowheader', { name: accounts[8]! }).click()
    await page.getByText('No bureau has answered about it yet').waitFor()
    await press('Record an answer …')
    await dialog().getByRole('button', { name: 'Record it' }).click()
    await dialog().getByText('Choose the bureau').waitFor()
    await choose('Bureau', 'Transunion')
    await choose('Answer', 'A dispute has ended')
    await choose('Outcome', 'Something was corrected')
    await dialog().getByLabel('Reference').fill('TU-88123')
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Record it' }).click()
    await page.getByRole('region', { name: 'Answers of bureaus' }).getByText('TU-88123').waitFor()
    await page.goBack()
  })

  test('a closed month is corrected by a further one', async () => {
    await press('Open a correction …')
    await dialog().getByRole('button', { name: 'Open a correction' }).click()
    await heading(`${titleOf(asOf)}, correction 1`)
    await rows('Records of the month').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('navigation', { name: 'Reporting' }).getByRole('link', { name: 'Periods' }).click()
    await expect
      .poll(() => rows('Reporting periods').allInnerTexts())
      .toEqual([`${titleOf(asOf)}, correction 1`, titleOf(asOf), titleOf(baselineDay)])
    await page.getByRole('rowheader', { name: titleOf(asOf), exact: true }).click()
    await heading(titleOf(asOf))
    await page.getByText(/^No correction now: .* is open already/).waitFor()
    expect(await page.getByRole('button', { name: 'Open a correction …' }).count()).toBe(0)
    await page.getByRole('navigation', { name: 'Reporting' }).getByRole('link', { name: 'Periods' }).click()
    await press('Open a month …')
    await dialog().getByText('is still open').waitFor()
    await dialog().getByRole('button', { name: 'Close' }).click()
  })
})

describe('every page of it', () => {
  test.each(['light', 'dark'] as const)('is readable in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    const { reportingPeriods } = await admin.ask('{ reportingPeriods { edges { node { id state } } } }')
    const periods = reportingPeriods.edges.map(({ node }: { node: { id: string } }) => `/periods/${node.id}`)
    await expectReadable(page, ['/periods', '/periods/files', '/baselines', '/baselines?tab=loans', ...periods])
  })

  test('never did what it must not', () => expect(tab.faults).toEqual([]))
})

describe('whoever may less', () => {
  test('reads all of it, and is offered nothing to change', async () => {
    const mutation = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }`
    const { createApiKey } = await admin.ask(mutation, { input: { name: 'web viewer', role: 'VIEWER' } })
    const other = await newTab(browser, url)
    await signIn(other, createApiKey.key)
    await other.page.goto('/periods')
    await other.page.getByRole('link', { name: `${titleOf(asOf)}, correction 1` }).click()
    await other.page.getByRole('grid', { name: 'Records of the month' }).getByRole('rowheader').first().waitFor()
    await other.page.getByText('Closing needs the role OPERATOR').waitFor()
    for (const name of [/^Open a month/, /^Compute/, /^Discard/, /^Hold out/, /^Close the month/]) {
      expect(await other.page.getByRole('button', { name }).count()).toBe(0)
    }
    await other.page.goto('/periods/files')
    await other.page.getByText('Downloading needs the role OPERATOR').first().waitFor()
    expect(other.faults).toEqual([])
    await other.context.close()
  })
})
