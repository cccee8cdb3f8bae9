/** Events of a sync run: an interface, and one type a kind. */

import { type CountedUnknown, driftSentence } from '../../server/sync/drift.ts'
import type { BatchCounts, SyncEvent as Event } from '../../server/sync/events.ts'
import type { Missed } from '../../server/sync/hub.ts'
import { builder } from '../builder.ts'
import { SyncEventKind, SyncPhase, SyncRunState, UnknownKind } from './enums.ts'
import { Failure } from './failure.ts'

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

const typeOf: Record<Event['kind'], string> = {
  RUN_STATE: 'RunStateEvent',
  PAGE: 'PageReadEvent',
  BATCH: 'BatchWrittenEvent',
  QUARANTINED: 'QuarantinedEvent',
  THROTTLED: 'ThrottledEvent',
  DRIFT: 'DriftEvent',
  NOTICE: 'NoticeEvent',
  GONE: 'LoansGoneEvent',
}

export const SyncEvent = builder.interfaceRef<Event>('SyncEvent').implement({
  description: 'Something that happened in a sync run. Stored before it is sent; never changed.',
  resolveType: (event) => typeOf[event.kind],
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Number within the run: from 1, without gaps.' }),
    kind: t.expose('kind', { type: SyncEventKind, description: 'What kind of event it is.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

const events = [SyncEvent]

builder.objectRef<Of<'RUN_STATE'>>('RunStateEvent').implement({
  description: 'The run changed its state.',
  interfaces: events,
  fields: (t) => ({
    state: t.field({ type: SyncRunState, description: 'The new state.', resolve: (event) => event.payload.state }),
    attempt: t.int({
      description: 'How many workers have taken the run; more than 1 after a crash or a pause.',
      resolve: (event) => event.payload.attempt,
    }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why, when it failed or was paused.',
      resolve: (event) => event.payload.failure,
    }),
    pausedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a run that was paused goes on by itself; null in other states.',
      resolve: ({ payload }) => (payload.pausedUntil ? new Date(payload.pausedUntil) : null),
    }),
  }),
})

builder.objectRef<Of<'PAGE'>>('PageReadEvent').implement({
  description: 'A page of the source was read.',
  interfaces: events,
  fields: (t) => ({
    phase: t.field({ type: SyncPhase, description: 'What the run is doing.', resolve: (event) => event.payload.phase }),
    seen: t.int({ description: 'Loans seen so far.', resolve: (event) => event.payload.seen }),
    total: t.int({
      nullable: true,
      description: 'Loans expected; null when the source does not say.',
      resolve: (event) => event.payload.total,
    }),
    requests: t.int({ description: 'Requests made for this page.', resolve: (event) => event.payload.requests }),
  }),
})

const counts: Record<keyof BatchCounts, string> = {
  records: 'Loans in the batch.',
  created: 'New records.',
  changed: 'Records that say something else now.',
  unchanged: 'Loans that had not changed.',
  remapped: 'Stored documents mapped again.',
  held: 'Records held by validation errors.',
  excluded: 'Records excluded by rule.',
  quarantined: 'Documents set aside.',
  errors: 'Validation findings of severity ERROR.',
  warnings: 'Validation findings of severity WARNING.',
  infos: 'Validation findings of severity INFO.',
}
const countNames = Object.keys(counts) as (keyof BatchCounts)[]

builder.objectRef<Of<'BATCH'>>('BatchWrittenEvent').implement({
  description: 'Records were written. The numbers are of this batch alone.',
  interfaces: events,
  fields: (t) =>
    Object.fromEntries(
      countNames.map((name) => [name, t.int({ description: counts[name], resolve: (event) => event.payload[name] })]),
    ),
})

const QuarantineSample = builder.objectRef<{ sourceKey: string; code: string }>('QuarantineSample').implement({
  description: 'A document that was set aside.',
  fields: (t) => ({
    sourceKey: t.exposeString('sourceKey', { description: 'Its key at the source.' }),
    code: t.exposeString('code', { description: 'Why; see quarantinedRecords for all of it.' }),
  }),
})

builder.objectRef<Of<'QUARANTINED'>>('QuarantinedEvent').implement({
  description: 'Documents could not become records and were set aside.',
  interfaces: events,
  fields: (t) => ({
    count: t.int({ description: 'How many.', resolve: (event) => event.payload.count }),
    samples: t.field({
      type: [QuarantineSample],
      description: 'Some of them.',
      resolve: (event) => event.payload.samples,
    }),
  }),
})

builder.objectRef<Of<'THROTTLED'>>('ThrottledEvent').implement({
  description: 'The source asked to slow down; the run waits.',
  interfaces: events,
  fields: (t) => ({
    waitMilliseconds: t.int({ description: 'How long.', resolve: (event) => event.payload.waitMs }),
    reason: t.string({ description: 'What the source said.', resolve: (event) => event.payload.reason }),
  }),
})

/** Events of an older server lack the kind. */
type UnknownShape = CountedUnknown | (Omit<CountedUnknown, 'kind' | 'title'> & { kind?: undefined; title?: undefined })

function completed(unknown: UnknownShape): CountedUnknown {
  if (unknown.kind !== undefined) return unknown
  const kind = unknown.table !== null ? 'ENTRY' : unknown.value !== null ? 'VALUE' : 'FIELD'
  return { ...unknown, kind, title: null }
}

export const UnknownValue = builder.objectRef<UnknownShape>('UnknownValue').implement({
  description: 'A field or value of the source that nobody knows.',
  fields: (t) => ({
    kind: t.field({
      type: UnknownKind,
      description: 'What is unknown.',
      resolve: (unknown) => completed(unknown).kind,
    }),
    message: t.string({
      description: 'It in a sentence, such as “New loan sub status X, 214 loans: table status has no entry.”',
      resolve: (unknown) => driftSentence(completed(unknown)),
    }),
    title: t.string({
      nullable: true,
      description: 'What the catalogue calls the field; null when it does not know it.',
      resolve: (unknown) => completed(unknown).title,
    }),
    path: t.exposeString('path', { description: 'Where it stands in the document.' }),
    table: t.exposeString('table', {
      nullable: true,
      description: 'Table of the preset that lacks the value; null when the field itself is unknown.',
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'The value, where a table or the catalogue lacks it; ••• where it may tell of a person.',
    }),
    count: t.exposeInt('count', { description: 'Of how many loans.' }),
  }),
})

builder.objectRef<Of<'DRIFT'>>('DriftEvent').implement({
  description: 'The source sent fields or values that neither the catalogue nor the preset knows.',
  interfaces: events,
  fields: (t) => ({
    unknowns: t.field({
      type: [UnknownValue],
      description: 'They, the most frequent first; at most 200.',
      resolve: (event) => event.payload.unknowns,
    }),
    omitted: t.int({
      description: 'How often something came that is not listed, because there was too much.',
      resolve: (event) => event.payload.omitted ?? 0,
    }),
  }),
})

builder.objectRef<Of<'NOTICE'>>('NoticeEvent').implement({
  description: 'Something worth knowing.',
  interfaces: events,
  fields: (t) => ({
    message: t.string({ description: 'What.', resolve: (event) => event.payload.message }),
  }),
})

builder.objectRef<Of<'GONE'>>('LoansGoneEvent').implement({
  description:
    'A FULL run that read to the end no longer met these loans: their records are EXCLUDED as GONE_FROM_SOURCE until they are met again.',
  interfaces: events,
  fields: (t) => ({
    count: t.int({ description: 'How many.', resolve: (event) => event.payload.count }),
    sourceKeys: t.stringList({
      description: 'Keys of some of them at the source.',
      resolve: (event) => event.payload.sourceKeys,
    }),
  }),
})

/** Sent instead of events that can no longer be had. */
export const EventsMissed = builder.objectRef<Missed>('EventsMissed').implement({
  description: 'The events of this range are no longer stored: load the state anew instead of applying them.',
  fields: (t) => ({
    fromSeq: t.exposeInt('fromSeq', { description: 'First seq that is missing.' }),
    toSeq: t.exposeInt('toSeq', { description: 'Last seq that is missing.' }),
  }),
})

const streamTypes = Object.values(typeOf)

export const SyncStreamItem = builder.unionType('SyncStreamItem', {
  description: 'What the subscription syncEvents sends.',
  types: [...streamTypes, EventsMissed] as never,
  resolveType: (item) => {
    const { kind } = item as Event | Missed
    return kind === 'MISSED' ? 'EventsMissed' : typeOf[kind]
  },
})
