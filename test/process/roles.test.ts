/** Several processes on one PostgreSQL: who does what, who sees what, and who goes on when one of them ends. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import type { Database } from '../../server/database/open.ts'
import { freshDatabase, postgresUrl } from '../support/databases.ts'
import {
  type Api,
  api,
  cleanUp,
  createConnection,
  type Event,
  eventsOf,
  follow,
  freshPath,
  ownKey,
  recordsOf,
  run,
  runOf,
  type ServerProcess,
  serverEnv,
  startSync,
  sync,
} from './support.ts'

vi.setConfig({ testTimeout: 180_000 })
afterEach(cleanUp)

describe('a role that cannot be', () => {
  const failed = async (args: string[], env: Record<string, string> = {}) => {
    const server = run('server/main.ts', args, serverEnv(await freshPath(), env))
    expect((await server.exit).code).toBe(1)
    return server.stderr()
  }

  test.each(['api', 'worker'])('%s on the embedded database', async (role) => {
    const said = await failed(['--role', role])
    expect(said).toContain(`ROLE is ${role}, and DATABASE_URL is missing: the embedded database belongs to one process`)
    expect(said).toContain(`ROLE is ${role}, and MASTER_KEY is missing`)
  })

  test('one that nobody knows, and other arguments', async () => {
    expect(await failed(['--role', 'king'])).toContain('ROLE is "king"; it must be one of: all, api, worker')
    expect(await failed(['--rule', 'api'])).toContain('--role all|api|worker')
  })
})

describe.runIf(postgresUrl)('on one PostgreSQL', () => {
  const today = '2026-06-30'
  const key = ownKey()
  let database: Database
  let sandbox: Sandbox
  let env: Record<string, string>

  beforeEach(async () => {
    database = await freshDatabase('postgres')
    sandbox = await startSandbox({ loans: 220, today, documentBytes: 4_000, latencyMs: 20 })
    const { boss } = database
    if (!('connectionString' in boss)) throw new Error('no PostgreSQL')
    const masterKey = randomBytes(32).toString('base64')
    env = { DATABASE_URL: boss.connectionString, MASTER_KEY: masterKey, ADMIN_API_KEY: key, DATABASE_POOL_SIZE: '4' }
  })
  afterEach(async () => {
    await cleanUp()
    await sandbox.close()
    await database.close()
  })

  const start = async (role: 'api' | 'worker'): Promise<Api & { process: ServerProcess }> => {
    const server = run('server/main.ts', ['--role', role], serverEnv(await freshPath(), env))
    const url = await server.says((stdout) => /"url":"([^"]+)".*"msg":"ready"/.exec(stdout)?.[1])
    return { ...api(url, key), process: { ...server, url } }
  }
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
  const isBatch = ({ __typename }: Event) => __typename === 'BatchWrittenEvent'
  const workerOf = async (runId: string) =>
    (await database.system.syncRun.findFirstOrThrow({ where: { id: bare(runId) } })).workerId
  /** The uuid in a global id. */
  const bare = (id: string) => /[0-9a-f-]{36}/.exec(Buffer.from(id, 'base64url').toString())?.[0] ?? id

  test('all start at once on an empty database; a worker answers only who watches it; subscribers of each API see every event', async () => {
    const [one, other, worker] = await Promise.all([start('api'), start('api'), start('worker')])
    for (const path of ['/health', '/ready', '/metrics']) {
      expect((await fetch(worker.url + path)).status, path).toBe(200)
      expect((await fetch(one.url + path)).status, path).toBe(200)
    }
    for (const path of ['/', '/graphql', '/webhooks/x', '/uploads']) {
      expect((await fetch(worker.url + path)).status, path).toBe(404)
    }
    const connectionId = await createConnection(one, sandbox, 'Shared')
    const runId = await startSync(other, connectionId, today)
    const late: number[] = []
    const watch = async (server: Api) => {
      const seen: number[] = []
      const end = await follow(server, runId, 0, (event) => {
        late.push(Date.now() - Date.parse(event.at as string))
        seen.push(event.seq)
        return undefined
      })
      expect(end).toBe('completed')
      return seen
    }
    const [first, second] = await Promise.all([watch(one), watch(other)])
    const ended = await runOf(one, runId)
    expect(ended.state).toMatch(/^SUCCEEDED/)
    expect(first).toEqual(upTo(ended.lastEventSeq))
    expect(second).toEqual(first)
    // Woken, not found by the slow poll of five seconds.
    expect(late.sort((a, b) => a - b)[Math.floor(late.length / 2)]).toBeLessThan(2_000)
  })

  test('an API process works nothing: the run waits for a worker', async () => {
    const server = await start('api')
    const connectionId = await createConnection(server, sandbox, 'Waiting')
    const runId = await startSync(server, connectionId, today)
    // Longer than a worker's sweep.
    const until = Date.now() + 6_000
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), { timeout: 10_000, interval: 500 })
    expect(await runOf(server, runId)).toMatchObject({ state: 'QUEUED', attempt: 0 })
    await start('worker')
    expect((await eventsOf(server, runId)).at(-1)).toMatchObject({ state: expect.stringMatching(/^SUCCEEDED/) })
  })

  test.each([
    ['SIGTERM', 5_000],
    ['SIGKILL', 60_000],
  ] as const)('%s of the worker: another goes on from the checkpoint within %i ms', async (signal, within) => {
    const [server, first] = await Promise.all([start('api'), start('worker')])
    // One request at a time: of several on their way together any may arrive first, and the batch that is waited for may hang.
    const connectionId = await createConnection(server, sandbox, 'Handed over', { concurrency: 1 })
    sandbox.faults.timeout = { path: 'odata.svc/Loans?$filter', after: 3 }
    const runId = await startSync(server, connectionId, today)
    const seen: Event[] = []
    const take = (event: Event) => {
      seen.push(event)
      return undefined
    }
    await follow(server, runId, 0, (event) => {
      take(event)
      return seen.filter(isBatch).length === 2 ? 'stop' : undefined
    })
    const before = await workerOf(runId)
    const second = await start('worker')
    sandbox.faults.timeout = null
    const began = Date.now()
    const exit = first.process.kill(signal)
    let taken = 0
    const end = await follow(server, runId, seen.at(-1)!.seq, (event) => {
      if (event.state === 'RUNNING' && event.attempt === 2) taken = Date.now() - began
      return take(event)
    })
    expect(await exit).toEqual(signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' })
    expect(end).toBe('completed')
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(within)
    process.stdout.write(`taken over after ${signal}: ${taken} ms\n`)
    expect(await workerOf(runId)).not.toBe(before)
    const ended = await runOf(server, runId)
    expect(ended).toMatchObject({ attempt: 2, failure: null, lastEventSeq: seen.length })
    expect(seen.map(({ seq }) => seq)).toEqual(upTo(seen.length))
    const undisturbed = await createConnection(server, sandbox, 'Undisturbed')
    const whole = await sync(server, undisturbed, today)
    for (const count of ['seen', 'created', 'held', 'excluded', 'quarantined'] as const)
      expect(ended[count], count).toBe(whole.run[count])
    expect(await recordsOf(server, connectionId)).toEqual(await recordsOf(server, undisturbed))
    expect(await second.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  })
})
