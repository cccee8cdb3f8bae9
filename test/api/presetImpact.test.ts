/** What a text would make of the whole portfolio: counted over HTTP, nothing written, cancellable, gone on with after a crash. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { impactWorker } from '../../server/presets/impact.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import {
  ask,
  get,
  newTestOrganization,
  startTestServer,
  type TestOrganization,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
let lender: TestOrganization
let seeded: Seeded

beforeAll(async () => {
  server = await startTestServer({ workers: [impactWorker] })
})
afterAll(() => server.close())
beforeEach(async () => {
  lender = await newTestOrganization(server.app, 'Lender')
  seeded = await seed(server.app, lender.id, loansOf(5))
})

const carLoan = fakePreset.replace("accountType: { value: '01' }", "accountType: { value: '00' }")
const impactFields = `records changed rejected
  fields { name count samples { id } } newlyFailing { name count } newlyPassing { name count }
  moves { from to count } failures { name count samples { displayKey } }`

async function start(text: string | null, key = lender.keys.ANALYST) {
  const query = `mutation ($input: StartMappingImpactInput!) { startMappingImpact(input: $input) {
    operation { id state impact { records } } userErrors { __typename code path } } }`
  const input = { presetId: encodeId('MappingPreset', seeded.presetId), text }
  return (await ask(server.url, key, query, { input })) as {
    data: { startMappingImpact: { operation: { id: string } | null; userErrors: object[] } } | null
    errors?: { extensions: { code: string } }[]
  }
}
const idOfOperation = (id: string) => Buffer.from(id, 'base64url').toString().split(':')[1]!
const work = (id: string) => executeOperation(server.app, lender.id, idOfOperation(id), 'w')
const look = async (id: string) =>
  (
    await get(
      server.url,
      lender.keys.VIEWER,
      `query ($id: ID!) { operation(id: $id) { kind state done total counts { name count } failure { code } impact { ${impactFields} } } }`,
      { id },
    )
  ).operation

test('every stored loan is mapped with the text; what differs is counted with samples, and nothing is written', async () => {
  const db = server.app.database.tenant(lender.id)
  const before = await db.metro2Record.findMany({ orderBy: { id: 'asc' } })
  const { data } = await start(carLoan)
  const { operation, userErrors } = data!.startMappingImpact
  expect(userErrors).toEqual([])
  await work(operation!.id)
  const ended = await look(operation!.id)
  expect(ended).toMatchObject({ kind: 'PRESET_IMPACT', state: 'SUCCEEDED', done: 5, total: 5 })
  expect(ended.counts).toContainEqual({ name: 'records', count: 5 })
  expect(ended.impact).toMatchObject({ records: 5, changed: 5, rejected: 0, moves: [], failures: [] })
  expect(ended.impact.fields).toEqual([
    {
      ...{ name: 'base.accountType', count: 5 },
      samples: [...seeded.recordIds].sort().map((id) => ({ id: encodeId('Metro2Record', id) })),
    },
  ])
  expect(await db.metro2Record.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
})

test('entries of tables that no loan needs are named', async () => {
  const used = (await server.app.database.tenant(lender.id).metro2Record.findMany()).map((row) => row.displayKey)
  const entries = [...used, 'NOBODY'].map((number) => `${number}: '00'`).join(', ')
  const text = fakePreset
    .replace("accountType: { value: '01' }", 'accountType: { from: number, lookup: types, onUnknown: reject }')
    .replace('account:', `tables:\n  types: { ${entries} }\naccount:`)
  const { data } = await start(text)
  await work(data!.startMappingImpact.operation!.id)
  const query = 'query ($id: ID!) { operation(id: $id) { impact { rejected neverHit { table entry } } } }'
  const { operation } = await get(server.url, lender.keys.VIEWER, query, { id: data!.startMappingImpact.operation!.id })
  expect(operation.impact).toEqual({ rejected: 0, neverHit: [{ table: 'types', entry: 'NOBODY' }] })
})

test('documents that a text would reject are counted with their cause', async () => {
  const text = fakePreset.replace("accountType: { value: '01' }", 'accountType: { from: never, onMissing: reject }')
  const { data } = await start(text.replace('from: never', 'from: contractDate, as: text, then: [{ take: 0 }]'))
  await work(data!.startMappingImpact.operation!.id)
  const { impact } = await look(data!.startMappingImpact.operation!.id)
  expect(impact).toMatchObject({ records: 5, changed: 5, rejected: 5, newlyPassing: [] })
  expect(impact.moves).toEqual([expect.objectContaining({ to: 'REJECTED', count: 5 })])
  expect(impact.failures[0]).toMatchObject({ name: 'MISSING', count: 5 })
})

test('a worker that dies is followed by one that goes on: every loan is counted once', async () => {
  const { data } = await start(carLoan)
  const id = data!.startMappingImpact.operation!.id
  await work(id)
  const db = server.app.database.tenant(lender.id)
  // As a crash leaves it: all loans done, the end not yet written.
  await db.operation.updateMany({
    where: { id: idOfOperation(id) },
    data: { state: 'RUNNING', leaseUntil: null, finishedAt: null },
  })
  await work(id)
  expect(await look(id)).toMatchObject({ state: 'SUCCEEDED', done: 5, impact: { records: 5, changed: 5 } })
})

test('a text with problems is refused with their places; without a text the published one is tried; others see nothing', async () => {
  const mistaken = await start(carLoan.replace('from: contractDate', 'from: contractDat'))
  expect(mistaken.data!.startMappingImpact).toMatchObject({
    operation: null,
    userErrors: [{ __typename: 'PresetProblem', code: 'UNKNOWN_PATH' }],
  })
  expect((await start(carLoan, lender.keys.VIEWER)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  const stranger = await start(carLoan, server.other.keys.ADMIN)
  expect(stranger.data!.startMappingImpact.userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })])
  const { data } = await start(null)
  await work(data!.startMappingImpact.operation!.id)
  expect((await look(data!.startMappingImpact.operation!.id)).impact).toMatchObject({
    ...{ records: 5, fields: [], moves: [] },
    // Put there by hand: no text makes it.
    newlyPassing: [{ name: 'TEST-RULE', count: 5 }],
  })
})

test('two connections of one preset: each loan is counted once, also when one is renamed before it goes on', async () => {
  const other = await seed(server.app, lender.id, loansOf(3), 'Other')
  const db = server.app.database.tenant(lender.id)
  await db.connection.updateMany({ where: { id: other.connectionId }, data: { presetId: seeded.presetId } })
  const { data } = await start(carLoan)
  const id = data!.startMappingImpact.operation!.id
  await work(id)
  expect(await look(id)).toMatchObject({ done: 8, total: 8, impact: { records: 8, changed: 8 } })
  // As a crash leaves it, and then the order of the names turns round.
  const crashed = { state: 'RUNNING', leaseUntil: null, finishedAt: null } as const
  await db.operation.updateMany({ where: { id: idOfOperation(id) }, data: crashed })
  await db.connection.updateMany({ where: { id: other.connectionId }, data: { name: 'AAA' } })
  await work(id)
  expect(await look(id)).toMatchObject({ state: 'SUCCEEDED', impact: { records: 8, changed: 8 } })
})

test('somebody may cancel it before it begins', async () => {
  const { data } = await start(carLoan)
  const id = data!.startMappingImpact.operation!.id
  const cancel = 'mutation ($input: CancelOperationInput!) { cancelOperation(input: $input) { userErrors { code } } }'
  const answer = await get(server.url, lender.keys.OPERATOR, cancel, { input: { operationId: id } })
  expect(answer.cancelOperation.userErrors).toEqual([])
  await work(id)
  expect(await look(id)).toMatchObject({ state: 'CANCELLED', impact: null })
})
