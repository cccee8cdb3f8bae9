/** Texts of a preset compared recipe by recipe: versions with each other, a draft, any text; and the plugin's newer one. */
import type { App } from '../app.ts'
import { isId } from '../ids.ts'
import { diffPresets, type PresetChange } from '../mapping/diff.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'

export interface ComparePreset {
  presetId: string
  /** Version; null = the published one. */
  from: number | null
  /** Version; null = `text`. */
  to: number | null
  /** Null where `to` is null too: the draft. */
  text: string | null
}

export async function comparePreset(
  app: App,
  requester: Requester,
  input: ComparePreset,
): Promise<Outcome<{ changes: PresetChange[] }>> {
  const db = app.database.tenant(requester.organizationId)
  if (!isId(input.presetId)) return notFound('preset', ['presetId'])
  const preset = await db.mappingPreset.findFirst({ where: { id: input.presetId }, include: { draft: true } })
  if (!preset) return notFound('preset', ['presetId'])
  if (input.to !== null && input.text !== null) {
    return refuse('AMBIGUOUS', ['to'], 'Give either a version (to) or a text, not both.')
  }
  const textOf = async (version: number) =>
    (await db.mappingPresetVersion.findFirst({ where: { presetId: preset.id, version } }))?.text ?? null
  const from = await textOf(input.from ?? preset.publishedVersion)
  if (from === null) return notFound('version of this preset', ['from'])
  const to = input.to === null ? (input.text ?? preset.draft?.text ?? from) : await textOf(input.to)
  if (to === null) return notFound('version of this preset', ['to'])
  const changes = diffPresets(from, to)
  if (changes) return { ok: true, changes }
  return refuse('UNREADABLE', ['text'], 'The text is no YAML mapping; check it for what is wrong.')
}

/** One change that the plugin made to the preset it ships. */
export interface ShippedChange extends PresetChange {
  /** What stands there in the published text of the organization; null for nothing. */
  own: string | null
  /** The organization has changed the same place, to something else. */
  conflict: boolean
}

export interface ShippedUpdate {
  text: string
  changes: ShippedChange[]
}

/** The plugin's preset where it is newer than what this one was cloned from, or was last compared with; else null. */
export async function shippedUpdate(app: App, requester: Requester, presetId: string): Promise<ShippedUpdate | null> {
  const db = app.database.tenant(requester.organizationId)
  const preset = await db.mappingPreset.findFirst({ where: { id: presetId } })
  if (!preset) return null
  const shipped = app.plugins.get(preset.pluginId)?.presets.find((each) => each.name === preset.clonedFrom)
  if (!shipped) return null
  const versions = await db.mappingPresetVersion.findMany({
    where: { presetId, version: { in: [1, preset.publishedVersion] } },
  })
  const textOf = (version: number) => versions.find((each) => each.version === version)!.text
  // The first version is the clone itself.
  const base = preset.shippedText === '' ? textOf(1) : preset.shippedText
  if (base === shipped.text) return null
  const changes = diffPresets(base, shipped.text) ?? []
  if (changes.length === 0) return null
  const published = textOf(preset.publishedVersion)
  const own = new Map((diffPresets(base, published) ?? []).map((change) => [change.path, change]))
  return {
    text: shipped.text,
    changes: changes.map((change) => {
      const edit = own.get(change.path)
      const value = edit ? edit.after : change.before
      return { ...change, own: value, conflict: edit !== undefined && value !== change.after }
    }),
  }
}
