/**
 * What a text of a preset would make of the whole portfolio: an operation that maps every stored loan of the connections that
 * use the preset, compares and counts, and writes no record. What it has found so far stands in its checkpoint, so that it can
 * be looked at while it runs and survives a lost worker.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { withIdempotency } from '../idempotency.ts'
import type { Catalogue } from '../mapping/catalogue.ts'
import type { PresetProgram } from '../mapping/program.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../operations/contract.ts'
import { startOperation } from '../operations/service.ts'
import { notFound, type Outcome, type Requester } from '../outcome.ts'
import { joinIdentity } from '../records/identity.ts'
import type { FailedRecord, MappedRecord } from '../records/mapRecord.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { type ActiveWaiver, effectiveFindings, type RuleSettings } from '../rules/effective.ts'
import { dayOf as dayOfInstant, loadSettings, loadWaivers } from '../rules/standing.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { checkText } from './check.ts'
import { changedFields, storedRecord } from './fields.ts'
import { addToImpact, emptyImpact, type Impact, type LoanImpact } from './impactCounts.ts'
import { loadPreset, type PresetConnection, problemRefusal, targetsOf, textRefusals } from './rows.ts'
import { dayOf, type MapStored, openStoredLoans } from './storedLoans.ts'

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

/** Loans of one step: a document unsealed is a megabyte of objects, so not too many at a time. */
const chunk = 200
/** Mapping holds the event loop no longer than this at a stretch. */
const sliceMs = 10

interface Place extends JsonObject {
  connectionId: string
  /** Id of the last record that was looked at; null at the beginning of the connection. */
  after: string | null
}

type Checkpoint = { place: Place | null; impact: Impact }

