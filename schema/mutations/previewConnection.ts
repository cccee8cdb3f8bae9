import { mostLoans, type Previewed, previewConnection } from '../../server/connections/preview.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { PreviewAssumption, PreviewedPreset, SampledLoan } from '../types/connectionPreview.ts'
import { MappingProblem } from '../types/presetCheck.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'
import { RunUploadInput } from './syncRuns.ts'

interface Shape {
  previewed: Previewed | null
}

const PreviewConnectionPayload = payload<Shape>('PreviewConnectionPayload', 'Answer of previewConnection.', (t) => ({
  preset: t.field({
    type: PreviewedPreset,
    nullable: true,
    description: 'The preset that the loans are mapped by; null when refused.',
    resolve: ({ previewed }) => previewed?.preset ?? null,
  }),
  problems: t.field({
    type: [MappingProblem],
    description: 'What keeps the preset from reading this source. When there are any, no loan is read.',
    resolve: ({ previewed }) => (previewed?.problems ?? []).map((problem) => ({ ...problem, connectionName: null })),
  }),
  asOf: t.field({
    type: 'Date',
    nullable: true,
    description: 'Day that the loans are mapped for: today at the lender.',
    resolve: ({ previewed }) => previewed?.asOf ?? null,
  }),
  loans: t.field({
    type: [SampledLoan],
    description: 'The loans, in the order of the plugin; the same ones each time while nothing changes at the source.',
    complexity: { field: 50, multiplier: mostLoans },
    resolve: ({ previewed }) => previewed?.loans ?? [],
  }),
  assumptions: t.field({
    type: [PreviewAssumption],
    description: 'What is not final, and why.',
    resolve: ({ previewed }) => previewed?.assumptions ?? [],
  }),
  notices: t.stringList({
    description: 'What the plugin has to say of the reading.',
    resolve: ({ previewed }) => previewed?.notices ?? [],
  }),
}))

const PreviewConnectionInput = builder.inputType('PreviewConnectionInput', {
  description: 'A connection that is not made: the input of createConnection, as far as it decides what records say.',
  fields: (t) => ({
    pluginId: t.string({ required: true, description: 'Plugin that speaks to the source: `loanpro`.' }),
    settings: t.field({
      type: 'JSON',
      required: true,
      description: 'Values by the names of SourcePlugin.settingsFields.',
    }),
    credentials: t.field({
      type: 'JSON',
      required: true,
      description: 'Values by the names of SourcePlugin.credentialsFields. Not stored.',
    }),
    uploads: t.field({
      type: [RunUploadInput],
      description: 'For a source that reads uploads: the files, as startSync takes them. Further ones may be lacking.',
    }),
    preset: t.string({ description: 'Name of a preset of SourcePlugin.presets. Left out: its first one.' }),
    presetId: t.id({ description: 'Instead of `preset`: a MappingPreset of the organization.' }),
    presetText: t.string({ description: 'Instead of both: a preset in the preset language.' }),
    first: t.int({ required: true, defaultValue: 5, description: `How many loans at most: 1 to ${mostLoans}.` }),
  }),
})

builder.mutationField('previewConnection', (t) =>
  t.field({
    type: PreviewConnectionPayload,
    description:
      'Reads a few loans of a source that is not connected, and answers what a preset would make of them. Asks the source in a ' +
      'handful of requests; stores nothing. Loans of a connection are previewed by previewMapping. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: PreviewConnectionInput, required: true, description: 'What to try out.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await previewConnection(app, viewer, {
        pluginId: input.pluginId,
        settings: input.settings,
        credentials: input.credentials,
        uploads: (input.uploads ?? []).map(({ uploadId, part }, index) => ({
          uploadId: idOf('Upload', uploadId, ['input', 'uploads', String(index), 'uploadId']),
          part: part ?? null,
        })),
        preset: input.preset ?? null,
        presetId: input.presetId ? idOf('MappingPreset', input.presetId, ['input', 'presetId']) : null,
        ...(input.presetText ? { presetText: input.presetText } : {}),
        first: input.first,
      })
      return answer(outcome, { previewed: null as Previewed | null })
    },
  }),
)
