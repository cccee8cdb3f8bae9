/**
 * The file of a closed period, written from the database, beside a plain reading of the same rows. What is reported is made
 * here; neither that nor its sealing is timed.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newApiKey } from '../../server/auth/keys.ts'
import { type RunningServer, startServer } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import { createLog } from '../../server/log.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import type { Requester } from '../../server/outcome.ts'
import { createFile } from '../../server/reporting/files/create.ts'
import { headerOf } from '../../server/reporting/files/header.ts'
import { reportedPages } from '../../server/reporting/files/reported.ts'
import { fileText } from '../../server/reporting/files/text.ts'
import { j1, record } from '../metro2/support.ts'
import { addPeriod } from '../support/reported.ts'
import { figure, heading, whole } from './report.ts'
import { freshDatabase } from './server.ts'

const asOf = '2026-06-30'

interface Bench extends RunningServer {
  key: string
  requester: Requester
  furnisherId: string
  periodId: string
  stop(): Promise<void>
}

export async function benchFiles(records: number, postgresUrl: string | null): Promise<void> {
  heading(`A file of ${whole(records)} records from ${postgresUrl ? 'PostgreSQL' : 'PGlite'}`)
  const bench = await start(records, postgresUrl)
  try {
    const plain = await measured(() => readPlainly(bench))
    const text = await measured(() => makeText(bench))
    const { path, ...written } = await measured(() => write(bench))
    const sent = await measured(() => download(bench, path))
    const rate = (seconds: number) => `${whole(records / seconds)} records/s`
    figure('plain SELECT of the rows, page by page (baseline)', rate(plain.seconds))
    figure('unsealed and encoded, once', rate(text.seconds))
    figure('ratio encoded / plain SELECT', (plain.seconds / text.seconds).toFixed(2))
    figure('written: two passes, read back and checked', rate(written.seconds))
    figure('downloaded over HTTP with its checksum', rate(sent.seconds))
    figure('CPU of writing', `${((written.cpu * 1e6) / records).toFixed(0)} µs a record`)
    figure('memory before, and most while writing (RSS)', `${whole(written.before)} MB, ${whole(written.most)} MB`)
  } finally {
    await bench.stop()
  }
}

interface Measured {
  seconds: number
  /** Seconds of this process. */
  cpu: number
  /** Megabytes. */
  before: number
  most: number
}

async function measured<T extends object>(work: () => Promise<T>): Promise<Measured & T> {
  globalThis.gc?.()
  const megabytes = () => process.memoryUsage.rss() / 1e6
  const before = megabytes()
  let most = before
  const sampler = setInterval(() => {
    most = Math.max(most, megabytes())
  }, 50)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(sampler)
  return { ...result, seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, before, most }
}

async function start(records: number, postgresUrl: string | null): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'metro2-bench-'))
  const { key } = newApiKey()
  const env: Record<string, string> = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ADMIN_API_KEY: key }
  if (postgresUrl) env.DATABASE_URL = await freshDatabase(postgresUrl)
  const server = await startServer({ config: readConfig(env), plugins: [], log: createLog({ level: 'warn' }) })
  const { organizationId } = await server.app.database.system.apiKey.findFirstOrThrow()
  const requester: Requester = { organizationId, actor: 'bench', role: 'ADMIN' }
  const furnisher = await createFurnisher(server.app, requester, {
    ...{ name: 'BENCH LENDER', address: '1 MAIN ST, PROVO UT 84601', telephoneNumber: '8015550100' },
    ...{ identificationNumber: 'BENCH01', equifaxProgramIdentifier: 'EQ1', idempotencyKey: null },
  })
  if (!furnisher.ok) throw new Error(JSON.stringify(furnisher.errors))
  const { furnisherId } = furnisher
  const periodId = await addPeriod(server.app, organizationId, { furnisherId, asOf }, reported(records))
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...server, key, requester, furnisherId, periodId, stop }
}

/** Every fifth account has a second borrower. */
function* reported(count: number): Generator<Metro2Record> {
  for (let i = 0; i < count; i++) {
    // Neither in the order of the file nor in that of the ids.
    const number = String((i * 7_919) % count).padStart(8, '0')
    yield record({ consumerAccountNumber: `L${number}`, currentBalance: i % 9_000 }, i % 5 === 0 ? [j1()] : [])
  }
}

const nothing = {}

async function readPlainly({ app, requester, periodId }: Bench): Promise<object> {
  const db = app.database.tenant(requester.organizationId)
  let after = ''
  for (;;) {
    const rows = await db.$queryRaw<{ consumer_account_number: string }[]>`
      SELECT consumer_account_number, fields, sealed_identity FROM reported_records
      WHERE organization_id = ${requester.organizationId}::uuid AND period_id = ${periodId}::uuid
        AND consumer_account_number > ${after} ORDER BY consumer_account_number LIMIT 500`
    if (rows.length === 0) return nothing
    after = rows.at(-1)!.consumer_account_number
  }
}

async function makeText({ app, requester, furnisherId, periodId }: Bench): Promise<object> {
  const { organizationId } = requester
  const furnisher = await app.database.tenant(organizationId).furnisher.findFirstOrThrow({ where: { id: furnisherId } })
  const header = headerOf(furnisher, { bureau: 'ALL', activityDate: asOf, dateCreated: asOf })
  const hash = createHash('sha256')
  for await (const text of fileText(header, reportedPages(app, organizationId, periodId))) hash.update(text, 'latin1')
  return nothing
}

async function write({ app, requester, periodId }: Bench): Promise<{ path: string }> {
  const { organizationId } = requester
  // Worked right here, so that its time holds no waiting for a job; and by a clock after the period.
  const here = { ...app, dispatchOperation: async () => {}, now: () => Math.max(Date.now(), Date.parse(asOf)) }
  const asked = { periodId, bureau: 'ALL', lineEnding: 'LF', idempotencyKey: null } as const
  const created = await createFile(here, requester, asked)
  if (!created.ok) throw new Error(JSON.stringify(created.errors))
  const db = app.database.tenant(organizationId)
  const operation = await db.operation.findFirstOrThrow({ where: { targetId: created.fileId } })
  await executeOperation(here, organizationId, operation.id, 'bench')
  const { state, failure } = await db.operation.findFirstOrThrow({ where: { id: operation.id } })
  if (state !== 'SUCCEEDED') throw new Error(JSON.stringify(failure))
  return { path: `/files/${created.fileId}` }
}

async function download({ url, key }: Bench, path: string): Promise<object> {
  const headers = { authorization: `Bearer ${key}` }
  const [response] = (await once(get(url + path, { headers }), 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`the download was answered with ${response.statusCode}`)
  response.resume()
  await once(response, 'end')
  return nothing
}
