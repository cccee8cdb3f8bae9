/** Starting and cancelling operations. */
import type { OperationKind } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import { hasRole } from '../auth/viewer.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { abortRun } from '../sync/aborts.ts'
import type { Tx } from '../sync/log.ts'
import type { JsonObject } from './contract.ts'
import { appendOperationEvents, reportOperation } from './log.ts'

export interface StartOperation {
  kind: OperationKind
  /** The row it is about: a period, a file, a preset. */
  targetId: string
  input: JsonObject
}

/**
 * Queues an operation. At most one of a kind is active on a target.
 * @param within further writes of the same transaction (audit, idempotency key); throw RefusedInTransaction to refuse
 */
export async function startOperation(
  app: App,
  requester: Requester,
  asked: StartOperation,
  within?: (tx: Tx, operationId: string, now: Date) => Promise<void>,
): Promise<Outcome<{ operationId: string }>> {
  const operationId = newId()
  let outcome: Outcome<{ operationId: string }>
  try {
    outcome = await transact<{ operationId: string }>(app, requester, async (tx, now) => {
      await queueOperation(tx, operationId, asked, requester.actor, now)
      await within?.(tx, operationId, now)
      return { ok: true, operationId }
    })
  } catch (error) {
    if (!isUniqueConflict(error)) throw error
    return refuse(
      'OPERATION_ACTIVE',
      [],
      'The same work on this is already going on. Wait until it has ended, or cancel it first.',
    )
  }
  if (outcome.ok) await handOutOperation(app, requester.organizationId, operationId)
  return outcome
}

/** The row and first event of an operation, in the caller's transaction; hand it out after the commit. */
export async function queueOperation(tx: Tx, operationId: string, asked: StartOperation, actor: string, now: Date) {
  await tx.operation.create({
    data: {
      organizationId: tx.organizationId,
      id: operationId,
      kind: asked.kind,
      targetId: asked.targetId,
      state: 'QUEUED',
      input: asked.input,
      counts: {},
      lastSeq: 1,
      requestedBy: actor,
      createdAt: now,
    },
  })
  const queued = { kind: 'STATE', payload: { state: 'QUEUED', attempt: 0, failure: null } } as const
  await appendOperationEvents(tx, operationId, 0, [queued], now)
}

export async function handOutOperation(app: App, organizationId: string, operationId: string): Promise<void> {
  app.events.wake(operationId)
  await app.dispatchOperation({ organizationId, operationId })
}

const notYours = refuse(
  'NOT_YOURS',
  ['operationId'],
  'Somebody else started it: to cancel it you need the role OPERATOR.',
)

/**
 * Ends a queued operation at once; asks a running one to stop after the step at hand. Asking twice is answered as asking once.
 * For whoever started it, and for operators.
 */
export async function cancelOperation(
  app: App,
  requester: Requester,
  operationId: string,
): Promise<Outcome<{ operationId: string }>> {
  if (!isId(operationId)) return notFound('operation', ['operationId'])
  const outcome = await transact<{ operationId: string }>(app, requester, async (tx, now) => {
    const operation = await tx.operation.findFirst({ where: { id: operationId } })
    if (!operation) return notFound('operation', ['operationId'])
    if (operation.requestedBy !== requester.actor && !hasRole(requester, 'OPERATOR')) return notYours
    const { attempt, state } = operation
    if (operation.cancelRequestedAt !== null) return { ok: true, operationId }
    if (state === 'QUEUED') {
      const ended = { kind: 'STATE', payload: { state: 'CANCELLED', attempt, failure: null } } as const
      const update = { state: 'CANCELLED', finishedAt: now } as const
      await reportOperation(tx, { id: operationId, attempt, from: ['QUEUED'] }, update, [ended], now)
    } else if (state === 'RUNNING') {
      await tx.operation.updateMany({ where: { id: operationId, attempt }, data: { cancelRequestedAt: now } })
    } else {
      return refuse('OPERATION_ENDED', ['operationId'], `The operation has already ended: ${state}.`)
    }
    const entry = { action: 'cancelOperation', targetType: 'Operation', targetId: operationId }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, operationId }
  })
  if (outcome.ok) {
    app.events.wake(operationId)
    abortRun(operationId)
  }
  return outcome
}
