/** Asking for a plan to be applied. The work is an operation: work.ts. */
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { isDeleting, lockConnection } from '../connections/rows.ts'
import { withIdempotency } from '../idempotency.ts'
import { isId } from '../ids.ts'
import { startOperation } from '../operations/service.ts'
import { notFound, type Outcome, type Refused, RefusedInTransaction, type Requester, refuse } from '../outcome.ts'
import { permissionOf } from './permission.ts'

export interface ApplyWriteback {
  planId: string
  /** Writes that the person has seen planned; another number is refused. */
  expectedCount: number
  idempotencyKey: string | null
}

type Started = { operationId: string }

export async function applyWriteback(app: App, requester: Requester, input: ApplyWriteback): Promise<Outcome<Started>> {
  const { idempotencyKey, ...request } = input
  const asked = { operation: 'applyWriteback', key: idempotencyKey, request }
  return withIdempotency<Started>(
    app,
    requester,
    asked,
    async (claim) => {
      const { planId, expectedCount } = input
      const { organizationId, actor } = requester
      const db = app.database.tenant(organizationId)
      const plan = isId(planId) ? await db.writebackPlan.findFirst({ where: { id: planId } }) : null
      if (!plan) return notFound('plan', ['planId'])
      const { connectionId } = plan
      const permission = await permissionOf(app, db, connectionId)
      if ('denial' in permission) {
        const { code, message, hint } = permission.denial
        return refuse(code, [], `${message} ${hint}`)
      }
      const work = { kind: 'WRITEBACK' as const, targetId: connectionId, input: { planId } }
      return startOperation(app, requester, work, async (tx, operationId, now) => {
        // A plan that is being made holds the same lock.
        const connection = await lockConnection(tx, organizationId, connectionId)
        if (!connection || isDeleting(connection)) throw new RefusedInTransaction(notFound('plan', ['planId']))
        const count = await tx.writeback.count({ where: { planId, state: 'PLANNED' } })
        if (count !== expectedCount || count === 0) throw new RefusedInTransaction(otherCount(count, expectedCount))
        await claim(tx, operationId)
        await tx.writebackPlan.updateMany({ where: { id: planId }, data: { appliedAt: now, appliedBy: actor } })
        const details = { count, operationId, connectionId }
        await writeAudit(
          tx,
          requester,
          { action: 'applyWriteback', targetType: 'WritebackPlan', targetId: planId, details },
          now,
        )
      })
    },
    async (operationId) => ({ ok: true, operationId }),
  )
}

function otherCount(count: number, expected: number): Refused {
  if (count === 0) return refuse('NOTHING_CHOSEN', ['planId'], 'Nothing is planned in it any more. Make a plan again.')
  const message = `${count} writes are planned, not ${expected}. Look at them, then give ${count}.`
  return refuse('COUNT_CHANGED', ['expectedCount'], message)
}
