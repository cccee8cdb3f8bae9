/** A plan of writes is looked at, applied and watched; what was written stands there with before and after. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import { newId } from '../../../server/ids.ts'
import {
  type Api,
  accepted,
  api,
  cleanUp,
  createConnection,
  ownKey,
  preparedFolder,
  recordsOf,
  startServer,
  sync,
  withDatabase,
} from '../../process/support.ts'
import { drawn, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

let browser: Browser
let sandbox: Sandbox
let admin: Api
let tab: Tab
let page: Page

/** A closed month that reports the loans, as closing one leaves it: put in by hand while no server runs. */
const report = (dataDir: string, sourceKeys: string[]) =>
  withDatabase(dataDir, async (database) => {
    const { rows } = await database.query<{ organization_id: string; id: string; furnisher_id: string }>(
      'SELECT organization_id, id, furnisher_id FROM connections',
    )
    const { organization_id, id, furnisher_id } = rows[0]!
    const periodId = newId()
    await database.query(
      `INSERT INTO reporting_periods (organization_id, id, furnisher_id, month, origin, state, as_of, created_at, created_by)
       VALUES ($1, $2, $3, '2026-05-01', 'COMPUTED', 'OPEN', '2026-05-31', now(), 'test')`,
      [organization_id, periodId, furnisher_id],
    )
    for (const sourceKey of sourceKeys) {
      await database.query(
        `INSERT INTO reported_records (organization_id, id, period_id, month, revision, connection_id, source_key, fields,
           sealed_identity, identification_number, consumer_account_number, account_status, portfolio_type, surname, first_name,
           current_balance, amount_past_due)
         VALUES ($1, $2, $3, '2026-05-01', 1, $4, $5, '{}', '\\x00', 'SUMMIT01', 'A' || $5, '11', 'I', 'X', 'Y', 1, 0)`,
        [organization_id, newId(), periodId, id, sourceKey],
      )
    }
    await database.query(`UPDATE reporting_periods SET state = 'CLOSED', closed_at = now(), closed_by = 'test'`)
  })

/** Bureaus refused the loans, and an admin has switched writeback on: a note for each refusal. */
async function answered({ ask }: Api, connectionId: string, keys: string[]) {
  const { connection } = await ask(
    'query ($id: ID!) { connection(id: $id) { furnisher { id } writeback { statement } } }',
    { id: connectionId },
  )
  const responses = keys.map((key) => ({
    ...{ bureau: 'TRANSUNION', reference: `TU-${key}`, month: '2026-05', consumerAccountNumber: `A${key}` },
    ...{ kind: 'REJECTED', codes: ['T1'] },
  }))
  const { recordBureauResponses } = await ask(
    'mutation ($input: RecordBureauResponsesInput!) { recordBureauResponses(input: $input) { userErrors { message } } }',
    { input: { furnisherId: connection.furnisher.id, responses } },
  )
  accepted(recordBureauResponses)
  const { setWriteback } = await ask(
    'mutation ($input: SetWritebackInput!) { setWriteback(input: $input) { userErrors { message } } }',
    {
      input: {
        ...{ connectionId, enabled: true, confirmation: connection.writeback.statement },
        targets: [{ target: 'note', place: '27', kinds: ['REJECTED'] }],
      },
    },
  )
  accepted(setWriteback)
}

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, loans: 6, documentBytes: 4_000 })
  const key = ownKey()
  const dataDir = await preparedFolder()
  const first = await startServer(dataDir, { ADMIN_API_KEY: key })
  const before = api(first.url, key)
  const connectionId = await createConnection(before, sandbox, 'Tenant', { environment: 'PRODUCTION' })
  await sync(before, connectionId, sandbox.today(), 'FULL')
  const keys = (await recordsOf(before, connectionId)).map(({ sourceKey }) => sourceKey).slice(0, 3)
  await first.kill('SIGTERM')
  await report(dataDir, keys)
  const { url } = await startServer(dataDir, { ADMIN_API_KEY: key })
  admin = api(url, key)
  await answered(admin, connectionId, keys)
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

