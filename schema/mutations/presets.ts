import type { Outcome } from '../../server/outcome.ts'
import { discardDraft, saveDraft } from '../../server/presets/drafts.ts'
import { type Published, publishPreset, rollbackPreset } from '../../server/presets/publish.ts'
import type { PresetRefusal } from '../../server/presets/rows.ts'
import { takeOverShippedChanges } from '../../server/presets/takeOver.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { MappingPreset, MappingPresetVersion } from '../types/mappingPreset.ts'
import { MappingPresetDraft } from '../types/presetDraft.ts'
import '../types/presetErrors.ts'
import type { PresetUserError } from '../types/presetErrors.ts'
import { SyncRun } from '../types/syncRun.ts'
import { payload, UserError, type UserErrorShape } from '../userErrors.ts'
import { idempotencyKeyDescription, userError } from './answers.ts'

const stateCodes = new Set(['BASE_VERSION_CHANGED', 'VERSION_CHANGED', 'NOTHING_CHANGED'])

function presetError(refusal: PresetRefusal): PresetUserError {
  const { problem, currentRevision, changedAccountNumbers } = refusal
  const error = userError(refusal)
  if (problem) return { ...error, type: 'PresetProblem', problem }
  if (currentRevision !== undefined) return { ...error, type: 'DraftChanged', currentRevision }
  if (changedAccountNumbers !== undefined) return { ...error, type: 'AccountNumberChange', changedAccountNumbers }
  return stateCodes.has(refusal.code) ? { ...error, type: 'Refused' } : error
}

/** As `answer`, with what preset refusals carry. */
export function presetAnswer<Shape extends object>(
  outcome: Outcome<object>,
  nothing: Shape,
): Shape & { userErrors: UserErrorShape[] } {
  if (!outcome.ok) return { ...nothing, userErrors: outcome.errors.map(presetError) as UserErrorShape[] }
  return { ...nothing, ...outcome, userErrors: [] }
}

const textDescription =
  'The preset in the preset language (YAML), at most 256 kB. A text with problems is stored too; the answer names them.'
const presetIdDescription = 'Id of the MappingPreset.'

const SaveMappingPresetDraftInput = builder.inputType('SaveMappingPresetDraftInput', {
  description: 'An edit of a preset.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: presetIdDescription }),
    text: t.string({ required: true, description: textDescription }),
    expectedRevision: t.int({
      description: 'Revision of the draft that this edit began from; left out when there was no draft.',
    }),
    baseVersion: t.int({
      description: 'The published version, to say that this edit knows what was published since the draft was begun.',
    }),
  }),
})

const TakeOverShippedChangesInput = builder.inputType('TakeOverShippedChangesInput', {
  description: 'Which changes of the plugin to take over.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: presetIdDescription }),
    paths: t.stringList({ required: true, description: 'Paths of the changes, as `shippedUpdate` names them.' }),
    expectedRevision: t.int({ description: 'Revision of the draft that you saw; left out when there was no draft.' }),
  }),
})

const DiscardMappingPresetDraftInput = builder.inputType('DiscardMappingPresetDraftInput', {
  description: 'Which draft to throw away.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: presetIdDescription }),
    expectedRevision: t.int({ required: true, description: 'Revision of the draft that you saw.' }),
  }),
})

const confirmDescription =
  'Needed when records would get another account number (Field 7), or announce another account or identification number (L1): how many, as the refusal names it. Bureaus take another number for another account.'
const remapDescription =
  'Whether to map the records of every connection again at once, from stored documents. Else the next run does it.'

