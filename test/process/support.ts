/** The program as people run it: processes with a data folder of their own, asked over HTTP and WebSocket. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import type { Sandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { readConfig } from '../../server/config.ts'
import { connect, get } from '../support/server.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Process {
  pid: number
  stdout(): string
  stderr(): string
  exit: Promise<Exit>
  /** Resolves with what `find` finds in the output so far; rejects when the process ends without it. */
  says<T>(find: (stdout: string, stderr: string) => T | null | undefined | false): Promise<T>
  kill(signal: NodeJS.Signals): Promise<Exit>
}

const running = new Set<{ child: ChildProcess; exit: Promise<Exit>; group: boolean }>()
const folders: string[] = []

/** For afterEach: ends every process that a test left, and takes its folders away. */
export async function cleanUp(): Promise<void> {
  for (const { child, group } of running) {
    try {
      process.kill(group ? -child.pid! : child.pid!, 'SIGKILL')
    } catch {
      // Gone already; its last output is still on the way.
    }
  }
  await Promise.all([...running].map(({ exit }) => exit))
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
}

/** A path in a fresh folder that goes with the test; nothing is there yet. */
export async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'metro2-process-'))
  folders.push(folder)
  return join(folder, 'data')
}

/** A data folder whose database is migrated and empty: a start on it saves the seconds of making one. */
export async function preparedFolder(): Promise<string> {
  const dataDir = await freshPath()
  const template = process.env.TEST_DATABASE_TEMPLATE
  await mkdir(join(dataDir, 'postgres'), { recursive: true, mode: 0o700 })
  if (template) await promisify(execFile)('tar', ['-xf', template, '-C', join(dataDir, 'postgres')])
  return dataDir
}

/** The environment of the test, without what would configure a server, and with the test's own. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { DATABASE_URL, MASTER_KEY, ADMIN_API_KEY, APP_ENV, ...rest } = process.env
  return { ...rest, NODE_ENV: '', FORCE_COLOR: '', ...env }
}

/** Runs a script of the project with Node; `group` for one that has processes of its own, which end with it in `cleanUp`. */
export function run(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
  { group = false } = {},
): Process {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  })
  let stdout = ''
  let stderr = ''
  let look = () => {}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    look()
  })
  // 'close' comes after the last output, 'exit' may come before it.
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const entry = { child, exit, group }
  running.add(entry)
  exit.finally(() => running.delete(entry)).catch(() => {})
  return {
    pid: child.pid!,
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
    async says(find) {
      const { promise, resolve, reject } = Promise.withResolvers<NonNullable<ReturnType<typeof find>>>()
      look = () => {
        const found = find(stdout, stderr)
        if (found) resolve(found as NonNullable<typeof found>)
      }
      look()
      exit.then(() => {
        look()
        reject(new Error(`${script} ended without saying what was waited for:\n${stdout}\n${stderr}`))
      }, reject)
      return (await promise) as never
    },
    kill(signal) {
      child.kill(signal)
      return exit
    },
  }
}

export interface ServerProcess extends Process {
  url: string
}

export const serverEnv = (dataDir: string, env: Record<string, string> = {}) => ({
  DATA_DIR: dataDir,
  PORT: '0',
  HOST: '127.0.0.1',
  ALLOW_PRIVATE_SOURCES: 'true',
  ...env,
})

/** `node server/main.ts`, once it says that it is ready. */
export async function startServer(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = run('server/main.ts', [], serverEnv(dataDir, env))
  const url = await server.says((stdout) => /"url":"([^"]+)".*"msg":"ready"/.exec(stdout)?.[1])
  return { ...server, url }
}

/** The admin key that a first start prints; null when it printed none. */
export const printedKey = (server: Process) => /shown once[^:]*: (m2k_\w+)/.exec(server.stdout())?.[1] ?? null

/** A key to hand in as ADMIN_API_KEY. */
export const ownKey = () => newApiKey().key

