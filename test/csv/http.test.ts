/** The whole way of a file: upload, inspection, connection, run, records and quarantine, as a client sees it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csv } from '../../plugins/csv/plugin.ts'
import { encodeId } from '../../schema/ids.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { done, furnisherInput } from '../services/app.ts'
import { ask, startTestServer, type TestServer } from '../support/server.ts'
import { csvOf, loan, tableOf } from './support.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ plugins: [csv] })
})
afterAll(() => server.close())

const post = async (name: string, content: string): Promise<string> => {
  const response = await fetch(`${server.url}/uploads?purpose=CSV_SOURCE&name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.lender.keys.OPERATOR}` },
    body: content,
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}
const api = async (query: string, variables: object) => {
  const answer = await ask(server.url, server.lender.keys.OPERATOR, query, variables as Record<string, unknown>)
  expect(answer.errors).toBeUndefined()
  return answer.data
}

test('from two files to records', async () => {
  const db = server.app.database.tenant(server.lender.id)
  const requester: Requester = { organizationId: server.lender.id, actor: 'test', role: 'OPERATOR' }
  const input = { ...furnisherInput, identificationNumber: 'FILES01', name: 'Files' }
  const { furnisherId } = done(await createFurnisher(server.app, requester, input))
  const loans = await post(
    'loans.csv',
    csvOf([loan(1), loan(2), loan(3, { contractDate: 'soon' })], { delimiter: ';' }),
  )
  const paid = tableOf([
    ['displayId', 'date', 'amount'],
    ['L-1', '06/14/2026', '350.00'],
  ])
  const uploads = [{ uploadId: loans }, { uploadId: await post('payments.csv', paid), part: 'payments' }]
  const looked = await api(
    `query ($input: InspectUploadInput!) { inspectUpload(input: $input) { userErrors { code }
       inspection { settings presetText rows presetProblems { code } problems { message } columns { header samples sensitive } } } }`,
    { input: { pluginId: 'csv', uploads, settings: { environment: 'PRODUCTION' } } },
  )
  const { inspection } = looked.inspectUpload
  expect(inspection).toMatchObject({
    ...{ rows: 3, presetProblems: [] },
    problems: [{ message: '1 of 3 cells of the column "contractDate" are no date.' }],
  })
  expect(JSON.stringify(inspection.columns)).not.toContain('666-12')

  const made = await api(
    `mutation ($input: CreateConnectionInput!) { createConnection(input: $input) { connection { id cadence } userErrors { code message } } }`,
    {
      input: {
        ...{ pluginId: 'csv', name: 'Files', furnisherId: encodeId('Furnisher', furnisherId), credentials: {} },
        ...{ settings: inspection.settings, presetText: inspection.presetText },
      },
    },
  )
  expect(made.createConnection.userErrors).toEqual([])
  const { id: connectionId, cadence } = made.createConnection.connection
  expect(cadence).toBe('MANUAL')

  const started = await api(
    `mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code message } } }`,
    { input: { connectionId, mode: 'FULL', uploads } },
  )
  expect(started.startSync.userErrors).toEqual([])
  const runId = Buffer.from(started.startSync.run.id, 'base64url').toString().split(':')[1]!
  await executeRun(server.app, server.lender.id, runId, 'worker')
  const run = await db.syncRun.findFirstOrThrow({ where: { id: runId } })
  expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', failure: null, created: 2, quarantined: 1 })

  const { metro2Records, quarantinedRecords } = await api(
    `query ($c: ID!) { metro2Records(filter: { connection: $c }) { edges { node { consumerAccountNumber accountStatus } } }
       quarantinedRecords(filter: { connection: $c }) { edges { node { message } } } }`,
    { c: connectionId },
  )
  expect(
    metro2Records.edges
      .map((edge: { node: { consumerAccountNumber: string } }) => edge.node.consumerAccountNumber)
      .sort(),
  ).toEqual(['L1', 'L2'])
  expect(quarantinedRecords.edges).toEqual([
    { node: { message: 'Line 4, column "contractDate": not a date in the form MM/DD/YYYY' } },
  ])
})

const previewMutation = `mutation ($input: PreviewConnectionInput!) { previewConnection(input: $input) {
  notices problems { code } userErrors { code path message }
  loans { sourceKey consumerAccountNumber accountStatus currentBalance outcome { eligibility failures { message } } fields { value } } } }`

test('a file that was shown is previewed before anything is connected', async () => {
  const loans = [loan(1), loan(2, { contractDate: 'soon' }), ...[3, 4, 5, 6, 7].map((number) => loan(number))]
  const uploads = [{ uploadId: await post('shown.csv', csvOf(loans)) }]
  const inspect = `query ($input: InspectUploadInput!) { inspectUpload(input: $input) { inspection { settings presetText } } }`
  const { inspection } = (
    await api(inspect, { input: { pluginId: 'csv', uploads, settings: { environment: 'SANDBOX' } } })
  ).inspectUpload
  const input = { pluginId: 'csv', settings: inspection.settings, credentials: {}, uploads }
  const runs = await server.app.database.system.syncRun.count()
  for (const preset of [{}, { presetText: inspection.presetText }]) {
    const { previewConnection } = await api(previewMutation, { input: { ...input, ...preset } })
    expect(previewConnection).toMatchObject({ notices: [], problems: [], userErrors: [] })
    const { loans: shown } = previewConnection
    expect(shown.map((each: { sourceKey: string }) => each.sourceKey)).toEqual(['L-1', 'L-2', 'L-3', 'L-4', 'L-5'])
    expect(shown[0]).toMatchObject({ consumerAccountNumber: 'L1', accountStatus: '11', currentBalance: '9100.00' })
    expect(shown[1]).toMatchObject({
      accountStatus: null,
      outcome: {
        eligibility: null,
        failures: [{ message: 'Line 3, column "contractDate": not a date in the form MM/DD/YYYY' }],
      },
    })
    expect(JSON.stringify(shown)).not.toMatch(/666-?12|1980-02-28|02\/28\/1980/)
  }
  expect(await server.app.database.system.syncRun.count()).toBe(runs)
})

test('a further file that was not shown is told; a file that does not fit, or is gone, says so', async () => {
  const uploadId = await post('loans.csv', csvOf([loan(1)]))
  const paid = tableOf([
    ['displayId', 'date', 'amount'],
    ['L-1', '06/14/2026', '350.00'],
  ])
  const both = [{ uploadId }, { uploadId: await post('payments.csv', paid), part: 'payments' }]
  const inspect = `query ($input: InspectUploadInput!) { inspectUpload(input: $input) { inspection { settings presetText } } }`
  const { inspection } = (
    await api(inspect, { input: { pluginId: 'csv', uploads: both, settings: { environment: 'SANDBOX' } } })
  ).inspectUpload
  const { settings, presetText } = inspection
  const preview = async (uploads: object[], changes: object = {}) => {
    const input = { pluginId: 'csv', settings, presetText, credentials: {}, uploads, ...changes }
    return (await api(previewMutation, { input })).previewConnection
  }
  expect(await preview(both)).toMatchObject({ notices: [], loans: [{ sourceKey: 'L-1' }], userErrors: [] })
  expect(await preview([{ uploadId }])).toMatchObject({
    notices: ['No file of payments was shown: what it would say of these loans is not known yet.'],
    loans: [{ sourceKey: 'L-1' }],
  })
  const more = { ...settings, columns: [...settings.columns, { header: 'Branch', type: 'text' }] }
  expect(await preview(both, { settings: more })).toMatchObject({
    userErrors: [{ code: 'COLUMN_MISSING', path: ['input', 'uploads'] }],
  })
  expect(await preview([])).toMatchObject({ userErrors: [{ code: 'UPLOADS_REQUIRED' }] })
  await api(`mutation ($id: ID!) { deleteUpload(input: { uploadId: $id }) { deletedUploadId } }`, { id: uploadId })
  expect(await preview(both)).toMatchObject({ loans: [], userErrors: [{ code: 'NOT_FOUND' }] })
})
