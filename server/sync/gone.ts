/**
 * Loans that went away from the source. Only a FULL run that read to the end knows it: each page marks the loans it met
 * in its own transaction, so that the mark survives a resume, and the transaction that ends the pull excludes what has none.
 * The document stays; as soon as the loan is met again it is read and mapped like any other.
 */
import type { TenantClient, Tx } from '../database/tenant.ts'
import { keyedHash } from '../records/mapRecord.ts'
import { writeVersions } from '../records/versions.ts'
import { shareStanding } from '../rules/standing.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import type { SyncEventBody } from './events.ts'

/** Exclusion reason of a record whose loan the source no longer has. */
export const goneReason = 'GONE_FROM_SOURCE'
export const goneDetail = 'The last complete read of the source no longer found this loan.'

const samples = 5

interface Pass {
  connectionId: string
  runId: string
}

/** After the documents of the page are written. */
export async function markSeen(tx: Tx, { connectionId, runId }: Pass, sourceKeys: string[]): Promise<void> {
  if (sourceKeys.length === 0) return
  await tx.$executeRawUnsafe(
    `UPDATE source_records SET seen_run_id = $3::uuid
     WHERE organization_id = $1::uuid AND connection_id = $2::uuid AND source_key = ANY($4::text[])
       AND seen_run_id IS DISTINCT FROM $3::uuid`,
    tx.organizationId,
    connectionId,
    runId,
    sourceKeys,
  )
}

/** Keys of stored loans that the pass has not met, in the order of the keys. */
export async function unseenKeys(
  db: TenantClient,
  { connectionId, runId }: Pass,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ source_key: string }[]>(
    `SELECT source_key FROM source_records WHERE organization_id = $1::uuid AND connection_id = $2::uuid
       AND seen_run_id IS DISTINCT FROM $3::uuid AND gone_since IS NULL AND ($4::text IS NULL OR source_key > $4::text)
     ORDER BY source_key LIMIT ${limit}`,
    db.organizationId,
    connectionId,
    runId,
    after,
  )
  return rows.map((row) => row.source_key)
}

/** Stored loans of the connection, and those among them that the pass has met. */
export async function countSeen(db: TenantClient, { connectionId, runId }: Pass) {
  const known = await db.sourceRecord.count({ where: { connectionId, goneSince: null } })
  const seen = await db.sourceRecord.count({ where: { connectionId, seenRunId: runId, goneSince: null } })
  return { known, seen }
}

export interface GonePass extends Pass {
  /** YYYY-MM-DD */
  asOf: string
  /** When the run was made: what was quarantined since is not gone. */
  since: Date
  keys: OrganizationKeys
  now: Date
}

export interface Gone {
  /** Loans that went away in this pass. */
  loans: number
  /** Records that say so now; the rest had none. */
  records: number
  events: SyncEventBody[]
}

/** Excludes the records of all loans that the pass has not met. */
export async function excludeGone(tx: Tx, pass: GonePass): Promise<Gone> {
  const { connectionId, runId, now } = pass
  await shareStanding(tx)
  const lost = await tx.$queryRawUnsafe<{ id: string; source_key: string }[]>(
    `UPDATE source_records SET gone_since = $4
     WHERE organization_id = $1::uuid AND connection_id = $2::uuid AND gone_since IS NULL
       AND seen_run_id IS DISTINCT FROM $3::uuid
     RETURNING id::text AS id, source_key`,
    tx.organizationId,
    connectionId,
    runId,
    now,
  )
  // Documents that could not be read, of loans that are not there to be read again.
  await tx.quarantinedRecord.deleteMany({
    where: { connectionId, runId: { not: runId }, lastSeenAt: { lt: pass.since } },
  })
  if (lost.length === 0) return { loans: 0, records: 0, events: [] }
  const recordIds = await excludeRecords(
    tx,
    pass,
    lost.map((row) => row.id),
  )
  const keys = lost.map((row) => row.source_key).sort()
  const event: SyncEventBody = {
    kind: 'GONE',
    payload: { count: lost.length, sourceKeys: keys.slice(0, samples) },
  }
  return { loans: lost.length, records: recordIds.length, events: [event] }
}

/** As a mapping that excludes leaves a record. Its input hash is emptied, so that the next document is mapped whatever it says. */
async function excludeRecords(tx: Tx, pass: GonePass, sourceRecordIds: string[]): Promise<string[]> {
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `UPDATE metro2_records SET eligibility = 'EXCLUDED', exclusion_reason = $3, exclusion_detail = $4, content_hash = $5,
       input_hash = '', as_of = $6::date, last_run_id = $7::uuid, version = version + 1, changed_at = $8, fields = NULL,
       sealed_identity = NULL, consumer_account_number = NULL, account_status = NULL, portfolio_type = NULL, account_type = NULL,
       surname = NULL, first_name = NULL, date_opened = NULL, date_of_first_delinquency = NULL, delinquency_commenced = NULL,
       days_past_due = NULL, current_balance = NULL, amount_past_due = NULL, error_count = 0, warning_count = 0, info_count = 0,
       waived_count = 0
     WHERE organization_id = $1::uuid AND source_record_id = ANY($2::uuid[])
     RETURNING id::text AS id`,
    tx.organizationId,
    sourceRecordIds,
    goneReason,
    goneDetail,
    keyedHash(pass.keys.indexKey, 'EXCLUDED', goneReason),
    pass.asOf,
    pass.runId,
    pass.now,
  )
  const ids = rows.map((row) => row.id)
  for (const table of ['validation_errors', 'consumer_index']) {
    await tx.$executeRawUnsafe(
      `DELETE FROM ${table} WHERE organization_id = $1::uuid AND record_id = ANY($2::uuid[])`,
      tx.organizationId,
      ids,
    )
  }
  await writeVersions(tx, ids, pass.now)
  return ids
}
