/** Works an operation from claim to end. */
import type { Operation, Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { Tx } from '../database/tenant.ts'
import { isDatabaseTrouble } from '../database/trouble.ts'
import { isAbandoned, renewLease } from '../leases.ts'
import { registerRun, unregisterRun } from '../sync/aborts.ts'
import type { Failure } from '../sync/events.ts'
import { LeaseLost } from '../sync/log.ts'
import { handedOver } from '../sync/runner.ts'
import { type JsonObject, type OperationContext, OperationFailure, type Step } from './contract.ts'
import type { OperationEventBody } from './events.ts'
import { reportOperation } from './log.ts'

const heartbeatMs = 2_000
/** After that many workers it fails, whatever the reason. */
const mostAttempts = 10
const againAfterMs = 10_000

/** Answers when the operation has ended here, or was not free to take. Throws only on faults of this program or the database. */
export async function executeOperation(app: App, organizationId: string, operationId: string, workerId: string) {
  const operation = await claim(app, organizationId, operationId, workerId)
  if (!operation) return
  const controller = registerRun(operationId)
  const turn: Turn = { stepping: false }
  const stopHeartbeat = startHeartbeat(app, operation, turn, (reason) => controller.abort(reason))
  try {
    const worker = app.operationWorkers.get(operation.kind)
    if (!worker) throw new Error(`No worker is registered for operations of kind ${operation.kind}.`)
    const result = await worker.work(contextOf(app, operation, turn, controller.signal))
    await finish(app, operation, 'SUCCEEDED', { result })
  } catch (error) {
    // Another beat would take the lease of an operation that is let go.
    stopHeartbeat()
    await endFailed(app, operation, error, controller.signal)
  } finally {
    stopHeartbeat()
    unregisterRun(operationId)
  }
}

/** A step holds the operation's row and renews the lease by itself: the heartbeat lets it have its turn. */
interface Turn {
  stepping: boolean
}

async function claim(app: App, organizationId: string, id: string, workerId: string): Promise<Operation | null> {
  const db = app.database.tenant(organizationId)
  const now = new Date(app.now())
  const claimed = await db.$transaction(async (tx) => {
    const found = await tx.operation.findFirst({ where: { id } })
    if (!found) return null
    if (found.state !== 'QUEUED' && !(await isAbandoned(tx, 'operations', id))) return null
    // The attempt in the condition makes two workers that read the same row race for one update.
    const taken = await tx.operation.updateManyAndReturn({
      where: { id, attempt: found.attempt, state: found.state },
      data: {
        attempt: { increment: 1 },
        workerId,
        state: 'RUNNING',
        startedAt: found.startedAt ?? now,
      },
    })
    const row = taken[0]
    if (!row) return null
    const started = { kind: 'STATE', payload: { state: 'RUNNING', attempt: row.attempt, failure: null } } as const
    await reportOperation(tx, { id, attempt: row.attempt, from: ['RUNNING'] }, { lease: 'RENEW' }, [started], now)
    return row
  })
  if (claimed) app.events.wake(id)
  return claimed
}

function contextOf(app: App, operation: Operation, turn: Turn, signal: AbortSignal): OperationContext {
  const { organizationId, id, attempt } = operation
  const db = app.database.tenant(organizationId)
  const fence = { id, attempt, from: ['RUNNING' as const] }
  const commit = async (work: (tx: Tx, now: Date) => Promise<void>) => {
    const now = new Date(app.now())
    turn.stepping = true
    try {
      await db.$transaction((tx) => work(tx, now), { maxWait: 60_000, timeout: 120_000 })
    } finally {
      turn.stepping = false
    }
    app.events.wake(id)
  }
  const settle = (work: (tx: Tx, now: Date) => Promise<Step>) =>
    commit(async (tx, now) => {
      // First, so that a worker that lost its lease stops before it writes anything.
      await reportOperation(tx, fence, { lease: 'RENEW' }, [], now)
      const step = await work(tx, now)
      await reportOperation(tx, fence, updateOf(step), [progressOf(step)], now)
    })
  return {
    app,
    organizationId,
    operationId: id,
    targetId: operation.targetId,
    input: operation.input as JsonObject,
    checkpoint: operation.checkpoint as JsonObject | null,
    db,
    signal,
    async step(work) {
      signal.throwIfAborted()
      await settle(work)
    },
    settle,
    async notice(message) {
      signal.throwIfAborted()
      await commit(async (tx, now) => {
        await reportOperation(tx, fence, {}, [{ kind: 'NOTICE', payload: { message } }], now)
      })
    },
  }
}

function updateOf(step: Step) {
  return {
    checkpoint: step.checkpoint as Prisma.InputJsonValue,
    done: step.done,
    counts: step.counts ?? {},
    ...(step.total === undefined ? {} : { total: step.total }),
  }
}

const progressOf = (step: Step): OperationEventBody => ({
  kind: 'PROGRESS',
  payload: { done: step.done, total: step.total ?? null, counts: step.counts ?? {} },
})

async function endFailed(app: App, operation: Operation, error: unknown, signal: AbortSignal) {
  const reason: unknown = signal.aborted ? signal.reason : null
  const log = app.log.child({ organizationId: operation.organizationId, operationId: operation.id })
  if (error instanceof LeaseLost || reason instanceof LeaseLost) {
    log.warn('another worker has the operation; this one stops')
    return
  }
  if (reason === handedOver) {
    const { id, attempt } = operation
    const where = { id, attempt, state: 'RUNNING' as const }
    await app.database.tenant(operation.organizationId).operation.updateMany({ where, data: { leaseUntil: null } })
    return
  }
  if (signal.aborted) {
    await finish(app, operation, 'CANCELLED', {})
    return
  }
  if (isDatabaseTrouble(error) && operation.attempt < mostAttempts) {
    log.warn({ err: error }, 'the database did not answer; the operation goes on from its checkpoint')
    await letGo(app, operation)
    return
  }
  const failure = failureOf(error)
  if (!(error instanceof OperationFailure)) log.error({ err: error }, 'the operation failed')
  await finish(app, operation, 'FAILED', { failure })
}

/** The sweeper hands it out again when the lease has ended; if even this cannot be written, the lease ends by itself. */
async function letGo(app: App, { organizationId, id, attempt }: Operation) {
  await app.database
    .tenant(organizationId)
    .$transaction(async (tx) => {
      await reportOperation(tx, { id, attempt, from: ['RUNNING'] }, {}, [], new Date(app.now()))
      await renewLease(tx, 'operations', id, againAfterMs)
    })
    .catch((error: unknown) => app.log.warn({ err: error, operationId: id }, 'its lease has to end by itself'))
}

function failureOf(error: unknown): Failure {
  if (error instanceof OperationFailure) return { code: error.code, message: error.message, hint: error.hint }
  return {
    code: 'INTERNAL',
    message: 'The operation stopped on a fault of this server.',
    hint: 'The server log has the details under this operation id. Start it again; nothing that was written is lost.',
  }
}

async function finish(
  app: App,
  operation: Operation,
  state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED',
  ending: { result?: JsonObject; failure?: Failure },
) {
  const { organizationId, id, attempt } = operation
  const now = new Date(app.now())
  const update = {
    state,
    finishedAt: now,
    ...(ending.result ? { result: ending.result } : {}),
    ...(ending.failure ? { failure: ending.failure as unknown as Prisma.InputJsonValue } : {}),
  }
  const last = { kind: 'STATE', payload: { state, attempt, failure: ending.failure ?? null } } as const
  try {
    await app.database
      .tenant(organizationId)
      .$transaction((tx) => reportOperation(tx, { id, attempt, from: ['RUNNING'] }, update, [last], now))
  } catch (error) {
    if (error instanceof LeaseLost) return
    throw error
  }
  const { kind } = operation
  app.metrics.operations.inc({ kind, state })
  app.metrics.operationSeconds.observe({ kind }, (now.getTime() - operation.createdAt.getTime()) / 1000)
  app.events.wake(id)
}

/** Keeps the lease and sees a cancel asked for elsewhere. Answers how to stop it. */
function startHeartbeat(
  app: App,
  operation: Operation,
  turn: Turn,
  end: (reason: 'cancelled' | LeaseLost) => void,
): () => void {
  const db = app.database.tenant(operation.organizationId)
  const fence = { id: operation.id, attempt: operation.attempt, from: ['RUNNING' as const] }
  let busy = false
  const beat = async () => {
    if (busy || turn.stepping) return
    busy = true
    const now = new Date(app.now())
    try {
      const { cancelRequested } = await db.$transaction((tx) => reportOperation(tx, fence, { lease: 'RENEW' }, [], now))
      if (cancelRequested) end('cancelled')
    } catch (error) {
      if (error instanceof LeaseLost) end(error)
      else app.log.warn({ err: error, operationId: operation.id }, 'a heartbeat failed; the next one tries again')
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void beat(), heartbeatMs)
  timer.unref()
  return () => clearInterval(timer)
}
