/** Gives a plugin its context: settings, credentials out of the vault, and a fetch that is guarded, paced and retried. */
import { type Capabilities, type PluginContext, SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { systemClock } from '../egress/clock.ts'
import { createSourceFetch, type EgressEvent, type SourceFetch } from '../egress/fetch.ts'
import { createFilePut, type FilePut } from '../egress/filePut.ts'
import { createPacer, ownBucket, type PaceOptions, type Pacer } from '../egress/pacer.ts'
import type { RetryOptions } from '../egress/retry.ts'
import { sharedBucket } from '../egress/sharedPace.ts'
import { type SealedPlace, seal, unsealText } from '../vault/seal.ts'

export interface ContextHooks {
  /** Ends every request under way, and every wait. */
  signal: AbortSignal
  /** A request waits this long before it is sent again; the reason is a code, e.g. RATE_LIMITED. */
  onThrottled?: (waitMs: number, reason: string) => void
  /** The plugin has something to say that belongs into the run's event log. */
  onNotice?: (message: string) => void
  /** Absent: patient, as a run is. A person who waits for an answer wants less. */
  retry?: Partial<RetryOptions>
  /** Of one request, where it is less than the configuration allows. */
  timeoutMs?: number
}

/** `close` ends the kept connections to the source; without it they end by themselves after some idle seconds. */
export type OpenContext = Omit<PluginContext, 'fetch'> & SourceFetch

/** What a context is made of, before or after it is stored. */
export interface SourceAccess {
  plugin: SourcePlugin
  /** As the plugin's schema answers them. */
  settings: unknown
  credentials: unknown
  capabilities: Capabilities
  /** Null: not stored yet. */
  connection: StoredConnection | null
}

export type StoredConnection = Pick<Connection, 'organizationId' | 'id'>

export type StoredAccess = Pick<
  Connection,
  'organizationId' | 'id' | 'pluginId' | 'settings' | 'sealedCredentials' | 'capabilities'
>

/**
 * The context of a stored connection.
 * @throws SourceFailure CONFIGURATION when its plugin is not installed, or no longer takes its settings or credentials
 * @throws VaultError
 */
export async function openPluginContext(app: App, connection: StoredAccess, hooks: ContextHooks): Promise<OpenContext> {
  return openContext(app, await storedAccess(app, connection), hooks)
}

export function openContext(app: App, access: SourceAccess, hooks: ContextHooks): OpenContext {
  const { plugin, settings, credentials, capabilities, connection } = access
  const pace = paceOf(plugin, settings)
  const source = createSourceFetch({
    ...pace,
    baseUrl: plugin.baseUrl(settings),
    allowPrivate: app.config.allowPrivateSources,
    signal: hooks.signal,
    onEvent: (event) => observe(app, plugin.id, event, hooks),
    ...(hooks.retry && { retry: hooks.retry }),
    timeoutMs: Math.min(hooks.timeoutMs ?? Number.POSITIVE_INFINITY, app.config.sourceTimeoutSeconds * 1000),
    ...(connection && { pacer: sharedPacer(app, connection, pace) }),
  })
  return {
    settings,
    credentials,
    capabilities,
    fetch: source.fetch,
    notice(message) {
      app.log.info({ connectionId: connection?.id, plugin: plugin.id }, message)
      hooks.onNotice?.(message)
    },
    now: app.now,
    signal: hooks.signal,
    close: source.close,
  }
}

/** For writeback: files of a source go to addresses that it names itself. */
export function openFilePut(app: App, pluginId: string, { settings, signal }: PluginContext): FilePut {
  const plugin = app.plugins.get(pluginId)!
  return createFilePut({
    baseUrl: plugin.baseUrl(settings),
    allowPrivate: app.config.allowPrivateSources,
    signal,
    timeoutMs: app.config.sourceTimeoutSeconds * 1000,
    onEvent: (event) => observe(app, pluginId, event, { signal }),
  })
}

function observe(app: App, source: string, event: EgressEvent, hooks: ContextHooks) {
  if (event.type === 'REQUEST') {
    app.metrics.sourceRequests.inc({ source, outcome: event.outcome.toLowerCase() })
    app.metrics.sourceRequestSeconds.observe({ source }, event.ms / 1000)
    return
  }
  app.metrics.sourceThrottledSeconds.inc({ source, reason: event.reason }, event.waitMs / 1000)
  hooks.onThrottled?.(event.waitMs, event.reason)
}

/** Settings and credentials of a stored connection, read again through the plugin's schemas: a newer plugin may add defaults. */
export async function storedAccess(app: App, connection: StoredAccess): Promise<SourceAccess> {
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) {
    const message = `The plugin ${connection.pluginId} of this connection is not installed.`
    throw new SourceFailure(
      'CONFIGURATION',
      'UNKNOWN_PLUGIN',
      message,
      'Install the plugin again, or delete the connection.',
    )
  }
  const settings = plugin.settings.schema.safeParse(connection.settings)
  const credentials = plugin.credentials.schema.safeParse(await openCredentials(app, connection))
  if (!settings.success || !credentials.success) {
    const what = settings.success ? 'credentials' : 'settings'
    throw new SourceFailure(
      'CONFIGURATION',
      'CONFIGURATION_OUTDATED',
      `The ${what} of this connection do not suit this version of the plugin ${plugin.name}.`,
      settings.success ? 'Replace the credentials of the connection.' : 'Save the settings of the connection again.',
    )
  }
  return {
    plugin,
    settings: settings.data,
    credentials: credentials.data,
    capabilities: connection.capabilities as Capabilities,
    connection: { organizationId: connection.organizationId, id: connection.id },
  }
}

const credentialsPlace = (connectionId: string): SealedPlace => ({
  table: 'connections',
  rowId: connectionId,
  field: 'sealed_credentials',
})

export async function sealCredentials(app: App, organizationId: string, connectionId: string, credentials: unknown) {
  return seal(await app.keysOf(organizationId), credentialsPlace(connectionId), JSON.stringify(credentials))
}

async function openCredentials(
  app: App,
  connection: Pick<Connection, 'organizationId' | 'id' | 'sealedCredentials'>,
): Promise<unknown> {
  const keys = await app.keysOf(connection.organizationId)
  return JSON.parse(unsealText(keys, credentialsPlace(connection.id), connection.sealedCredentials))
}

const defaultPace: PaceOptions = { requestsPerSecond: 5, concurrency: 3 }

/** What the plugin says of its settings. */
export function paceOf(plugin: SourcePlugin, settings: unknown): PaceOptions {
  const { requestsPerSecond, concurrency } = plugin.pacing?.(settings) ?? defaultPace
  return { requestsPerSecond, concurrency: Math.max(1, Math.ceil(concurrency)) }
}

const pacers = new WeakMap<App, Map<string, { pace: PaceOptions; pacer: Pacer }>>()

/** A check and a run of the same connection at the same time share one pace, here and in other processes. */
function sharedPacer(app: App, connection: StoredConnection, pace: PaceOptions): Pacer {
  const known = pacers.get(app) ?? new Map<string, { pace: PaceOptions; pacer: Pacer }>()
  pacers.set(app, known)
  const shared = known.get(connection.id)
  if (
    shared &&
    shared.pace.requestsPerSecond === pace.requestsPerSecond &&
    shared.pace.concurrency === pace.concurrency
  ) {
    return shared.pacer
  }
  const db = app.database.tenant(connection.organizationId)
  const bucket = sharedBucket(db, connection.id, pace, ownBucket(pace, systemClock), app.log)
  const pacer = createPacer(pace, systemClock, bucket)
  known.set(connection.id, { pace, pacer })
  return pacer
}
