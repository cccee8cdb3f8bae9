import type { Tx } from '../database/tenant.ts'

/** A version row holds what the record says at that version; a record whose version has a row already gets none. */
export async function writeVersions(tx: Tx, recordIds: string[], now: Date): Promise<void> {
  if (recordIds.length === 0) return
  await tx.$executeRawUnsafe(
    `INSERT INTO record_versions (organization_id, record_id, version, run_id, preset_version_id, as_of, input_hash, content_hash,
       eligibility, exclusion_reason, fields, sealed_identity, at)
     SELECT organization_id, id, version, last_run_id, preset_version_id, as_of, input_hash, content_hash,
       eligibility, exclusion_reason, fields, sealed_identity, $3
     FROM metro2_records WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])
     ON CONFLICT (organization_id, record_id, version) DO NOTHING`,
    tx.organizationId,
    recordIds,
    now,
  )
}
