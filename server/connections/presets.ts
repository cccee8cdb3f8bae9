/** The mapping preset of a connection: a copy of one that the plugin ships, or one that the organization has already. */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import { isId, newId } from '../ids.ts'
import { type Catalogue, openLists } from '../mapping/catalogue.ts'
import { compilePreset } from '../mapping/compile.ts'
import {
  notFound,
  type Outcome,
  type Refusal,
  RefusedInTransaction,
  type Requester,
  refusal,
  refuse,
} from '../outcome.ts'
import { wordAtTop } from '../presets/check.ts'
import type { Tx } from '../sync/log.ts'

export interface PresetChoice {
  /** Name of a preset that the plugin ships; null = its first. */
  preset: string | null
  /** Instead of `preset`: one of the organization's own, shared with other connections. */
  presetId: string | null
  /** Instead of both: a text, which becomes a preset of the organization. */
  presetText?: string
}

export interface ChosenPreset {
  text: string
  /** Null: a new one is made of the text. */
  presetId: string | null
  /** Of `presetId`: the published version, which is what `text` says. */
  version: number | null
  /** What the new one is called; `clonedFrom` is the preset of the plugin that it is a copy of, '' where it is none. */
  shipped: { name: string; title: string; clonedFrom: string } | null
  /** Field of the input that chose it, for problems. */
  path: string
}

type Choice = Outcome<{ chosen: ChosenPreset }>

export async function choosePreset(
  app: App,
  requester: Requester,
  plugin: SourcePlugin,
  input: PresetChoice,
): Promise<Choice> {
  if (input.presetText !== undefined) return givenPreset(plugin, input, input.presetText)
  if (input.presetId === null) return shippedPreset(plugin, input.preset)
  if (input.preset !== null)
    return refuse('AMBIGUOUS_PRESET', ['presetId'], 'Give either preset or presetId, not both.')
  if (!isId(input.presetId)) return notFound('preset', ['presetId'])
  const row = await app.database.tenant(requester.organizationId).mappingPreset.findFirst({
    where: { id: input.presetId },
    include: { versions: true },
  })
  if (!row) return notFound('preset', ['presetId'])
  if (row.pluginId !== plugin.id) {
    return refuse(
      'WRONG_SOURCE',
      ['presetId'],
      `The preset ${row.name} reads documents of ${row.pluginId}, not of ${plugin.id}.`,
    )
  }
  const published = row.versions.find((each) => each.version === row.publishedVersion)!
  return {
    ok: true,
    chosen: { text: published.text, presetId: row.id, version: published.version, shipped: null, path: 'presetId' },
  }
}

/** Its problems are told when it is held against the columns of the connection. */
function givenPreset(plugin: SourcePlugin, { preset, presetId }: PresetChoice, text: string): Choice {
  if (preset !== null || presetId !== null)
    return refuse('AMBIGUOUS_PRESET', ['presetText'], 'Give one of preset, presetId and presetText.')
  const source = wordAtTop(text, 'source')?.text
  if (source !== undefined && source !== plugin.id) {
    const message = `The preset reads documents of ${source.slice(0, 40)}, not of ${plugin.id}.`
    return refuse('WRONG_SOURCE', ['presetText'], message)
  }
  const name = wordAtTop(text, 'preset')?.text.slice(0, 60) || plugin.id
  const title = wordAtTop(text, 'title')?.text.slice(0, 200) || plugin.name
  const shipped = { name, title, clonedFrom: '' }
  return { ok: true, chosen: { text, presetId: null, version: null, shipped, path: 'presetText' } }
}

function shippedPreset(plugin: SourcePlugin, name: string | null): Choice {
  const shipped = name === null ? plugin.presets[0] : plugin.presets.find((each) => each.name === name)
  if (shipped) {
    const made = { name: shipped.name, title: shipped.title, clonedFrom: shipped.name }
    return { ok: true, chosen: { text: shipped.text, presetId: null, version: null, shipped: made, path: 'preset' } }
  }
  const names = plugin.presets.map((each) => each.name).join(', ')
  const message =
    name === null
      ? `${plugin.name} ships no preset; give presetId.`
      : `${plugin.name} ships no preset ${JSON.stringify(name.slice(0, 80))}. It has: ${names || 'none'}.`
  return refuse('UNKNOWN_PRESET', ['preset'], message)
}

const mostProblems = 20

/** What keeps the preset from reading documents of this connection. */
export function presetProblems(text: string, catalogue: Catalogue, path: string[]): Refusal[] {
  // Entries for values that only other connections have met keep nobody from using the preset.
  const compiled = compilePreset(text, openLists(catalogue))
  if (compiled.ok) return []
  return compiled.problems.slice(0, mostProblems).map((problem) => {
    const where = `line ${problem.line}, column ${problem.column}, ${problem.path}`
    const message = [`The preset does not suit this source (${where}): ${problem.message}`, problem.hint]
      .filter(Boolean)
      .join(' ')
    return refusal('PRESET_DOES_NOT_FIT', path, message)
  })
}

/** The id of the preset the connection will use; copies the shipped one as version 1 under a free name. */
export async function storePreset(
  tx: Tx,
  requester: Requester,
  pluginId: string,
  chosen: ChosenPreset,
  now: Date,
): Promise<string> {
  const { organizationId } = requester
  if (chosen.presetId !== null) {
    await refuseOtherVersion(tx, organizationId, chosen.presetId, chosen.version)
    return chosen.presetId
  }
  const { name, title, clonedFrom } = chosen.shipped!
  const presetId = newId()
  await tx.mappingPreset.create({
    data: {
      organizationId,
      id: presetId,
      name: await freeName(tx, name),
      title,
      pluginId,
      clonedFrom,
      publishedVersion: 1,
      shippedText: clonedFrom === '' ? '' : chosen.text,
      createdAt: now,
      updatedAt: now,
    },
  })
  await tx.mappingPresetVersion.create({
    data: {
      organizationId,
      id: newId(),
      presetId,
      version: 1,
      text: chosen.text,
      createdAt: now,
      createdBy: requester.actor,
    },
  })
  return presetId
}

/** What is published now must be what the source was held against; the lock keeps it until the connection is there to be seen. */
async function refuseOtherVersion(tx: Tx, organizationId: string, presetId: string, version: number | null) {
  await tx.$queryRawUnsafe(
    'SELECT 1 FROM mapping_presets WHERE organization_id = $1::uuid AND id = $2::uuid FOR SHARE',
    organizationId,
    presetId,
  )
  const now = await tx.mappingPreset.findFirst({ where: { id: presetId }, select: { publishedVersion: true } })
  if (now?.publishedVersion === version) return
  const message = 'Another version of the preset was published at the same moment. Try again.'
  throw new RefusedInTransaction(refuse('CHANGED_MEANWHILE', ['presetId'], message))
}

async function freeName(tx: Tx, name: string): Promise<string> {
  const rows = await tx.mappingPreset.findMany({ where: { name: { startsWith: name } }, select: { name: true } })
  const taken = new Set(rows.map((row) => row.name))
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name}-${number}`)) number++
  return `${name}-${number}`
}
