/** What a source sends that nobody knows: a run tells of it, and the preset may then have an entry for it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { createConnection } from '../../server/connections/create.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { saveDraft } from '../../server/presets/drafts.ts'
import { publishPreset } from '../../server/presets/publish.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, furnisherInput } from '../services/app.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'

let server: TestServer
let source: FakeSource
let lender: TestOrganization
let requester: Requester
let connectionId: string
let presetId: string

/** Lists two numbers of loans as all there are. */
const values = ['F-1', 'F-2'].map((value) => ({ value, title: value }))
const closed = {
  ...fakePlugin,
  discover: async () => ({
    catalogue: { ...fakePlugin.catalogue, number: { type: 'text' as const, title: 'Loan number', values } },
    lookups: {},
  }),
}
const withTable = (entries: string) =>
  fakePreset
    .replace("accountType: { value: '01' }", 'accountType: { from: number, lookup: types, onUnknown: hold }')
    .replace('account:', `tables:\n  types: { ${entries} }\naccount:`)
const two = withTable("F-1: '00', F-2: '01'")
const three = withTable("F-1: '00', F-2: '01', F-3: '01'")

beforeAll(async () => {
  server = await startTestServer({ plugins: [closed] })
})
afterAll(() => server.close())
beforeEach(async () => {
  source = await startFakeSource([1, 2, 3, 4].map((id) => fakeLoan(id)))
  source.loans[3]!.contractDate = 'unknown'
  lender = await newTestOrganization(server.app, 'Lender')
  requester = { organizationId: lender.id, actor: 'test', role: 'ADMIN' }
  connectionId = await connected('Tenant', null)
  presetId = (await db().connection.findFirstOrThrow()).presetId
})
afterEach(() => source.close())

const db = () => server.app.database.tenant(lender.id)

async function connected(name: string, preset: string | null): Promise<string> {
  const furnisher = await createFurnisher(server.app, requester, { ...furnisherInput, name: `${name} furnisher` })
  const made = await createConnection(server.app, requester, {
    ...{ pluginId: 'fake', furnisherId: done(furnisher).furnisherId, name, preset: null, presetId: preset },
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    ...{ credentials: { token: source.token }, startFirstSync: false, idempotencyKey: null },
  })
  return done(made).connectionId
}

async function sync(mode: 'FULL' | 'ROLLOVER' = 'FULL'): Promise<string> {
  const run = {
    connectionId,
    mode,
    asOf: '2026-03-20',
    keys: null,
    range: null,
    trigger: 'MANUAL' as const,
    actor: 't',
  }
  const { runId } = done(await startSync(server.app, lender.id, run))
  await executeRun(server.app, lender.id, runId, 'worker')
  return runId
}

async function publish(text: string) {
  done(await saveDraft(server.app, requester, { presetId, text, expectedRevision: null, baseVersion: null }))
  const options = { note: null, confirmAccountNumberChanges: null, remap: false, idempotencyKey: null }
  const input = { presetId, expectedRevision: 1, takesShippedUpdate: false, ...options }
  return publishPreset(server.app, requester, input)
}

const driftOf = async (runId: string) => {
  const query = `query ($id: ID!) { syncRun(id: $id) { state driftOmitted drift { kind path title table value count message }
    events { ... on DriftEvent { omitted unknowns { message } } } } }`
  return (await get(server.url, lender.keys.VIEWER, query, { id: encodeId('SyncRun', runId) })).syncRun
}

const check = async (text: string, connection = connectionId) => {
  const query = `query ($text: String!, $connection: ID) { checkMappingPreset(text: $text, connection: $connection) {
    problems { line code message } } }`
  const variables = { text, connection: encodeId('ConnectedSource', connection) }
  return (await get(server.url, lender.keys.ANALYST, query, variables)).checkMappingPreset.problems
}

test('an unknown value is counted and named; only then may the table have an entry for it, and it hits', async () => {
  expect(await check(three)).toMatchObject([{ code: 'NEVER_HIT' }])
  done(await publish(two))
  const run = await driftOf(await sync())
  expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', driftOmitted: 0 })
  expect(run.drift).toEqual([
    {
      ...{ kind: 'ENTRY', path: 'number', title: 'Loan number', table: 'types', value: 'F-3', count: 1 },
      message: "New loan number 'F-3', 1 loan: table types has no entry.",
    },
    expect.objectContaining({ kind: 'ENTRY', value: 'F-4' }),
    expect.objectContaining({ kind: 'TYPE', path: 'contractDate', value: null, count: 1 }),
  ])
  expect(JSON.stringify(run)).not.toMatch(/66612|1980|unknown"/)
  expect(await check(three)).toEqual([])
  expect(await check(withTable("F-1: '00', F-2: '01', F-9: '01'"))).toMatchObject([{ code: 'NEVER_HIT' }])
  done(await publish(three))
  const again = await driftOf(await sync('ROLLOVER'))
  expect(again.drift.map(({ kind, value }: { kind: string; value: string }) => [kind, value])).toContainEqual([
    'VALUE',
    'F-3',
  ])
  expect(again.drift.map(({ message }: { message: string }) => message)).toContain(
    "New loan number 'F-3', 1 loan: the catalogue does not list it.",
  )
  expect(await db().metro2Record.findFirst({ where: { sourceKey: '3' } })).toMatchObject({ accountType: '01' })
})

test('another connection may use a preset with an entry that only the first one needs, and a condition may name the value', async () => {
  done(await publish(two))
  await sync()
  done(await publish(three))
  const other = await connected('Branch', presetId)
  expect(await check(three, other)).toEqual([])
  const condition = three
    .replace("specialComment: { value: '' }", '')
    .concat("exclude: [{ when: 'number == \"F-3\"', reason: NOT_OURS, detail: 'Not ours.' }]\n")
  expect(await check(condition)).toEqual([])
  expect(await check(condition.replace('== "F-3"', '== "F-9"'))).toMatchObject([{ code: 'UNKNOWN_VALUE' }])
})

test('a run goes on by what is published, whatever has left the list of the catalogue since', async () => {
  done(await publish(two))
  const catalogue = {
    ...fakePlugin.catalogue,
    number: { type: 'text', title: 'Loan number', values: values.slice(0, 1) },
  }
  await db().connection.updateMany({ data: { catalogue, checkedAt: new Date() } })
  const run = await driftOf(await sync())
  expect(run.state).toBe('SUCCEEDED_WITH_ERRORS')
  expect(await db().metro2Record.findFirst({ where: { sourceKey: '2' } })).toMatchObject({ accountType: '01' })
})
