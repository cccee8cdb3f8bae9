/** Puts the server together from its configuration. `main.ts` and the tests start the same composition. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SourcePlugin } from '../plugins/contract.ts'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database/open.ts'
import { acquireDataFolder, type DataFolder, loadMasterKeys } from './dataFolder.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { createWatchServer } from './http/watch.ts'
import { createJobs } from './jobs.ts'
import type { Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { operationWorkers } from './operations/workers.ts'
import { startControl } from './organizations/control.ts'
import { ensureFirstOrganization } from './organizations/service.ts'
import { measureQueue } from './queue.ts'
import { createEventHub } from './sync/hub.ts'
import { endKeyChange } from './vault/change.ts'
import { rotateAtStart } from './vault/rotation.ts'
import { createVault, type OrganizationKeys, type Vault, type VaultOptions } from './vault/vault.ts'

export interface Parts {
  config: Config
  plugins: readonly SourcePlugin[]
  log: Log
  now?: () => number
  metrics?: Metrics
  /** Tests keep the embedded database in memory and hand in an opened one. */
  database?: Database
}

export interface RunningServer {
  app: App
  http: Server
  /** Where it answers: PUBLIC_URL, else the address it listens on. */
  url: string
  /** The admin key that a first start made; null ever after. */
  newAdminKey: string | null
  /** Stops taking requests and runs, lets what is at work end or hands it over, and closes the database. */
  stop(): Promise<void>
}

/** The surroundings keep the server from starting: what is wrong, and the setting that mends it. For the operator. */
export class StartError extends Error {
  override name = 'StartError'
}

export async function startServer(parts: Parts): Promise<RunningServer> {
  const { config, log } = parts
  // Each part that is open when a later one fails is closed again, last first.
  const closers: (() => Promise<void> | void)[] = []
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const folder = needsFolder(parts) ? acquireDataFolder(config.dataDir) : null
    if (folder) closers.push(() => folder.release())
    const vault = createVault(masterKeysOf(config, folder))
    const database = parts.database ?? (await openConfiguredDatabase(config, folder))
    if (!parts.database) closers.push(() => database.close())
    await rotateAtStart(database, vault, log)
    // A change of the key file that was cut off has come to its end with the start.
    if (folder && !config.masterKey) await endKeyChange(database, folder)
    const jobs = await createJobs(database, log, config.syncConcurrency)
    closers.push(() => jobs.stop())
    const events = await createEventHub(database, log)
    closers.push(() => events.close())
    const keyring = createKeyring(database, vault)
    closers.push(() => keyring.close())
    const app: App = {
      config,
      database,
      vault,
      keysOf: keyring.keysOf,
      plugins: new Map(parts.plugins.map((plugin) => [plugin.id, plugin])),
      operationWorkers,
      events,
      dispatch: jobs.dispatch,
      dispatchOperation: jobs.dispatchOperation,
      address: null,
      log,
      metrics: parts.metrics ?? createMetrics(),
      now: parts.now ?? Date.now,
    }
    app.metrics.beforePage(() => measureQueue(app))
    const http = config.role === 'worker' ? createWatchServer(app) : createHttpServer(app)
    closers.push(() => closeHttp(http))
    const address = await listen(http.server, config)
    const url = config.publicUrl ?? address
    app.address = address
    folder?.setUrl(url)
    if (folder) {
      const control = await startControl(app, folder)
      closers.push(() => control.close())
    }
    if (config.role !== 'api') await jobs.work(app)
    // Last: the key is shown by who started the server, so a start that fails must not have made it already.
    const newAdminKey = config.role === 'worker' ? null : await ensureFirstOrganization(app)
    return { app, http: http.server, url, newAdminKey, stop: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The folder holds the embedded database and the key file; with both given from outside there is nothing in it to guard. */
export const needsFolder = ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  (!database && !config.databaseUrl) || !config.masterKey

/** What the vault is made with: the present master key and those that may still wrap. */
export function masterKeysOf(config: Config, folder: DataFolder | null): VaultOptions {
  const [masterKey, ...former] = config.masterKey ? [config.masterKey] : loadMasterKeys(folder!)
  return { masterKey, previousKeys: [...former, ...config.previousMasterKeys] }
}

export const databaseOptions = (config: Config, folder: DataFolder | null) => ({
  databaseUrl: config.databaseUrl,
  folder: config.databaseUrl || !folder ? null : `${folder.path}/postgres`,
  poolSize: config.databasePoolSize,
})

async function openConfiguredDatabase(config: Config, folder: DataFolder | null): Promise<Database> {
  try {
    return await openDatabase(databaseOptions(config, folder))
  } catch (error) {
    const { code } = error as { code?: unknown }
    // What PostgreSQL and the network complain about has a code; everything else is a fault of ours.
    if (!config.databaseUrl || typeof code !== 'string') throw error
    // Several addresses that were tried in vain leave an error without a message.
    const said = (error as Error).message || code
    const { host, pathname } = new URL(config.databaseUrl)
    throw new StartError(
      `The database ${host}${pathname} cannot be opened: ${said}. Check DATABASE_URL, and that PostgreSQL is up.`,
      { cause: error },
    )
  }
}

const forgetMs = 30_000

/** Unwrapped keys by organization. They stay in memory, for every record of a sync needs them, until it is deleted. */
function createKeyring(database: Database, vault: Vault): { keysOf: App['keysOf']; close(): void } {
  const opened = new Map<string, Promise<OrganizationKeys>>()
  const open = async (organizationId: string) => {
    const row = await database.system.organization.findUniqueOrThrow({ where: { id: organizationId } })
    return vault.openOrganizationKeys(organizationId, {
      dataKey: row.wrappedDataKey,
      indexKey: row.wrappedIndexKey,
      kid: row.keyId,
    })
  }
  const forget = async () => {
    const where = { id: { in: [...opened.keys()] }, deletedAt: null }
    const living = new Set(
      (await database.system.organization.findMany({ where, select: { id: true } })).map(({ id }) => id),
    )
    for (const id of opened.keys()) if (!living.has(id)) opened.delete(id)
  }
  // Another process may have deleted it. When the database does not answer there is nothing to do with the keys either.
  const timer = setInterval(() => void (opened.size > 0 && forget().catch(() => {})), forgetMs)
  timer.unref()
  const keysOf = (organizationId: string) => {
    let keys = opened.get(organizationId)
    if (!keys) {
      keys = open(organizationId)
      opened.set(organizationId, keys)
      keys.catch(() => opened.delete(organizationId))
    }
    return keys
  }
  return { keysOf, close: () => clearInterval(timer) }
}

/** Waits for requests at work. A connection that its client keeps open would outlast its last answer by minutes. */
async function closeHttp(http: HttpServer): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), 50)
  try {
    await http.close()
  } finally {
    clearInterval(idle)
  }
}

function listen(server: Server, { host, port }: Config): Promise<string> {
  const place = host.includes(':') ? `[${host}]` : host
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartError(listenProblem(error, `${place}:${port}`), { cause: error })),
    )
    server.listen(port, host, () => resolve(`http://${place}:${(server.address() as AddressInfo).port}`))
  })
}

function listenProblem({ code, message }: NodeJS.ErrnoException, address: string): string {
  if (code === 'EADDRINUSE')
    return `Another process listens on ${address}. Stop it, or set PORT to another port; 0 takes any free one.`
  if (code === 'EACCES') return `This user may not listen on ${address}. Set PORT to a port from 1024 up.`
  return `The server cannot listen on ${address}: ${message}. Set HOST to an address of this machine.`
}
