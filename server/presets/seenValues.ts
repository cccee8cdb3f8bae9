/**
 * Values that a source has sent though its catalogue lists others as all there are. Runs count them as drift and name the table
 * that lacks an entry: a preset may then have it.
 */
import type { TenantClient } from '../database/tenant.ts'
import { type Catalogue, type SeenValue, withSeen } from '../mapping/catalogue.ts'

/** Runs looked at, the latest first. */
const mostRuns = 1_000

/** What the runs of all connections of the preset have met. */
export async function seenValues(db: TenantClient, presetId: string): Promise<SeenValue[]> {
  return db.$queryRawUnsafe<SeenValue[]>(
    `SELECT DISTINCT u.value->>'path' AS path, u.value->>'value' AS value
     FROM (SELECT r.drift FROM connections c
       JOIN sync_runs r ON r.organization_id = c.organization_id AND r.connection_id = c.id AND r.drift IS NOT NULL
       WHERE c.organization_id = $1::uuid AND c.preset_id = $2::uuid
       ORDER BY r.created_at DESC LIMIT ${mostRuns}) AS d
     CROSS JOIN LATERAL jsonb_array_elements(d.drift->'unknowns') AS u
     WHERE u.value->>'kind' IN ('ENTRY', 'VALUE') AND u.value->>'value' <> '•••'
     ORDER BY 1, 2`,
    db.organizationId,
    presetId,
  )
}

/** The fields of a connection, as its preset is checked against them. */
export async function catalogueOf(
  db: TenantClient,
  { presetId, catalogue }: { presetId: string; catalogue: unknown },
): Promise<Catalogue> {
  return withSeen(catalogue as Catalogue, await seenValues(db, presetId))
}
