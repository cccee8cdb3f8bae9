import { createConnection } from '../../server/connections/create.ts'
import { deleteConnection } from '../../server/connections/delete.ts'
import { pauseConnection, resumeConnection } from '../../server/connections/pause.ts'
import { replaceCredentials, updateConnection } from '../../server/connections/update.ts'
import type { Refusal } from '../../server/outcome.ts'
import type { CadenceInput } from '../../server/schedule/cadence.ts'
import { builder } from '../builder.ts'
import { encodeId, idOf } from '../ids.ts'
import { ConnectedSource } from '../types/connectedSource.ts'
import { Cadence } from '../types/enums.ts'
import { SyncRun } from '../types/syncRun.ts'
import { payload, UserError } from '../userErrors.ts'
import { answer, given, idempotencyKeyDescription, userError } from './answers.ts'

interface Changed {
  connectionId: string | null
}

interface Created extends Changed {
  runId: string | null
  runErrors: Refusal[]
}

const nothing: Changed = { connectionId: null }

function connectionPayload(name: string, mutation: string) {
  return payload<Changed>(name, `Answer of ${mutation}.`, (t) => ({
    connection: t.prismaField({
      type: ConnectedSource,
      nullable: true,
      description: 'The connection as it stands now; null when refused.',
      resolve: (query, { connectionId }, _args, { db }) =>
        connectionId === null ? null : db.connection.findFirst({ ...query, where: { id: connectionId } }),
    }),
  }))
}

const connectionIdOf = (id: string) => idOf('ConnectedSource', id, ['input', 'connectionId'])

const CreateConnectionPayload = payload<Created>('CreateConnectionPayload', 'Answer of createConnection.', (t) => ({
  connection: t.prismaField({
    type: ConnectedSource,
    nullable: true,
    description: 'The new connection; null when refused.',
    resolve: (query, { connectionId }, _args, { db }) =>
      connectionId === null ? null : db.connection.findFirst({ ...query, where: { id: connectionId } }),
  }),
  run: t.prismaField({
    type: SyncRun,
    nullable: true,
    description: 'Its first run, when `startFirstSync` asked for it.',
    resolve: (query, { runId }, _args, { db }) =>
      runId === null ? null : db.syncRun.findFirst({ ...query, where: { id: runId } }),
  }),
  firstSyncErrors: t.field({
    type: [UserError],
    description: 'Why the first run did not start; the connection was made all the same. Empty otherwise.',
    resolve: ({ runErrors }) => runErrors.map(userError),
  }),
}))

const DeleteConnectionPayload = payload<Changed>('DeleteConnectionPayload', 'Answer of deleteConnection.', (t) => ({
  deletedConnectionId: t.id({
    nullable: true,
    description: 'Id that the connection had; null when refused.',
    resolve: ({ connectionId }) => (connectionId === null ? null : encodeId('ConnectedSource', connectionId)),
  }),
}))

const about = {
  name: 'For people: 1 to 100 characters, unique in the organization.',
  settings: 'Values by the names of SourcePlugin.settingsFields.',
  credentials: 'Values by the names of SourcePlugin.credentialsFields. Sealed at once and never returned.',
  expire:
    'Last day on which the credentials work, when you know it: it is warned of 30, 7 and 1 days before. Left out: what the source says.',
  dailyAt: 'With DAILY: time of day, HH:MM. A time that a change of clocks leaves out runs right after it.',
  timeZone: 'With DAILY: IANA time zone of dailyAt: `America/New_York`.',
}

/** Left out, not undefined: the service's input tells the two apart. */
function cadenceOf({ cadence, dailyAt, timeZone }: CadenceFields): CadenceInput {
  return { ...(cadence && { cadence }), ...(dailyAt && { dailyAt }), ...(timeZone && { timeZone }) }
}

interface CadenceFields {
  cadence?: CadenceInput['cadence'] | null
  dailyAt?: string | null
  timeZone?: string | null
}

const CreateConnectionInput = builder.inputType('CreateConnectionInput', {
  description: 'A new connection to a source.',
  fields: (t) => ({
    pluginId: t.string({ required: true, description: 'Plugin that speaks to the source: `loanpro`.' }),
    name: t.string({ required: true, description: about.name }),
    furnisherId: t.id({ required: true, description: 'Who reports its loans.' }),
    settings: t.field({ type: 'JSON', required: true, description: about.settings }),
    credentials: t.field({ type: 'JSON', required: true, description: about.credentials }),
    preset: t.string({
      description: 'Name of a preset of SourcePlugin.presets, which is copied. Left out: its first one.',
    }),
    presetId: t.id({
      description: 'Instead of `preset`: a MappingPreset of the organization, shared with its other connections.',
    }),
    presetText: t.string({
      description:
        'Instead of both: a preset in the preset language, as inspectUpload drafts one. It becomes a MappingPreset of the organization.',
    }),
    cadence: t.field({
      type: Cadence,
      description: 'When it is synced by itself. Left out: HOURLY; MANUAL of a source that reads uploads.',
    }),
    dailyAt: t.string({ description: about.dailyAt }),
    timeZone: t.string({ description: about.timeZone }),
    credentialsExpireOn: t.field({ type: 'Date', description: about.expire }),
    startFirstSync: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether to start a first, full run at once. Left out or false, nothing is read before the first tick of the cadence (`nextRunAt`), or, with MANUAL, before startSync.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const UpdateConnectionInput = builder.inputType('UpdateConnectionInput', {
  description: 'Changes of a connection. What is left out stays as it is.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'Which connection.' }),
    name: t.string({ description: about.name }),
    furnisherId: t.id({ description: 'Who reports its loans.' }),
    settings: t.field({
      type: 'JSON',
      description: `${about.settings} The whole form: what it leaves out takes its default.`,
    }),
    credentials: t.field({
      type: 'JSON',
      description: `${about.credentials} Needed when the settings lead to another address: stored ones are not sent there.`,
    }),
    cadence: t.field({ type: Cadence, description: 'When it is synced by itself.' }),
    dailyAt: t.string({ description: about.dailyAt }),
    timeZone: t.string({ description: about.timeZone }),
    confirmFurnisherChange: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Needed to move a connection that has records to a furnisher with another identification number: bureaus take another number for another account.',
    }),
  }),
})

