/** What services need of the server, in memory: an embedded database, a vault, no HTTP, and a dispatch that only notes. */
import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { App } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import type { Database } from '../../server/database/open.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import { createLog } from '../../server/log.ts'
import { createMetrics } from '../../server/metrics.ts'
import { type OperationWorker, workersByKind } from '../../server/operations/contract.ts'
import { createOrganization } from '../../server/organizations/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { createEventHub } from '../../server/sync/hub.ts'
import type { OrganizationKeys } from '../../server/vault/vault.ts'
import { createVault } from '../../server/vault/vault.ts'
import { freshDatabase, kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'

export interface TestApp extends App {
  dispatched: string[]
  /** Everything that was logged. */
  logged(): string
  /** Of the server, to be moved by tests. */
  clock: { now: number }
  close(): Promise<void>
}

export interface TestAppOptions {
  /** Absent: PostgreSQL where TEST_POSTGRES names one, else PGlite. */
  kind?: 'pglite' | 'postgres'
  plugins?: SourcePlugin[]
  /** Workers of operations; none when absent. */
  workers?: OperationWorker[]
  env?: Record<string, string>
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await freshDatabase(options.kind ?? kinds.at(-1)!)
  const vault = createVault({ masterKey: randomBytes(32) })
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log = createLog({ level: 'trace', destination })
  const events = await createEventHub(database, log)
  const clock = { now: Date.parse('2026-06-30T12:00:00Z') }
  const dispatched: string[] = []
  return {
    config: readConfig({ ALLOW_PRIVATE_SOURCES: 'true', ...options.env }),
    database,
    vault,
    keysOf: keyring(database, vault),
    plugins: new Map((options.plugins ?? [fakePlugin]).map((plugin) => [plugin.id, plugin])),
    operationWorkers: workersByKind(options.workers ?? []),
    events,
    async dispatch({ runId }) {
      dispatched.push(runId)
    },
    async dispatchOperation({ operationId }) {
      dispatched.push(operationId)
    },
    address: null,
    log,
    metrics: createMetrics(),
    now: () => clock.now,
    dispatched,
    logged: () => lines.join(''),
    clock,
    async close() {
      await events.close()
      await database.close()
    },
  }
}

function keyring(database: Database, vault: App['vault']) {
  const known = new Map<string, OrganizationKeys>()
  return async (organizationId: string) => {
    const opened = known.get(organizationId)
    if (opened) return opened
    const row = await database.system.organization.findUniqueOrThrow({ where: { id: organizationId } })
    const wrapped = { dataKey: row.wrappedDataKey, indexKey: row.wrappedIndexKey, kid: row.keyId }
    const keys = vault.openOrganizationKeys(organizationId, wrapped)
    known.set(organizationId, keys)
    return keys
  }
}

/** A fresh organization and its admin. */
export async function newAdmin(app: TestApp, name = 'Lender'): Promise<Requester & { key: string }> {
  const made = await createOrganization(app, name)
  if (!made.ok) throw new Error(JSON.stringify(made.errors))
  const row = await app.database.system.apiKey.findFirstOrThrow({ where: { organizationId: made.organizationId } })
  return { organizationId: made.organizationId, actor: `apiKey:${row.id}`, role: 'ADMIN', key: made.adminKey }
}

export const furnisherInput = {
  name: 'Summit Lending',
  address: '1 MAIN ST, PROVO UT 84601',
  telephoneNumber: '8015550100',
  identificationNumber: 'SUMMIT01',
  idempotencyKey: null,
}

export async function newFurnisher(
  app: TestApp,
  requester: Requester,
  extra: Partial<typeof furnisherInput> = {},
): Promise<string> {
  return done(await createFurnisher(app, requester, { ...furnisherInput, ...extra })).furnisherId
}

/** The outcome of something that must have been done. */
export function done<T extends { ok: boolean }>(outcome: T): Extract<T, { ok: true }> {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`)
  return outcome as Extract<T, { ok: true }>
}

/** Codes and paths of the refusals: `NAME_TAKEN name`. */
export function refused(outcome: { ok: boolean; errors?: { code: string; path: string[] }[] }): string[] {
  if (outcome.ok || !outcome.errors) throw new Error('it was not refused')
  return outcome.errors.map((error) => `${error.code} ${error.path.join('.')}`.trim())
}

/** Everything the database holds, as text; bytes as hex and as they read. */
export async function dumpDatabase(database: Database): Promise<string> {
  const tables = await database.sql(
    "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  )
  const parts: string[] = []
  for (const { tablename } of tables) {
    const rows = await database.sql(`SELECT * FROM "${tablename}"`).catch(() => [])
    for (const row of rows) {
      for (const value of Object.values(row)) {
        if (value instanceof Uint8Array)
          parts.push(Buffer.from(value).toString('latin1'), Buffer.from(value).toString('hex'))
        else parts.push(JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)))
      }
    }
  }
  return parts.join('\n')
}
