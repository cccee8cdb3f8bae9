/** Rows of a period without a computed record: loans that cannot be read, and accounts that are not there any more. */
import type { ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { TenantClient } from '../../database/tenant.ts'
import { newId } from '../../ids.ts'
import type { OperationContext } from '../../operations/contract.ts'
import type { PublicFields } from '../../records/identity.ts'
import { loadSettings } from '../../rules/standing.ts'
import { isContinued } from '../continued/successors.ts'
import { completenessFindings, quarantineFinding } from './findings.ts'
import { type LoanPage, loadRowIds, loanKeyOf } from './loans.ts'
import { isFinal } from './review.ts'
import { atOnce } from './rows.ts'
import type { PeriodRow } from './write.ts'

const blank = {
  ...{ displayKey: null, comparison: null, reason: null, presetVersionId: null, documentHash: null, contentHash: null },
  ...{
    record: null,
    shown: null,
    delinquencyCommenced: null,
    daysPastDue: null,
    previousReportedId: null,
    evidence: [],
  },
} satisfies Partial<PeriodRow>

/** Loans that were never mapped: only their quarantined document is known. */
export async function quarantinePage(
  db: TenantClient,
  period: ReportingPeriod,
  connectionId: string,
  after: string | null,
): Promise<LoanPage> {
  const found = await db.$queryRawUnsafe<{ id: string; source_key: string; message: string }[]>(
    `SELECT q.id::text AS id, q.source_key, q.message FROM quarantined_records q
     WHERE q.organization_id = $1::uuid AND q.connection_id = $2::uuid AND ($3::uuid IS NULL OR q.id > $3::uuid)
       AND NOT EXISTS (SELECT 1 FROM source_records s WHERE s.organization_id = q.organization_id
         AND s.connection_id = q.connection_id AND s.source_key = q.source_key)
     ORDER BY q.id LIMIT ${atOnce}`,
    db.organizationId,
    connectionId,
    after,
  )
  const loanKeys = found.map((row) => loanKeyOf(connectionId, row.source_key))
  const ids = await loadRowIds(db, period.id, loanKeys)
  const rows = found.map(({ source_key: sourceKey, message }): PeriodRow => {
    const loanKey = loanKeyOf(connectionId, sourceKey)
    return {
      ...blank,
      ...{ id: ids.get(loanKey) ?? newId(), loanKey, connectionId, sourceKey, review: 'HELD', reason: message },
      findings: [quarantineFinding(message)],
    }
  })
  return { rows, after: found.length < atOnce ? null : found.at(-1)!.id }
}

/** A report before, and whether its loan has a row in this computation. */
interface Reported {
  /** Where the next page begins. */
  at: string
  id: string
  connection_id: string | null
  source_key: string | null
  display_key: string | null
  /**
   * Null where the loan is there or another one goes on with it, where a correction of the same month has the say, and where somebody
   * said it needs no loan.
   */
  fields: PublicFields | null
}

/** REPORTED: accounts in the files of the last closed month. WAITING: those that had been reported before and were not in it. */
export type MissingFrom = 'REPORTED' | 'WAITING'

/** Accounts that are not there any more. They stay in sight, month after month, until somebody ends them. */
export async function missingPage(
  { db }: Pick<OperationContext, 'db'>,
  period: ReportingPeriod,
  computation: number,
  from: MissingFrom,
  after: string | null,
): Promise<LoanPage> {
  const months = await lastClosed(db, period)
  if (months.length === 0) return { rows: [], after: null }
  const settings = await loadSettings(db)
  const found = await loadReported(db, period, computation, scans[from], months, after)
  const ids = await loadRowIds(db, period.id, found.filter((row) => row.fields !== null).map(keyOf))
  const rows = found.flatMap(({ fields, ...row }): PeriodRow[] => {
    if (fields === null || isFinal(fields)) return []
    const loanKey = keyOf(row)
    return [
      {
        ...blank,
        ...{ id: ids.get(loanKey) ?? newId(), loanKey, connectionId: row.connection_id, sourceKey: row.source_key },
        ...{ displayKey: row.display_key, review: 'MISSING', shown: fields, previousReportedId: row.id },
        reason: row.connection_id
          ? 'No document of this loan is stored any more.'
          : 'The account of the baseline belongs to no known loan.',
        findings: completenessFindings(fields, settings),
      },
    ]
  })
  // Two accounts of a baseline may have been matched to one loan.
  const byLoan = new Map(rows.map((row) => [row.loanKey, row]))
  return { rows: [...byLoan.values()], after: found.length < atOnce ? null : found.at(-1)!.at }
}

/** The newest closed month before, with its corrections. */
async function lastClosed(db: TenantClient, period: ReportingPeriod): Promise<string[]> {
  const { furnisherId } = period
  const where = { furnisherId, state: 'CLOSED' as const, month: { lt: period.month } }
  const last = await db.reportingPeriod.findFirst({ where, orderBy: { month: 'desc' }, select: { month: true } })
  if (!last) return []
  const revisions = await db.reportingPeriod.findMany({ where: { ...where, month: last.month }, select: { id: true } })
  return revisions.map((each) => each.id)
}

const keyOf = ({ connection_id, source_key, id }: Pick<Reported, 'connection_id' | 'source_key' | 'id'>) =>
  connection_id && source_key ? loanKeyOf(connection_id, source_key) : `reported/${id}`

/** Pages of a thousand: looked through row by row, so that a month of a million is read once and not once a page. */
const scans: Record<MissingFrom, string> = {
  REPORTED: `SELECT id AS at, id FROM reported_records WHERE organization_id = $1::uuid AND period_id = ANY($2::uuid[])
    AND ($3::uuid IS NULL OR id > $3::uuid) ORDER BY id LIMIT ${atOnce}`,
  WAITING: `SELECT id AS at, previous_reported_id AS id FROM period_records WHERE organization_id = $1::uuid
    AND period_id = ANY($2::uuid[]) AND previous_reported_id IS NOT NULL
    AND (review IN ('HELD', 'EXCLUDED', 'MISSING') OR held_out_at IS NOT NULL)
    AND ($3::uuid IS NULL OR id > $3::uuid) ORDER BY id LIMIT ${atOnce}`,
}

async function loadReported(
  db: TenantClient,
  period: ReportingPeriod,
  computation: number,
  scan: string,
  months: string[],
  after: string | null,
): Promise<Reported[]> {
  return db.$queryRawUnsafe<Reported[]>(
    `SELECT s.at::text AS at, r.id::text AS id, r.connection_id::text AS connection_id, r.source_key, r.display_key,
       CASE WHEN p.id IS NULL AND NOT EXISTS (SELECT 1 FROM reported_records n WHERE n.organization_id = $1::uuid
         AND n.connection_id = r.connection_id AND n.source_key = r.source_key AND n.month = r.month
         AND n.revision > r.revision AND n.period_id = ANY($2::uuid[])) AND NOT ${isContinued('r')}
         AND NOT EXISTS (SELECT 1 FROM baseline_accounts b
         WHERE b.organization_id = $1::uuid AND b.id = r.id AND b.match = 'IGNORED') THEN r.fields END AS fields
     FROM (${scan}) AS s
     JOIN reported_records r ON r.organization_id = $1::uuid AND r.id = s.id
     LEFT JOIN period_records p ON p.organization_id = $1::uuid AND p.period_id = $4::uuid AND p.computation = $5::int
       AND p.loan_key = CASE WHEN r.connection_id IS NULL OR r.source_key IS NULL
         THEN 'reported/' || r.id ELSE r.connection_id || '/' || r.source_key END
     ORDER BY s.at`,
    db.organizationId,
    months,
    after,
    period.id,
    computation,
  )
}
