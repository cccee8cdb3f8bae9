/** Stored loans of a connection mapped by a program of one's choice: no network, nothing is written. */
import type { Capabilities } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { PresetProgram } from '../mapping/program.ts'
import type { PreviousReport } from '../metro2/rules/previous.ts'
import { type FailedRecord, type MappedRecord, mapRecord, normalizeDocument } from '../records/mapRecord.ts'
import { placeOf, quarantinePlace } from '../sync/batch.ts'
import { type SealedPlace, unsealCompressed } from '../vault/seal.ts'
import type { PresetConnection } from './rows.ts'

/** A stored document as it was pulled, sealed. */
export interface StoredDocument {
  id: string
  document: Uint8Array
  documentHash: Uint8Array
  snapshotDate: Date | null
}

/** A document in quarantine as it came, sealed. */
export interface QuarantinedDocument {
  sourceKey: string
  document: Uint8Array
  snapshotDate: Date | null
}

/** Answers what the program makes of a document on a day (YYYY-MM-DD), after what was reported of the loan before. */
export type MapStored = (
  stored: StoredDocument,
  asOf: string,
  previous: PreviousReport | null,
) => MappedRecord | FailedRecord

export type MapQuarantined = (
  quarantined: QuarantinedDocument,
  asOf: string,
  previous: PreviousReport | null,
) => MappedRecord | FailedRecord

type MapOf = Pick<PresetConnection, 'id' | 'pluginId' | 'capabilities' | 'furnisherId'>

/** @throws where the plugin of the connection is not installed */
export async function openStoredLoans(
  app: App,
  organizationId: string,
  connection: MapOf,
  program: PresetProgram,
): Promise<MapStored> {
  const map = await openDocuments(app, organizationId, connection, program)
  return (stored, asOf, previous) => map(stored, placeOf(stored.id), stored.documentHash, asOf, previous)
}

/** As `openStoredLoans`, of what is kept in quarantine. */
export async function openQuarantinedLoans(
  app: App,
  organizationId: string,
  connection: MapOf,
  program: PresetProgram,
): Promise<MapQuarantined> {
  const map = await openDocuments(app, organizationId, connection, program)
  return (quarantined, asOf, previous) =>
    map(quarantined, quarantinePlace(connection.id, quarantined.sourceKey), noHash, asOf, previous)
}

/** Nothing is stored of what is only tried, so that the hash of the inputs is nobody's business. */
const noHash = Buffer.alloc(0)

async function openDocuments(app: App, organizationId: string, connection: MapOf, program: PresetProgram) {
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) throw new Error(`the plugin ${connection.pluginId} is not installed`)
  const keys = await app.keysOf(organizationId)
  const { indexKey } = keys
  const { identificationNumber } = await app.database
    .tenant(organizationId)
    .furnisher.findFirstOrThrow({ where: { id: connection.furnisherId } })
  const capabilities = connection.capabilities as Capabilities
  return (
    sealed: { document: Uint8Array; snapshotDate: Date | null },
    place: SealedPlace,
    documentHash: Uint8Array,
    asOf: string,
    previous: PreviousReport | null,
  ) => {
    const f = { plugin, capabilities, program, presetVersionId: '', asOf, identificationNumber, indexKey }
    const normalized = normalizeDocument(f, unsealCompressed(keys, place, sealed.document))
    if ('kind' in normalized) return normalized
    return mapRecord(f, normalized.document, Buffer.from(documentHash), dayOf(sealed.snapshotDate), previous)
  }
}

export function dayOf(date: Date): string
export function dayOf(date: Date | null): string | null
export function dayOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString().slice(0, 10)
}

/** The day a document in quarantine is mapped for: that of the connection's records, or of a later run that read the loan alone. */
export function quarantineDay(connectionAsOf: Date | null, runAsOf: Date | null, lastSeenAt: Date): string {
  const days = [connectionAsOf, runAsOf].flatMap((date) => (date ? dayOf(date) : []))
  return days.sort().at(-1) ?? dayOf(lastSeenAt)
}
