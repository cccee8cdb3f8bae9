/** Events of a connection: an interface, and one type a kind. */
import type { ConnectionEvent as Event } from '../../server/sync/events.ts'
import type { Missed } from '../../server/sync/hub.ts'
import { builder } from '../builder.ts'
import { encodeId } from '../ids.ts'
import { ConnectionEventKind, SyncRunState } from './enums.ts'
import { Failure } from './failure.ts'
import { EventsMissed } from './syncEvent.ts'

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

const typeOf: Record<Event['kind'], string> = {
  CREATED: 'ConnectionCreatedEvent',
  UPDATED: 'ConnectionUpdatedEvent',
  CREDENTIALS_REPLACED: 'CredentialsReplacedEvent',
  CHECKED: 'ConnectionCheckedEvent',
  PAUSED: 'ConnectionPausedEvent',
  RESUMED: 'ConnectionResumedEvent',
  RUN_STATE: 'ConnectionRunEvent',
  CREDENTIALS_EXPIRE: 'ConnectionCredentialsExpireEvent',
  QUARANTINE_RETRIED: 'ConnectionQuarantineRetriedEvent',
  ATTENTION: 'ConnectionAttentionEvent',
}

export const ConnectionEvent = builder.interfaceRef<Event>('ConnectionEvent').implement({
  description: 'Something that happened to a connection. Stored before it is sent; never changed.',
  resolveType: (event) => typeOf[event.kind],
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Number within the connection: from 1, without gaps.' }),
    kind: t.expose('kind', { type: ConnectionEventKind, description: 'What kind of event it is.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

const interfaces = [ConnectionEvent]
const actor = 'Who did it: `apiKey:ID` or `jwt:SUBJECT`.'

const types = [
  builder.objectRef<Of<'CREATED'>>('ConnectionCreatedEvent').implement({
    description: 'The connection was made.',
    interfaces,
    fields: (t) => ({
      name: t.string({ description: 'Its name then.', resolve: (event) => event.payload.name }),
      actor: t.string({ description: actor, resolve: (event) => event.payload.actor }),
    }),
  }),
  builder.objectRef<Of<'UPDATED'>>('ConnectionUpdatedEvent').implement({
    description: 'The connection was changed.',
    interfaces,
    fields: (t) => ({
      changed: t.stringList({
        description: 'What of it: `name`, `settings` ...',
        resolve: (event) => event.payload.changed,
      }),
      actor: t.string({ description: actor, resolve: (event) => event.payload.actor }),
    }),
  }),
  builder.objectRef<Of<'CREDENTIALS_REPLACED'>>('CredentialsReplacedEvent').implement({
    description: 'The connection got new credentials.',
    interfaces,
    fields: (t) => ({ actor: t.string({ description: actor, resolve: (event) => event.payload.actor }) }),
  }),
  builder.objectRef<Of<'CHECKED'>>('ConnectionCheckedEvent').implement({
    description: 'The connection was checked against its source.',
    interfaces,
    fields: (t) => ({
      passed: t.boolean({ description: 'Whether no step failed.', resolve: (event) => event.payload.passed }),
      failedSteps: t.stringList({
        description: 'Names of the steps that failed.',
        resolve: (event) => event.payload.failedSteps,
      }),
    }),
  }),
  builder.objectRef<Of<'PAUSED'>>('ConnectionPausedEvent').implement({
    description: 'The connection was paused: by a person, or by the server because of a failure.',
    interfaces,
    fields: (t) => ({
      failure: t.field({
        type: Failure,
        nullable: true,
        description: 'Why the server did it; null when a person did.',
        resolve: (event) => event.payload.failure,
      }),
      actor: t.string({ description: actor, resolve: (event) => event.payload.actor }),
    }),
  }),
  builder.objectRef<Of<'RESUMED'>>('ConnectionResumedEvent').implement({
    description: 'The connection may sync again.',
    interfaces,
    fields: (t) => ({ actor: t.string({ description: actor, resolve: (event) => event.payload.actor }) }),
  }),
  builder.objectRef<Of<'RUN_STATE'>>('ConnectionRunEvent').implement({
    description: 'One of its runs changed its state.',
    interfaces,
    fields: (t) => ({
      runId: t.id({ description: 'Id of the run.', resolve: (event) => encodeId('SyncRun', event.payload.runId) }),
      state: t.field({ type: SyncRunState, description: 'The new state.', resolve: (event) => event.payload.state }),
    }),
  }),
  builder.objectRef<Of<'CREDENTIALS_EXPIRE'>>('ConnectionCredentialsExpireEvent').implement({
    description: 'Its credentials end soon, or have ended: replaceCredentials puts new ones in their place.',
    interfaces,
    fields: (t) => ({
      expiresOn: t.field({
        type: 'Date',
        description: 'Last day on which they work.',
        resolve: (event) => event.payload.expiresOn,
      }),
      days: t.int({
        description: 'Days that were left then; negative when they had ended.',
        resolve: (event) => event.payload.days,
      }),
    }),
  }),
  builder.objectRef<Of<'QUARANTINE_RETRIED'>>('ConnectionQuarantineRetriedEvent').implement({
    description: 'Documents in quarantine were mapped again, without asking the source.',
    interfaces,
    fields: (t) => ({
      operationId: t.id({
        description: 'Id of the operation.',
        resolve: (event) => encodeId('Operation', event.payload.operationId),
      }),
      released: t.int({ description: 'Became records.', resolve: (event) => event.payload.released }),
      failed: t.int({ description: 'Failed again.', resolve: (event) => event.payload.failed }),
      actor: t.string({ description: actor, resolve: (event) => event.payload.actor }),
    }),
  }),
  builder.objectRef<Of<'ATTENTION'>>('ConnectionAttentionEvent').implement({
    description: 'One of its runs needs a person: it failed, or waits for its source again and again.',
    interfaces,
    fields: (t) => ({
      runId: t.id({ description: 'Id of the run.', resolve: (event) => encodeId('SyncRun', event.payload.runId) }),
      failure: t.field({
        type: Failure,
        description: 'What happened, and what to do about it.',
        resolve: (event) => event.payload.failure,
      }),
    }),
  }),
]

export const ConnectionStreamItem = builder.unionType('ConnectionStreamItem', {
  description: 'What the subscription connectionEvents sends.',
  types: [...types, EventsMissed] as never,
  resolveType: (item) => {
    const { kind } = item as Event | Missed
    return kind === 'MISSED' ? 'EventsMissed' : typeOf[kind]
  },
})