/** Opens the embedded database of a folder that no server holds. */
export async function withDatabase<T>(dataDir: string, work: (database: PGlite) => Promise<T>): Promise<T> {
  const folder = join(readConfig({ DATA_DIR: dataDir }).dataDir, 'postgres')
  if (!existsSync(folder)) throw new Error(`no database in ${dataDir}`)
  const database = await PGlite.create({ dataDir: folder })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

export interface Api {
  url: string
  key: string
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many different queries
  ask(query: string, variables?: Record<string, unknown>): Promise<any>
}

export const api = (url: string, key: string): Api => ({
  url,
  key,
  ask: (query, variables = {}) => get(url, key, query, variables),
})

const furnisherMutation = `mutation ($input: CreateFurnisherInput!) {
  createFurnisher(input: $input) { furnisher { id } userErrors { code message } } }`

export async function createFurnisher({ ask }: Api, name: string): Promise<string> {
  const input = {
    ...{ name, address: '100 MAIN STREET, PROVO UT 84601', telephoneNumber: '8015550100' },
    identificationNumber: 'SUMMIT001',
  }
  const { createFurnisher: made } = await ask(furnisherMutation, { input })
  return accepted(made).furnisher.id
}

const connectionMutation = `mutation ($input: CreateConnectionInput!) {
  createConnection(input: $input) { connection { id } userErrors { code message path } } }`

/** A LoanPro connection to the sandbox tenant, with a furnisher of its own. */
export async function createConnection(
  server: Api,
  sandbox: Pick<Sandbox, 'url' | 'token' | 'tenantId'>,
  name: string,
  settings: Record<string, unknown> = {},
): Promise<string> {
  const input = {
    pluginId: 'loanpro',
    name,
    furnisherId: await createFurnisher(server, name),
    settings: { environment: 'SANDBOX', baseUrl: sandbox.url, requestsPerSecond: 50, concurrency: 4, ...settings },
    credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
    idempotencyKey: `connection-${name.replaceAll(' ', '-')}`,
  }
  const { createConnection: made } = await server.ask(connectionMutation, { input })
  return accepted(made).connection.id
}

/** The payload of a mutation that must have been done. */
export function accepted<T extends { userErrors: unknown[] }>(payload: T): T {
  if (payload.userErrors.length > 0) throw new Error(`refused: ${JSON.stringify(payload.userErrors)}`)
  return payload
}

const syncMutation = `mutation ($input: StartSyncInput!) {
  startSync(input: $input) { run { id } userErrors { code message path } } }`

export async function startSync({ ask }: Api, connectionId: string, asOf: string, mode = 'INCREMENTAL') {
  const { startSync: started } = await ask(syncMutation, { input: { connectionId, asOf, mode } })
  return accepted(started).run.id as string
}

export interface Event {
  __typename: string
  seq: number
  [field: string]: unknown
}

const eventFields = `__typename ... on SyncEvent { seq kind at } ... on RunStateEvent { state attempt failure { code message hint } }
  ... on BatchWrittenEvent { records created changed unchanged remapped held excluded quarantined }
  ... on PageReadEvent { phase seen total } ... on ThrottledEvent { waitMilliseconds reason } ... on NoticeEvent { message }
  ... on LoansGoneEvent { count sourceKeys } ... on QuarantinedEvent { count samples { sourceKey code } } ... on DriftEvent { unknowns { path table value count } }
  ... on EventsMissed { fromSeq toSeq }`

/** Each event as a subscriber over WebSocket gets it, until the run has ended, the socket is gone, or `take` says stop. */
export async function follow(
  server: Pick<Api, 'url' | 'key'>,
  runId: string,
  after: number,
  take: (event: Event) => 'stop' | undefined,
): Promise<'completed' | 'stopped' | 'cut'> {
  const query = `subscription ($runId: ID!, $after: Int!) { syncEvents(runId: $runId, after: $after) { ${eventFields} } }`
  const { client } = connect(server.url, server.key)
  const events = client.iterate<{ syncEvents: Event }>({ query, variables: { runId, after } })
  try {
    for (;;) {
      const next = await events.next().catch((error: unknown) => {
        if (isCut(error)) return null
        throw new Error(`the subscription failed: ${JSON.stringify(error)}`, { cause: error })
      })
      if (next === null) return 'cut'
      if (next.done) return 'completed'
      if (next.value.errors) throw new Error(JSON.stringify(next.value.errors))
      if (take(next.value.data!.syncEvents) === 'stop') return 'stopped'
    }
  } finally {
    client.terminate()
    await client.dispose()
  }
}

/** A socket that closed, not an answer that refused. */
const isCut = (error: unknown) => !Array.isArray(error) && typeof (error as { code?: unknown }).code === 'number'

/** All events of a run, from the first to the last. */
export async function eventsOf(server: Pick<Api, 'url' | 'key'>, runId: string): Promise<Event[]> {
  const events: Event[] = []
  const end = await follow(server, runId, 0, (event) => {
    events.push(event)
    return undefined
  })
  if (end !== 'completed') throw new Error(`the subscription ended: ${end}`)
  return events
}

const runFields = `state phase asOf attempt seen created changed unchanged remapped held excluded quarantined errors requests
  lastEventSeq failure { code message hint }`

export const runOf = async ({ ask }: Api, id: string) =>
  (await ask(`query ($id: ID!) { syncRun(id: $id) { ${runFields} } }`, { id })).syncRun

/** Starts a run, waits for its end over the subscription, answers its row and events. */
export async function sync(server: Api, connectionId: string, asOf: string, mode?: string) {
  const runId = await startSync(server, connectionId, asOf, mode)
  const events = await eventsOf(server, runId)
  return { runId, events, run: await runOf(server, runId) }
}

export interface RecordSummary {
  sourceKey: string
  eligibility: string
  consumerAccountNumber: string
  accountStatus: string
  dateOfFirstDelinquency: string | null
  exclusionReason: string | null
  base: { socialSecurityNumber: string | null } | null
  j1: object[]
  j2: object[]
  [field: string]: unknown
}

const recordFields = `sourceKey displayKey eligibility exclusionReason consumerAccountNumber accountStatus dateOfFirstDelinquency
  delinquencyCommenced daysPastDue currentBalance amountPastDue errorCount warningCount infoCount asOf
  base { paymentHistoryProfile paymentRating dateOfLastPayment dateClosed surname socialSecurityNumber dateOfBirth }
  j1 { surname } j2 { surname city }`

/** What stands in every record of a connection, by source key. */
export async function recordsOf({ ask }: Api, connectionId: string): Promise<RecordSummary[]> {
  const query = `query ($connection: ID!, $after: String) { metro2Records(first: 100, after: $after, filter: { connection: $connection }) {
    edges { node { ${recordFields} } } pageInfo { hasNextPage endCursor } } }`
  const records: RecordSummary[] = []
  let after: string | null = null
  do {
    const { metro2Records } = await ask(query, { connection: connectionId, after })
    records.push(...metro2Records.edges.map(({ node }: { node: RecordSummary }) => node))
    after = metro2Records.pageInfo.hasNextPage ? metro2Records.pageInfo.endCursor : null
  } while (after !== null)
  return records.sort((a, b) => Number(a.sourceKey) - Number(b.sourceKey))
}
