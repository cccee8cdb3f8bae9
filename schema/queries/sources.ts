/** Viewer, plugins, furnishers, connected sources, runs, presets and keys. */
import { inState } from '../../server/apiKeys/states.ts'
import { activeStates } from '../../server/sync/states.ts'
import { builder } from '../builder.ts'
import { notFound } from '../errors.ts'
import { idOf } from '../ids.ts'
import { literal, rootList, when } from '../paging/rootList.ts'
import { ApiKeyConnection, ApiKeyState } from '../types/apiKey.ts'
import { ConnectedSource, ConnectedSourceConnection } from '../types/connectedSource.ts'
import { ConnectionState, Environment, Role, SyncMode, SyncRunState, SyncTrigger } from '../types/enums.ts'
import { FurnisherConnection } from '../types/furnisher.ts'
import { MappingPreset, MappingPresetConnection } from '../types/mappingPreset.ts'
import { SourcePlugin } from '../types/sourcePlugin.ts'
import { SyncEvent } from '../types/syncEvent.ts'
import { checkedEventArgs, maxEvents, SyncRun, SyncRunConnection } from '../types/syncRun.ts'
import { Viewer } from '../types/viewer.ts'

const begins = (text: string) => ({ startsWith: literal(text.trim()), mode: 'insensitive' })

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    description: 'Who you are to this API.',
    authScopes: { role: 'VIEWER' },
    resolve: (_root, _args, { viewer }) => viewer,
  }),
  sourcePlugins: t.field({
    type: [SourcePlugin],
    description: 'The kinds of sources that are installed, by name.',
    authScopes: { role: 'VIEWER' },
    resolve: (_root, _args, { app }) => [...app.plugins.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }),
  connection: t.prismaField({
    type: ConnectedSource,
    nullable: true,
    description: 'One connected source; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the connected source.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.connection.findFirst({ ...query, where: { id: idOf('ConnectedSource', id, ['id']) } }),
  }),
  syncRun: t.prismaField({
    type: SyncRun,
    nullable: true,
    description: 'One sync run; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.syncRun.findFirst({ ...query, where: { id: idOf('SyncRun', id, ['id']) } }),
  }),
  mappingPreset: t.prismaField({
    type: MappingPreset,
    nullable: true,
    description: 'One mapping preset; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the preset.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.mappingPreset.findFirst({ ...query, where: { id: idOf('MappingPreset', id, ['id']) } }),
  }),
  syncEvents: t.field({
    type: [SyncEvent],
    description: 'Stored events of a run in order. The subscription of the same name goes on from there.',
    authScopes: { role: 'VIEWER' },
    args: {
      runId: t.arg.id({ required: true, description: 'Id of the run.' }),
      after: t.arg.int({ defaultValue: 0, required: true, description: 'Only events with a higher seq.' }),
      first: t.arg.int({ defaultValue: 100, required: true, description: `How many: 0 to ${maxEvents}.` }),
    },
    complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxEvents) }),
    async resolve(_root, { runId, ...args }, { db, loaders }) {
      const id = idOf('SyncRun', runId, ['runId'])
      const wanted = checkedEventArgs(args)
      const run = await db.syncRun.findFirst({ where: { id }, select: { id: true } })
      if (!run) throw notFound('sync run', 'runId')
      return loaders.syncEvents.load({ runId: id, ...wanted })
    },
  }),
}))

const FurnisherFilter = builder.inputType('FurnisherFilter', {
  description: 'Which furnishers.',
  fields: (t) => ({
    search: t.string({ description: 'Whose name begins with this.' }),
    identificationNumber: t.string({ description: 'With this identification number.' }),
  }),
})

rootList({
  name: 'furnishers',
  description: 'Who reports to the bureaus.',
  role: 'VIEWER',
  model: 'furnisher',
  noun: 'Furnisher',
  type: FurnisherConnection,
  filter: FurnisherFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.search, (text) => ({ name: begins(text) })),
      ...when(filter.identificationNumber, (value) => ({ identificationNumber: value })),
    ],
  }),
  orders: {
    NAME: { column: 'name', type: 'text', description: 'Name.' },
    CREATED_AT: { column: 'id', type: 'text', description: 'When it was made.' },
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})

const ConnectedSourceFilter = builder.inputType('ConnectedSourceFilter', {
  description: 'Which connected sources.',
  fields: (t) => ({
    furnisher: t.id({ description: 'Reported by this furnisher.' }),
    preset: t.id({ description: 'Mapped by this preset.' }),
    plugin: t.string({ description: 'Of this plugin: `loanpro`.' }),
    environment: t.field({ type: Environment, description: 'Of this environment.' }),
    state: t.field({ type: ConnectionState, description: 'In this state.' }),
    search: t.string({ description: 'Whose name begins with this.' }),
  }),
})

