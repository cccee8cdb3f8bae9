/**
 * Opens the database: PostgreSQL when a URL is given, else PGlite in process in the data folder. Both get the same
 * schema, the same migrations and the same SQL.
 */
import { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { PrismaClient } from '../../prisma/generated/client/client.ts'
import { migrate } from './migrate.ts'
import { type TenantClient, tenantClient } from './tenant.ts'

export type Row = Record<string, unknown>

/** Plain statements, outside of any organization: migrations, leases, health. */
export type Sql = (text: string, params?: unknown[]) => Promise<Row[]>

export interface Database {
  kind: 'pglite' | 'postgres'
  /** Bound to no organization. Only authentication, the sweeper and making organizations may use it. */
  system: PrismaClient
  /** Bound to one organization: every operation is limited to it, raw statements included. */
  tenant(organizationId: string): TenantClient
  sql: Sql
  /** Calls `hear` after each NOTIFY on the channel. Delivery is a hint: a lost connection loses notifications. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  /** What pg-boss connects to. */
  boss: { pglite: PGlite } | { connectionString: string }
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** postgres:// URL; null opens PGlite. */
  databaseUrl: string | null
  /** Folder of PGlite's files; null keeps everything in memory (tests). */
  folder: string | null
  poolSize: number
  /** What an embedded database in memory starts from: a dump of another one. Saves tests the seconds of making one. */
  template?: Blob
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const connected = options.databaseUrl
    ? openPostgres(options.databaseUrl, options.poolSize)
    : await openPglite(options)
  try {
    await migrate(connected.exclusive)
  } catch (error) {
    await connected.close()
    throw error
  }
  const system = new PrismaClient({
    adapter: connected.adapter,
    transactionOptions: { maxWait: 30_000, timeout: 60_000 },
  })
  const tenants = new Map<string, TenantClient>()
  return {
    kind: connected.kind,
    system,
    tenant(organizationId) {
      let client = tenants.get(organizationId)
      if (!client) {
        client = tenantClient(system, organizationId)
        tenants.set(organizationId, client)
      }
      return client
    },
    sql: connected.sql,
    listen: connected.listen,
    boss: connected.boss,
    async close() {
      await system.$disconnect()
      await connected.close()
    },
  }
}

interface Connected extends Pick<Database, 'kind' | 'sql' | 'listen' | 'boss' | 'close'> {
  adapter: PrismaPg | PrismaPGlite
  /** Runs `work` with a connection of its own, so that session locks and transactions hold. */
  exclusive<T>(work: (run: Sql) => Promise<T>): Promise<T>
}

async function openPglite({ folder, template }: DatabaseOptions): Promise<Connected> {
  const pglite = await PGlite.create({ dataDir: folder ?? 'memory://', ...(template && { loadDataDir: template }) })
  const run = (target: Pick<PGlite, 'query' | 'exec'>): Sql => {
    return async (text, params) => {
      if (params?.length) return (await target.query<Row>(text, params)).rows
      const results = await target.exec(text)
      return (results.at(-1)?.rows ?? []) as Row[]
    }
  }
  return {
    kind: 'pglite',
    adapter: new PrismaPGlite(pglite),
    sql: run(pglite),
    exclusive: (work) => work(run(pglite)),
    listen: (channel, hear) => pglite.listen(channel, hear),
    boss: { pglite },
    close: () => pglite.close(),
  }
}

function openPostgres(connectionString: string, poolSize: number): Connected {
  const pool = new pg.Pool({ connectionString, max: poolSize })
  // An idle connection that the server closes must not end the process; the next query gets a new one.
  pool.on('error', () => {})
  return {
    kind: 'postgres',
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    sql: async (text, params) => (await pool.query(text, params)).rows,
    async exclusive(work) {
      const client = await pool.connect()
      try {
        return await work(async (text, params) => (await client.query(text, params)).rows)
      } finally {
        client.release()
      }
    },
    listen: (channel, hear) => listenPostgres(connectionString, channel, hear),
    boss: { connectionString },
    close: () => pool.end(),
  }
}

/** LISTEN on a connection of its own, made again when it breaks. Listeners poll slowly as well, so a gap only delays. */
async function listenPostgres(connectionString: string, channel: string, hear: (payload: string) => void) {
  let closed = false
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  const connect = async () => {
    const next = new pg.Client({ connectionString })
    next.on('notification', (message) => hear(message.payload ?? ''))
    next.on('error', () => {
      if (closed || client !== next) return
      client = null
      reconnect()
    })
    await next.connect()
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    client = next
  }
  const reconnect = () => {
    retry = setTimeout(() => connect().catch(reconnect), 1_000)
    retry.unref()
  }
  await connect()
  return async () => {
    closed = true
    clearTimeout(retry)
    await client?.end()
  }
}
