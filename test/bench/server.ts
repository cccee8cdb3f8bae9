/** The whole server, started as `npm start` does, with a connection to the sandbox tenant. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { type RunningServer, startServer } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { createConnection } from '../../server/connections/create.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import { createLog } from '../../server/log.ts'
import type { Requester } from '../../server/outcome.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import type { Tenant } from './processes.ts'

export const today = '2026-06-30'

export interface BenchServer extends RunningServer {
  key: string
  requester: Requester
  connectionId: string
  /** Runs a sync to its end in this process; answers its row. */
  sync(mode?: 'INCREMENTAL' | 'FULL'): Promise<{ seen: number; unchanged: number; requests: number; seconds: number }>
}

/** `postgresUrl` null: the embedded database in a temporary folder. */
export async function startBenchServer(tenant: Tenant, postgresUrl: string | null): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'metro2-bench-'))
  const { key } = newApiKey()
  const env: Record<string, string> = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ADMIN_API_KEY: key }
  if (postgresUrl) env.DATABASE_URL = await freshDatabase(postgresUrl)
  const config = readConfig({ ...env, ALLOW_PRIVATE_SOURCES: 'true' })
  const server = await startServer({ config, plugins: [loanpro], log: createLog({ level: 'warn' }) })
  const row = await server.app.database.system.apiKey.findFirstOrThrow()
  const requester: Requester = { organizationId: row.organizationId, actor: 'bench', role: 'ADMIN' }
  const connectionId = await connect(server, requester, tenant)
  const sync: BenchServer['sync'] = async (mode = 'INCREMENTAL') => {
    const { app } = server
    const began = performance.now()
    const started = await startSync(
      // The run is worked right here, so that its time holds no waiting for a job.
      { ...app, dispatch: async () => {} },
      requester.organizationId,
      { connectionId, mode, asOf: today, keys: null, range: null, trigger: 'MANUAL', actor: 'bench' },
    )
    if (!started.ok) throw new Error(JSON.stringify(started.errors))
    await executeRun(app, requester.organizationId, started.runId, 'bench')
    const run = await app.database
      .tenant(requester.organizationId)
      .syncRun.findFirstOrThrow({ where: { id: started.runId } })
    if (!run.state.startsWith('SUCCEEDED')) throw new Error(JSON.stringify(run.failure))
    return { ...run, seconds: (performance.now() - began) / 1000 }
  }
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...server, key, requester, connectionId, sync, stop }
}

export async function freshDatabase(postgresUrl: string): Promise<string> {
  const name = `bench_${Date.now()}`
  const admin = new pg.Client({ connectionString: postgresUrl })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return url.href
}

async function connect({ app }: RunningServer, requester: Requester, tenant: Tenant): Promise<string> {
  const furnisher = await createFurnisher(app, requester, {
    name: 'BENCH LENDER',
    address: '1 MAIN ST, PROVO UT 84601',
    telephoneNumber: '8015550100',
    identificationNumber: 'BENCH01',
    idempotencyKey: null,
  } as never)
  if (!furnisher.ok) throw new Error(JSON.stringify(furnisher.errors))
  const made = await createConnection(app, requester, {
    pluginId: 'loanpro',
    furnisherId: furnisher.furnisherId,
    name: 'Bench',
    settings: { environment: 'SANDBOX', baseUrl: tenant.url, requestsPerSecond: 50, concurrency: 4 },
    credentials: { token: tenant.token, instanceId: tenant.tenantId },
    preset: null,
    presetId: null,
    startFirstSync: false,
    idempotencyKey: null,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.errors))
  return made.connectionId
}
