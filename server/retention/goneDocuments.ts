/**
 * Raw documents of loans that went away from the source. The loan's record and its versions stay; of the document an empty
 * one is left in its place, so that a loan that comes back is read like a new one.
 */
import type { App } from '../app.ts'
import { placeOf } from '../sync/batch.ts'
import { sealCompressed } from '../vault/seal.ts'

const atOnce = 200
const nothing = Buffer.alloc(0)

interface Row {
  organization_id: string
  id: string
}

/** An open period of its furnisher, and a run at work, may still need the document: it stays until they have ended. */
export async function purgeGoneDocuments(app: App, before: Date): Promise<{ gone: number; more: boolean }> {
  const rows = await app.database.system.$queryRaw<Row[]>`
    SELECT s.organization_id::text AS organization_id, s.id::text AS id FROM source_records AS s
    JOIN connections AS c ON c.organization_id = s.organization_id AND c.id = s.connection_id
    JOIN organizations AS o ON o.id = s.organization_id AND o.deleted_at IS NULL
    WHERE s.gone_since < ${before} AND octet_length(s.document_hash) > 0
      AND NOT EXISTS (SELECT 1 FROM reporting_periods AS p
        WHERE p.organization_id = c.organization_id AND p.furnisher_id = c.furnisher_id AND p.state = 'OPEN')
      AND NOT EXISTS (SELECT 1 FROM sync_runs AS r WHERE r.organization_id = c.organization_id
        AND r.connection_id = c.id AND r.state IN ('QUEUED', 'RUNNING', 'PAUSED'))
    ORDER BY s.gone_since LIMIT ${atOnce}`
  let gone = 0
  for (const { organization_id: organizationId, id } of rows) {
    const document = sealCompressed(await app.keysOf(organizationId), placeOf(id), '{}')
    // Met again since it was found: the document is a new one.
    const { count } = await app.database.tenant(organizationId).sourceRecord.updateMany({
      where: { id, goneSince: { lt: before } },
      data: { document, documentHash: nothing, projectionHash: nothing, changeToken: '', snapshotDate: null },
    })
    gone += count
  }
  return { gone, more: rows.length === atOnce }
}
