import { cancelSync, startSync } from '../../server/connections/runs.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { SyncMode } from '../types/enums.ts'
import { SyncRun } from '../types/syncRun.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'

interface Changed {
  runId: string | null
}

const nothing: Changed = { runId: null }

function runPayload(name: string, mutation: string) {
  return payload<Changed>(name, `Answer of ${mutation}.`, (t) => ({
    run: t.prismaField({
      type: SyncRun,
      nullable: true,
      description: 'The run; null when refused.',
      resolve: (query, { runId }, _args, { db }) =>
        runId === null ? null : db.syncRun.findFirst({ ...query, where: { id: runId } }),
    }),
  }))
}

const DateRangeInput = builder.inputType('DateRangeInput', {
  description: 'Two days and those between.',
  fields: (t) => ({
    from: t.field({ type: 'Date', required: true, description: 'First day.' }),
    to: t.field({ type: 'Date', required: true, description: 'Last day; included.' }),
  }),
})

export const RunUploadInput = builder.inputType('RunUploadInput', {
  description: 'An uploaded file that a run reads.',
  fields: (t) => ({
    uploadId: t.id({ required: true, description: 'Id of the Upload, sent with purpose CSV_SOURCE.' }),
    part: t.string({
      description: 'What its rows are, by the settings of the connection: `payments`. Left out: the loans themselves.',
    }),
  }),
})

const StartSyncInput = builder.inputType('StartSyncInput', {
  description: 'Which source to read, and how.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'Id of the ConnectedSource.' }),
    mode: t.field({
      type: SyncMode,
      required: true,
      defaultValue: 'INCREMENTAL',
      description: 'What to read. The first run of a connection reads everything in any case.',
    }),
    asOf: t.field({
      type: 'Date',
      description:
        'Day the records shall stand for, not after today and at most 24 months back (a sandbox: before its last day). Left out: today where the lender is.',
    }),
    keys: t.stringList({ description: 'Source keys of the loans to read; for mode IDS only, at most 1,000.' }),
    range: t.field({ type: DateRangeInput, description: 'Days of change to read; for mode RANGE only.' }),
    uploads: t.field({
      type: [RunUploadInput],
      description:
        'Of a source that reads uploads: its files. Mode FULL says that they are the whole portfolio, INCREMENTAL that they add and update.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const CancelSyncInput = builder.inputType('CancelSyncInput', {
  description: 'Which run to cancel.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the SyncRun.' }) }),
})

builder.mutationField('startSync', (t) =>
  t.field({
    type: runPayload('StartSyncPayload', 'startSync'),
    description:
      'Queues a sync run; a connection has at most one active run. Watch it with syncEvents. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: StartSyncInput, required: true, description: 'What to read.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await startSync(app, viewer, {
        connectionId: idOf('ConnectedSource', input.connectionId, ['input', 'connectionId']),
        mode: input.mode,
        asOf: input.asOf ?? null,
        keys: input.keys ?? null,
        range: input.range ?? null,
        uploads: (input.uploads ?? []).map(({ uploadId, part }, index) => ({
          uploadId: idOf('Upload', uploadId, ['input', 'uploads', String(index), 'uploadId']),
          part: part ?? null,
        })),
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, nothing)
    },
  }),
)

builder.mutationField('cancelSync', (t) =>
  t.field({
    type: runPayload('CancelSyncPayload', 'cancelSync'),
    description:
      'Ends a run: a queued or paused one at once, a running one after the batch at hand. What it has written stays. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: CancelSyncInput, required: true, description: 'Which run.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await cancelSync(app, viewer, idOf('SyncRun', input.runId, ['input', 'runId'])), nothing)
    },
  }),
)
