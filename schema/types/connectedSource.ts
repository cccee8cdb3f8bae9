import { queryFromInfo } from '@pothos/plugin-prisma'
import type { CheckStep as CheckStepShape } from '../../plugins/contract.ts'
import type { SyncRun as SyncRunRow } from '../../prisma/generated/client/client.ts'
import { type Attention as AttentionShape, attentionOf } from '../../server/connections/attention.ts'
import { testExtractPathOf } from '../../server/http/files.ts'
import type { Failure as FailureShape } from '../../server/sync/events.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import type { RecordCounts } from '../loaders.ts'
import { connectionType } from '../paging/connection.ts'
import { Cadence, ConnectionState, Environment } from './enums.ts'
import { Failure } from './failure.ts'
import { FullRunEstimate } from './fullRunEstimate.ts'
import { tenantNode } from './node.ts'
import { CheckStep, SourcePlugin } from './sourcePlugin.ts'
import { SyncRun } from './syncRun.ts'
import { Webhook } from './webhook.ts'

const Counts = builder.objectRef<RecordCounts>('RecordCounts').implement({
  description: 'How many live records a connection has.',
  fields: (t) => ({
    reportable: t.exposeInt('reportable', { description: 'Go to the bureaus.' }),
    held: t.exposeInt('held', { description: 'Held by validation errors.' }),
    excluded: t.exposeInt('excluded', { description: 'Excluded by rule.' }),
    quarantined: t.exposeInt('quarantined', { description: 'Documents that could not become a record.' }),
  }),
})

const scheduled = {
  id: true,
  furnisherId: true,
  environment: true,
  pluginId: true,
  settings: true,
  state: true,
} as const

const Attention = builder.objectRef<AttentionShape>('Attention').implement({
  description: 'Something that needs a person.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code, for programs.' }),
    message: t.exposeString('message', { description: 'What is the matter.' }),
    hint: t.exposeString('hint', { description: 'What to do.' }),
    since: t.expose('since', { type: 'DateTime', nullable: true, description: 'Since when, where that is known.' }),
  }),
})

const maxRuns = 20
/** Newest runs and deliveries that attention looks at. */
const attentionLooksAt = 5

