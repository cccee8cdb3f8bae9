/** Compiled presets by version and catalogue; compiling takes milliseconds, mapping a loan microseconds. */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { type Catalogue, openLists } from '../mapping/catalogue.ts'
import { compilePreset } from '../mapping/compile.ts'
import type { PresetProgram } from '../mapping/program.ts'

const limit = 100
const cache = new Map<string, PresetProgram>()

/** The program of a stored preset version against the connection's own catalogue. Throws when it no longer compiles. */
export async function compiledPreset(
  app: App,
  organizationId: string,
  presetVersionId: string,
  connection: Pick<Connection, 'id' | 'catalogue' | 'checkedAt'>,
): Promise<PresetProgram> {
  const key = `${presetVersionId}/${connection.id}/${connection.checkedAt.getTime()}`
  const known = cache.get(key)
  if (known) return known
  const version = await app.database
    .tenant(organizationId)
    .mappingPresetVersion.findFirstOrThrow({ where: { id: presetVersionId } })
  const compiled = compilePreset(version.text, openLists(connection.catalogue as unknown as Catalogue))
  if (!compiled.ok) {
    const first = compiled.problems[0]!
    throw new Error(`preset version ${presetVersionId} does not compile: line ${first.line}: ${first.message}`)
  }
  if (cache.size >= limit) cache.delete(cache.keys().next().value!)
  cache.set(key, compiled.program)
  return compiled.program
}
