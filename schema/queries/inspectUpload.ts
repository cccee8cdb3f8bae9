/** What uploaded files look like, before a connection is made for them. */
import type { InspectedColumn, UploadInspection } from '../../plugins/contract.ts'
import { type Inspected, inspectUpload } from '../../server/connections/inspect.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { answer } from '../mutations/answers.ts'
import { RunUploadInput } from '../mutations/syncRuns.ts'
import { MappingProblem } from '../types/presetCheck.ts'
import { payload } from '../userErrors.ts'

const Column = builder.objectRef<InspectedColumn>('InspectedColumn').implement({
  description: 'A column of an uploaded file.',
  fields: (t) => ({
    part: t.exposeString('part', { nullable: true, description: 'Of a further file, what its rows are: `payments`.' }),
    header: t.exposeString('header', { description: 'What the header row calls it.' }),
    field: t.exposeString('field', { description: 'What presets call it.' }),
    type: t.exposeString('type', { description: 'What stands in it: text, integer, decimal, money, date or boolean.' }),
    sensitive: t.exposeBoolean('sensitive', { description: 'Whether it tells who somebody is.' }),
    filled: t.exposeInt('filled', { description: 'Rows in which something stands.' }),
    samples: t.exposeStringList('samples', { description: 'Some texts that stand in it; none of a sensitive column.' }),
  }),
})

const Problem = builder.objectRef<UploadInspection['problems'][number]>('UploadProblem').implement({
  description: 'What keeps an uploaded file, or a row of it, from being read.',
  fields: (t) => ({
    line: t.exposeInt('line', { nullable: true, description: 'Line of the file, from 1.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    hint: t.exposeString('hint', { description: 'What to do about it.' }),
  }),
})

const Inspection = builder.objectRef<Inspected>('UploadInspection').implement({
  description: 'What an uploaded file looks like. Settings and preset are proposals: confirm or correct them.',
  fields: (t) => ({
    settings: t.field({
      type: 'JSON',
      description: 'Settings of a connection that reads such files, for createConnection.',
      resolve: ({ inspection }) => inspection.settings,
    }),
    columns: t.field({ type: [Column], description: 'Its columns.', resolve: ({ inspection }) => inspection.columns }),
    rows: t.int({ description: 'Rows that were looked at.', resolve: ({ inspection }) => inspection.rows }),
    more: t.boolean({
      description: 'Whether the file goes on after them.',
      resolve: ({ inspection }) => inspection.more,
    }),
    problems: t.field({
      type: [Problem],
      description: 'What will not be read.',
      resolve: ({ inspection }) => inspection.problems,
    }),
    presetText: t.string({
      nullable: true,
      description: 'A draft of a preset for these columns, for createConnection.',
      resolve: ({ inspection }) => inspection.preset?.text ?? null,
    }),
    presetProblems: t.field({
      type: [MappingProblem],
      description: 'What the draft lacks before it can be used.',
      resolve: ({ presetProblems }) => presetProblems.map((problem) => ({ ...problem, connectionName: null })),
    }),
  }),
})

const InspectUploadPayload = payload<{ inspected: Inspected | null }>(
  'InspectUploadPayload',
  'Answer of inspectUpload.',
  (t) => ({
    inspection: t.field({
      type: Inspection,
      nullable: true,
      description: 'What the files look like; null when they cannot be read.',
      resolve: ({ inspected }) => inspected,
    }),
  }),
)

const InspectUploadInput = builder.inputType('InspectUploadInput', {
  description: 'Uploaded files to look at.',
  fields: (t) => ({
    pluginId: t.string({ required: true, description: 'Plugin that reads them: `csv`.' }),
    uploads: t.field({ type: [RunUploadInput], required: true, description: 'The files.' }),
    settings: t.field({ type: 'JSON', description: 'What is known of the settings already; it is kept.' }),
  }),
})

builder.queryFields((t) => ({
  inspectUpload: t.field({
    type: InspectUploadPayload,
    description:
      'Looks at uploaded files: delimiter, columns and their types, and a draft of a preset. Stores nothing. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: InspectUploadInput, required: true, description: 'Which files.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await inspectUpload(app, viewer, {
        pluginId: input.pluginId,
        settings: isPlain(input.settings) ? input.settings : {},
        uploads: input.uploads.map(({ uploadId, part }, index) => ({
          uploadId: idOf('Upload', uploadId, ['input', 'uploads', String(index), 'uploadId']),
          part: part ?? null,
        })),
      })
      const inspected: Inspected | null = outcome.ok ? outcome : null
      return { ...answer(outcome, { inspected }), inspected }
    },
  }),
}))

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
