/** Closing: what the review says becomes what was reported, and never changes again. */
import type { ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { writeAudit } from '../../audit.ts'
import { withIdempotency } from '../../idempotency.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../../operations/contract.ts'
import { startOperation } from '../../operations/service.ts'
import { notFound, type Outcome, type Requester, refuse } from '../../outcome.ts'
import type { Tx } from '../../sync/log.ts'
import { type Basis, type BasisReader, changesSince, readBasis } from './basis.ts'
import { computePeriod } from './compute.ts'
import { closingRefusals, openErrors, openErrorsMessage } from './conditions.ts'
import { atOnce, dayOf, findPeriod, lockOpenPeriod, reportedReviews } from './rows.ts'
import { summarizeReported } from './summary.ts'
import { activeOperation } from './work.ts'

export interface Closing {
  periodId: string
  /** Null where the period is closed already. */
  operationId: string | null
}

/** Asking twice is answered as asking once: a period that is being closed with that work, a closed one with itself. */
export async function closePeriod(
  app: App,
  requester: Requester,
  input: { periodId: string; idempotencyKey: string | null },
): Promise<Outcome<Closing>> {
  const { periodId, idempotencyKey } = input
  const db = app.database.tenant(requester.organizationId)
  const asked = { operation: 'closePeriod', key: idempotencyKey, request: { periodId } }
  return withIdempotency<Closing>(
    app,
    requester,
    asked,
    async (claim) => {
      const period = await findPeriod(db, periodId)
      if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
      if (period.state === 'CLOSED') return { ok: true, periodId, operationId: null }
      const active = await activeOperation(db, periodId, ['CLOSE_PERIOD'])
      if (active) return { ok: true, periodId, operationId: active }
      if (await activeOperation(db, periodId, ['COMPUTE_PERIOD'])) {
        return refuse(
          'OPERATION_ACTIVE',
          ['periodId'],
          'The period is being computed. Review what comes out, then close it.',
        )
      }
      const isOutdated = (await outdatedBy(app, db, period)).length > 0
      const errors = await closingRefusals(app, db, period, isOutdated)
      if (errors.length > 0) return { ok: false, errors }
      const started = await startOperation(
        app,
        requester,
        { kind: 'CLOSE_PERIOD', targetId: periodId, input: { actor: requester.actor } },
        async (tx, operationId, now) => {
          await claim(tx, operationId)
          const entry = { action: 'closePeriod', targetType: 'ReportingPeriod', targetId: periodId }
          await writeAudit(tx, requester, entry, now)
        },
      )
      return started.ok ? { ok: true, periodId, operationId: started.operationId } : started
    },
    async (operationId) => ({ ok: true, periodId, operationId }),
  )
}

/** What changed since the records were computed, in words. */
export async function outdatedBy(app: App, tx: BasisReader, period: ReportingPeriod): Promise<string[]> {
  return changesSince(period.basis as Basis | null, await readBasis(app, tx, period))
}

interface Freezing extends JsonObject {
  stage: 'FREEZE'
  /** Of the period when the freezing began: what has changed since begins it anew. */
  version: number
  /** Last row that was frozen. */
  after: string | null
  reported: number
}

const isFreezing = (checkpoint: JsonObject | null): checkpoint is Freezing => checkpoint?.stage === 'FREEZE'

/** Somebody who goes on holding records out while they are frozen makes it begin again; not for ever. */
const mostAttempts = 5

export const closeWorker: OperationWorker = {
  kind: 'CLOSE_PERIOD',
  async work(context) {
    let checkpoint = context.checkpoint
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const freezing = isFreezing(checkpoint) ? checkpoint : await prepare(context, checkpoint)
      await freeze(context, freezing)
      if (await seal(context, freezing)) return { reported: freezing.reported }
      checkpoint = null
    }
    const message = 'Records were held out or computed again while the period was being closed.'
    throw new OperationFailure('CHANGED_MEANWHILE', message, 'Close it again when the review is done.')
  },
}

/** A review that is whole and up to date, and nothing frozen yet. */
async function prepare(context: OperationContext, checkpoint: JsonObject | null): Promise<Freezing> {
  const computing = checkpoint?.stage === 'COMPUTE'
  if (computing || (await isOutdated(context))) await computePeriod(context, checkpoint)
  return beginFreezing(context)
}

async function isOutdated({ app, db, targetId }: OperationContext): Promise<boolean> {
  const period = await db.reportingPeriod.findFirstOrThrow({ where: { id: targetId } })
  return (await outdatedBy(app, db, period)).length > 0
}

/**
 * Refuses what stands open after all, and clears what an earlier attempt had frozen. A worker that follows in the middle of
 * clearing begins with it again.
 */
