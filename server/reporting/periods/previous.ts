/** What was reported of loans before, joined by loan: a changed account number does not hide the month before. */
import type { Tx } from '../../database/tenant.ts'
import { monthStart } from '../../metro2/dates.ts'
import type { PreviousReport } from '../../metro2/rules/previous.ts'
import { type Identity, joinIdentity, type PublicFields } from '../../records/identity.ts'
import { unsealText } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'

/** A loan's report in a closed period. */
export interface ReportedBefore extends PreviousReport {
  id: string
  /** First day of the month, YYYY-MM-DD. */
  month: string
}

/** BEFORE: the last report before the month, whenever it was. OF: the one of the month itself, before this revision. */
export type WhichReport = { kind: 'BEFORE'; month: string } | { kind: 'OF'; month: string; revision: number }

type Reader = Pick<Tx, '$queryRawUnsafe' | 'organizationId'>

interface Row {
  source_key: string
  id: string
  month: string
  as_of: string
  fields: PublicFields
  sealed_identity: Uint8Array
}

/** Bound to the row's id; a period record is sealed for the reported record that it becomes. */
export const identityPlace = (id: string) => ({ table: 'reported_records', rowId: id, field: 'identity' })

/**
 * What live records are compared with: each loan's last report before the month of its record's day. By source key; one
 * statement a month, and all records of a connection stand in one month but while it is being mapped again.
 */
export async function loadPrevious(
  db: Reader,
  keys: OrganizationKeys,
  connectionId: string,
  records: { sourceKey: string; asOf: string }[],
): Promise<Map<string, ReportedBefore>> {
  const all = new Map<string, ReportedBefore>()
  for (const [month, loans] of Map.groupBy(records, ({ asOf }) => monthStart(asOf))) {
    const sourceKeys = loans.map(({ sourceKey }) => sourceKey)
    const found = await loadReports(db, keys, connectionId, sourceKeys, { kind: 'BEFORE', month })
    for (const [sourceKey, report] of found) all.set(sourceKey, report)
  }
  return all
}

/** By source key; loans that were never reported are absent. One statement, however many loans. */
export async function loadReports(
  db: Reader,
  keys: OrganizationKeys,
  connectionId: string,
  sourceKeys: string[],
  which: WhichReport,
): Promise<Map<string, ReportedBefore>> {
  if (sourceKeys.length === 0) return new Map()
  const month = which.kind === 'BEFORE' ? 'r.month < $4::date' : 'r.month = $4::date AND r.revision < $5::int'
  const rows = await db.$queryRawUnsafe<Row[]>(
    `SELECT k.source_key, last.* FROM unnest($3::text[]) AS k(source_key)
     CROSS JOIN LATERAL (
       SELECT r.id::text AS id, r.month::text AS month, p.as_of::text AS as_of, r.fields, r.sealed_identity
       FROM reported_records r JOIN reporting_periods p
         ON p.organization_id = r.organization_id AND p.id = r.period_id AND p.state = 'CLOSED'
       WHERE r.organization_id = $1::uuid AND r.connection_id = $2::uuid AND r.source_key = k.source_key AND ${month}
       ORDER BY r.month DESC, r.revision DESC, r.id LIMIT 1) AS last`,
    db.organizationId,
    connectionId,
    sourceKeys,
    which.month,
    ...(which.kind === 'OF' ? [which.revision] : []),
  )
  return new Map(rows.map((row) => [row.source_key, reportOf(row, keys)]))
}

function reportOf(row: Row, keys: OrganizationKeys): ReportedBefore {
  const identity = JSON.parse(unsealText(keys, identityPlace(row.id), row.sealed_identity)) as Identity
  return { id: row.id, month: row.month, activityDate: row.as_of, record: joinIdentity(row.fields, identity) }
}
