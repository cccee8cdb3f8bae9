/** Characters that PostgreSQL cannot keep, wherever a source can put them: one loan must not stop the portfolio. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Page, SourcePlugin, SourceRecord } from '../../plugins/contract.ts'
import { checkConnection } from '../../server/connections/check.ts'
import { createConnection } from '../../server/connections/create.ts'
import { startSync } from '../../server/connections/runs.ts'
import type { Requester } from '../../server/outcome.ts'
import { mayNeedCleaning, storable } from '../../server/storable.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'

const victim = '2'
/** How loan 2 comes from the source; set by each test. */
let hurt: (record: SourceRecord) => SourceRecord = (record) => record
let hurtDocument: (document: Record<string, unknown>) => Record<string, unknown> = (document) => document
let unknownFields: string[] = []
let fieldName = 'Colour'
let said = 'It works.'

const preset = fakePreset.replace(
  "accountType: { value: '01' }",
  "accountType: { from: code, lookup: types, onUnknown: { default: '01' } }",
)
const catalogue = { ...fakePlugin.catalogue, code: { type: 'text', title: 'Code' } } as const

const plugin = {
  ...fakePlugin,
  catalogue,
  presets: [
    { name: 'fake-metro2', title: 'Fake', text: preset.replace('account:', 'tables:\n  types: { A: "01" }\naccount:') },
  ],
  async discover() {
    return { catalogue, lookups: { customFields: [{ id: fieldName, title: fieldName }] } }
  },
  check: async () => ({
    steps: [{ name: 'token', title: 'Token', outcome: 'PASSED' as const, message: said, hint: null }],
    capabilities: { said },
  }),
  async *pull(ctx: never, request: never) {
    const pages = fakePlugin.pull(ctx, request)
    for (;;) {
      const next = await pages.next()
      if (next.done) return next.value
      const records = next.value.records.map((record) => (record.key === victim ? hurt(record) : record))
      yield { ...next.value, records } satisfies Page
    }
  },
  normalize(raw: string) {
    const { document } = fakePlugin.normalize(raw, { capabilities: {} })
    const coded = { ...document, code: 'A' }
    const isVictim = raw.includes('"id":2,')
    return { document: isVictim ? hurtDocument(coded) : coded, unknownFields: isVictim ? unknownFields : [] }
  },
} as unknown as SourcePlugin

let app: TestApp
let source: FakeSource
let admin: Requester
let furnisherId: string
let made = 0

beforeAll(async () => {
  app = await testApp({ plugins: [plugin] })
  source = await startFakeSource()
  admin = await newAdmin(app)
  furnisherId = await newFurnisher(app, admin)
})
afterAll(async () => {
  await source.close()
  await app.close()
})
afterEach(() => {
  hurt = (record) => record
  hurtDocument = (document) => document
  unknownFields = []
  fieldName = 'Colour'
  said = 'It works.'
})

async function connect() {
  const { connectionId } = done(
    await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId, name: `Tenant ${++made}` },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      ...{ credentials: { token: source.token }, preset: null, presetId: null, startFirstSync: false },
      idempotencyKey: null,
    }),
  )
  return connectionId
}

async function run() {
  const connectionId = await connect()
  const asked = { connectionId, mode: 'FULL' as const, asOf: '2026-03-20', keys: null, range: null }
  const { runId } = done(await startSync(app, admin, { ...asked, idempotencyKey: null }))
  await executeRun(app, admin.organizationId, runId, 'worker')
  const ended = await app.database.system.syncRun.findFirstOrThrow({ where: { id: runId } })
  return { runId, ended }
}

