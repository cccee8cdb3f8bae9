/** Writing the row and the log of an operation, inside the transaction of what is reported. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { OperationState } from '../../prisma/generated/client/enums.ts'
import type { Tx } from '../database/tenant.ts'
import { renewLease } from '../leases.ts'
import { storable } from '../storable.ts'
import { LeaseLost, notify } from '../sync/log.ts'
import type { OperationEventBody } from './events.ts'

export interface OperationUpdate {
  checkpoint?: Prisma.InputJsonValue
  result?: Prisma.InputJsonValue
  failure?: Prisma.InputJsonValue
  state?: OperationState
  /** The worker is at work. */
  lease?: 'RENEW'
  finishedAt?: Date
  total?: number
  /** Added to what is done. */
  done?: number
  /** Added to the counters by name. */
  counts?: Record<string, number>
}

/**
 * Updates the operation and appends events with the next `seq`s. The update is the fence: with another attempt or out of a
 * state that allows it, LeaseLost is thrown, which rolls the transaction back. Answers whether a cancel was asked for.
 */
export async function reportOperation(
  tx: Tx,
  operation: { id: string; attempt: number; from: OperationState[] },
  update: OperationUpdate,
  events: OperationEventBody[],
  now: Date,
): Promise<{ cancelRequested: boolean }> {
  const { done = 0, counts = {}, lease, ...rest } = update
  const updated = await tx.operation.updateManyAndReturn({
    where: { id: operation.id, attempt: operation.attempt, state: { in: operation.from } },
    data: { ...storable(rest), done: { increment: done }, lastSeq: { increment: events.length } },
    select: { lastSeq: true, cancelRequestedAt: true, counts: true },
  })
  const row = updated[0]
  if (!row) throw new LeaseLost()
  if (Object.keys(counts).length > 0) {
    await tx.operation.updateMany({
      where: { id: operation.id },
      data: { counts: added(row.counts as Record<string, number>, counts) },
    })
  }
  if (lease) await renewLease(tx, 'operations', operation.id)
  await appendOperationEvents(tx, operation.id, row.lastSeq - events.length, events, now)
  return { cancelRequested: row.cancelRequestedAt !== null }
}

function added(sums: Record<string, number>, more: Record<string, number>): Record<string, number> {
  const all = { ...sums }
  for (const [name, count] of Object.entries(more)) all[name] = (all[name] ?? 0) + count
  return all
}

/** Appends events after `lastSeq`, which the caller reserved by writing the operation's row in this transaction. */
export async function appendOperationEvents(
  tx: Tx,
  operationId: string,
  lastSeq: number,
  events: OperationEventBody[],
  now: Date,
) {
  if (events.length === 0) return
  await tx.operationEvent.createMany({
    data: events.map((event, index) => ({
      organizationId: tx.organizationId,
      operationId,
      seq: lastSeq + index + 1,
      kind: event.kind,
      payload: storable(event.payload) as unknown as Prisma.InputJsonValue,
      at: now,
    })),
  })
  await notify(tx, operationId)
}
