/** What a period comes to: counts by review, open findings by rule, accounts and balances by account status. */
import type { ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { PeriodReview } from '../../../prisma/generated/client/enums.ts'
import type { Tx } from '../../database/tenant.ts'
import { dayOf, reportedReviews } from './rows.ts'

export type RuleCount = {
  ruleId: string
  severity: 'ERROR' | 'WARNING'
  records: number
}

export type StatusSum = {
  accountStatus: string
  accounts: number
  /** Whole dollars. */
  currentBalance: number
  amountPastDue: number
}

/** Records that are not held out, each once however many rules it breaks. One with both is in both. */
export type RecordCounts = {
  errors: number
  warnings: number
}

/** Kept on the period's row. */
export type PeriodSummary = {
  rules: RuleCount[]
  /** Absent in what an older server kept. */
  records?: RecordCounts
  portfolio: StatusSum[]
}

export interface ReviewCount {
  review: PeriodReview
  records: number
  heldOut: number
}

type Reader = Pick<Tx, '$queryRawUnsafe' | 'organizationId'>

/** As the rows of the review stand now. */
export async function reviewCounts(db: Reader, periodId: string): Promise<ReviewCount[]> {
  return (await reviewCountsOf(db, [periodId]))[0]!
}

/** As `reviewCounts`, for any number of periods by one statement. */
export async function reviewCountsOf(db: Reader, periodIds: readonly string[]): Promise<ReviewCount[][]> {
  const rows = await db.$queryRawUnsafe<(ReviewCount & { periodId: string })[]>(
    // Held-out ones have an index of their own: the rows themselves are not read.
    `SELECT c.period_id::text AS "periodId", c.review::text AS review, c.records, coalesce(h.records, 0) AS "heldOut"
     FROM (SELECT period_id, review, count(*)::int AS records FROM period_records
       WHERE organization_id = $1::uuid AND period_id = ANY($2::uuid[]) GROUP BY period_id, review) AS c
     LEFT JOIN (SELECT period_id, review, count(*)::int AS records FROM period_records
       WHERE organization_id = $1::uuid AND period_id = ANY($2::uuid[]) AND held_out_at IS NOT NULL
       GROUP BY period_id, review) AS h
       USING (period_id, review)
     ORDER BY c.review`,
    db.organizationId,
    periodIds,
  )
  const groups = Map.groupBy(rows, ({ periodId }) => periodId)
  return periodIds.map((id) => (groups.get(id) ?? []).map(({ periodId: _of, ...count }) => count))
}

/** Of the review; what was held out is not among the accounts, its findings are. */
export async function summarize(db: Reader, period: ReportingPeriod): Promise<PeriodSummary> {
  return { ...(await findingCounts(db, period.id)), portfolio: await reviewedPortfolio(db, period) }
}

/** Of what was reported of a closed month, with its corrections up to this one. Also for a baseline. */
export async function summarizeReported(db: Reader, period: ReportingPeriod): Promise<PeriodSummary> {
  return { ...(await findingCounts(db, period.id)), portfolio: await reportedPortfolio(db, period) }
}

async function findingCounts(db: Reader, periodId: string) {
  const records = (await recordCounts(db, [periodId])).get(periodId) ?? { errors: 0, warnings: 0 }
  return { rules: await ruleCounts(db, periodId), records }
}

/** By period; those without records of the review are absent. Reads their rows by the index on the period. */
export async function recordCounts(db: Reader, periodIds: readonly string[]): Promise<Map<string, RecordCounts>> {
  if (periodIds.length === 0) return new Map()
  const rows = await db.$queryRawUnsafe<(RecordCounts & { periodId: string })[]>(
    `SELECT period_id::text AS "periodId", count(*) FILTER (WHERE cardinality(error_rules) > 0)::int AS errors,
       count(*) FILTER (WHERE cardinality(warning_rules) > 0)::int AS warnings
     FROM period_records WHERE organization_id = $1::uuid AND period_id = ANY($2::uuid[]) AND held_out_at IS NULL
     GROUP BY period_id`,
    db.organizationId,
    periodIds,
  )
  return new Map(rows.map(({ periodId, ...counts }) => [periodId, counts]))
}

/** Open findings of records that are not held out. */
async function ruleCounts(db: Reader, periodId: string): Promise<RuleCount[]> {
  const of = (severity: string, column: string) =>
    `SELECT rule AS "ruleId", '${severity}' AS severity, count(*)::int AS records FROM period_records, unnest(${column}) AS rule
     WHERE organization_id = $1::uuid AND period_id = $2::uuid AND held_out_at IS NULL GROUP BY rule`
  return db.$queryRawUnsafe<RuleCount[]>(
    `SELECT * FROM (${of('ERROR', 'error_rules')} UNION ALL ${of('WARNING', 'warning_rules')}) AS counted
     ORDER BY severity, records DESC, "ruleId"`,
    db.organizationId,
    periodId,
  )
}

const sums = `account_status AS "accountStatus", count(*)::int AS accounts, sum(current_balance)::float8 AS "currentBalance",
  sum(amount_past_due)::float8 AS "amountPastDue"`

async function reviewedPortfolio(db: Reader, period: ReportingPeriod): Promise<StatusSum[]> {
  return db.$queryRawUnsafe<StatusSum[]>(
    `SELECT ${sums} FROM period_records
     WHERE organization_id = $1::uuid AND period_id = $2::uuid AND held_out_at IS NULL AND review::text = ANY($3::text[])
     GROUP BY account_status ORDER BY account_status`,
    db.organizationId,
    period.id,
    reportedReviews(1),
  )
}

/** An account that a later revision reports again counts with that, also where another loan goes on with it. */
async function reportedPortfolio(db: Reader, period: ReportingPeriod): Promise<StatusSum[]> {
  return db.$queryRawUnsafe<StatusSum[]>(
    `WITH revisions AS (
       SELECT id, revision FROM reporting_periods WHERE organization_id = $1::uuid AND furnisher_id = $2::uuid
         AND month = $3::date AND revision <= $4::int AND (state = 'CLOSED' OR id = $5::uuid))
     SELECT ${sums} FROM reported_records r
     WHERE r.organization_id = $1::uuid AND r.period_id IN (SELECT id FROM revisions)
       AND NOT EXISTS (SELECT 1 FROM reported_records n WHERE n.organization_id = r.organization_id
         AND n.connection_id = r.connection_id AND n.source_key = r.source_key AND n.month = r.month
         AND n.revision > r.revision AND n.period_id IN (SELECT id FROM revisions))
       AND NOT EXISTS (SELECT 1 FROM continued_accounts c JOIN reported_records n ON n.organization_id = c.organization_id
         AND n.connection_id = c.connection_id AND n.source_key = c.source_key
         WHERE c.organization_id = r.organization_id AND c.reported_id = r.id AND n.month = r.month
         AND n.period_id IN (SELECT id FROM revisions))
     GROUP BY account_status ORDER BY account_status`,
    db.organizationId,
    period.furnisherId,
    dayOf(period.month),
    period.revision,
    period.id,
  )
}
