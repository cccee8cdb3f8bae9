/** Puts the server together from its configuration. `main.ts` and the tests start the same composition. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SourcePlugin } from '../plugins/contract.ts'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database/open.ts'
import { acquireDataFolder, type DataFolder, loadMasterKey } from './dataFolder.ts'
import { createHttpServer } from './http/server.ts'
import type { Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { startControl } from './organizations/control.ts'
import { ensureFirstOrganization } from './organizations/service.ts'
import { createEventHub } from './sync/hub.ts'
import { createJobs } from './sync/jobs.ts'
import { rotateOrganizationKeys } from './vault/rotation.ts'
import { createVault, type OrganizationKeys, type Vault } from './vault/vault.ts'

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
    const vault = createVault({ masterKey: masterKeyOf(config, folder), previousKeys: config.previousMasterKeys })
    const database = parts.database ?? (await openDatabase(databaseOptions(config, folder)))
    if (!parts.database) closers.push(() => database.close())
    await rotateOrganizationKeys(database, vault)
    const jobs = await createJobs(database, log, config.syncConcurrency)
    closers.push(() => jobs.stop())
    const events = await createEventHub(database, log)
    closers.push(() => events.close())
    const app: App = {
      config,
      database,
      vault,
      keysOf: createKeyring(database, vault),
      plugins: new Map(parts.plugins.map((plugin) => [plugin.id, plugin])),
      events,
      dispatch: jobs.dispatch,
      log,
      metrics: parts.metrics ?? createMetrics(),
      now: parts.now ?? Date.now,
    }
    const newAdminKey = await ensureFirstOrganization(app)
    const http = createHttpServer(app)
    closers.push(() => http.close())
    const address = await listen(http.server, config)
    const url = config.publicUrl ?? address
    folder?.setUrl(url)
    if (folder) {
      const control = await startControl(app, folder)
      closers.push(() => control.close())
    }
    await jobs.work(app)
    return { app, http: http.server, url, newAdminKey, stop: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The folder holds the embedded database and the key file; with both given from outside there is nothing in it to guard. */
export const needsFolder = ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  (!database && !config.databaseUrl) || !config.masterKey

export function masterKeyOf(config: Config, folder: DataFolder | null): Buffer {
  return config.masterKey ?? loadMasterKey(folder!)
}

export const databaseOptions = (config: Config, folder: DataFolder | null) => ({
  databaseUrl: config.databaseUrl,
  folder: config.databaseUrl || !folder ? null : `${folder.path}/postgres`,
  poolSize: config.databasePoolSize,
})

/** Unwrapped keys by organization. They stay in memory: every record of a sync needs them. */
function createKeyring(database: Database, vault: Vault): App['keysOf'] {
  const opened = new Map<string, Promise<OrganizationKeys>>()
  const open = async (organizationId: string) => {
    const row = await database.system.organization.findUniqueOrThrow({ where: { id: organizationId } })
    return vault.openOrganizationKeys(organizationId, {
      dataKey: row.wrappedDataKey,
      indexKey: row.wrappedIndexKey,
      kid: row.keyId,
    })
  }
  return (organizationId) => {
    let keys = opened.get(organizationId)
    if (!keys) {
      keys = open(organizationId)
      opened.set(organizationId, keys)
      keys.catch(() => opened.delete(organizationId))
    }
    return keys
  }
}

function listen(server: Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, () => {
      const { port } = server.address() as AddressInfo
      const host = config.host.includes(':') ? `[${config.host}]` : config.host
      resolve(`http://${host}:${port}`)
    })
  })
}
