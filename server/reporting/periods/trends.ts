/** Closed months side by side: what was reported by account status, and what was wrong by rule. */
import type { ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { TenantClient } from '../../database/tenant.ts'
import { type PeriodSummary, type RecordCounts, type RuleCount, recordCounts, summarizeReported } from './summary.ts'

export interface PeriodOf<Part> {
  period: ReportingPeriod
  of: Part
}

/** A month has few corrections; one with more would only be shown short. */
const revisionsRead = 6

/** Months in one answer. */
export const mostMonths = 60

export interface MonthErrors {
  rules: RuleCount[]
  /** Null where neither the count nor the records were kept. */
  records: RecordCounts | null
}

/** The furnisher's newest months as they were reported, oldest first; of a corrected one its last correction. */
export async function portfolioHistory(
  db: TenantClient,
  furnisherId: string,
  months: number,
): Promise<PeriodOf<PeriodSummary['portfolio']>[]> {
  const periods = await newest(db, furnisherId, months, true)
  return Promise.all(
    periods.map(async (period) => {
      const kept = period.summary as PeriodSummary | null
      return { period, of: (kept ?? (await summarizeReported(db, period))).portfolio }
    }),
  )
}

/** The newest months with their open findings, oldest first; an open one as it was last computed. Baselines have none. */
export async function errorTrend(
  db: TenantClient,
  furnisherId: string,
  months: number,
): Promise<PeriodOf<MonthErrors>[]> {
  const newestOnes = await newest(db, furnisherId, months, false)
  const periods = newestOnes.flatMap((period) =>
    period.origin === 'COMPUTED' && period.summary !== null
      ? [{ period, summary: period.summary as PeriodSummary }]
      : [],
  )
  // A review whose rows were deleted can be counted no more.
  const uncounted = periods.filter(({ period, summary }) => !summary.records && period.reviewCounts === null)
  const counted = await recordCounts(
    db,
    uncounted.map(({ period }) => period.id),
  )
  return periods.map(({ period, summary: { rules, records } }) => {
    return { period, of: { rules, records: records ?? counted.get(period.id) ?? null } }
  })
}

async function newest(db: TenantClient, furnisherId: string, months: number, closed: boolean) {
  const rows = await db.reportingPeriod.findMany({
    where: { furnisherId, ...(closed && { state: 'CLOSED' as const }) },
    orderBy: [{ month: 'desc' }, { revision: 'desc' }],
    take: months * revisionsRead,
  })
  const byMonth = new Map<number, ReportingPeriod>()
  for (const row of rows) {
    if (!byMonth.has(row.month.getTime())) byMonth.set(row.month.getTime(), row)
  }
  return [...byMonth.values()].slice(0, months).reverse()
}
