/** Everything that a round needs: tenants, a database, processes, connections, subscribers. Taken down whatever happens. */
import { randomBytes } from 'node:crypto'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { type Database, openDatabase } from '../../server/database/open.ts'
import { createVault, type OrganizationKeys } from '../../server/vault/vault.ts'
import { askAny, connectionMutation, furnisherMutation, rowIdOf } from './api.ts'
import type { Options } from './options.ts'
import { createFleet, type Fleet } from './processes.ts'
import { createSubscriber, type Subscriber } from './subscriber.ts'
import { startWatch, type Watch } from './watch.ts'

export interface Tenant {
  sandbox: Sandbox
  /** Global ids of the connections that read it. */
  connections: string[]
  /** Global ids of their presets. */
  presets: string[]
}

export interface Scene {
  key: string
  masterKey: string
  tenants: Tenant[]
  fleet: Fleet
  database: Database
  workers: string[]
  apis: string[]
  subscribers: Subscriber[]
  watch: Watch
  /** Of those API processes that answer now. */
  urls(): string[]
  keys(): Promise<OrganizationKeys>
}

const firstDay = '2026-06-30'

/** Hands the scene to `work`; the processes, the tenants and the connections of this process end with it. */
export async function withScene<T>(
  options: Options,
  databaseUrl: string,
  logFolder: string,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const closers: (() => Promise<unknown>)[] = []
  try {
    const { key } = newApiKey()
    const masterKey = randomBytes(32).toString('base64')
    const tenants = await startTenants(options, closers)
    const fleet = createFleet({ databaseUrl, masterKey, adminKey: key, logFolder })
    closers.push(() => fleet.stop())
    const { workers, apis } = await startProcesses(fleet, options)
    const urls = () => apis.map((name) => fleet.url(name)).filter((url) => url !== null)
    const database = await openDatabase({ databaseUrl, folder: null, poolSize: 3 })
    closers.push(() => database.close())
    for (const [index, tenant] of tenants.entries()) await connect(tenant, index, urls, key)
    const watch = await startWatch(databaseUrl)
    closers.push(() => watch.stop())
    const subscribers = apis.map((name) =>
      createSubscriber(`subscriber of ${name}`, key, () => fleet.url(name) ?? urls()[0] ?? null),
    )
    for (const subscriber of subscribers) {
      closers.push(() => subscriber.stop())
      for (const id of tenants.flatMap(({ connections }) => connections)) subscriber.follow({ kind: 'connection', id })
    }
    const keys = () => organizationKeys(database, masterKey)
    return await work({
      ...{ key, masterKey, tenants, fleet, database, workers, apis, subscribers, watch, urls, keys },
    })
  } finally {
    for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error))
  }
}

async function startTenants(options: Options, closers: (() => Promise<unknown>)[]): Promise<Tenant[]> {
  const tenants: Tenant[] = []
  for (let index = 0; index < options.tenants; index++) {
    const { loans, documentBytes, latencyMs } = options
    const seed = options.seed * 100 + index
    const sandbox = await startSandbox({ loans, documentBytes, latencyMs, seed, today: firstDay })
    closers.push(() => sandbox.close())
    tenants.push({ sandbox, connections: [], presets: [] })
  }
  return tenants
}

async function startProcesses(fleet: Fleet, options: Options) {
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}${index + 1}`)
  const workers = names('worker', options.workers)
  const apis = names('api', options.apis)
  // The first makes the schema and the organization.
  await fleet.start(apis[0]!, 'api')
  await Promise.all([
    ...apis.slice(1).map((name) => fleet.start(name, 'api')),
    ...workers.map((name) => fleet.start(name, 'worker')),
  ])
  return { workers, apis }
}

/** Two connections a tenant: they must not get into each other's way. */
async function connect(tenant: Tenant, index: number, urls: () => string[], key: string) {
  const { url, token, tenantId } = tenant.sandbox
  for (const twin of ['A', 'B']) {
    const name = `Tenant ${index + 1}${twin}`
    const furnisher = await askAny(urls, key, furnisherMutation, {
      input: {
        ...{ name, address: '100 MAIN STREET, PROVO UT 84601', telephoneNumber: '8015550100' },
        identificationNumber: 'CHAOS001',
      },
    })
    const made = await askAny(urls, key, connectionMutation, {
      input: {
        ...{ pluginId: 'loanpro', name, furnisherId: furnisher.createFurnisher.furnisher.id, cadence: 'MANUAL' },
        settings: { environment: 'SANDBOX', baseUrl: url, requestsPerSecond: 50, concurrency: 2, pageSize: 50 },
        credentials: { token, instanceId: tenantId },
        idempotencyKey: name.replaceAll(' ', '-'),
      },
    })
    const { id, preset } = made.createConnection.connection
    tenant.connections.push(id)
    tenant.presets.push(preset.id)
  }
}

async function organizationKeys(database: Database, masterKey: string): Promise<OrganizationKeys> {
  const { id, wrappedDataKey, wrappedIndexKey, keyId } = await database.system.organization.findFirstOrThrow()
  const vault = createVault({ masterKey: Buffer.from(masterKey, 'base64') })
  return vault.openOrganizationKeys(id, { dataKey: wrappedDataKey, indexKey: wrappedIndexKey, kid: keyId })
}

export const connectionRow = (database: Database, globalId: string) =>
  database.system.connection.findFirstOrThrow({ where: { id: rowIdOf(globalId) } })