const ReplaceCredentialsInput = builder.inputType('ReplaceCredentialsInput', {
  description: 'New credentials of a connection.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'Which connection.' }),
    credentials: t.field({ type: 'JSON', required: true, description: about.credentials }),
    credentialsExpireOn: t.field({ type: 'Date', description: about.expire }),
  }),
})

const PauseConnectionInput = builder.inputType('PauseConnectionInput', {
  description: 'Which connection to pause.',
  fields: (t) => ({ connectionId: t.id({ required: true, description: 'Id of the ConnectedSource.' }) }),
})

const ResumeConnectionInput = builder.inputType('ResumeConnectionInput', {
  description: 'Which connection to resume.',
  fields: (t) => ({ connectionId: t.id({ required: true, description: 'Id of the ConnectedSource.' }) }),
})

const DeleteConnectionInput = builder.inputType('DeleteConnectionInput', {
  description: 'Which connection to delete.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'Id of the ConnectedSource.' }),
    confirmName: t.string({ required: true, description: 'Its name, typed by the person who wants it gone.' }),
  }),
})

builder.mutationField('createConnection', (t) =>
  t.field({
    type: CreateConnectionPayload,
    description:
      'Connects a source: checks the input, asks the source, copies the preset, seals the credentials. Nothing is stored ' +
      'unless the check passes; try out settings with checkConnection. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: CreateConnectionInput, required: true, description: 'The connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await createConnection(app, viewer, {
        pluginId: input.pluginId,
        name: input.name,
        furnisherId: idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']),
        settings: input.settings,
        credentials: input.credentials,
        preset: input.preset ?? null,
        presetId: input.presetId ? idOf('MappingPreset', input.presetId, ['input', 'presetId']) : null,
        ...(input.presetText ? { presetText: input.presetText } : {}),
        ...cadenceOf(input),
        credentialsExpireOn: input.credentialsExpireOn ?? null,
        startFirstSync: input.startFirstSync,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      const none: Created = { connectionId: null, runId: null, runErrors: [] }
      return answer(outcome, none)
    },
  }),
)

builder.mutationField('updateConnection', (t) =>
  t.field({
    type: connectionPayload('UpdateConnectionPayload', 'updateConnection'),
    description:
      'Changes name, furnisher, cadence, settings or credentials. New settings are checked against the source first, and wait for ' +
      'a run at work. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: UpdateConnectionInput, required: true, description: 'What changes.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await updateConnection(app, viewer, {
        connectionId: connectionIdOf(input.connectionId),
        name: given(input.name),
        furnisherId: input.furnisherId ? idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']) : undefined,
        settings: given(input.settings),
        credentials: given(input.credentials),
        ...cadenceOf(input),
        confirmFurnisherChange: input.confirmFurnisherChange,
      })
      return answer(outcome, nothing)
    },
  }),
)

builder.mutationField('replaceCredentials', (t) =>
  t.field({
    type: connectionPayload('ReplaceCredentialsPayload', 'replaceCredentials'),
    description:
      'Gives a connection new credentials for the same source, after a check. Records and cursor stay; a connection that ' +
      'was paused because of its credentials is resumed. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ReplaceCredentialsInput, required: true, description: 'The credentials.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const { credentials, credentialsExpireOn } = input
      const connectionId = connectionIdOf(input.connectionId)
      const wanted = { connectionId, credentials, credentialsExpireOn: credentialsExpireOn ?? null }
      const outcome = await replaceCredentials(app, viewer, wanted)
      return answer(outcome, nothing)
    },
  }),
)

builder.mutationField('pauseConnection', (t) =>
  t.field({
    type: connectionPayload('PauseConnectionPayload', 'pauseConnection'),
    description:
      'Keeps runs from starting: those that wait, QUEUED or PAUSED, go on when the connection is resumed. A run at work goes on; cancelSync ends it. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: PauseConnectionInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await pauseConnection(app, viewer, connectionIdOf(input.connectionId)), nothing)
    },
  }),
)

builder.mutationField('resumeConnection', (t) =>
  t.field({
    type: connectionPayload('ResumeConnectionPayload', 'resumeConnection'),
    description: 'Lets runs start again, whatever the pause was for. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ResumeConnectionInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await resumeConnection(app, viewer, connectionIdOf(input.connectionId)), nothing)
    },
  }),
)

builder.mutationField('deleteConnection', (t) =>
  t.field({
    type: DeleteConnectionPayload,
    description:
      'Deletes a connection with its documents, records, findings, runs and events, for good. Its preset stays. Refused while ' +
      'a run is active. May take minutes; if it is cut off, asking again goes on. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: DeleteConnectionInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input: { connectionId, confirmName } }, { app, viewer }) {
      const outcome = await deleteConnection(app, viewer, { connectionId: connectionIdOf(connectionId), confirmName })
      return answer(outcome, nothing)
    },
  }),
)
