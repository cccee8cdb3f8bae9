/** What the services of presets load: a preset with its draft, its published text and the connections that use it. */
import type {
  Connection,
  MappingPreset,
  MappingPresetDraft,
  MappingPresetVersion,
} from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isDeleting } from '../connections/rows.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { type Catalogue, withSeen } from '../mapping/catalogue.ts'
import { type Refusal, refusal } from '../outcome.ts'
import type { LocatedProblem, Target } from './check.ts'
import { seenValues } from './seenValues.ts'

export type PresetConnection = Pick<
  Connection,
  'id' | 'name' | 'pluginId' | 'capabilities' | 'checkedAt' | 'asOf' | 'pauseReason' | 'furnisherId'
> & {
  /** With the values that runs have met beside those it lists. */
  catalogue: Catalogue
}

export interface LoadedPreset {
  preset: MappingPreset
  draft: MappingPresetDraft | null
  published: MappingPresetVersion
  connections: PresetConnection[]
}

/** A refusal with what a client may show beside it. */
export interface PresetRefusal extends Refusal {
  /** The problem of the text that it is about. */
  problem?: LocatedProblem
  /** DRAFT_CHANGED: revision of the draft as it stands; null when there is none. */
  currentRevision?: number | null
  /** CONFIRMATION_REQUIRED: records whose account number would change. */
  changedAccountNumbers?: number
}

const connectionColumns = {
  ...{ id: true, name: true, pluginId: true, catalogue: true, capabilities: true, checkedAt: true, asOf: true },
  ...{ pauseReason: true, furnisherId: true },
} as const

export async function loadPreset(db: TenantClient, presetId: string): Promise<LoadedPreset | null> {
  if (!isId(presetId)) return null
  const row = await db.mappingPreset.findFirst({
    where: { id: presetId },
    include: { draft: true, connections: { select: connectionColumns, orderBy: { name: 'asc' } } },
  })
  if (!row) return null
  const { draft, connections, ...preset } = row
  const published = await db.mappingPresetVersion.findFirstOrThrow({
    where: { presetId, version: preset.publishedVersion },
  })
  const seen = await seenValues(db, presetId)
  const living = connections
    .filter((each) => !isDeleting(each))
    .map((each) => ({ ...each, catalogue: withSeen(each.catalogue as unknown as Catalogue, seen) }))
  return { preset, draft, published, connections: living }
}

/** Every connection that uses the preset; the plugin's own fields where there is none, or nothing to compile against. */
export function targetsOf(app: App, { preset, connections }: LoadedPreset): Target[] {
  if (connections.length > 0) {
    return connections.map(({ name, catalogue }) => ({ connectionName: name, catalogue }))
  }
  return [{ connectionName: null, catalogue: app.plugins.get(preset.pluginId)?.catalogue ?? {} }]
}

export function problemRefusal(problem: LocatedProblem, path: string[]): PresetRefusal {
  const { line, column, code, message, hint, connectionName } = problem
  const where = `Line ${line}, column ${column}${problem.path ? `, ${problem.path}` : ''}`
  const who = connectionName === null ? '' : ` (connection ${connectionName})`
  const text = [`${where}${who}: ${message}`, hint].filter(Boolean).join(' ')
  return { ...refusal(code, path, text), problem }
}

/** What a text must be to be stored at all; a text with problems may be. */
const maximumBytes = 256 * 1024

export function textRefusals(text: string): Refusal[] {
  if (text.length > maximumBytes || Buffer.byteLength(text) > maximumBytes) {
    return [refusal('TOO_LARGE', ['text'], 'A preset holds at most 256 kB. Leave out what is not needed.')]
  }
  if (text.includes('\0') || !text.isWellFormed()) {
    return [refusal('INVALID_TEXT', ['text'], 'The text holds bytes that are no characters. Save it as UTF-8.')]
  }
  return []
}
