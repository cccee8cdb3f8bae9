/** Stored loans of a connection mapped by a program of one's choice: no network, nothing is written. */
import type { Capabilities } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { PresetProgram } from '../mapping/program.ts'
import type { PreviousReport } from '../metro2/rules/previous.ts'
import { type FailedRecord, type MappedRecord, mapRecord, normalizeDocument } from '../records/mapRecord.ts'
import { placeOf } from '../sync/batch.ts'
import { unsealCompressed } from '../vault/seal.ts'
import type { PresetConnection } from './rows.ts'

/** A stored document as it was pulled, sealed. */
export interface StoredDocument {
  id: string
  document: Uint8Array
  documentHash: Uint8Array
  snapshotDate: Date | null
}

/** Answers what the program makes of a document on a day (YYYY-MM-DD), after what was reported of the loan before. */
export type MapStored = (
  stored: StoredDocument,
  asOf: string,
  previous: PreviousReport | null,
) => MappedRecord | FailedRecord

/** @throws where the plugin of the connection is not installed */
export async function openStoredLoans(
  app: App,
  organizationId: string,
  connection: Pick<PresetConnection, 'pluginId' | 'capabilities' | 'furnisherId'>,
  program: PresetProgram,
): Promise<MapStored> {
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) throw new Error(`the plugin ${connection.pluginId} is not installed`)
  const keys = await app.keysOf(organizationId)
  const { identificationNumber } = await app.database
    .tenant(organizationId)
    .furnisher.findFirstOrThrow({ where: { id: connection.furnisherId } })
  const capabilities = connection.capabilities as Capabilities
  return (stored, asOf, previous) => {
    const f = {
      plugin,
      capabilities,
      program,
      presetVersionId: '',
      asOf,
      identificationNumber,
      indexKey: keys.indexKey,
    }
    const normalized = normalizeDocument(f, unsealCompressed(keys, placeOf(stored.id), stored.document))
    if ('kind' in normalized) return normalized
    return mapRecord(f, normalized.document, Buffer.from(stored.documentHash), dayOf(stored.snapshotDate), previous)
  }
}

export function dayOf(date: Date): string
export function dayOf(date: Date | null): string | null
export function dayOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString().slice(0, 10)
}
