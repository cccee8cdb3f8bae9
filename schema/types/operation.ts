/** Long work on request: computing a period, writing a file, importing a baseline. */
import type { OperationState as State } from '../../prisma/generated/client/enums.ts'
import { type OperationEvent as Event, isActiveOperation } from '../../server/operations/events.ts'
import type { Failure as FailureShape } from '../../server/sync/events.ts'
import type { Missed } from '../../server/sync/hub.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { follow } from '../follow.ts'
import { connectionType } from '../paging/connection.ts'
import { OperationEventKind, OperationKind, OperationState } from './enums.ts'
import { Failure } from './failure.ts'
import { tenantNode } from './node.ts'

interface CountShape {
  name: string
  count: number
}

const OperationCount = builder.objectRef<CountShape>('OperationCount').implement({
  description: 'One counter of an operation.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What is counted; stable for its kind of operation.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const countsOf = (counts: unknown): CountShape[] =>
  Object.entries(counts as Record<string, number>).map(([name, count]) => ({ name, count }))

export const Operation = builder.prismaNode('Operation', {
  ...tenantNode,
  description: 'Long work on request. It survives a restart of the server: another worker goes on where it stood.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OperationKind, description: 'What it does.' }),
    state: t.expose('state', { type: OperationState, description: 'Where it stands.' }),
    active: t.boolean({
      description: 'Whether it may still change.',
      select: { state: true },
      resolve: (operation) => isActiveOperation(operation.state),
    }),
    total: t.exposeInt('total', { nullable: true, description: 'Items in all; null while nobody knows.' }),
    done: t.exposeInt('done', { description: 'Items done so far.' }),
    fraction: t.float({
      nullable: true,
      description: 'Part done, 0 to 1; null while nobody knows how many there are.',
      select: { total: true, done: true },
      resolve: ({ total, done }) => (total === null ? null : total === 0 ? 1 : Math.min(1, done / total)),
    }),
    counts: t.field({
      type: [OperationCount],
      description: 'What it did so far, by name.',
      select: { counts: true },
      resolve: (operation) => countsOf(operation.counts),
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What came of it, as its kind documents; null until it has succeeded.',
      select: { result: true },
      resolve: (operation) => operation.result,
    }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it failed.',
      select: { failure: true },
      resolve: (operation) => operation.failure as unknown as FailureShape | null,
    }),
    attempt: t.exposeInt('attempt', { description: 'How many workers have taken it; more than 1 after a crash.' }),
    lastEventSeq: t.exposeInt('lastSeq', { description: 'Seq of its newest event.' }),
    requestedBy: t.exposeString('requestedBy', { description: 'Who started it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    cancelRequestedAt: t.expose('cancelRequestedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody asked to end it.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was queued.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When a worker first took it.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
})

export const OperationConnection = connectionType('Operation', Operation, 'operations')

const typeOf: Record<Event['kind'], string> = {
  STATE: 'OperationStateEvent',
  PROGRESS: 'OperationProgressEvent',
  NOTICE: 'OperationNoticeEvent',
}
type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

export const OperationEvent = builder.interfaceRef<Event>('OperationEvent').implement({
  description: 'Something that happened in an operation. Stored before it is sent; never changed.',
  resolveType: (event) => typeOf[event.kind],
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Number within the operation: from 1, without gaps.' }),
    kind: t.expose('kind', { type: OperationEventKind, description: 'What kind of event it is.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

const interfaces = [OperationEvent]

builder.objectRef<Of<'STATE'>>('OperationStateEvent').implement({
  description: 'The operation changed its state.',
  interfaces,
  fields: (t) => ({
    state: t.field({ type: OperationState, description: 'The new state.', resolve: (event) => event.payload.state }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why, when it failed.',
      resolve: (event) => event.payload.failure,
    }),
  }),
})

builder.objectRef<Of<'PROGRESS'>>('OperationProgressEvent').implement({
  description: 'A step is done. The numbers are of this step alone.',
  interfaces,
  fields: (t) => ({
    done: t.int({ description: 'Items done.', resolve: (event) => event.payload.done }),
    total: t.int({
      nullable: true,
      description: 'Items of the whole operation, where this step learned it.',
      resolve: (event) => event.payload.total,
    }),
    counts: t.field({
      type: [OperationCount],
      description: 'What it did, by name.',
      resolve: (event) => countsOf(event.payload.counts),
    }),
  }),
})

builder.objectRef<Of<'NOTICE'>>('OperationNoticeEvent').implement({
  description: 'Something worth knowing.',
  interfaces,
  fields: (t) => ({
    message: t.string({ description: 'What.', resolve: (event) => event.payload.message }),
  }),
})

export const OperationStreamItem = builder.unionType('OperationStreamItem', {
  description: 'What the subscription operationEvents sends.',
  types: [...Object.values(typeOf), 'EventsMissed'] as never,
  resolveType: (item) => {
    const { kind } = item as Event | Missed
    return kind === 'MISSED' ? 'EventsMissed' : typeOf[kind]
  },
})

interface Moving {
  id: string
  state: State
  lastSeq: number
}

/** The operation now, and again after each event. */
export function followOperation({ app, db, viewer, signal }: Context, id: string): AsyncGenerator<Moving> {
  const read = () => db.operation.findFirstOrThrow({ where: { id } }) as Promise<Moving>
  const events = ({ lastSeq }: Moving, ended: AbortSignal) =>
    app.events.operationEvents(viewer.organizationId, id, lastSeq, ended)
  return follow(read, ({ state }) => isActiveOperation(state), events, signal)
}