export const ConnectedSource = builder.prismaNode('Connection', {
  ...tenantNode,
  // The plugin decides whether there is a webhook.
  select: { id: true, pluginId: true },
  name: 'ConnectedSource',
  description: 'A connection to a source: its settings, preset, furnisher and where its syncs stand.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Given by people; unique.' }),
    environment: t.expose('environment', { type: Environment, description: 'What the source holds.' }),
    state: t.expose('state', { type: ConnectionState, description: 'Whether it may sync.' }),
    pauseReason: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it was paused by the server; null when a person did it, or it is active.',
      select: { pauseReason: true },
      resolve: (row) => row.pauseReason as unknown as FailureShape | null,
    }),
    pluginId: t.exposeString('pluginId', { description: 'Plugin that speaks to the source.' }),
    plugin: t.field({
      type: SourcePlugin,
      nullable: true,
      description: 'The plugin; null when it is no longer installed.',
      select: { pluginId: true },
      resolve: (row, _args, { app }) => app.plugins.get(row.pluginId) ?? null,
    }),
    settings: t.field({
      type: 'JSON',
      description: 'Settings by name, without secret ones.',
      select: { settings: true, pluginId: true },
      resolve(row, _args, { app }) {
        const fields = app.plugins.get(row.pluginId)?.settings.fields
        const shown = new Set(fields?.filter((field) => !field.secret).map((field) => field.name))
        return Object.fromEntries(Object.entries(row.settings as object).filter(([name]) => shown.has(name)))
      },
    }),
    credentialsHint: t.exposeString('credentialsHint', { description: 'The end of the secret: `…ab12`.' }),
    credentialsSetAt: t.expose('credentialsSetAt', {
      type: 'DateTime',
      description: 'When credentials were last set.',
    }),
    credentialsExpireOn: t.expose('credentialsExpireOn', {
      type: 'Date',
      nullable: true,
      description: 'Last day on which the credentials work, as somebody or the source said; null when nobody did.',
    }),
    attention: t.field({
      type: [Attention],
      description:
        'What of it needs a person: paused, credentials that end soon, runs that failed or wait, a FULL run that was not shown every loan, or that an open period waits for, a webhook that is refused, ignored or not set. Empty when all is well.',
      complexity: 10,
      select: {
        ...{ ...scheduled, pauseReason: true, credentialsExpireOn: true, cadence: true },
        ...{ webhookProof: true, webhookRefusedAt: true, updatedAt: true },
      },
      async resolve(connection, _args, { app, loaders }) {
        const of = { connectionId: connection.id, first: attentionLooksAt }
        const [newest, deliveries, fullRun, partRun] = await Promise.all([
          loaders.newestRuns.load({ ...of, query: {} }),
          loaders.newestDeliveries.load(of),
          loaders.nextFullRun.load(connection),
          loaders.lastPartRun.load(connection),
        ])
        const runs = newest as SyncRunRow[]
        return attentionOf({ connection, runs, deliveries, fullRun, partRun, now: app.now() })
      },
    }),
    capabilities: t.expose('capabilities', {
      type: 'JSON',
      description: 'What the check found the source able to do.',
    }),
    lookups: t.expose('lookups', {
      type: 'JSON',
      description: 'Look-ups of this very source by name: lists of `{ id, title }`.',
    }),
    catalogue: t.expose('catalogue', {
      type: 'JSON',
      description: 'Fields of its documents, its custom ones included.',
    }),
    checkSteps: t.field({
      type: [CheckStep],
      description: 'What the last check found, step by step.',
      select: { checkReport: true },
      resolve: (row) => (row.checkReport as { steps?: CheckStepShape[] } | null)?.steps ?? [],
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When it was last checked.' }),
    furnisher: t.relation('furnisher', { description: 'Who reports its loans.' }),
    preset: t.relation('preset', { description: 'How its documents become records.' }),
    cadence: t.expose('cadence', { type: Cadence, description: 'When it is synced by itself.' }),
    dailyAt: t.exposeString('dailyAt', {
      nullable: true,
      description: 'Time of day of a DAILY cadence, HH:MM; null for others.',
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description: 'IANA time zone of dailyAt; null for others than DAILY.',
    }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When its next run is due. In the past while a run that is at work puts it off; null when nothing runs by the clock, or it is paused.',
      select: { nextRunAt: true, state: true },
      resolve: ({ nextRunAt, state }) => (state === 'PAUSED' ? null : nextRunAt),
    }),
    nextFullRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When a FULL run starts by itself, whatever the cadence: when the as-of date of the open period of its furnisher is over. Null when no open period waits for one, of SANDBOX connections, sources that read uploads and paused connections.',
      complexity: 5,
      select: scheduled,
      async resolve(row, _args, { loaders }) {
        return (await loaders.nextFullRun.load(row))?.at ?? null
      },
    }),
    businessDate: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The calendar day at the source now: a day is over once this is later. Null where its plugin is not installed.',
      select: { pluginId: true, settings: true },
      resolve: ({ pluginId, settings }, _args, { app }) =>
        app.plugins.get(pluginId)?.businessDate(settings, app.now()) ?? null,
    }),
    estimatedFullSync: t.field({
      type: FullRunEstimate,
      nullable: true,
      description:
        'What a FULL run will take, at the pace of this connection: by the last one, or before it by what the source told the check. Null where it told nothing, and for sources that read uploads.',
      complexity: 5,
      select: { id: true, pluginId: true, settings: true, checkReport: true },
      resolve: (row, _args, { loaders }) => loaders.estimatedFullSync.load(row),
    }),
    webhook: t.variant(Webhook, {
      description: 'How the source tells it of changes; null when the source sends no webhooks.',
      isNull: ({ pluginId }, _args, { app }) => !app.plugins.get(pluginId)?.webhook,
    }),
    asOf: t.expose('asOf', {
      type: 'Date',
      nullable: true,
      description: 'Day its records stand for: as-of date of the last completed run.',
    }),
    testExtractUrl: t.string({
      nullable: true,
      description:
        'Path of its TEST extract: its reportable records as a Metro 2 file to look at (needs OPERATOR). Null for a production connection, and before its first sync has ended.',
      select: { id: true, environment: true, asOf: true },
      resolve: ({ id, environment, asOf }) => (environment === 'SANDBOX' && asOf ? testExtractPathOf(id) : null),
    }),
    lastEventSeq: t.exposeInt('lastEventSeq', {
      description: 'Seq of its newest event: what to give connectionEvents as `after`.',
    }),
    recordCounts: t.field({
      type: Counts,
      description: 'How many live records it has.',
      complexity: 5,
      resolve: ({ id }, _args, { loaders }) => loaders.recordCounts.load(id),
    }),
    syncRuns: t.field({
      type: [SyncRun],
      description: 'Its newest runs, newest first. The root field syncRuns has all.',
      args: { first: t.arg.int({ defaultValue: 1, required: true, description: `How many: 1 to ${maxRuns}.` }) },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxRuns) }),
      async resolve({ id }, { first }, context, info) {
        if (first < 1 || first > maxRuns) throw badInput(`first is ${first}.`, ['first'], `Ask for 1 to ${maxRuns}.`)
        const query = queryFromInfo({ context, info, select: { id: true } })
        return context.loaders.newestRuns.load({ connectionId: id, first, query })
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})

export const ConnectedSourceConnection = connectionType('ConnectedSource', ConnectedSource, 'connected sources')
