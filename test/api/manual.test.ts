/** Every operation of docs/api.md and the README does what it says, as it stands there; and so does every code of its tables. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type DocumentNode, parse, validate } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { encodeId } from '../../schema/ids.ts'
import { schema } from '../../schema/index.ts'
import { errorCodes } from '../../server/http/errorCodes.ts'
import { newId } from '../../server/ids.ts'
import { record as metro2Record } from '../metro2/support.ts'
import { addPeriod, newBaseline } from '../support/reported.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'
import { newUpload } from '../support/uploads.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const manual = read('docs/api.md')
const readme = read('README.md')

const fenced = (text: string, language: string) =>
  Array.from(text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')), ([, block]) => block!)

interface Operation {
  name: string
  kind: string
  text: string
  document: DocumentNode
}

function operationOf(text: string): Operation {
  const document = parse(text)
  const [definition] = document.definitions
  if (definition?.kind !== 'OperationDefinition') throw new Error(`no operation: ${text}`)
  return { name: definition.name?.value ?? text, kind: definition.operation, text, document }
}

const operations = [...fenced(manual, 'graphql'), ...fenced(readme, 'graphql')].map(operationOf)

let server: TestServer
let seeded: Seeded
/** What to give to the operations that need something. */
let variables: Record<string, Record<string, unknown>>

beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(3))
  const record = encodeId('Metro2Record', seeded.recordIds[0]!)
  const run = encodeId('SyncRun', seeded.runId)
  const connection = encodeId('ConnectedSource', seeded.connectionId)
  const preset = encodeId('MappingPreset', seeded.presetId)
  const { furnisherId } = seeded
  await server.app.database.tenant(server.lender.id).furnisher.updateMany({ data: { equifaxProgramIdentifier: 'EQ1' } })
  const periodId = await addPeriod(server.app, server.lender.id, { furnisherId, asOf: '2026-05-31' }, [metro2Record()])
  const uploadId = encodeId('Upload', await newUpload(server.app, server.lender.id))
  const { accountId } = await newBaseline(server.app, server.lender.id, furnisherId, seeded.recordIds[0]!)
  variables = {
    Record: { id: record },
    Drift: { runId: run },
    NewKey: { input: { name: 'Month-end export', role: 'OPERATOR', expiresAt: '2027-06-30T00:00:00Z' } },
    Appended: { id: record },
    Why: { id: record },
    Again: { id: run },
    Sync: { input: { connectionId: connection } },
    Events: { runId: run },
    Progress: { runId: run },
    PresetVersionText: { version: encodeId('MappingPresetVersion', seeded.presetVersionId) },
    SaveDraft: { input: { presetId: preset, text: 'preset: core' } },
    Operation: { id: encodeId('Operation', seeded.operationId) },
    ImpactSoFar: { id: encodeId('Operation', seeded.operationId) },
    ExampleOf: { of: record },
    Retry: { input: { filter: { connection, code: ['MISSING'] }, expectedCount: 1 } },
    Impact: { input: { presetId: preset } },
    Preview: { connection },
    SetRule: { input: { ruleId: 'G-ADDR-1', severity: 'ERROR', reason: 'Returned mail.' } },
    RevealPii: { input: { recordId: record, reason: 'Dispute 4711.' } },
    SaveView: { input: { page: 'RECORDS', name: 'Late', parameters: [{ name: 'late', value: '90' }] } },
    Waive: { input: { filter: { ruleId: ['TEST-RULE'] }, reason: 'Checked by hand.' } },
    PublishPreset: { input: { presetId: preset, expectedRevision: 1 } },
    PresetHistory: { id: preset },
    Freshness: { id: connection },
    ImportBaseline: { input: { furnisherId: encodeId('Furnisher', furnisherId), uploadId } },
    MatchAccount: { input: { accountId: encodeId('BaselineAccount', accountId), recordId: record } },
    OpenPeriod: { input: { furnisherId: encodeId('Furnisher', furnisherId), month: '2026-06' } },
    Review: { period: encodeId('ReportingPeriod', periodId) },
    HoldOut: { input: { periodId: encodeId('ReportingPeriod', periodId), filter: {}, reason: 'Returned mail.' } },
    ClosePeriod: { input: { periodId: encodeId('ReportingPeriod', periodId) } },
    Trends: { furnisher: encodeId('Furnisher', furnisherId) },
    CreateFile: { input: { periodId: encodeId('ReportingPeriod', periodId) } },
    DeleteUpload: { input: { uploadId } },
    PreviewLoans: { input: { pluginId: 'fake', settings: {}, credentials: {} } },
    InspectFile: { input: { pluginId: 'csv', uploads: [{ uploadId }] } },
    ReadFile: { input: { connectionId: connection, mode: 'FULL', uploads: [{ uploadId }] } },
    Hook: { input: { connectionId: connection, proof: 'SHARED_SECRET' } },
    RecordResponses: { input: { furnisherId: encodeId('Furnisher', furnisherId), responses: [] } },
    ImportResponses: { input: { furnisherId: encodeId('Furnisher', furnisherId), uploadId } },
    WritebackOf: { connection },
    PlanWriteback: { input: { connectionId: connection } },
    ApplyWriteback: { input: { planId: encodeId('WritebackPlan', newId()), expectedCount: 1 } },
    TryHook: { input: { connectionId: connection } },
  }
})
afterAll(() => server.close())

const needsVariables = ({ document }: Operation) =>
  document.definitions.some(
    (each) =>
      each.kind === 'OperationDefinition' &&
      each.variableDefinitions?.some(({ type, defaultValue }) => type.kind === 'NonNullType' && !defaultValue),
  )

