/**
 * Computes a period: which loans go on with accounts of others, then every loan of its production connections as of its date, then
 * loans whose only document is in quarantine, then what was reported before and is not there any more, then numbers that stand twice. A step is a page; a worker that follows
 * goes on with the next one.
 */
import type { Connection, ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { PeriodReview } from '../../../prisma/generated/client/enums.ts'
import { type JsonObject, type OperationContext, OperationFailure, type Step } from '../../operations/contract.ts'
import type { Tx } from '../../sync/log.ts'
import { joinPage } from '../continued/join.ts'
import { type Basis, readBasis } from './basis.ts'
import { markDuplicates } from './duplicates.ts'
import { computePage, type LoanContext, openLoans } from './loans.ts'
import { missingPage, quarantinePage } from './others.ts'
import { lockOpenPeriod, reportingConnections } from './rows.ts'
import { summarize } from './summary.ts'
import { type PeriodRow, writePeriodRows } from './write.ts'

const phases = ['CONTINUE', 'LOANS', 'QUARANTINE', 'REPORTED', 'WAITING', 'STALE'] as const

/** Where a computation stands. */
interface Progress extends JsonObject {
  stage: 'COMPUTE'
  computation: number
  basis: Basis
  phase: (typeof phases)[number]
  /** Index of the connection that is at work, and the last row of it that was done. */
  connection: number
  after: string | null
}

const isProgress = (checkpoint: JsonObject | null): checkpoint is Progress => checkpoint?.stage === 'COMPUTE'

/** @param checkpoint of a worker that did not get to the end; null begins anew */
export async function computePeriod(context: OperationContext, checkpoint: JsonObject | null): Promise<void> {
  const progress = isProgress(checkpoint) ? checkpoint : await begin(context)
  const period = await context.db.reportingPeriod.findFirstOrThrow({ where: { id: context.targetId } })
  const connections = await reportingConnections(context.db, period.furnisherId)
  const work: Computation = { context, period, progress }
  await inPhase(work, 'CONTINUE', () => joinPages(work))
  await inPhase(work, 'LOANS', () => loanPages(work, connections))
  await inPhase(work, 'QUARANTINE', async () => {
    for (; progress.connection < connections.length; nextConnection(progress)) {
      await pages(work, (after) => quarantinePage(context.db, period, connections[progress.connection]!.id, after))
    }
  })
  for (const from of ['REPORTED', 'WAITING'] as const) {
    await inPhase(work, from, () =>
      pages(work, (after) => missingPage(context, period, progress.computation, from, after)),
    )
  }
  await inPhase(work, 'STALE', () => dropStale(work))
  await settle(work)
}

interface Computation {
  context: OperationContext
  period: ReportingPeriod
  progress: Progress
}

async function joinPages({ context, period, progress }: Computation) {
  const keys = await context.app.keysOf(context.organizationId)
  for (let after = progress.after; ; ) {
    context.signal.throwIfAborted()
    await context.step(async (tx, now) => {
      await lockComputation(tx, period.id, progress.computation)
      const page = await joinPage(tx, keys, period.furnisherId, after, now)
      after = page.after
      progress.after = page.after ?? progress.after
      return { checkpoint: { ...progress }, done: 0, ...(page.joined > 0 && { counts: { continued: page.joined } }) }
    })
    if (after === null) return
  }
}

async function loanPages(work: Computation, connections: Connection[]) {
  const { context, period, progress } = work
  for (; progress.connection < connections.length; nextConnection(progress)) {
    const loans = await openLoans(context.app, context.db, period, connections[progress.connection]!)
    await pages(work, (after) => computePage(loans, after), loans)
  }
}

function nextConnection(progress: Progress) {
  progress.connection += 1
  progress.after = null
}

/** Skips a phase that an earlier worker got through. */
async function inPhase({ progress }: Computation, phase: Progress['phase'], work: () => Promise<void>) {
  const at = phases.indexOf(progress.phase)
  if (at > phases.indexOf(phase)) return
  if (at < phases.indexOf(phase)) Object.assign(progress, { phase, connection: 0, after: null })
  await work()
}

/** A new computation, which makes every older one stale. */
async function begin(context: OperationContext): Promise<Progress> {
  let progress: Progress | undefined
  await context.step(async (tx) => {
    const period = await lockOpenPeriod(tx, context.targetId)
    const basis = await readBasis(context.app, tx, period)
    const computation = period.computation + 1
    await tx.reportingPeriod.updateMany({
      where: { id: period.id },
      data: { computation, version: { increment: 1 } },
    })
    const connections = await reportingConnections(tx, period.furnisherId)
    const where = { connectionId: { in: connections.map((each) => each.id) } }
    const total = await tx.sourceRecord.count({ where })
    progress = { stage: 'COMPUTE', computation, basis, phase: 'CONTINUE', connection: 0, after: null }
    return { checkpoint: progress, done: 0, total }
  })
  return progress!
}

interface ComputedPage {
  rows: PeriodRow[]
  after: string | null
}

async function pages(work: Computation, page: (after: string | null) => Promise<ComputedPage>, loans?: LoanContext) {
  const { context, period, progress } = work
  const keys = loans?.keys ?? (await context.app.keysOf(context.organizationId))
  for (;;) {
    context.signal.throwIfAborted()
    const { rows, after } = await page(progress.after)
    await context.step(async (tx) => {
      await lockComputation(tx, period.id, progress.computation)
      await writePeriodRows(tx, keys, { id: period.id, computation: progress.computation }, rows)
      progress.after = after ?? progress.after
      return { checkpoint: { ...progress }, done: loans ? rows.length : 0, counts: countsOf(rows) }
    })
    if (after === null) return
  }
}

function countsOf(rows: PeriodRow[]): NonNullable<Step['counts']> {
  const counts: Partial<Record<PeriodReview, number>> = {}
  for (const { review } of rows) counts[review] = (counts[review] ?? 0) + 1
  return counts as Record<string, number>
}

/** Another computation that began since has the say. */
async function lockComputation(tx: Tx, periodId: string, computation: number): Promise<ReportingPeriod> {
  const period = await lockOpenPeriod(tx, periodId)
  if (period.computation === computation) return period
  throw new OperationFailure('SUPERSEDED', 'Another computation of the period began since.', 'Wait for that one.')
}

/** Rows of loans that the period has no more: of connections that were deleted, or reported under another furnisher since. */
async function dropStale({ context, period, progress }: Computation) {
  for (;;) {
    let dropped = 0
    await context.step(async (tx) => {
      await lockComputation(tx, period.id, progress.computation)
      dropped = await tx.$executeRawUnsafe(
        `DELETE FROM period_records WHERE organization_id = $1::uuid AND id IN (
           SELECT id FROM period_records WHERE organization_id = $1::uuid AND period_id = $2::uuid AND computation < $3::int LIMIT 1000)`,
        tx.organizationId,
        period.id,
        progress.computation,
      )
      return { checkpoint: { ...progress }, done: 0 }
    })
    if (dropped === 0) return
  }
}

async function settle({ context, period, progress }: Computation) {
  await context.step(async (tx, now) => {
    await lockComputation(tx, period.id, progress.computation)
    await markDuplicates(tx, period.id, null)
    await tx.reportingPeriod.updateMany({
      where: { id: period.id },
      data: {
        ...{ basis: progress.basis, computedAt: now, version: { increment: 1 } },
        summary: await summarize(tx, period),
      },
    })
    return { checkpoint: { ...progress }, done: 0 }
  })
}
