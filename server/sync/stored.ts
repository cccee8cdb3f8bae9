/** What is stored of the records of a page: loaded in two queries, whatever the size of the page. */
import type { TenantClient } from '../database/tenant.ts'

export interface StoredRecord {
  sourceRecordId: string
  projectionHash: Buffer
  documentHash: Buffer
  snapshotDate: string | null
  displayKey: string
  /** Sealed; only loaded where asked for. */
  document: Buffer | null
  changeToken: string
  record: StoredMetro2 | null
}

export interface StoredMetro2 {
  id: string
  asOf: string
  presetVersionId: string
  /** Empty after a failed mapping: such a record must be mapped again, whatever else is equal. */
  inputHash: Buffer
}

const day = (value: Date | null) => (value ? value.toISOString().slice(0, 10) : null)

const recordSelection = {
  select: { id: true, asOf: true, presetVersionId: true, inputHash: true },
} as const

const selection = {
  id: true,
  sourceKey: true,
  displayKey: true,
  projectionHash: true,
  documentHash: true,
  snapshotDate: true,
  changeToken: true,
  record: recordSelection,
} as const

/** By source key. `withDocument`: the keys whose sealed document is wanted too. */
export async function loadStored(
  db: TenantClient,
  connectionId: string,
  keys: string[],
  withDocument: Set<string>,
): Promise<Map<string, StoredRecord>> {
  const rows = await db.sourceRecord.findMany({ where: { connectionId, sourceKey: { in: keys } }, select: selection })
  const documents = withDocument.size
    ? await db.sourceRecord.findMany({
        where: { connectionId, sourceKey: { in: [...withDocument] } },
        select: { sourceKey: true, document: true },
      })
    : []
  const documentOf = new Map(documents.map((row) => [row.sourceKey, Buffer.from(row.document)]))
  return new Map(
    rows.map((row) => [
      row.sourceKey,
      {
        sourceRecordId: row.id,
        displayKey: row.displayKey,
        projectionHash: Buffer.from(row.projectionHash),
        documentHash: Buffer.from(row.documentHash),
        snapshotDate: day(row.snapshotDate),
        document: documentOf.get(row.sourceKey) ?? null,
        changeToken: row.changeToken,
        record: row.record && {
          ...row.record,
          asOf: row.record.asOf.toISOString().slice(0, 10),
          inputHash: Buffer.from(row.record.inputHash),
        },
      },
    ]),
  )
}

/** Change tokens of the records a plugin asks about. Quarantined and gone ones are unknown, so that they are read again. */
export async function knownTokens(
  db: TenantClient,
  connectionId: string,
  keys: string[],
): Promise<Map<string, string>> {
  const rows = await db.$queryRawUnsafe<{ source_key: string; change_token: string }[]>(
    `SELECT source_key, change_token FROM source_records s
     WHERE organization_id = $1::uuid AND connection_id = $2::uuid AND source_key = ANY($3::text[])
       AND gone_since IS NULL AND NOT EXISTS (SELECT 1 FROM quarantined_records q WHERE q.organization_id = s.organization_id
         AND q.connection_id = s.connection_id AND q.source_key = s.source_key)`,
    db.organizationId,
    connectionId,
    keys,
  )
  return new Map(rows.map((row) => [row.source_key, row.change_token]))
}
