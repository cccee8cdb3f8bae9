/** The draft of a preset, and what its texts say differently from each other. */
import type { PresetChange as PresetChangeShape } from '../../server/mapping/diff.ts'
import { checkText, type PresetCheck } from '../../server/presets/check.ts'
import { comparePreset, type ShippedChange, type ShippedUpdate, shippedUpdate } from '../../server/presets/compare.ts'
import { loadPreset, targetsOf } from '../../server/presets/rows.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { MappingPreset } from './mappingPreset.ts'
import { MappingExample, MappingProblem } from './presetCheck.ts'
import { orThrow } from './presetOutcome.ts'

const PresetChangeKind = builder.enumType('PresetChangeKind', {
  description: 'What happened to a part of a preset.',
  values: {
    ADDED: { description: 'It is new.' },
    REMOVED: { description: 'It is gone.' },
    CHANGED: { description: 'It says something else.' },
  },
})

export const PresetChange = builder.objectRef<PresetChangeShape>('PresetChange').implement({
  description: 'One recipe, table entry or other part that two texts of a preset say differently.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Dotted place in the preset: `account.highestCredit`.' }),
    kind: t.expose('kind', { type: PresetChangeKind, description: 'What happened to it.' }),
    before: t.exposeString('before', { nullable: true, description: 'What stood there, on one line.' }),
    after: t.exposeString('after', { nullable: true, description: 'What stands there, on one line.' }),
  }),
})

const ShippedPresetChange = builder.objectRef<ShippedChange>('ShippedPresetChange').implement({
  description: 'One part that the plugin ships differently from what this preset was copied from.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Dotted place in the preset: `account.highestCredit`.' }),
    kind: t.expose('kind', { type: PresetChangeKind, description: 'What the plugin did to it.' }),
    before: t.exposeString('before', { nullable: true, description: 'What the plugin shipped then, on one line.' }),
    after: t.exposeString('after', { nullable: true, description: 'What the plugin ships now, on one line.' }),
    own: t.exposeString('own', { nullable: true, description: 'What the published version says there.' }),
    conflict: t.exposeBoolean('conflict', {
      description: 'Whether the organization has changed the same part, to something else.',
    }),
  }),
})

const ShippedPresetUpdate = builder.objectRef<ShippedUpdate>('ShippedPresetUpdate').implement({
  description: 'A newer text of the preset that the plugin ships.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The plugin’s text.', complexity: 2 }),
    changes: t.field({
      type: [ShippedPresetChange],
      description: 'What it says differently from the text that this preset was copied from or last compared with.',
      resolve: (update) => update.changes,
    }),
  }),
})

async function checkDraft({ app, db }: Context, presetId: string, text: string): Promise<PresetCheck> {
  const loaded = await loadPreset(db, presetId)
  if (!loaded) return { problems: [], examples: [] }
  return checkText(text, loaded.preset.pluginId, targetsOf(app, loaded))
}

export const MappingPresetDraft = builder.prismaObject('MappingPresetDraft', {
  description:
    'The edit in progress of a preset; it has at most one. It may have problems: publishing is what refuses.',
  select: { presetId: true, text: true },
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The preset in the preset language (YAML).', complexity: 2 }),
    revision: t.exposeInt('revision', { description: 'Raised by each edit. An edit names the revision it saw.' }),
    baseVersion: t.exposeInt('baseVersion', { description: 'Published version that the edit began from.' }),
    problems: t.field({
      type: [MappingProblem],
      description: 'Every problem of the text with any connection that uses the preset.',
      complexity: 100,
      resolve: async ({ presetId, text }, _args, context) => (await checkDraft(context, presetId, text)).problems,
    }),
    examples: t.field({
      type: [MappingExample],
      description: 'The examples it carries; they run only when the text has no problem.',
      complexity: 100,
      resolve: async ({ presetId, text }, _args, context) => (await checkDraft(context, presetId, text)).examples,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who began it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last saved.' }),
    updatedBy: t.exposeString('updatedBy', { description: 'Who saved it last.' }),
    updatedByName: t.string({
      nullable: true,
      description:
        'What people call who saved it last: the name of the API key. Null for others, and when the key is gone.',
      select: { updatedBy: true },
      resolve: ({ updatedBy }, _args, { loaders }) => loaders.actorNames.load(updatedBy),
    }),
  }),
})

builder.prismaObjectFields(MappingPreset, (t) => ({
  draft: t.relation('draft', {
    type: MappingPresetDraft,
    nullable: true,
    description: 'The edit in progress; null when there is none.',
  }),
  changes: t.field({
    type: [PresetChange],
    description: 'What one text of the preset says differently from another, part by part.',
    args: {
      from: t.arg.int({ description: 'Version to compare. Left out: the published one.' }),
      to: t.arg.int({ description: 'Version to compare it with. Left out: `text`.' }),
      text: t.arg.string({ description: 'Text to compare it with. Left out, and no `to`: the draft.' }),
    },
    complexity: { field: 50, multiplier: 5 },
    select: { id: true },
    resolve: async ({ id }, { from, to, text }, { app, viewer }) => {
      const compared = { presetId: id, from: from ?? null, to: to ?? null, text: text ?? null }
      return orThrow(await comparePreset(app, viewer, compared)).changes
    },
  }),
  shippedUpdate: t.field({
    type: ShippedPresetUpdate,
    nullable: true,
    description: 'What the plugin ships differently by now; null when it is what it was.',
    complexity: 50,
    select: { id: true },
    resolve: ({ id }, _args, { app, viewer }) => shippedUpdate(app, viewer, id),
  }),
}))