const PublishMappingPresetInput = builder.inputType('PublishMappingPresetInput', {
  description: 'Which draft to publish.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: presetIdDescription }),
    expectedRevision: t.int({ required: true, description: 'Revision of the draft that you saw.' }),
    note: t.string({ description: 'Why; kept with the version and in the audit log. At most 1,000 characters.' }),
    confirmAccountNumberChanges: t.int({ description: confirmDescription }),
    takesShippedUpdate: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether the plugin’s newer preset has been looked through: it is then no longer shown as an update.',
    }),
    remap: t.boolean({ required: true, defaultValue: false, description: remapDescription }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const RollbackMappingPresetInput = builder.inputType('RollbackMappingPresetInput', {
  description: 'Which version to publish again.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: presetIdDescription }),
    version: t.int({ required: true, description: 'Version whose text is published again, as a new version.' }),
    expectedPublishedVersion: t.int({ description: 'Refuse when another version is published by now.' }),
    note: t.string({ description: 'Why; kept with the version and in the audit log. At most 1,000 characters.' }),
    confirmAccountNumberChanges: t.int({ description: confirmDescription }),
    remap: t.boolean({ required: true, defaultValue: false, description: remapDescription }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

interface Saved {
  draftId: string | null
}

function draftPayload(name: string, mutation: string) {
  return payload<Saved>(name, `Answer of ${mutation}.`, (t) => ({
    draft: t.prismaField({
      type: MappingPresetDraft,
      nullable: true,
      description: 'The draft as it stands now, with its problems; null when refused.',
      resolve: (query, { draftId }, _args, { db }) =>
        draftId === null ? null : db.mappingPresetDraft.findFirst({ ...query, where: { id: draftId } }),
    }),
  }))
}

interface Discarded {
  presetId: string | null
}

const DiscardMappingPresetDraftPayload = payload<Discarded>(
  'DiscardMappingPresetDraftPayload',
  'Answer of discardMappingPresetDraft.',
  (t) => ({
    preset: t.prismaField({
      type: MappingPreset,
      nullable: true,
      description: 'The preset, without a draft; null when refused.',
      resolve: (query, { presetId }, _args, { db }) =>
        presetId === null ? null : db.mappingPreset.findFirst({ ...query, where: { id: presetId } }),
    }),
  }),
)

type Done = Omit<Published, 'versionId'> & { versionId: string | null }

const nothingPublished: Done = { versionId: null, runIds: [], remapErrors: [] }

function publishedPayload(name: string, mutation: string) {
  return payload<Done>(name, `Answer of ${mutation}.`, (t) => ({
    version: t.prismaField({
      type: MappingPresetVersion,
      nullable: true,
      description: 'The new version; null when refused.',
      resolve: (query, { versionId }, _args, { db }) =>
        versionId === null ? null : db.mappingPresetVersion.findFirst({ ...query, where: { id: versionId } }),
    }),
    remapRuns: t.prismaField({
      type: [SyncRun],
      description: 'The runs that map records again, one for each connection that has records.',
      resolve: (query, { runIds }, _args, { db }) =>
        db.syncRun.findMany({ ...query, where: { id: { in: runIds } }, orderBy: { id: 'asc' } }),
    }),
    remapErrors: t.field({
      type: [UserError],
      description: 'Why a connection’s records are not mapped again at once. The version is published all the same.',
      resolve: ({ remapErrors }) => remapErrors.map(userError),
    }),
  }))
}

builder.mutationFields((t) => ({
  saveMappingPresetDraft: t.field({
    type: draftPayload('SaveMappingPresetDraftPayload', 'saveMappingPresetDraft'),
    description: 'Begins or goes on with the edit of a preset. Records stay as they are. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: SaveMappingPresetDraftInput, required: true, description: 'The edit.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await saveDraft(app, viewer, {
        presetId: idOf('MappingPreset', input.presetId, ['input', 'presetId']),
        text: input.text,
        expectedRevision: input.expectedRevision ?? null,
        baseVersion: input.baseVersion ?? null,
      })
      return presetAnswer<Saved>(outcome, { draftId: null })
    },
  }),
  takeOverShippedChanges: t.field({
    type: draftPayload('TakeOverShippedChangesPayload', 'takeOverShippedChanges'),
    description:
      'Takes single changes of the plugin’s newer preset over into the draft; the rest of the text stays. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: TakeOverShippedChangesInput, required: true, description: 'Which changes.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await takeOverShippedChanges(app, viewer, {
        presetId: idOf('MappingPreset', input.presetId, ['input', 'presetId']),
        paths: input.paths,
        expectedRevision: input.expectedRevision ?? null,
      })
      return presetAnswer<Saved>(outcome, { draftId: null })
    },
  }),
  discardMappingPresetDraft: t.field({
    type: DiscardMappingPresetDraftPayload,
    description: 'Throws the draft of a preset away. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: DiscardMappingPresetDraftInput, required: true, description: 'Which draft.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const presetId = idOf('MappingPreset', input.presetId, ['input', 'presetId'])
      const outcome = await discardDraft(app, viewer, { presetId, expectedRevision: input.expectedRevision })
      return presetAnswer<Discarded>(outcome, { presetId: null })
    },
  }),
  publishMappingPreset: t.field({
    type: publishedPayload('PublishMappingPresetPayload', 'publishMappingPreset'),
    description:
      'Publishes the draft as the next version, which never changes again. Refuses a text with problems for any connection that uses ' +
      'the preset, and failing examples. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: PublishMappingPresetInput, required: true, description: 'Which draft.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await publishPreset(app, viewer, {
        presetId: idOf('MappingPreset', input.presetId, ['input', 'presetId']),
        expectedRevision: input.expectedRevision,
        takesShippedUpdate: input.takesShippedUpdate,
        ...optionsOf(input),
      })
      return presetAnswer(outcome, nothingPublished)
    },
  }),
  rollbackMappingPreset: t.field({
    type: publishedPayload('RollbackMappingPresetPayload', 'rollbackMappingPreset'),
    description:
      'Publishes the text of an older version again, as a new version. A draft stays. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: RollbackMappingPresetInput, required: true, description: 'Which version.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await rollbackPreset(app, viewer, {
        presetId: idOf('MappingPreset', input.presetId, ['input', 'presetId']),
        version: input.version,
        expectedPublishedVersion: input.expectedPublishedVersion ?? null,
        ...optionsOf(input),
      })
      return presetAnswer(outcome, nothingPublished)
    },
  }),
}))

type Optional<T> = T | null | undefined

function optionsOf(input: {
  note?: Optional<string>
  confirmAccountNumberChanges?: Optional<number>
  remap: boolean
  idempotencyKey?: Optional<string>
}) {
  return {
    note: input.note ?? null,
    confirmAccountNumberChanges: input.confirmAccountNumberChanges ?? null,
    remap: input.remap,
    idempotencyKey: input.idempotencyKey ?? null,
  }
}
