/**
 * What a text would make of stored loans: every field that changes with its value before and now, findings before and
 * now. Reads sealed documents, never the source, and writes nothing.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Eligibility } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { isId } from '../ids.ts'
import type { FieldTrace, MappingFailure, PresetProgram } from '../mapping/program.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { joinIdentity } from '../records/identity.ts'
import type { FailedRecord, MappedRecord } from '../records/mapRecord.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { type Effective, type EffectiveFinding, effectiveFindings } from '../rules/effective.ts'
import { dayOf as dayOfInstant, loadSettings, loadWaivers } from '../rules/standing.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { checkText, type LocatedProblem } from './check.ts'
import { type ChangedField, comparedFields, storedRecord } from './fields.ts'
import { loadPreset } from './rows.ts'
import { catalogueOf } from './seenValues.ts'
import { dayOf, openStoredLoans } from './storedLoans.ts'

export interface PreviewMapping {
  connectionId: string
  /** Null: the draft of the connection's preset; its published text where there is none. */
  text: string | null
  /** Null: a sample. */
  recordIds: string[] | null
  /** How many loans to sample. */
  sample: number
}

export interface PreviewedFinding extends Pick<EffectiveFinding, 'rule' | 'severity' | 'fields' | 'message'> {
  waived: boolean
}

export interface Side {
  /** Null: the document is rejected. */
  eligibility: Eligibility | null
  exclusionReason: string | null
  /** After the organization's rule settings; those that are switched off are not among them. */
  findings: PreviewedFinding[]
  failures: MappingFailure[]
}

/** SSNs and dates of birth stand here in full: mask them before they leave. */
export interface PreviewedField extends ChangedField {
  trace: FieldTrace | null
}

export interface PreviewedRecord {
  recordId: string
  before: Side
  now: Side
  changes: PreviewedField[]
  /** Every field of both records, those that stay the same included. */
  fields: PreviewedField[]
}

export interface Preview {
  /** When there are any, nothing is mapped. */
  problems: LocatedProblem[]
  records: PreviewedRecord[]
}

export const mostRecords = 20

export async function previewMapping(
  app: App,
  requester: Requester,
  input: PreviewMapping,
): Promise<Outcome<{ preview: Preview }>> {
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  if (!isId(input.connectionId)) return notFound('connection', ['connection'])
  const connection = await db.connection.findFirst({ where: { id: input.connectionId } })
  if (!connection) return notFound('connection', ['connection'])
  const asked = input.recordIds?.length ?? input.sample
  if (asked < 1 || asked > mostRecords) {
    const path = input.recordIds ? ['records'] : ['sample']
    return refuse('INVALID_COUNT', path, `Ask for 1 to ${mostRecords} records; these are ${asked}.`)
  }
  const loaded = (await loadPreset(db, connection.presetId))!
  if (!app.plugins.has(connection.pluginId)) {
    return refuse('UNKNOWN_PLUGIN', ['connection'], `The plugin ${connection.pluginId} is not installed.`)
  }
  const text = input.text ?? loaded.draft?.text ?? loaded.published.text
  const target = { connectionName: null, catalogue: await catalogueOf(db, connection) }
  const { problems, programs } = checkText(text, connection.pluginId, [target])
  const program = programs[0]
  if (problems.length > 0 || !program) return { ok: true, preview: { problems, records: [] } }

  const ids = input.recordIds ?? (await sampleOf(app, organizationId, connection.id, input.sample))
  const rows = await loadRecords(app, organizationId, connection.id, ids)
  if (rows.length < new Set(ids).size) return notFound('record of this connection', ['records'])
  const traced = tracing(program)
  const map = await openStoredLoans(app, organizationId, connection, traced.program)
  const keys = await app.keysOf(organizationId)
  const settings = await loadSettings(db)
  const sourceKeys = rows.map((row) => row.sourceKey)
  const waivers = await loadWaivers(db, connection.id, sourceKeys, dayOfInstant(new Date(app.now())))
  const reports = await loadPrevious(
    db,
    keys,
    connection.id,
    rows.map((row) => ({ sourceKey: row.sourceKey, asOf: dayOf(row.asOf) })),
  )
  const records: PreviewedRecord[] = []
  for (const row of rows) {
    const judge: Judge = ({ findings }) => effectiveFindings(findings, settings, waivers.get(row.sourceKey) ?? [])
    const mapped = map(row.sourceRecord, dayOf(row.asOf), reports.get(row.sourceKey) ?? null)
    records.push(previewOf(row, keys, mapped, traced.fields, judge))
    await breathe()
  }
  return { ok: true, preview: { problems, records } }
}