const press = (name: string | RegExp) => page.getByRole('button', { name }).click()

describe('writeback', () => {
  test('a plan shows each write and sends nothing', async () => {
    await page.goto('/settings/writeback')
    await page.getByText('Writeback is on', { exact: true }).waitFor()
    sandbox.requests.reset()
    await press('Make a plan')
    await page.getByText('3 writes planned').waitFor()
    const plan = page.getByRole('grid', { name: 'Writes of the plan' })
    await expect.poll(() => plan.getByRole('rowheader').count()).toBe(3)
    await plan.getByText('Planned').first().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    expect(sandbox.requests.entries).toEqual([])
  })

  test('applied, it is watched to its end, and what was written is listed', async () => {
    await press(/^Apply: write 3 values/)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('cannot be taken back').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Write 3 values' }).click()
    await page.getByText(/^Ended: 3 of 3, 3 written/).waitFor()
    const written = page.getByRole('grid', { name: 'Writes into the source' })
    await expect.poll(() => written.getByRole('rowheader').count()).toBe(3)
    await written.getByText('TransUnion: rejected').first().waitFor()
    const { writebacks } = await admin.ask('{ writebacks(filter: { state: [WRITTEN] }) { totalCount } }')
    expect(writebacks.totalCount).toBe(3)
    expect(await seriousFaults(page)).toEqual([])
    const plan = page.getByRole('grid', { name: 'Writes of the plan' })
    await expect.poll(() => plan.getByText('Written').count()).toBe(3)
    await drawn(page)
    // Nothing is asked for again once it has ended, though the stream of an ended operation completes whenever it is opened.
    let asked = 0
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/graphql') asked++
    })
    for (let turn = 0; turn < 20; turn++) await admin.ask('{ viewer { role } }')
    expect(asked).toBe(0)
  })

  test('the audit log tells of the plan and of each write', async () => {
    await page.goto('/settings/audit')
    await page.getByText('applied a plan of 3 writes into the source').waitFor()
    await expect.poll(() => page.getByText(/wrote into note 27 of loan/).count()).toBe(3)
    expect(tab.faults).toEqual([])
  })

  test('a document is chosen with its section and hosts, shown with its name and text, and attached', async () => {
    await page.goto('/settings/writeback')
    await press(/^Change what is written/)
    await press('+ A document on the loan')
    const chosen = page.getByRole('group', { name: 'A document on the loan' })
    await chosen.getByText(/Always allowed: the host of the connection, \*\.simnang\.com/).waitFor()
    await chosen.getByRole('button', { name: /Id of the document section/ }).click()
    await page.getByRole('option', { name: 'Contracts' }).click()
    await chosen.getByLabel(/Further hosts that files may be sent to/).fill('files.example.com, storage.example.com')
    expect(await seriousFaults(page)).toEqual([])
    await press(/^Confirm and keep on/)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('The sentence').fill(await dialog.locator('blockquote').innerText())
    await dialog.getByRole('button', { name: 'I confirm; switch on' }).click()
    await page.getByText('files.example.com, storage.example.com').waitFor()
    await page.getByText('A document on the loan: Contracts').first().waitFor()

    await press('Make a new plan')
    await page.getByText('3 writes planned').waitFor()
    const plan = page.getByRole('grid', { name: 'Writes of the plan' })
    await plan
      .getByText(/^metro2-rejected-2026-05-m2-[0-9a-f]{20}\.txt\s+Metro 2: TRANSUNION rejected 2026-05: T1/)
      .first()
      .waitFor()
    expect(sandbox.uploads).toEqual([])
    await press(/^Apply: write 3 values/)
    await dialog.getByRole('button', { name: 'Write 3 values' }).click()
    await page.getByText(/^Ended: 3 of 3, 3 written/).waitFor()
    await plan
      .getByText(/by POST/)
      .first()
      .waitFor()
    expect(sandbox.uploads.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await seriousFaults(page)).toEqual([])
    expect(tab.faults).toEqual([])
  })
})
