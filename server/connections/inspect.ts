/** Looks at uploaded files before a connection is made for their like: what their columns are, and a draft of a preset. */
import { SourceFailure, type UploadInspection } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import { isId } from '../ids.ts'
import type { Catalogue } from '../mapping/catalogue.ts'
import { compilePreset } from '../mapping/compile.ts'
import type { PresetProblem } from '../mapping/program.ts'
import { type Outcome, type Requester, refuse } from '../outcome.ts'
import { storable } from '../storable.ts'
import type { RunUpload } from '../sync/service.ts'
import { uploadedFiles } from '../sync/uploads.ts'
import { openContext } from './context.ts'
import { unknownPlugin } from './create.ts'

export interface InspectUpload {
  pluginId: string
  uploads: RunUpload[]
  /** Settings that are known already; they are kept. */
  settings: Record<string, unknown>
}

export interface Inspected {
  inspection: UploadInspection
  /** What the draft of the preset lacks for these columns; empty where the settings are not whole yet. */
  presetProblems: PresetProblem[]
}

export async function inspectUpload(app: App, requester: Requester, input: InspectUpload): Promise<Outcome<Inspected>> {
  const plugin = app.plugins.get(input.pluginId)
  if (!plugin) return { ok: false, errors: [unknownPlugin(app, input.pluginId)] }
  if (!plugin.inspectUpload) {
    return refuse('UPLOADS_UNEXPECTED', ['pluginId'], `${plugin.name} reads no uploads. Choose a source that does.`)
  }
  if (input.uploads.length === 0) return refuse('UPLOADS_REQUIRED', ['uploads'], 'Name the uploads to look at.')
  if (!input.uploads.every(({ uploadId }) => isId(uploadId)))
    return refuse('NOT_FOUND', ['uploads'], 'There is no such upload.')
  try {
    const files = await uploadedFiles(app, requester.organizationId, input.uploads)
    const inspection = storable(await plugin.inspectUpload(input.settings, files))
    return { ok: true, inspection, presetProblems: await problemsOf(app, input.pluginId, inspection) }
  } catch (error) {
    if (error instanceof SourceFailure) return refuse(error.code, ['uploads'], `${error.message} ${error.hint}`)
    throw error
  }
}

async function problemsOf(
  app: App,
  pluginId: string,
  { settings, preset }: UploadInspection,
): Promise<PresetProblem[]> {
  const plugin = app.plugins.get(pluginId)!
  const read = plugin.settings.schema.safeParse(settings)
  if (!preset || !read.success) return []
  const access = { plugin, settings: read.data, credentials: {}, capabilities: {}, connection: null }
  const context = openContext(app, access, { signal: AbortSignal.timeout(30_000) })
  try {
    const { catalogue } = await plugin.discover(context)
    const compiled = compilePreset(preset.text, catalogue as Catalogue)
    return compiled.ok ? [] : compiled.problems
  } finally {
    await context.close()
  }
}
