/** Subscriptions: what is stored first, then what comes, without a gap. */
import type { OperationEvent } from '../server/operations/events.ts'
import type { ConnectionEvent, SyncEvent } from '../server/sync/events.ts'
import type { Missed } from '../server/sync/hub.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { badInput, notFound } from './errors.ts'
import { idOf } from './ids.ts'
import { ConnectionStreamItem } from './types/connectionEvent.ts'
import { followOperation, Operation, OperationStreamItem } from './types/operation.ts'
import { SyncStreamItem } from './types/syncEvent.ts'
import { followProgress, type ProgressShape, SyncProgress } from './types/syncProgress.ts'

function seqOf(after: number): number {
  if (after < 0) throw badInput(`after is ${after}.`, ['after'], 'Give the seq of the last event you have, or 0.')
  return after
}

/**
 * Lets a subscriber leave while the stream waits: ending a generator that waits has no effect before it goes on, so the
 * signal wakes it first.
 */
function leavable<T>(outer: AbortSignal, open: (signal: AbortSignal) => AsyncIterable<T>): AsyncIterableIterator<T> {
  const leave = new AbortController()
  const inner = open(AbortSignal.any([outer, leave.signal]))[Symbol.asyncIterator]()
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => inner.next(),
    async return() {
      leave.abort()
      await inner.return?.()
      return { value: undefined, done: true }
    },
  }
}

async function requireOperation({ db }: Context, operationId: string): Promise<string> {
  const id = idOf('Operation', operationId, ['operationId'])
  const operation = await db.operation.findFirst({ where: { id }, select: { id: true } })
  if (!operation) throw notFound('operation', 'operationId')
  return id
}

async function requireRun({ db }: Context, runId: string): Promise<string> {
  const id = idOf('SyncRun', runId, ['runId'])
  const run = await db.syncRun.findFirst({ where: { id }, select: { id: true } })
  if (!run) throw notFound('sync run', 'runId')
  return id
}

builder.subscriptionFields((t) => ({
  syncEvents: t.field({
    type: SyncStreamItem,
    description:
      'Every event of a run with a seq higher than `after`: first the stored ones, then each as it happens. ' +
      'Completes after the run has ended. After a lost connection, subscribe again with the last seq you have.',
    authScopes: { role: 'VIEWER' },
    args: {
      runId: t.arg.id({ required: true, description: 'Id of the run.' }),
      after: t.arg.int({ defaultValue: 0, required: true, description: 'Seq of the last event you have; 0 = none.' }),
    },
    async subscribe(_root, { runId, after }, context) {
      const seq = seqOf(after)
      const id = await requireRun(context, runId)
      const { app, viewer, signal } = context
      return leavable(signal, (ended) => app.events.syncEvents(viewer.organizationId, id, seq, ended))
    },
    resolve: (item: SyncEvent | Missed) => item as never,
  }),
  syncProgress: t.field({
    type: SyncProgress,
    description:
      'Where a run stands, for a progress bar: now, and whenever it moves. Completes when the run has ended.',
    authScopes: { role: 'VIEWER' },
    args: { runId: t.arg.id({ required: true, description: 'Id of the run.' }) },
    async subscribe(_root, { runId }, context) {
      const id = await requireRun(context, runId)
      return leavable(context.signal, (signal) => followProgress({ ...context, signal }, id))
    },
    resolve: (progress: ProgressShape) => progress,
  }),
  connectionEvents: t.field({
    type: ConnectionStreamItem,
    description:
      'Every event of a connection with a seq higher than `after`: first the stored ones, then each as it happens. ' +
      'Does not complete by itself.',
    authScopes: { role: 'VIEWER' },
    args: {
      connectionId: t.arg.id({ required: true, description: 'Id of the connected source.' }),
      after: t.arg.int({ defaultValue: 0, required: true, description: 'Seq of the last event you have; 0 = none.' }),
    },
    async subscribe(_root, { connectionId, after }, { app, db, viewer, signal }) {
      const seq = seqOf(after)
      const id = idOf('ConnectedSource', connectionId, ['connectionId'])
      const connection = await db.connection.findFirst({ where: { id }, select: { id: true } })
      if (!connection) throw notFound('connection', 'connectionId')
      return leavable(signal, (ended) => app.events.connectionEvents(viewer.organizationId, id, seq, ended))
    },
    resolve: (item: ConnectionEvent | Missed) => item as never,
  }),
  operationEvents: t.field({
    type: OperationStreamItem,
    description:
      'Every event of an operation with a seq higher than `after`: first the stored ones, then each as it happens. ' +
      'Completes after the operation has ended. After a lost connection, subscribe again with the last seq you have.',
    authScopes: { role: 'VIEWER' },
    args: {
      operationId: t.arg.id({ required: true, description: 'Id of the operation.' }),
      after: t.arg.int({ defaultValue: 0, required: true, description: 'Seq of the last event you have; 0 = none.' }),
    },
    async subscribe(_root, { operationId, after }, context) {
      const seq = seqOf(after)
      const id = await requireOperation(context, operationId)
      const { app, viewer, signal } = context
      return leavable(signal, (ended) => app.events.operationEvents(viewer.organizationId, id, seq, ended))
    },
    resolve: (item: OperationEvent | Missed) => item as never,
  }),
  operationProgress: t.field({
    type: Operation,
    description:
      'An operation, for a progress bar: now, and whenever it moves. Completes when the operation has ended.',
    authScopes: { role: 'VIEWER' },
    args: { operationId: t.arg.id({ required: true, description: 'Id of the operation.' }) },
    async subscribe(_root, { operationId }, context) {
      const id = await requireOperation(context, operationId)
      return leavable(context.signal, (signal) => followOperation({ ...context, signal }, id))
    },
    resolve: (operation) => operation as never,
  }),
}))
