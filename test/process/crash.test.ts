/** A server that ends in the middle of a run, suddenly or in order: the next one goes on, and no subscriber misses an event. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import {
  type Api,
  api,
  cleanUp,
  createConnection,
  type Event,
  follow,
  ownKey,
  preparedFolder,
  recordsOf,
  runOf,
  type ServerProcess,
  startServer,
  startSync,
  sync,
  withDatabase,
} from './support.ts'

// Several processes a test, on machines that may have others at work.
vi.setConfig({ testTimeout: 120_000 })

const today = '2026-06-30'
const loans = 220
const key = ownKey()
let sandbox: Sandbox
let dataDir: string

beforeEach(async () => {
  sandbox = await startSandbox({ loans, today, documentBytes: 4_000, latencyMs: 20 })
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

/** Reads of whole loans are answered so often and then hang, so that the run cannot end before the server does. */
const hangAfter = (after: number) => {
  sandbox.faults.timeout = { path: 'odata.svc/Loans?$filter', after }
}

/** Of the runs that a server left RUNNING; what still has one has to wait for its end. */
const leases = () =>
  withDatabase(dataDir, async (database) => {
    const { rows } = await database.query<{ lease_until: Date | null }>(
      "SELECT lease_until FROM sync_runs WHERE state = 'RUNNING'",
    )
    return rows.map((row) => row.lease_until)
  })

const isBatch = ({ __typename }: Event) => __typename === 'BatchWrittenEvent'
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test.each([
  ['killed', 'SIGKILL', { code: null, signal: 'SIGKILL' }],
  ['stopped in order', 'SIGTERM', { code: 0, signal: null }],
] as const)('%s mid-run: the run goes on from its checkpoint by itself', async (_name, signal, expectedExit) => {
  const first = await start()
  // One request at a time: of several on their way together any may arrive first, and the batch that is waited for may hang.
  const connectionId = await createConnection(first, sandbox, 'Interrupted', { concurrency: 1 })
  hangAfter(3)
  const runId = await startSync(first, connectionId, today)
  const seen: Event[] = []
  const take = (event: Event) => {
    seen.push(event)
    return undefined
  }
  let ended: Promise<unknown> = Promise.resolve()
  const cut = await follow(first, runId, 0, (event) => {
    take(event)
    if (seen.filter(isBatch).length === 2) ended = first.process.kill(signal)
    return undefined
  })
  expect(cut).toBe('cut')
  expect(await ended).toEqual(expectedExit)
  sandbox.faults.timeout = null
  const asked = sandbox.requests.count
  if (signal === 'SIGTERM') expect(await leases()).toEqual([null])

  const second = await start()
  expect(await follow(second, runId, seen.at(-1)!.seq, take)).toBe('completed')
  const run = await runOf(second, runId)
  expect(run).toMatchObject({
    state: expect.stringMatching(/^SUCCEEDED/),
    attempt: 2,
    failure: null,
    lastEventSeq: seen.length,
  })
  expect(seen.map(({ seq }) => seq)).toEqual(upTo(run.lastEventSeq))
  expect(seen.filter((event) => event.state === 'RUNNING').map((event) => event.attempt)).toEqual([1, 2])
  const continued = sandbox.requests.count - asked

  // The same tenant, read without a disturbance.
  const undisturbed = await createConnection(second, sandbox, 'Undisturbed')
  const before = sandbox.requests.count
  const whole = await sync(second, undisturbed, today)
  expect(continued).toBeLessThan(sandbox.requests.count - before)
  for (const count of ['seen', 'created', 'held', 'excluded', 'quarantined', 'errors'] as const)
    expect(run[count], count).toBe(whole.run[count])
  const records = await recordsOf(second, connectionId)
  expect(records).toHaveLength(whole.run.created)
  expect(records).toEqual(await recordsOf(second, undisturbed))

  // The cursor came through: another sync of the same day finds nothing to do.
  const again = await sync(second, connectionId, today)
  expect(again.run).toMatchObject({ created: 0, changed: 0, unchanged: run.created, attempt: 1 })
})

test('killed again and again: each start takes the run on, and every event comes once', async () => {
  let server = await start()
  // One request at a time and one read of whole loans a start: each server writes one batch and no more.
  const connectionId = await createConnection(server, sandbox, 'Unlucky', { concurrency: 1 })
  hangAfter(1)
  const runId = await startSync(server, connectionId, today)
  const seen: Event[] = []
  for (let batches = 1; batches <= 3; batches++) {
    const end = await follow(server, runId, seen.at(-1)?.seq ?? 0, (event) => {
      seen.push(event)
      return isBatch(event) ? 'stop' : undefined
    })
    expect(end).toBe('stopped')
    await server.process.kill('SIGKILL')
    hangAfter(1)
    server = await start()
  }
  sandbox.faults.timeout = null
  const end = await follow(server, runId, seen.at(-1)!.seq, (event) => {
    seen.push(event)
    return undefined
  })
  expect(end).toBe('completed')
  const run = await runOf(server, runId)
  const living = sandbox.loans().filter((loan) => !loan.has('deleted')).length
  expect(run).toMatchObject({ attempt: 4, seen: living, created: living, lastEventSeq: seen.length, failure: null })
  expect(seen.map(({ seq }) => seq)).toEqual(upTo(seen.length))
})
