import { byFrequency, storedDrift } from '../../server/sync/drift.ts'
import type { Failure as FailureShape } from '../../server/sync/events.ts'
import { isActive } from '../../server/sync/states.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { connectionType } from '../paging/connection.ts'
import { SyncMode, SyncPhase, SyncRunState, SyncTrigger } from './enums.ts'
import { Failure } from './failure.ts'
import { tenantNode } from './node.ts'
import { SyncEvent, UnknownValue } from './syncEvent.ts'

interface RequestShape {
  keys?: string[] | null
  range?: { from: string; to: string } | null
}

const DateRange = builder.objectRef<{ from: string; to: string }>('DateRange').implement({
  description: 'Two days and those between.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'First day.' }),
    to: t.expose('to', { type: 'Date', description: 'Last day; included.' }),
  }),
})

export const maxEvents = 500

export const SyncRun = builder.prismaNode('SyncRun', {
  ...tenantNode,
  description: 'One pass over a source, or over its stored documents.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'The source it reads.' }),
    presetVersion: t.relation('presetVersion', { description: 'The preset as it was when the run began.' }),
    mode: t.expose('mode', { type: SyncMode, description: 'What it reads.' }),
    state: t.expose('state', { type: SyncRunState, description: 'Where it stands.' }),
    active: t.boolean({
      description: 'Whether it may still change; a connection has at most one active run.',
      select: { state: true },
      resolve: (run) => isActive(run.state),
    }),
    trigger: t.expose('trigger', { type: SyncTrigger, description: 'Why it was started.' }),
    phase: t.expose('phase', { type: SyncPhase, description: 'What it is doing.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Day its records stand for.' }),
    keys: t.stringList({
      nullable: true,
      description: 'Source keys it was asked to read; null unless mode is IDS.',
      select: { request: true },
      resolve: (run) => (run.request as RequestShape).keys ?? null,
    }),
    range: t.field({
      type: DateRange,
      nullable: true,
      description: 'Days of change it was asked to read; null unless mode is RANGE.',
      select: { request: true },
      resolve: (run) => (run.request as RequestShape).range ?? null,
    }),
    attempt: t.exposeInt('attempt', {
      description: 'How many workers have taken it; more than 1 after a crash or a pause.',
    }),
    total: t.exposeInt('total', { nullable: true, description: 'Loans expected; null when the source does not say.' }),
    seen: t.exposeInt('seen', { description: 'Loans seen so far.' }),
    created: t.exposeInt('created', { description: 'New records.' }),
    changed: t.exposeInt('changed', { description: 'Records that say something else than before.' }),
    unchanged: t.exposeInt('unchanged', { description: 'Loans that had not changed.' }),
    remapped: t.exposeInt('remapped', { description: 'Stored documents mapped again for another day or preset.' }),
    held: t.exposeInt('held', { description: 'Records it left held by validation errors.' }),
    excluded: t.exposeInt('excluded', { description: 'Records it left excluded by rule.' }),
    quarantined: t.exposeInt('quarantined', { description: 'Documents it set aside.' }),
    errors: t.exposeInt('errors', { description: 'Validation findings of severity ERROR.' }),
    warnings: t.exposeInt('warnings', { description: 'Validation findings of severity WARNING.' }),
    infos: t.exposeInt('infos', { description: 'Validation findings of severity INFO.' }),
    requests: t.exposeInt('requests', { description: 'Requests made to the source.' }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it failed or was paused.',
      select: { failure: true },
      resolve: (run) => run.failure as unknown as FailureShape | null,
    }),
    drift: t.field({
      type: [UnknownValue],
      description:
        'What it met so far that neither the catalogue nor the preset knows, the most frequent first; at most 200. Its last event but one, ' +
        'a DriftEvent, says the same.',
      complexity: { field: 1, multiplier: 1 },
      select: { drift: true },
      resolve: (run) => byFrequency(storedDrift(run.drift).unknowns),
    }),
    driftOmitted: t.int({
      description: 'How often something unknown came that `drift` does not list, because there was too much.',
      select: { drift: true },
      resolve: (run) => storedDrift(run.drift).omitted,
    }),
    pausedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a PAUSED run goes on by itself from where it stood; null in other states.',
      select: { pausedUntil: true, state: true },
      resolve: ({ pausedUntil, state }) => (state === 'PAUSED' ? pausedUntil : null),
    }),
    pauses: t.exposeInt('pauses', {
      description: 'How often it was paused since it last got a page through; after ten it fails.',
    }),
    lastEventSeq: t.exposeInt('lastSeq', { description: 'Seq of its newest event.' }),
    events: t.field({
      type: [SyncEvent],
      description: 'Its events in order. Page on with the seq of the last one.',
      args: {
        after: t.arg.int({ defaultValue: 0, required: true, description: 'Only events with a higher seq.' }),
        first: t.arg.int({ defaultValue: 20, required: true, description: `How many: 0 to ${maxEvents}.` }),
      },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxEvents) }),
      resolve: ({ id }, args, { loaders }) => loaders.syncEvents.load({ runId: id, ...checkedEventArgs(args) }),
    }),
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

/** @throws GraphQLError BAD_USER_INPUT */
export function checkedEventArgs(args: { after: number; first: number }): { after: number; first: number } {
  if (args.first < 0 || args.first > maxEvents) {
    throw badInput(`first is ${args.first}.`, ['first'], `Ask for 0 to ${maxEvents}.`)
  }
  if (args.after < 0) throw badInput(`after is ${args.after}.`, ['after'], 'Give the seq of an event, or 0 to start.')
  return args
}

export const SyncRunConnection = connectionType('SyncRun', SyncRun, 'sync runs')
