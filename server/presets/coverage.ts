/** What the preset of a connection leaves aside. */
import type { App } from '../app.ts'
import { isId } from '../ids.ts'
import { type Coverage, coverageOf } from '../mapping/coverage.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { checkText } from './check.ts'
import { loadPreset } from './rows.ts'
import { catalogueOf } from './seenValues.ts'

/** @param text null: the draft; without one, the published text */
export async function coverageFor(
  app: App,
  { organizationId }: Requester,
  connectionId: string,
  text: string | null,
): Promise<Outcome<{ coverage: Coverage }>> {
  if (!isId(connectionId)) return notFound('connection', ['connection'])
  const db = app.database.tenant(organizationId)
  const connection = await db.connection.findFirst({ where: { id: connectionId } })
  if (!connection) return notFound('connection', ['connection'])
  const loaded = (await loadPreset(db, connection.presetId))!
  const chosen = text ?? loaded.draft?.text ?? loaded.published.text
  const catalogue = await catalogueOf(db, connection)
  const { problems, programs } = checkText(chosen, connection.pluginId, [{ connectionName: null, catalogue }])
  const program = programs[0]
  if (problems.length > 0 || !program) {
    return refuse(
      'PRESET_DOES_NOT_FIT',
      ['text'],
      'The text has problems; checkMappingPreset names them. Mend them first.',
    )
  }
  return { ok: true, coverage: coverageOf(chosen, program, catalogue) }
}