rootList({
  name: 'connections',
  description: 'The sources that are connected.',
  role: 'VIEWER',
  model: 'connection',
  noun: 'ConnectedSource',
  type: ConnectedSourceConnection,
  filter: ConnectedSourceFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.furnisher, (id) => ({ furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) })),
      ...when(filter.preset, (id) => ({ presetId: idOf('MappingPreset', id, ['filter', 'preset']) })),
      ...when(filter.plugin, (pluginId) => ({ pluginId })),
      ...when(filter.environment, (environment) => ({ environment })),
      ...when(filter.state, (state) => ({ state })),
      ...when(filter.search, (text) => ({ name: begins(text) })),
    ],
  }),
  orders: {
    NAME: { column: 'name', type: 'text', description: 'Name.' },
    AS_OF: { column: 'asOf', nullable: true, type: 'instant', description: 'Day its records stand for.' },
    UPDATED_AT: { column: 'updatedAt', type: 'instant', description: 'When it last changed.' },
    CREATED_AT: { column: 'id', type: 'text', description: 'When it was made.' },
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})

const SyncRunFilter = builder.inputType('SyncRunFilter', {
  description: 'Which sync runs.',
  fields: (t) => ({
    connection: t.id({ description: 'Of this connected source.' }),
    state: t.field({ type: [SyncRunState], description: 'In one of these states.' }),
    active: t.boolean({ description: 'Only those that may still move (true), or only ended ones (false).' }),
    mode: t.field({ type: [SyncMode], description: 'Of one of these modes.' }),
    trigger: t.field({ type: [SyncTrigger], description: 'Started for one of these reasons.' }),
    asOfFrom: t.field({ type: 'Date', description: 'Whose records stand for this day or a later one.' }),
    asOfTo: t.field({ type: 'Date', description: 'Whose records stand for this day or an earlier one.' }),
    createdSince: t.field({ type: 'DateTime', description: 'Queued then or later.' }),
    createdUntil: t.field({ type: 'DateTime', description: 'Queued then or earlier.' }),
  }),
})

rootList({
  name: 'syncRuns',
  description: 'Passes over the sources.',
  role: 'VIEWER',
  model: 'syncRun',
  noun: 'SyncRun',
  type: SyncRunConnection,
  filter: SyncRunFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.state, (values) => ({ state: { in: values } })),
      ...when(filter.active, (active) => ({ state: active ? { in: activeStates } : { notIn: activeStates } })),
      ...when(filter.mode, (values) => ({ mode: { in: values } })),
      ...when(filter.trigger, (values) => ({ trigger: { in: values } })),
      ...when(filter.asOfFrom, (day) => ({ asOf: { gte: new Date(day) } })),
      ...when(filter.asOfTo, (day) => ({ asOf: { lte: new Date(day) } })),
      ...when(filter.createdSince, (instant) => ({ createdAt: { gte: instant } })),
      ...when(filter.createdUntil, (instant) => ({ createdAt: { lte: instant } })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was queued.' },
    FINISHED_AT: { column: 'finishedAt', nullable: true, type: 'instant', description: 'When it ended.' },
    AS_OF: { column: 'asOf', type: 'instant', description: 'Day its records stand for.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

const MappingPresetFilter = builder.inputType('MappingPresetFilter', {
  description: 'Which mapping presets.',
  fields: (t) => ({
    plugin: t.string({ description: 'For documents of this plugin: `loanpro`.' }),
    search: t.string({ description: 'Whose name or title begins with this.' }),
  }),
})

rootList({
  name: 'mappingPresets',
  description: 'How documents become records.',
  role: 'VIEWER',
  model: 'mappingPreset',
  noun: 'MappingPreset',
  type: MappingPresetConnection,
  filter: MappingPresetFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.plugin, (pluginId) => ({ pluginId })),
      ...when(filter.search, (text) => ({ OR: [{ name: begins(text) }, { title: begins(text) }] })),
    ],
  }),
  orders: {
    NAME: { column: 'name', type: 'text', description: 'Name.' },
    UPDATED_AT: { column: 'updatedAt', type: 'instant', description: 'When it last changed.' },
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})

const ApiKeyFilter = builder.inputType('ApiKeyFilter', {
  description: 'Which API keys.',
  fields: (t) => ({
    role: t.field({ type: [Role], description: 'With one of these roles.' }),
    revoked: t.boolean({ description: 'Only revoked ones (true), or only others (false); those may have expired.' }),
    state: t.field({ type: [ApiKeyState], description: 'In one of these states now.' }),
  }),
})

rootList({
  name: 'apiKeys',
  description: 'The keys to this API. Needs the role ADMIN.',
  role: 'ADMIN',
  model: 'apiKey',
  noun: 'ApiKey',
  type: ApiKeyConnection,
  filter: ApiKeyFilter,
  where: (filter, { app }) => ({
    AND: [
      ...when(filter.role, (values) => ({ role: { in: values } })),
      ...when(filter.revoked, (revoked) => ({ revokedAt: revoked ? { not: null } : null })),
      ...when(filter.state, (states) => ({ OR: states.map((state) => inState(state, app.now())) })),
    ],
  }),
  orders: {
    NAME: { column: 'name', type: 'text', description: 'Name.' },
    EXPIRES_AT: { column: 'expiresAt', nullable: true, type: 'instant', description: 'When it expires.' },
    LAST_USED_AT: { column: 'lastUsedAt', nullable: true, type: 'instant', description: 'When it was last used.' },
    CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was made.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})
