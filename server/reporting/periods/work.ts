/** The long work on periods: starting it, and the workers that do it. */
import type { OperationKind } from '../../../prisma/generated/client/enums.ts'
import type { App } from '../../app.ts'
import { writeAudit } from '../../audit.ts'
import type { TenantClient, Tx } from '../../database/tenant.ts'
import { withIdempotency } from '../../idempotency.ts'
import type { OperationWorker } from '../../operations/contract.ts'
import { startOperation } from '../../operations/service.ts'
import { notFound, type Outcome, type Requester, refuse } from '../../outcome.ts'
import { computePeriod } from './compute.ts'
import { findPeriod } from './rows.ts'
import { reviewCounts } from './summary.ts'

/** The newest operation of these kinds that is at work on a period; null when none is. */
export async function activeOperation(
  db: Pick<TenantClient | Tx, 'operation'>,
  periodId: string,
  kinds: OperationKind[],
): Promise<string | null> {
  const operation = await db.operation.findFirst({
    where: { targetId: periodId, kind: { in: kinds }, state: { in: ['QUEUED', 'RUNNING'] } },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  })
  return operation?.id ?? null
}

/** Computes the records of an open period anew. One that is at work already is answered with. */
export async function startComputation(
  app: App,
  requester: Requester,
  input: { periodId: string; idempotencyKey: string | null },
): Promise<Outcome<{ periodId: string; operationId: string }>> {
  const { periodId, idempotencyKey } = input
  const db = app.database.tenant(requester.organizationId)
  const asked = { operation: 'computePeriod', key: idempotencyKey, request: { periodId } }
  return withIdempotency<{ periodId: string; operationId: string }>(
    app,
    requester,
    asked,
    async (claim) => {
      const period = await findPeriod(db, periodId)
      if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
      if (period.state === 'CLOSED') return refuse('PERIOD_CLOSED', ['periodId'], closedMessage)
      const active = await activeOperation(db, periodId, ['COMPUTE_PERIOD'])
      if (active) return { ok: true, periodId, operationId: active }
      if (await activeOperation(db, periodId, ['CLOSE_PERIOD'])) {
        return refuse('OPERATION_ACTIVE', ['periodId'], 'The period is being closed. Wait for it, or cancel it first.')
      }
      const started = await startOperation(
        app,
        requester,
        { kind: 'COMPUTE_PERIOD', targetId: periodId, input: {} },
        async (tx, operationId, now) => {
          await claim(tx, operationId)
          const entry = { action: 'computePeriod', targetType: 'ReportingPeriod', targetId: periodId }
          await writeAudit(tx, requester, entry, now)
        },
      )
      return started.ok ? { ...started, periodId } : started
    },
    async (operationId) => ({ ok: true, periodId, operationId }),
  )
}

export const closedMessage =
  'The period is closed: its records do not change any more. Correct it by opening a correction of it.'

export const computeWorker: OperationWorker = {
  kind: 'COMPUTE_PERIOD',
  async work(context) {
    await computePeriod(context, context.checkpoint)
    const counts = await reviewCounts(context.db, context.targetId)
    return Object.fromEntries(counts.map(({ review, records }) => [review, records]))
  },
}