export const impactWorker: OperationWorker = {
  kind: 'PRESET_IMPACT',
  async work(context) {
    const { app, db } = context
    const loaded = await loadPreset(db, context.targetId)
    if (!loaded) throw gone
    const known = context.checkpoint as unknown as Checkpoint | null
    const state: Checkpoint = known ?? { place: null, impact: emptyImpact() }
    // By id: a connection that is renamed or deleted while the operation waits must neither be counted twice nor left out.
    const connections = loaded.connections.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const ids = connections.map((each) => each.id)
    if (known === null) {
      const total = await db.metro2Record.count({
        where: { connectionId: { in: ids }, sourceRecord: { goneSince: null } },
      })
      await context.step(async () => ({ checkpoint: asJson(state), done: 0, total }))
    }
    const { problems, programs } = checkText(
      context.input.text as string,
      loaded.preset.pluginId,
      connections.map((each) => ({
        connectionName: each.name,
        catalogue: each.catalogue as unknown as Catalogue,
      })),
    )
    if (problems.length > 0) throw outdated
    const settings = await loadSettings(db)
    const keys = await app.keysOf(context.organizationId)
    const hits = new Set(state.impact.hits)
    for (const [index, connection] of connections.entries()) {
      if (state.place !== null && connection.id < state.place.connectionId) continue
      const map = await openStoredLoans(app, context.organizationId, connection, noting(programs[index]!, hits))
      await overConnection(context, connection, state, { map, settings, keys, hits })
    }
    return state.impact as unknown as JsonObject
  },
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

interface Means {
  map: MapStored
  settings: RuleSettings
  keys: OrganizationKeys
  /** Entries of tables that gave a value so far. */
  hits: Set<string>
}

async function overConnection(
  context: OperationContext,
  connection: PresetConnection,
  state: Checkpoint,
  means: Means,
) {
  for (;;) {
    context.signal.throwIfAborted()
    const after = state.place?.connectionId === connection.id ? state.place.after : null
    const rows = await recordsAfter(context, connection.id, after)
    const loans = await mapRows(context, connection.id, rows, means)
    const counts = countsOf(loans)
    for (const loan of loans) addToImpact(state.impact, loan)
    state.impact.hits = [...means.hits]
    state.place = { connectionId: connection.id, after: rows.at(-1)?.id ?? after }
    if (rows.length > 0) {
      await context.step(async () => ({ checkpoint: asJson(state), done: rows.length, counts }))
    }
    if (rows.length < chunk) return
  }
}

type Row = Awaited<ReturnType<typeof recordsAfter>>[number]

async function recordsAfter({ db }: OperationContext, connectionId: string, after: string | null) {
  return db.metro2Record.findMany({
    // A preset changes nothing about a loan that the source no longer has.
    where: { connectionId, sourceRecord: { goneSince: null }, ...(after === null ? {} : { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: chunk,
    select: {
      ...{ id: true, sourceKey: true, asOf: true, eligibility: true, fields: true, sealedIdentity: true },
      sourceRecord: { select: { id: true, document: true, documentHash: true, snapshotDate: true } },
      validationErrors: { where: { severity: { not: 'OFF' }, waiverId: null }, select: { ruleId: true } },
    },
  })
}

async function mapRows(context: OperationContext, connectionId: string, rows: Row[], means: Means) {
  const { map, settings, keys } = means
  const today = dayOfInstant(new Date(context.app.now()))
  const waivers = await loadWaivers(
    context.db,
    connectionId,
    rows.map((row) => row.sourceKey),
    today,
  )
  const reports = await loadPrevious(
    context.db,
    keys,
    connectionId,
    rows.map((row) => ({ sourceKey: row.sourceKey, asOf: dayOf(row.asOf) })),
  )
  const loans: LoanImpact[] = []
  let since = performance.now()
  for (const row of rows) {
    const mapped = map(row.sourceRecord, dayOf(row.asOf), reports.get(row.sourceKey) ?? null)
    loans.push(loanImpact(row, mapped, keys, settings, waivers.get(row.sourceKey) ?? []))
    if (performance.now() - since > sliceMs) {
      await breathe()
      context.signal.throwIfAborted()
      since = performance.now()
    }
  }
  return loans
}

function loanImpact(
  row: Row,
  mapped: MappedRecord | FailedRecord,
  keys: OrganizationKeys,
  settings: RuleSettings,
  waivers: readonly ActiveWaiver[],
): LoanImpact {
  const rules = rulesOf(row.validationErrors.map((each) => each.ruleId))
  const common = { recordId: row.id, before: { eligibility: row.eligibility, rules } }
  if (mapped.kind === 'FAILED') {
    const codes = rulesOf(mapped.failures.map((failure) => failure.code))
    return { ...common, now: { eligibility: 'REJECTED', rules: [] }, fields: [], codes }
  }
  const effective = effectiveFindings(mapped.findings, settings, waivers)
  const counted = effective.findings.filter((each) => each.severity !== 'OFF' && each.waiverId === null)
  const now = {
    eligibility: mapped.eligibility === 'EXCLUDED' ? mapped.eligibility : effective.eligibility,
    rules: rulesOf(counted.map((each) => each.rule)),
  }
  // A newer document of the loan is in quarantine: no text changes that this one is outdated.
  if (rules.includes(outdatedRule)) {
    now.rules.push(outdatedRule)
    now.eligibility = 'HELD'
  }
  const record = mapped.fields ? joinIdentity(mapped.fields, mapped.identity!) : null
  const fields = changedFields(storedRecord(row, keys), record).map((change) => change.field)
  return { ...common, now, fields, codes: [] }
}

const outdatedRule = 'RECORD-QUARANTINED'

const rulesOf = (rules: string[]) => [...new Set(rules)]

function countsOf(loans: LoanImpact[]): Record<string, number> {
  const one = emptyImpact()
  for (const loan of loans) addToImpact(one, loan)
  const { records, changed, rejected } = one
  return { records, changed, rejected }
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
  return impact ? { ...impact, text: (operation.input as { text: string }).text } : null
}
