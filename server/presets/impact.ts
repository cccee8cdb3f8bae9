/**
 * What a text of a preset would make of the whole portfolio: an operation that maps every stored loan of the connections that
 * use the preset, compares and counts, and writes no record. What it has found so far stands in its checkpoint, so that it can
 * be looked at while it runs and survives a lost worker.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { withIdempotency } from '../idempotency.ts'
import { openLists } from '../mapping/catalogue.ts'
import type { PresetProgram } from '../mapping/program.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../operations/contract.ts'
import { startOperation } from '../operations/service.ts'
import { notFound, type Outcome, type Requester } from '../outcome.ts'
import { loadSettings } from '../rules/standing.ts'
import { checkText } from './check.ts'
import { addQuarantined, addToImpact, emptyImpact, type Impact } from './impactCounts.ts'
import { countQuarantined, type Found, type Means, nextQuarantined, nextRecords } from './impactLoans.ts'
import { loadPreset, type PresetConnection, problemRefusal, targetsOf, textRefusals } from './rows.ts'
import { openQuarantinedLoans, openStoredLoans } from './storedLoans.ts'

export interface StartImpact {
  presetId: string
  /** Null: the draft; the published text where there is none. */
  text: string | null
  idempotencyKey: string | null
}

export async function startImpact(
  app: App,
  requester: Requester,
  input: StartImpact,
): Promise<Outcome<{ operationId: string }>> {
  const { idempotencyKey, ...request } = input
  return withIdempotency<{ operationId: string }>(
    app,
    requester,
    { operation: 'startMappingImpact', key: idempotencyKey, request },
    async (claim) => {
      const loaded = await loadPreset(app.database.tenant(requester.organizationId), input.presetId)
      if (!loaded) return notFound('preset', ['presetId'])
      const text = input.text ?? loaded.draft?.text ?? loaded.published.text
      const refusals = textRefusals(text)
      if (refusals.length > 0) return { ok: false, errors: refusals }
      const { problems } = checkText(text, loaded.preset.pluginId, targetsOf(app, loaded))
      if (problems.length > 0) return { ok: false, errors: problems.map((each) => problemRefusal(each, ['text'])) }
      const asked = { kind: 'PRESET_IMPACT' as const, targetId: loaded.preset.id, input: { text } }
      return startOperation(app, requester, asked, async (tx, operationId, now) => {
        await claim(tx, operationId)
        const entry = { action: 'startMappingImpact', targetType: 'MappingPreset', targetId: loaded.preset.id }
        await writeAudit(tx, requester, { ...entry, details: { operationId } }, now)
      })
    },
    async (operationId) => ({ ok: true, operationId }),
  )
}

interface Place extends JsonObject {
  connectionId: string
  /** Id of the last row that was looked at; null at the beginning of the connection, and of its quarantine. */
  after: string | null
  /** The records are done, and what is in quarantine without one has its turn. */
  inQuarantine: boolean
}

type Checkpoint = { place: Place | null; impact: Impact }

export const impactWorker: OperationWorker = {
  kind: 'PRESET_IMPACT',
  async work(context) {
    const { app, db } = context
    const loaded = await loadPreset(db, context.targetId)
    if (!loaded) throw gone
    const known = context.checkpoint as unknown as Checkpoint | null
    const state: Checkpoint = { place: known?.place ?? null, impact: { ...emptyImpact(), ...known?.impact } }
    // By id: a connection that is renamed or deleted while the operation waits must neither be counted twice nor left out.
    const connections = loaded.connections.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    if (known === null) {
      const ids = connections.map((each) => each.id)
      const where = { connectionId: { in: ids }, sourceRecord: { goneSince: null } }
      const total = (await db.metro2Record.count({ where })) + (await countQuarantined(context, ids))
      await context.step(async () => ({ checkpoint: asJson(state), done: 0, total }))
    }
    const { pluginId } = loaded.preset
    const targets = connections.map(({ name, catalogue }) => ({ connectionName: name, catalogue }))
    const tried = checkText(context.input.text as string, pluginId, targets)
    if (tried.problems.length > 0) throw outdated
    await breathe()
    const open = targets.map((target) => ({ ...target, catalogue: openLists(target.catalogue) }))
    const published = checkText(loaded.published.text, pluginId, open)
    await breathe()
    const settings = await loadSettings(db)
    const keys = await app.keysOf(context.organizationId)
    const hits = new Set(state.impact.hits)
    for (const [index, connection] of connections.entries()) {
      if (state.place !== null && connection.id < state.place.connectionId) continue
      const [text, standing] = [noting(tried.programs[index]!, hits), published.programs[index] ?? null]
      const means = {
        ...{ settings, keys, text: await mapperOf(context, connection, text) },
        published: standing && (await mapperOf(context, connection, standing)),
      }
      await overConnection(context, connection, state, { means, hits })
    }
    return state.impact as unknown as JsonObject
  },
}

async function mapperOf(context: OperationContext, connection: PresetConnection, program: PresetProgram) {
  const of = [context.app, context.organizationId, connection, program] as const
  return { stored: await openStoredLoans(...of), quarantined: await openQuarantinedLoans(...of) }
}

/** The program, noting which entries of its tables give a value. */
function noting(program: PresetProgram, hits: Set<string>): PresetProgram {
  return { ...program, run: (document, inputs) => program.run(document, { ...inputs, hits }) }
}

const gone = new OperationFailure('GONE', 'The preset is gone.', 'Choose another one.')
const outdated = new OperationFailure(
  'PRESET_DOES_NOT_FIT',
  'The fields of a source have changed since the operation was started, and the text no longer suits them.',
  'Check the text, mend it, and start again.',
)

async function overConnection(
  context: OperationContext,
  connection: PresetConnection,
  state: Checkpoint,
  { means, hits }: { means: Means; hits: ReadonlySet<string> },
) {
  for (;;) {
    context.signal.throwIfAborted()
    const place = state.place?.connectionId === connection.id ? state.place : null
    const inQuarantine = place?.inQuarantine ?? false
    const look = inQuarantine ? nextQuarantined : nextRecords
    const found = await look(context, connection, place?.after ?? null, means)
    const ended = found.last === null
    if (ended && inQuarantine) return
    const counts = addFound(state.impact, found)
    state.impact.hits = [...hits]
    state.place = { connectionId: connection.id, after: found.last, inQuarantine: inQuarantine || ended }
    const done = inQuarantine ? found.quarantined.length : found.loans.length
    if (!ended) await context.step(async () => ({ checkpoint: asJson(state), done, counts }))
  }
}

/** Answers the counts of this step. */
function addFound(impact: Impact, { loans, quarantined }: Found): Record<string, number> {
  const step = emptyImpact()
  for (const each of [impact, step]) {
    for (const loan of loans) addToImpact(each, loan)
    for (const loan of quarantined) addQuarantined(each, loan)
  }
  const { records, changed, rejected, quarantine } = step
  return { records, changed, rejected, repaired: quarantine.repaired.count }
}

const asJson = (state: Checkpoint) => structuredClone(state) as unknown as JsonObject

/** What an impact operation has found so far, with the text that was tried; null when it is none, or has not begun. */
export function impactOf(operation: {
  kind: string
  input: unknown
  result: unknown
  checkpoint: unknown
}): (Impact & { text: string }) | null {
  if (operation.kind !== 'PRESET_IMPACT') return null
  const impact = (operation.result as Impact | null) ?? (operation.checkpoint as Checkpoint | null)?.impact
  // An older server wrote less.
  return impact ? { ...emptyImpact(), ...impact, text: (operation.input as { text: string }).text } : null
}
