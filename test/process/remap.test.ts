/** Mapping again after a publication, through the whole server: the source is not asked, and a kill costs nothing. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import {
  type Api,
  accepted,
  api,
  cleanUp,
  createConnection,
  type Event,
  eventsOf,
  follow,
  ownKey,
  preparedFolder,
  recordsOf,
  runOf,
  type ServerProcess,
  startServer,
  sync,
} from './support.ts'

// Two servers, and the lease of one that was killed has to end.
vi.setConfig({ testTimeout: 180_000 })

const today = '2026-06-30'
const loans = 420
const key = ownKey()
let sandbox: Sandbox
let dataDir: string

beforeEach(async () => {
  sandbox = await startSandbox({ loans, today, documentBytes: 4_000 })
  dataDir = await preparedFolder()
})
afterEach(async () => {
  await cleanUp()
  await sandbox.close()
})

async function start(): Promise<Api & { process: ServerProcess }> {
  const process = await startServer(dataDir, { ADMIN_API_KEY: key })
  return { ...api(process.url, key), process }
}

const presetOf = async ({ ask }: Api) =>
  (await ask('{ mappingPresets { edges { node { id publishedVersion versions { version text } } } } }')).mappingPresets
    .edges[0].node

const answer = 'version { version } remapRuns { id mode } remapErrors { message } userErrors { code message }'

async function publish(server: Api, text: string): Promise<string> {
  const { id: presetId } = await presetOf(server)
  const save = `mutation ($input: SaveMappingPresetDraftInput!) { saveMappingPresetDraft(input: $input) {
    draft { revision problems { line code message } } userErrors { code message } } }`
  const saved = accepted((await server.ask(save, { input: { presetId, text } })).saveMappingPresetDraft)
  expect(saved.draft.problems).toEqual([])
  const query = `mutation ($input: PublishMappingPresetInput!) { publishMappingPreset(input: $input) { ${answer} } }`
  const input = { presetId, expectedRevision: saved.draft.revision, remap: true }
  return remapOf((await server.ask(query, { input })).publishMappingPreset)
}

async function rollback(server: Api, version: number): Promise<string> {
  const { id: presetId } = await presetOf(server)
  const query = `mutation ($input: RollbackMappingPresetInput!) { rollbackMappingPreset(input: $input) { ${answer} } }`
  return remapOf((await server.ask(query, { input: { presetId, version, remap: true } })).rollbackMappingPreset)
}

function remapOf(payload: { remapRuns: { id: string; mode: string }[]; remapErrors: object[]; userErrors: object[] }) {
  const { remapRuns, remapErrors } = accepted(payload)
  expect(remapErrors).toEqual([])
  expect(remapRuns).toEqual([{ id: expect.any(String), mode: 'ROLLOVER' }])
  return remapRuns[0]!.id
}

const driftOf = async ({ ask }: Api, id: string) =>
  (
    await ask('query ($id: ID!) { syncRun(id: $id) { requests drift { kind path table value count message } } }', {
      id,
    })
  ).syncRun

const connectionState = async ({ ask }: Api, id: string) =>
  (await ask('query ($id: ID!) { connection(id: $id) { asOf capabilities } }', { id })).connection

const numbers = ({ seen, changed, unchanged, remapped, held, excluded, quarantined }: Record<string, number>) => ({
  ...{ seen, changed, unchanged, remapped, held, excluded, quarantined },
})

/** Kills the server once the first batch is written. A machine that is too busy to do so in time gets another chance. */
async function killedAtWork(server: Awaited<ReturnType<typeof start>>, text: string, chances = 5) {
  const runId = await publish(server, text)
  const seen: Event[] = []
  let killed: Promise<unknown> | null = null
  await follow(server, runId, 0, (event) => {
    seen.push(event)
    if (event.__typename === 'BatchWrittenEvent') killed ??= server.process.kill('SIGKILL')
    return undefined
  })
  expect(killed).not.toBeNull()
  await killed
  const next = await start()
  const { state, attempt } = await runOf(next, runId)
  if (attempt > 1 || state === 'RUNNING') return { server: next, runId, seen }
  expect(chances).toBeGreaterThan(0)
  await eventsOf(next, await rollback(next, 1))
  return killedAtWork(next, text, chances - 1)
}

test('killed in the middle, it ends as one that nobody disturbed; going back brings every record back', async () => {
  const first = await start()
  const connectionId = await createConnection(first, sandbox, 'Tenant')
  await sync(first, connectionId, today, 'FULL')
  const before = await recordsOf(first, connectionId)
  const [{ text }] = (await presetOf(first)).versions
  const edited = text.replace(/^ +monthly: M\n/m, '')
  expect(edited).not.toBe(text)
  const asked = sandbox.requests.count
  const state = await connectionState(first, connectionId)

  const undisturbed = await publish(first, edited)
  const events = await eventsOf(first, undisturbed)
  const whole = await runOf(first, undisturbed)
  const all = before.length
  expect(whole).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', seen: all, remapped: all, created: 0, requests: 0 })
  expect(whole.changed + whole.unchanged).toBe(all)
  expect(whole.changed).toBeGreaterThan(0)
  expect(whole.unchanged).toBeGreaterThan(0)
  const { drift } = await driftOf(first, undisturbed)
  expect(drift[0]).toMatchObject({
    kind: 'ENTRY',
    path: 'LoanSetup.paymentFrequency',
    table: 'termsFrequency',
    value: 'monthly',
  })
  expect(drift[0].message).toMatch(/^New .+ 'monthly', \d+ loans: table termsFrequency has no entry\.$/)
  const told = events.filter(({ __typename }) => __typename === 'DriftEvent')
  expect(told).toHaveLength(1)
  const changedRecords = await recordsOf(first, connectionId)

  const back = await rollback(first, 1)
  await eventsOf(first, back)
  expect(await recordsOf(first, connectionId)).toEqual(before)

  const { server: second, runId: again, seen } = await killedAtWork(first, edited)
  expect(await follow(second, again, seen.at(-1)!.seq, (event) => void seen.push(event))).toBe('completed')
  const resumed = await runOf(second, again)
  expect(resumed).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', attempt: 2, requests: 0, lastEventSeq: seen.length })
  expect(numbers(resumed)).toEqual(numbers(whole))
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1))
  expect((await driftOf(second, again)).drift).toEqual(drift)
  expect(await recordsOf(second, connectionId)).toEqual(changedRecords)
  expect(await connectionState(second, connectionId)).toEqual(state)
  // From the first publication to the end, nobody asked the source for anything.
  expect(sandbox.requests.count).toBe(asked)
})
