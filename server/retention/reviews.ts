/**
 * Reviews of months that were closed long ago. The month after rests on the review of the newest closed one (what was held there
 * and is missing since), and nothing on those before: files, the past of loans and corrections go by what was reported, which stays.
 */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { reviewCounts } from '../reporting/periods/summary.ts'

const rowsAtOnce = 1_000

/** Closed by the day, with a closed month of the furnisher after it. Baselines have no review. */
const old = (before: Date) => Prisma.sql`p.origin = 'COMPUTED' AND p.state = 'CLOSED' AND p.closed_at < ${before}
  AND EXISTS (SELECT 1 FROM reporting_periods later WHERE later.organization_id = p.organization_id
    AND later.furnisher_id = p.furnisher_id AND later.month > p.month AND later.state = 'CLOSED')
  AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = p.organization_id AND o.deleted_at IS NOT NULL)`

/** Marks one month, whose counts are kept, then deletes rows of those that are marked. */
export async function purgeReviews(app: App, before: Date): Promise<{ gone: number; more: boolean }> {
  const marked = await markOne(app, before)
  // LATERAL: one look into the index a month. Months that are empty already would else have all reviews read through.
  const gone = await app.database.system.$executeRaw`
    DELETE FROM period_records WHERE (organization_id, id) IN (
      SELECT r.organization_id, r.id FROM reporting_periods AS p CROSS JOIN LATERAL (
        SELECT organization_id, id FROM period_records WHERE organization_id = p.organization_id AND period_id = p.id
        LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED) AS r
      WHERE p.review_deleted_at IS NOT NULL AND p.state = 'CLOSED' LIMIT ${rowsAtOnce})`
  return { gone, more: marked || gone === rowsAtOnce }
}

/** From here on the API says that the review was deleted, so that nobody takes what is left of it for the whole. */
async function markOne(app: App, before: Date): Promise<boolean> {
  const [period] = await app.database.system.$queryRaw<{ organization_id: string; id: string }[]>`
    SELECT p.organization_id::text AS organization_id, p.id::text AS id FROM reporting_periods AS p
    WHERE p.review_deleted_at IS NULL AND ${old(before)} ORDER BY p.closed_at, p.id LIMIT 1`
  if (!period) return false
  const db = app.database.tenant(period.organization_id)
  const counts = await reviewCounts(db, period.id)
  await db.reportingPeriod.updateMany({
    where: { id: period.id, reviewDeletedAt: null },
    data: { reviewDeletedAt: new Date(app.now()), reviewCounts: counts.map((each) => ({ ...each })) },
  })
  return true
}
