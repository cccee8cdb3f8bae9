/**
 * What was reported of loans before, joined by loan: a changed account number does not hide the month before. A loan that goes on
 * with the account of another one (server/reporting/continued) has that one's past, and the past of what that one went on with.
 */
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
  /** Reported from another loan, or from none; `display_key` is that one's. */
  continued: boolean
  display_key: string | null
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
  const rows = await db.$queryRawUnsafe<Row[]>(
    `${pasts}
     SELECT DISTINCT ON (l.wanted) l.wanted AS source_key, r.id::text AS id, r.month::text AS month, p.as_of::text AS as_of,
       r.fields, r.sealed_identity, (r.connection_id, r.source_key) IS DISTINCT FROM ($2::uuid, l.wanted) AS continued, r.display_key
     FROM pasts l CROSS JOIN LATERAL (${lastReport(which)}) AS last
     JOIN reported_records r ON r.organization_id = $1::uuid AND r.id = last.id
     JOIN reporting_periods p ON p.organization_id = r.organization_id AND p.id = r.period_id
     ORDER BY l.wanted, r.month DESC, r.revision DESC, r.id`,
    db.organizationId,
    connectionId,
    sourceKeys,
    which.month,
    ...(which.kind === 'OF' ? [which.revision] : []),
  )
  return new Map(rows.map((row) => [row.source_key, reportOf(row, keys)]))
}

/** The loans that are wanted, with those whose accounts they go on with. UNION ends it also where a loan came back to where it was. */
const pasts = `WITH RECURSIVE pasts(wanted, connection_id, source_key, reported_id) AS (
    SELECT k.source_key, $2::uuid, k.source_key, NULL::uuid FROM unnest($3::text[]) AS k(source_key)
    UNION
    SELECT l.wanted, c.from_connection_id, c.from_source_key, c.reported_id FROM pasts l JOIN continued_accounts c
      ON c.organization_id = $1::uuid AND c.connection_id = l.connection_id AND c.source_key = l.source_key)`

/** Of a loan of `pasts`; of an account of a baseline without a loan, itself. */
function lastReport({ kind }: WhichReport): string {
  const when = kind === 'BEFORE' ? 'r.month < $4::date' : 'r.month = $4::date AND r.revision < $5::int'
  const from = (of: string) => `SELECT r.id, r.month, r.revision FROM reported_records r JOIN reporting_periods p
      ON p.organization_id = r.organization_id AND p.id = r.period_id AND p.state = 'CLOSED'
    WHERE r.organization_id = $1::uuid AND ${of} AND ${when}`
  return `(${from('r.connection_id = l.connection_id AND r.source_key = l.source_key')}
      ORDER BY r.month DESC, r.revision DESC, r.id LIMIT 1)
    UNION ALL (${from('r.id = l.reported_id AND l.connection_id IS NULL')})`
}

function reportOf(row: Row, keys: OrganizationKeys): ReportedBefore {
  const identity = JSON.parse(unsealText(keys, identityPlace(row.id), row.sealed_identity)) as Identity
  const report = { id: row.id, month: row.month, activityDate: row.as_of, record: joinIdentity(row.fields, identity) }
  if (!row.continued) return report
  return { ...report, continuedFrom: { loan: row.display_key, month: row.month.slice(0, 7) } }
}