/** Loans of as many kinds as there are: one of each account status and eligibility before a second of any. */
async function sampleOf(app: App, organizationId: string, connectionId: string, count: number): Promise<string[]> {
  const rows = await app.database.tenant(organizationId).$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text AS id FROM (
       SELECT id, row_number() OVER (PARTITION BY eligibility, exclusion_reason, account_status ORDER BY id) AS place
         FROM metro2_records WHERE organization_id = $1::uuid AND connection_id = $2::uuid) AS placed
     ORDER BY place, id LIMIT $3::int`,
    organizationId,
    connectionId,
    count,
  )
  return rows.map((row) => row.id)
}

/** What the findings come to after settings and waivers of the loan. */
type Judge = (mapped: MappedRecord) => Effective

type Row = Awaited<ReturnType<typeof loadRecords>>[number]

/** In the order of the ids. */
async function loadRecords(app: App, organizationId: string, connectionId: string, ids: string[]) {
  const rows = await app.database.tenant(organizationId).metro2Record.findMany({
    where: { connectionId, id: { in: ids.filter(isId) } },
    select: {
      ...{ id: true, sourceKey: true, asOf: true, eligibility: true, exclusionReason: true },
      ...{ fields: true, sealedIdentity: true },
      sourceRecord: { select: { id: true, document: true, documentHash: true, snapshotDate: true } },
      validationErrors: {
        where: { severity: { not: 'OFF' } },
        select: { ruleId: true, severity: true, fields: true, message: true, waiverId: true },
      },
    },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}

/** A program whose every run is traced; `fields` answers the trace of the last one. */
function tracing(program: PresetProgram): { program: PresetProgram; fields(): FieldTrace[] } {
  let last: FieldTrace[] = []
  const run: PresetProgram['run'] = (document, inputs) => {
    const { outcome, fields } = program.trace(document, inputs)
    last = fields
    return outcome
  }
  return { program: { ...program, run, trace: program.trace }, fields: () => last }
}

function previewOf(
  row: Row,
  keys: OrganizationKeys,
  mapped: MappedRecord | FailedRecord,
  traces: () => FieldTrace[],
  judge: Judge,
): PreviewedRecord {
  const traceOf = new Map(mapped.kind === 'FAILED' ? [] : traces().map((trace) => [trace.field, trace]))
  const now = mapped.kind === 'RECORD' && mapped.fields ? joinIdentity(mapped.fields, mapped.identity!) : null
  const fields = comparedFields(storedRecord(row, keys), now).map((each) => {
    const trace = traceOf.get(each.field) ?? null
    const isChanged = each.before !== each.now
    return { ...each, now: isHidden(trace) ? trace.value : each.now, trace, isChanged }
  })
  const findings = row.validationErrors.map(({ ruleId, waiverId, ...finding }) => ({
    ...{ rule: ruleId, ...finding, waived: waiverId !== null },
  }))
  const { eligibility, exclusionReason } = row
  return {
    recordId: row.id,
    before: { eligibility, exclusionReason, findings, failures: [] },
    now: sideOf(mapped, traceOf, judge),
    changes: fields.filter(({ isChanged }) => isChanged),
    fields,
  }
}

function sideOf(mapped: MappedRecord | FailedRecord, traceOf: ReadonlyMap<string, FieldTrace>, judge: Judge): Side {
  if (mapped.kind === 'FAILED') {
    return { eligibility: null, exclusionReason: null, findings: [], failures: mapped.failures }
  }
  const effective = judge(mapped)
  const counted = effective.findings.filter(({ severity }) => severity !== 'OFF')
  const findings = counted.map(({ rule, severity, fields, message, waiverId }) => {
    const hidden = fields.some((field) => isHidden(traceOf.get(field) ?? null))
    return { rule, severity, fields, message: hidden ? hiddenMessage : message, waived: waiverId !== null }
  })
  const eligibility = mapped.eligibility === 'EXCLUDED' ? 'EXCLUDED' : effective.eligibility
  return { eligibility, exclusionReason: mapped.exclusionReason, findings, failures: [] }
}

const hiddenMessage = 'Not shown: the field is filled from a sensitive field of the source.'

/**
 * A recipe that puts a sensitive field of the source into another field of the record shows nobody what stands there. The
 * record's own SSN and date of birth are masked where they leave, as everywhere.
 */
function isHidden(trace: FieldTrace | null): trace is FieldTrace {
  return trace?.value === '•••' && !/\.(socialSecurityNumber|dateOfBirth)$/.test(trace.field)
}
