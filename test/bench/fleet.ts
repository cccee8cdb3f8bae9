/** Server processes on a fresh database for a bench, asked over HTTP. All of them end with `work`. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newApiKey } from '../../server/auth/keys.ts'
import { ask, connectionMutation, furnisherMutation, startSyncMutation } from '../chaos/api.ts'
import { createFleet, type Fleet } from '../chaos/processes.ts'
import type { Tenant } from './processes.ts'
import { freshDatabase } from './server.ts'

export interface BenchFleet {
  fleet: Fleet
  key: string
  databaseUrl: string
  database: pg.Client
  /** Of the process named api. */
  url(): string
  /** Global id of a new connection. */
  connect(tenant: Tenant, name: string, settings: object): Promise<string>
  /** Global id of the run. */
  start(connectionId: string, mode: string, asOf: string): Promise<string>
}

/** As many subscribers by one key as a bench wants. */
const env = { SOCKETS_PER_KEY: '100000', SOCKETS_PER_ORGANIZATION: '100000' }

/** Starts a process named `api`; further ones are the bench's own. */
export async function withFleet<T>(postgresUrl: string, work: (bench: BenchFleet) => Promise<T>): Promise<T> {
  const logFolder = await mkdtemp(join(tmpdir(), 'metro2-bench-'))
  const databaseUrl = await freshDatabase(postgresUrl)
  const { key } = newApiKey()
  const masterKey = randomBytes(32).toString('base64')
  const fleet = createFleet({ databaseUrl, masterKey, adminKey: key, logFolder, env })
  const database = new pg.Client({ connectionString: databaseUrl })
  try {
    await fleet.start('api', 'api')
    await database.connect()
    const url = () => fleet.url('api')!
    const connect = async (tenant: Tenant, name: string, settings: object) => {
      const furnisher = { name, address: '1 MAIN ST, PROVO UT 84601', telephoneNumber: '8015550100' }
      const made = await ask(url(), key, furnisherMutation, {
        input: { ...furnisher, identificationNumber: 'BENCH01' },
      })
      const { createConnection } = await ask(url(), key, connectionMutation, {
        input: {
          ...{ pluginId: 'loanpro', name, furnisherId: made.createFurnisher.furnisher.id, cadence: 'MANUAL' },
          settings: { environment: 'SANDBOX', baseUrl: tenant.url, requestsPerSecond: 50, ...settings },
          credentials: { token: tenant.token, instanceId: tenant.tenantId },
        },
      })
      return createConnection.connection.id as string
    }
    const start = async (connectionId: string, mode: string, asOf: string) => {
      const { startSync } = await ask(url(), key, startSyncMutation, { input: { connectionId, mode, asOf } })
      return startSync.run.id as string
    }
    return await work({ fleet, key, databaseUrl, database, url, connect, start })
  } finally {
    await database.end().catch(() => {})
    await fleet.stop()
    await rm(logFolder, { recursive: true, force: true })
  }
}