describe.each(operations.map((operation) => [operation.name, operation] as const))(
  'the operation %s',
  (name, operation) => {
    test('fits the schema', () => {
      expect(validate(schema, operation.document).map(({ message }) => message)).toEqual([])
    })

    test('is answered without an error', async () => {
      if (needsVariables(operation)) expect(variables).toHaveProperty(name)
      const given = variables[name] ?? {}
      if (operation.kind === 'subscription') {
        const { client } = connect(server.url, server.lender.keys.ADMIN)
        const { value } = await client.iterate({ query: operation.text, variables: given }).next()
        await client.dispose()
        expect(value).toMatchObject({ data: { [Object.keys(value.data)[0]!]: expect.any(Object) } })
        expect(value.errors).toBeUndefined()
        return
      }
      const answer = await ask(server.url, server.lender.keys.ADMIN, operation.text, given)
      expect(answer.errors).toBeUndefined()
      expect(Object.values(answer.data)).not.toContain(null)
    })
  },
)

describe('the commands', () => {
  const all = [...fenced(manual, 'sh'), ...fenced(readme, 'sh')].filter((text) => text.startsWith('curl'))
  const uploads = all.filter((text) => text.includes('--data-binary'))
  const commands = all.filter((text) => !uploads.includes(text))

  test('are found', () => {
    expect(commands.length).toBeGreaterThanOrEqual(3)
  })

  test.each(commands)('%s', async (command) => {
    const run = encodeId('SyncRun', seeded.runId)
    const filled = command.replace('…', run).replaceAll('$API_KEY', server.lender.keys.ADMIN)
    const headers = Object.fromEntries(
      Array.from(filled.matchAll(/-H ['"]([\w-]+): ([^'"]*)['"]/g), ([, header, value]) => [header!, value!]),
    )
    const body = / -d '([^']*)'/.exec(filled)![1]!
    expect(/https?:\S+/.exec(filled)![0]).toBe('http://127.0.0.1:4000/graphql')
    expect(validate(schema, parse(JSON.parse(body).query))).toEqual([])
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    if (!headers.Accept) return expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined()
    const { value } = await response.body!.getReader().read()
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(value).toBeDefined()
  })
})

test('the upload of the manual is taken', async () => {
  const command = fenced(manual, 'sh').find((text) => text.includes('/uploads'))!
  const path = /http:\/\/127\.0\.0\.1:4000(\/uploads\S+)'/.exec(command)![1]!
  const headers = { authorization: `Bearer ${server.lender.keys.OPERATOR}` }
  const response = await fetch(server.url + path, { method: 'POST', headers, body: 'content' })
  expect(response.status).toBe(201)
})

test('the client of the manual gets every event once, though its socket is cut', async () => {
  const [block] = fenced(manual, 'ts')
  const body = stripTypeScriptTypes(block!.replace(/^import .*$/m, '').replace('export ', ''))
  const clients: Client[] = []
  const made = (options: Parameters<typeof createClient>[0]) => {
    const client = createClient({ ...options, webSocketImpl: WebSocket })
    clients.push(client)
    return client
  }
  const events = operations.find(({ name }) => name === 'Events')!.text
  const parts = { createClient: made, events, setTimeout: (done: () => void) => setImmediate(done) }
  const follow = new Function(...Object.keys(parts), `${body}\nreturn follow`)(...Object.values(parts))
  const db = server.app.database.tenant(server.lender.id)
  const append = async (seq: number) => {
    const ending = seq === 6
    const payload = ending ? { state: 'SUCCEEDED', attempt: 1, failure: null } : { message: `notice ${seq}` }
    await db.$transaction(async (tx) => {
      await tx.syncEvent.create({
        data: {
          ...{ organizationId: server.lender.id, runId: seeded.runId, seq, at: new Date() },
          ...{ kind: ending ? 'RUN_STATE' : 'NOTICE', payload },
        },
      })
      await tx.syncRun.updateMany({
        where: { id: seeded.runId },
        data: { lastSeq: seq, ...(ending ? { state: 'SUCCEEDED', finishedAt: new Date() } : {}) },
      })
    })
    server.app.events.wake(seeded.runId)
  }
  const seen: number[] = []
  const written: Promise<void>[] = []
  const onEvent = ({ seq }: { seq: number }) => {
    seen.push(seq)
    if (seq === 3) clients.at(-1)!.terminate()
    if (seq < 6) written.push(append(seq + 1))
  }
  const url = `${server.url.replace('http', 'ws')}/graphql`
  await follow(url, server.lender.keys.VIEWER, encodeId('SyncRun', seeded.runId), onEvent)
  await Promise.all(written)
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
  expect(clients.length).toBeGreaterThan(1)
  const unknown = follow(url, server.lender.keys.VIEWER, encodeId('SyncRun', newId()), onEvent)
  await expect(unknown).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  const wrongKey = follow(url, 'wrong', encodeId('SyncRun', seeded.runId), onEvent)
  await expect(wrongKey).rejects.toMatchObject({ code: 4401 })
})

test('every error code stands in the table of the manual, and no other', () => {
  const section = manual.split('\n## ').find((each) => each.startsWith('Errors'))!
  const told = Array.from(section.matchAll(/^\| ([A-Z_]+(?:, [A-Z_]+)*) \|/gm), ([, codes]) =>
    codes!.split(', '),
  ).flat()
  expect(told.sort()).toEqual([...errorCodes].sort())
})
