/** What the parts of the server share. Made once by the composition root (main.ts); passed, never imported. */
import type { SourcePlugin } from '../plugins/contract.ts'
import type { Config } from './config.ts'
import type { Database } from './database/open.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { OperationWorkers } from './operations/contract.ts'
import type { EventHub } from './sync/hub.ts'
import type { OrganizationKeys, Vault } from './vault/vault.ts'

export interface App {
  config: Config
  database: Database
  vault: Vault
  /** The organization's data and index key, unwrapped; cached. Throws when there is no such organization. */
  keysOf(organizationId: string): Promise<OrganizationKeys>
  plugins: ReadonlyMap<string, SourcePlugin>
  /** Who does the work of which kind of operation. */
  operationWorkers: OperationWorkers
  /** Wakes subscribers; the truth is in the event tables. */
  events: EventHub
  /** Hands a queued run to a worker, here or elsewhere. */
  dispatch(run: { organizationId: string; runId: string }): Promise<void>
  /** The same for a queued operation. */
  dispatchOperation(operation: { organizationId: string; operationId: string }): Promise<void>
  /** Where this process answers over HTTP; null until it listens. */
  address: string | null
  log: Log
  metrics: Metrics
  /** Milliseconds since the epoch. The only clock of the server. */
  now(): number
}
