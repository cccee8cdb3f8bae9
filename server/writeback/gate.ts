/**
 * Whether a request of a write may leave: writeback is allowed, the work is still this worker's, and what was sent for the same place before has had its
 * time. When it leaves, that is stored first.
 */
import type { Connection, Writeback } from '../../prisma/generated/client/client.ts'
import type { OperationContext } from '../operations/contract.ts'
import { LeaseLost } from '../sync/log.ts'
import type { Gate } from './guard.ts'
import type { Patience } from './patience.ts'
import { permissionOf, WritebackDenied } from './permission.ts'
import { heldMs, markSent, NotYet, type OperationTurn, unmarkSent } from './sent.ts'

export interface GateJob {
  context: OperationContext
  connection: Connection
  /** Of every request to the source. */
  patience: Patience
  turn: OperationTurn
  /** How long after a write without an answer nothing is sent for it. */
  quietMs: number
}

/** Of one try of a write. */
export function gateOf(job: GateJob, row: Writeback, effect: 'APPENDS' | 'REPLACES'): Gate {
  const { context, patience, turn, quietMs } = job
  const { db } = context
  /** What was stored of requests of this try that may have been carried out; below them what stood there before. */
  const marks: (string | null)[] = [row.sentAt?.toISOString() ?? null]
  const takeBack = async () => {
    const mark = marks.length > 1 ? marks.pop() : null
    if (!mark) return
    patience.undo()
    await unmarkSent(db, row.id, mark, marks.at(-1)!)
  }
  return {
    async mayBegin() {
      await requireLeave(job)
      const forMs = marks.length > 1 ? 0 : await heldMs(db, row, effect, quietMs)
      if (forMs > 0) throw new NotYet(forMs)
    },
    async beforeSend() {
      patience.begin()
      try {
        marks.push(await markSent(db, row.id, turn))
      } catch (error) {
        patience.undo()
        throw error
      }
      try {
        // Last, for this is what a person who stops writeback relies on.
        await requireLeave(job)
      } catch (denied) {
        await takeBack()
        throw denied
      }
    },
    notDone: takeBack,
  }
}

/**
 * Asked before each request that changes something. A worker that was out for a while may have been followed by another, which has
 * looked and written: what this one has seen before counts no more.
 */
async function requireLeave(job: GateJob): Promise<void> {
  await requirePermission(job)
  const { operationId, attempt } = job.turn
  const mine = { id: operationId, attempt, state: 'RUNNING' as const }
  if ((await job.context.db.operation.count({ where: mine })) === 0) throw new LeaseLost()
}

/** What is chosen, by place. @throws WritebackDenied, which ends the operation and leaves the rest planned */
export async function requirePermission({ context, connection }: Pick<GateJob, 'context' | 'connection'>) {
  const permission = await permissionOf(context.app, context.db, connection.id)
  if ('denial' in permission) throw new WritebackDenied(permission.denial)
  return permission.choices
}