const unstorable: [string, string][] = [
  ['NUL', '\0'],
  ['half a surrogate pair', '\ud800'],
]
const sentBy: [string, (bad: string) => void][] = [
  [
    'the display key',
    (bad) => {
      hurt = (record) => (record.kind === 'DOCUMENT' ? { ...record, displayKey: `D${bad}` } : record)
    },
  ],
  [
    'the change token',
    (bad) => {
      hurt = (record) => (record.kind === 'DOCUMENT' ? { ...record, changeToken: `1${bad}` } : record)
    },
  ],
  [
    'the key',
    (bad) => {
      hurt = (record) => ({ ...record, key: `k${bad}` })
    },
  ],
  [
    'what it says of a document it cannot read',
    (bad) => {
      hurt = ({ key }) => ({ kind: 'MALFORMED', key, raw: `{"id":2,${bad}`, message: `At ${bad}.`, hint: '' })
    },
  ],
  [
    'a value that no table knows',
    (bad) => {
      hurt = (record) => (record.kind === 'DOCUMENT' ? { ...record, raw: withEscape(record.raw, bad) } : record)
      hurtDocument = (document) => ({ ...document, code: `Z${bad}` })
    },
  ],
  [
    'a name of a person',
    (bad) => {
      hurt = (record) => (record.kind === 'DOCUMENT' ? { ...record, raw: withEscape(record.raw, bad) } : record)
      hurtDocument = (document) => ({
        ...document,
        people: [{ ...(document.people as object[])[0], last: `Re${bad}yes` }],
      })
    },
  ],
  [
    'the name of a field',
    (bad) => {
      hurt = (record) => (record.kind === 'DOCUMENT' ? { ...record, raw: withEscape(record.raw, bad) } : record)
      unknownFields = [`field${bad}`]
    },
  ],
]

/** The raw document as it holds the character in fact: as an escape of JSON. */
const withEscape = (raw: string, bad: string) => raw.replace(/}$/, `,"note":${JSON.stringify({ bad })}}`)

test.each(unstorable.flatMap(([name, bad]) => sentBy.map(([where, send]) => [name, where, bad, send] as const)))(
  '%s in %s: the run ends, every loan is there',
  async (_name, _where, bad, send) => {
    send(bad)
    const { ended, runId } = await run()
    expect(ended.failure).toBeNull()
    expect(ended.state).toMatch(/^SUCCEEDED/)
    expect(ended.seen).toBe(3)
    const written = await app.database.system.metro2Record.count({ where: { connectionId: ended.connectionId } })
    const aside = await app.database.system.quarantinedRecord.count({ where: { connectionId: ended.connectionId } })
    expect(written + aside).toBe(3)
    const events = await app.database.system.syncEvent.count({ where: { runId } })
    expect(events).toBe(ended.lastSeq)
  },
)

test.each(unstorable)('%s in the names of fields that a tenant made: the connection is made', async (_name, bad) => {
  fieldName = `Colour${bad}`
  const row = await app.database.system.connection.findFirstOrThrow({ where: { id: await connect() } })
  expect(row.lookups).toEqual({ customFields: [{ id: 'Colour\uFFFD', title: 'Colour\uFFFD' }] })
})

test.each(unstorable)('%s in what a source says of itself: the check is told and kept', async (_name, bad) => {
  const connectionId = await connect()
  said = `Hello${bad}`
  done(await checkConnection(app, admin, connectionId))
  const row = await app.database.system.connection.findFirstOrThrow({ where: { id: connectionId } })
  expect(row.capabilities).toEqual({ said: 'Hello\uFFFD' })
})

test('what can be kept stays the very object; bytes and dates are left alone', () => {
  const fine = { a: ['x', { b: '\u{1F600}' }], at: new Date(0), bytes: Buffer.from([0]) }
  expect(storable(fine)).toBe(fine)
  const mended = storable({ ...fine, 'k\0': ['\udc00'] })
  expect(mended).toEqual({ ...fine, 'k\uFFFD': ['\uFFFD'] })
  expect(mended.bytes).toBe(fine.bytes)
})

test.each([
  ['{"a":"b"}', false],
  ['{"a":"\\u0000"}', true],
  ['{"a":"\\uD83D\\uDE00"}', true],
  ['{"a":"{\\"b\\":\\"\\\\u0000\\"}"}', true],
  ['\0', true],
  ['\ud800', true],
])('%j may need cleaning: %s', (raw, expected) => {
  expect(mayNeedCleaning(raw)).toBe(expected)
})
