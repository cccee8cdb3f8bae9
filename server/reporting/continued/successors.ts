/** Which loans of a connection another loan goes on with. */
import type { TenantClient } from '../../database/tenant.ts'

/** By source key: what people call the other loan. */
export async function loadSuccessors(
  db: Pick<TenantClient, '$queryRawUnsafe' | 'organizationId'>,
  connectionId: string,
  sourceKeys: string[],
): Promise<Map<string, string>> {
  const rows = await db.$queryRawUnsafe<{ source_key: string; loan: string }[]>(
    `SELECT c.from_source_key AS source_key, coalesce(s.display_key, c.source_key) AS loan FROM continued_accounts c
     LEFT JOIN source_records s ON s.organization_id = c.organization_id AND s.connection_id = c.connection_id
       AND s.source_key = c.source_key
     WHERE c.organization_id = $1::uuid AND c.from_connection_id = $2::uuid AND c.from_source_key = ANY($3::text[])`,
    db.organizationId,
    connectionId,
    sourceKeys,
  )
  return new Map(rows.map((row) => [row.source_key, row.loan]))
}

/** For a statement with $1 the organization: whether a loan goes on with the account of a reported record. */
export function isContinued(reported: string): string {
  const goesOn = (is: string) =>
    `EXISTS (SELECT 1 FROM continued_accounts c WHERE c.organization_id = $1::uuid AND ${is})`
  const same = `c.from_connection_id = ${reported}.connection_id AND c.from_source_key = ${reported}.source_key`
  return `(${goesOn(`c.reported_id = ${reported}.id`)} OR ${goesOn(same)})`
}