async function beginFreezing(context: OperationContext): Promise<Freezing> {
  let freezing: Freezing | null = null
  while (freezing === null) {
    context.signal.throwIfAborted()
    await context.step(async (tx) => {
      const period = await lockOpenPeriod(tx, context.targetId)
      await refuseOpenErrors(tx, period.id)
      const cleared = await tx.$executeRawUnsafe(
        `DELETE FROM reported_records WHERE organization_id = $1::uuid AND id IN (
           SELECT id FROM reported_records WHERE organization_id = $1::uuid AND period_id = $2::uuid LIMIT ${atOnce})`,
        tx.organizationId,
        period.id,
      )
      const begun: Freezing = { stage: 'FREEZE', version: period.version, after: null, reported: 0 }
      if (cleared === 0) freezing = begun
      if (cleared > 0) return { checkpoint: { stage: 'CLEAR' }, done: 0 }
      return { checkpoint: begun, done: 0, total: await totalOf(tx, context.operationId, period) }
    })
  }
  return freezing
}

/** What was done by now, and the rows to freeze. */
async function totalOf(tx: Tx, operationId: string, period: ReportingPeriod): Promise<number> {
  const { done } = await tx.operation.findFirstOrThrow({ where: { id: operationId }, select: { done: true } })
  const review = { in: reportedReviews(period.revision) }
  return done + (await tx.periodRecord.count({ where: { periodId: period.id, heldOutAt: null, review } }))
}

async function refuseOpenErrors(tx: Tx, periodId: string) {
  const errors = await openErrors(tx, periodId)
  if (errors.records === 0) return
  const hint = 'See the records of the period with review HELD; hold them out or mend them, then close again.'
  throw new OperationFailure('OPEN_ERRORS', openErrorsMessage(errors), hint)
}

/** A thousand rows a step, in the order of their ids: the order of the file. */
async function freeze(context: OperationContext, freezing: Freezing) {
  for (;;) {
    context.signal.throwIfAborted()
    let count = 0
    await context.step(async (tx) => {
      const period = await lockOpenPeriod(tx, context.targetId)
      const rows = await freezePage(tx, period, freezing.after)
      count = rows.length
      freezing.after = rows.at(-1)?.id ?? freezing.after
      freezing.reported += count
      return { checkpoint: { ...freezing }, done: count, counts: { reported: count } }
    })
    if (count < atOnce) return
  }
}

/** The identity was sealed for the reported record of the same id when the record was computed. */
async function freezePage(tx: Tx, period: ReportingPeriod, after: string | null): Promise<{ id: string }[]> {
  return tx.$queryRawUnsafe<{ id: string }[]>(
    `WITH frozen AS (
       INSERT INTO reported_records (organization_id, id, period_id, month, revision, connection_id, source_key, display_key,
         review, preset_version_id, document_hash, content_hash, fields, sealed_identity, identification_number,
         consumer_account_number, account_status, portfolio_type, surname, first_name, date_of_first_delinquency,
         delinquency_commenced, current_balance, amount_past_due)
       SELECT organization_id, id, period_id, $3::date, $4::int, connection_id, source_key, display_key,
         review, preset_version_id, document_hash, content_hash, fields, sealed_identity, identification_number,
         consumer_account_number, account_status, portfolio_type, surname, first_name, date_of_first_delinquency,
         delinquency_commenced, current_balance, amount_past_due
       FROM period_records
       WHERE organization_id = $1::uuid AND period_id = $2::uuid AND ($5::uuid IS NULL OR id > $5::uuid)
         AND held_out_at IS NULL AND review::text = ANY($6::text[])
       ORDER BY id LIMIT ${atOnce}
       RETURNING id)
     SELECT id::text AS id FROM frozen ORDER BY id`,
    tx.organizationId,
    period.id,
    dayOf(period.month),
    period.revision,
    after,
    reportedReviews(period.revision),
  )
}

/** Closes the period, unless what was frozen has changed since. */
async function seal(context: OperationContext, freezing: Freezing): Promise<boolean> {
  let closed = false
  await context.step(async (tx, now) => {
    const period = await lockOpenPeriod(tx, context.targetId)
    closed = period.version === freezing.version
    if (closed) {
      await refuseOpenErrors(tx, period.id)
      await tx.reportingPeriod.updateMany({
        where: { id: period.id },
        data: {
          ...{ state: 'CLOSED', closedAt: now, closedBy: String(context.input.actor) },
          summary: await summarizeReported(tx, period),
        },
      })
    }
    return { checkpoint: closed ? { ...freezing } : { stage: 'CLEAR' }, done: 0 }
  })
  return closed
}
