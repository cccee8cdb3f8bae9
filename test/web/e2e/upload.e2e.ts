/** Files of loans in the browser: chosen, confirmed, read by a real run, and the rows that were refused. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csvOf, loan, tableOf } from '../../csv/support.ts'
import { type Api, api, cleanUp, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { drawn, expectReadable, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

let browser: Browser
let url: string
let admin: Api
let tab: Tab
let page: Page
let connectionId: string

const loans = Array.from({ length: 12 }, (_, index) => loan(index + 1))
const payments = tableOf([
  ['displayId', 'date', 'amount'],
  ['L-1', '06/14/2026', '350.00'],
  ['L-2', '06/15/2026', '350.00'],
])
const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

beforeAll(async () => {
  const key = ownKey()
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  url = server.url
  admin = api(url, key)
  connectionId = await connect(csvOf(loans))
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, key)
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
})

/** A connection for files like this one, as a client of the API makes it. */
async function connect(text: string): Promise<string> {
  const sent = await fetch(`${url}/uploads?purpose=CSV_SOURCE&name=loans.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.key}` },
    body: text,
  })
  const { id: uploadId } = (await sent.json()) as { id: string }
  const { inspectUpload } = await admin.ask(
    'query ($input: InspectUploadInput!) { inspectUpload(input: $input) { inspection { settings presetText } } }',
    { input: { pluginId: 'csv', uploads: [{ uploadId }], settings: { environment: 'PRODUCTION' } } },
  )
  const { createFurnisher } = await admin.ask(
    'mutation ($input: CreateFurnisherInput!) { createFurnisher(input: $input) { furnisher { id } } }',
    {
      input: {
        ...{ name: 'BRANCH LENDER', address: '1 MAIN STREET, PROVO UT 84601', telephoneNumber: '8015550100' },
        identificationNumber: 'BRANCH01',
      },
    },
  )
  const { settings, presetText } = inspectUpload.inspection
  const { createConnection } = await admin.ask(
    'mutation ($input: CreateConnectionInput!) { createConnection(input: $input) { connection { id } userErrors { message } } }',
    {
      input: {
        ...{ pluginId: 'csv', name: 'Branch files', furnisherId: createFurnisher.furnisher.id, credentials: {} },
        ...{ settings, presetText },
      },
    },
  )
  expect(createConnection.userErrors).toEqual([])
  return createConnection.connection.id
}

async function choose(what: string, name: string, text: string) {
  const button = page.getByRole('button', { name: `Choose a file: ${what}` })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  await chooser.setFiles(fileOf(name, text))
}

describe('a connection of flat files', () => {
  test('leads to its files, and says what to choose', async () => {
    await page.getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('grid', { name: 'Connections' }).getByRole('link', { name: 'Branch files' }).click()
    await page.getByRole('heading', { name: 'Branch files', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Upload files' }).waitFor()
    await drawn(page)
    expect(await page.getByRole('button', { name: 'Sync now' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Upload files' }).click()
    await page.getByText('or drop it here').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('a file is seen on its way, stopped, and sent again when it was lost', async () => {
    const session = await page.context().newCDPSession(page)
    const slowly = (uploadThroughput: number) =>
      session.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
      })
    const large = csvOf(Array.from({ length: 3_000 }, (_, index) => loan(index + 1)))
    const bar = page.getByRole('progressbar', { name: 'Sending large.csv' })
    const part = async () => Number(await bar.getAttribute('aria-valuenow'))
    await slowly(100_000)
    await choose('Loans', 'large.csv', large)
    await expect.poll(part).toBeGreaterThan(0)
    expect(await part()).toBeLessThan(100)
    expect(await bar.getAttribute('aria-valuetext')).toMatch(/ of \d+ kB, \d+ %$/)
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Stop: Loans' }).click()
    await bar.waitFor({ state: 'hidden' })
    await slowly(-1)
    await session.detach()
    await page.route('**/uploads?*', (route) => route.abort())
    await choose('Loans', 'large.csv', large)
    await page.getByRole('alert').getByText('The file did not reach the server.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.unroute('**/uploads?*')
    await page.getByRole('button', { name: 'Send it again: Loans' }).click()
    await page.getByText('Stored sealed on the server.').waitFor()
    await page.getByText('3,000 rows looked at').waitFor()
    await page.getByRole('button', { name: 'Take another: Loans' }).click()
    const stored = async () => (await admin.ask('{ uploads { totalCount } }')).uploads.totalCount
    await expect.poll(stored).toBe(1)
  })

  test('a file that lacks a confirmed column is not read before somebody says so', async () => {
    const short = loans.map(({ city: _city, ...rest }) => rest)
    await choose('Loans', 'short.csv', csvOf(short))
    await page.getByText('The file lacks city.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: /read/i }).last().isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Take another: Loans' }).click()
  })

  test('columns are confirmed, and what a cell is not is told before the run', async () => {
    const rows = loans.map((row, index) => ({
      ...row,
      contractDate: index === 3 ? 'soon' : row.contractDate!,
      branch: 'Provo',
    }))
    await choose('Loans', 'loans.csv', csvOf(rows))
    await choose('Payment history', 'payments.csv', payments)
    await page.getByText('1 of 12 cells of the column "contractDate" are no date.').waitFor()
    const columns = page.getByRole('grid', { name: 'Columns: Loans' })
    await columns
      .getByRole('row', { name: /branch/ })
      .getByText('New')
      .waitFor()
    await columns.getByRole('row', { name: /^ssn/ }).getByText('not shown').waitFor()
    expect(await page.content()).not.toContain('666-12')
    await page
      .getByRole('button', { name: /Type of displayId .*|Type of displayId/ })
      .first()
      .waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('the run is followed to its end, and each refused row has its line', async () => {
    await page.getByLabel('Day of the balances').fill('2026-06-30')
    await page.getByRole('button', { name: 'Confirm the columns and read' }).click()
    await page.getByRole('heading', { name: 'The files are read' }).waitFor()
    const rejected = page.getByRole('grid', { name: 'Rows that could not be read' })
    await rejected.getByText('Line 5, column "contractDate": not a date').waitFor()
    await expect.poll(() => rejected.getByRole('rowheader').allInnerTexts()).toEqual(['L-4'])
    expect(await seriousFaults(page)).toEqual([])
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    expect((await saving).suggestedFilename()).toBe('rejected-rows.csv')
    const { connection } = await admin.ask(
      'query ($id: ID!) { connection(id: $id) { settings recordCounts { reportable held quarantined } } }',
      { id: connectionId },
    )
    expect(connection.settings.parts).toMatchObject([{ name: 'payments', keyColumn: 'displayId' }])
    expect(connection.recordCounts.reportable + connection.recordCounts.held).toBe(11)
    expect(connection.recordCounts.quarantined).toBe(1)
  })

  test('the row stands in quarantine with its cause, and can be tried again', async () => {
    await page.getByRole('link', { name: 'Why loans could not be read' }).click()
    await page.getByRole('heading', { name: 'Quarantine', level: 1 }).waitFor()
    await page.getByRole('rowheader', { name: /L-4/ }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Try all 1 again' }).click()
    await page.getByText(/1 loan stays|0 loans became/).waitFor()
  })

  test('is readable in both colours, wide and narrow', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectReadable(page, [`/connections/${connectionId}/upload`, `/connections/${connectionId}`, '/quarantine'])
    }
    expect(tab.faults).toEqual([])
  })
})
