/**
 * What a text would make of stored loans: every field that changes with its value before and now, findings before and
 * now. Reads sealed documents, never the source, and writes nothing.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Eligibility } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import type { FieldTrace, MappingFailure, PresetProgram } from '../mapping/program.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { joinIdentity } from '../records/identity.ts'
import type { FailedRecord, MappedRecord } from '../records/mapRecord.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { type Effective, type EffectiveFinding, effectiveFindings } from '../rules/effective.ts'
import { dayOf as dayOfInstant, loadSettings, loadWaivers } from '../rules/standing.ts'
import { goneReason } from '../sync/gone.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { checkText, type LocatedProblem } from './check.ts'
import { type ChangedField, comparedFields, storedRecord } from './fields.ts'
import { type QuarantinedRow, quarantinedBy } from './impactLoans.ts'
import { loadPreset } from './rows.ts'
import { catalogueOf } from './seenValues.ts'
import { dayOf, openQuarantinedLoans, openStoredLoans } from './storedLoans.ts'

export interface PreviewMapping {
  connectionId: string
  /** Null: the draft of the connection's preset; its published text where there is none. */
  text: string | null
  /** Null: a sample. */
  recordIds: string[] | null
  /** Documents in quarantine, after the records. */
  quarantinedIds?: string[]
  /** How many loans to sample. */
  sample: number
}

export interface PreviewedFinding extends Pick<EffectiveFinding, 'rule' | 'severity' | 'fields' | 'message'> {
  waived: boolean
}

export interface Side {
  /** Null: the document is rejected, or in quarantine without a record. */
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
  /** Null: a loan that never had a record. */
  recordId: string | null
  /** The loan's latest document, where it is in quarantine: it is the one that was tried. */
  quarantinedId: string | null
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
  const { recordIds, quarantinedIds = [] } = input
  const asked = recordIds === null ? input.sample : recordIds.length + quarantinedIds.length
  if (asked < 1 || asked > mostRecords) {
    const path = recordIds ? ['records'] : ['sample']
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

  const ids = recordIds ?? (await sampleOf(app, organizationId, connection.id, input.sample))
  const rows = await loadRecords(app, organizationId, connection, ids, quarantinedIds)
  if (rows === null) return notFound('record of this connection', ['records'])
  const traced = tracing(program)
  const map = await openStoredLoans(app, organizationId, connection, traced.program)
  const mapQuarantined = await openQuarantinedLoans(app, organizationId, connection, traced.program)
  const keys = await app.keysOf(organizationId)
  const settings = await loadSettings(db)
  const sourceKeys = rows.map((row) => row.sourceKey)
  const waivers = await loadWaivers(db, connection.id, sourceKeys, dayOfInstant(new Date(app.now())))
  const reports = await loadPrevious(
    db,
    keys,
    connection.id,
    rows.map(({ sourceKey, day }) => ({ sourceKey, asOf: day })),
  )
  const records: PreviewedRecord[] = []
  for (const row of rows) {
    const judge: Judge = ({ findings }) => effectiveFindings(findings, settings, waivers.get(row.sourceKey) ?? [])
    const previous = reports.get(row.sourceKey) ?? null
    // Of a loan that is gone nothing is mapped, whatever the text.
    const mapped = isGone(row)
      ? null
      : row.quarantined
        ? mapQuarantined(row.quarantined, row.day, previous)
        : map(row.record!.sourceRecord, row.day, previous)
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
         FROM metro2_records WHERE organization_id = $1::uuid AND connection_id = $2::uuid
           AND exclusion_reason IS DISTINCT FROM '${goneReason}') AS placed
     ORDER BY place, id LIMIT $3::int`,
    organizationId,
    connectionId,
    count,
  )
  return rows.map((row) => row.id)
}

/** What the findings come to after settings and waivers of the loan. */
export type Judge = (mapped: MappedRecord) => Effective

/** A loan to try: its record, its latest document where that is in quarantine, or both. */
interface Loan {
  sourceKey: string
  record: StoredLoan | null
  quarantined: QuarantinedRow | null
  /** The day it is mapped for, YYYY-MM-DD. */
  day: string
}

type StoredLoan = Awaited<ReturnType<typeof recordsBy>>[number]

const isGone = ({ record, quarantined }: Loan) => quarantined === null && record!.exclusionReason === goneReason

/** In the order of the ids, records first; null where one is not there. */
async function loadRecords(
  app: App,
  organizationId: string,
  connection: { id: string; asOf: Date | null },
  recordIds: readonly string[],
  quarantinedIds: readonly string[],
): Promise<Loan[] | null> {
  const db = app.database.tenant(organizationId)
  const chosen = await recordsBy(db, connection.id, { id: { in: recordIds.filter(isId) } })
  const sourceKeys = chosen.map((row) => row.sourceKey)
  const latest = await quarantinedBy({ db }, connection, { sourceKey: { in: sourceKeys } })
  const alone = await quarantinedBy({ db }, connection, { id: { in: quarantinedIds.filter(isId) } })
  if (chosen.length < new Set(recordIds).size || alone.length < new Set(quarantinedIds).size) return null
  const others = await recordsBy(db, connection.id, { sourceKey: { in: alone.map((row) => row.sourceKey) } })
  const byId = new Map(chosen.map((row) => [row.id, row]))
  const records = [...new Set(recordIds)].map((id) => byId.get(id)!)
  const aloneById = new Map(alone.map((row) => [row.id, row]))
  const quarantined = [...new Set(quarantinedIds)].map((id) => aloneById.get(id)!)
  return [
    ...records.map((record) => loanOf(record, latest.find((each) => each.sourceKey === record.sourceKey) ?? null)),
    ...quarantined.map((each) => loanOf(others.find(({ sourceKey }) => sourceKey === each.sourceKey) ?? null, each)),
  ]
}

function loanOf(record: StoredLoan | null, quarantined: QuarantinedRow | null): Loan {
  const day = quarantined?.day ?? dayOf(record!.asOf)
  return { sourceKey: (quarantined ?? record)!.sourceKey, record, quarantined, day }
}

async function recordsBy(
  db: TenantClient,
  connectionId: string,
  which: { id: { in: string[] } } | { sourceKey: { in: string[] } },
) {
  return db.metro2Record.findMany({
    where: { connectionId, ...which },
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
}

/** A program whose every run is traced; `fields` answers the trace of the last one. */
export function tracing(program: PresetProgram): { program: PresetProgram; fields(): FieldTrace[] } {
  let last: FieldTrace[] = []
  const run: PresetProgram['run'] = (document, inputs) => {
    const { outcome, fields } = program.trace(document, inputs)
    last = fields
    return outcome
  }
  return { program: { ...program, run, trace: program.trace }, fields: () => last }
}

/** @param mapped null: the loan stays as it is */
function previewOf(
  { record, quarantined }: Loan,
  keys: OrganizationKeys,
  mapped: MappedRecord | FailedRecord | null,
  traces: () => FieldTrace[],
  judge: Judge,
): PreviewedRecord {
  const traceOf = new Map(mapped?.kind === 'RECORD' ? traces().map((trace) => [trace.field, trace]) : [])
  const stored = record && storedRecord(record, keys)
  const made = mapped?.kind === 'RECORD' && mapped.fields ? joinIdentity(mapped.fields, mapped.identity!) : null
  // A document that stays in quarantine changes nothing about the record of an earlier one.
  const stays = mapped === null || (mapped.kind === 'FAILED' && quarantined !== null)
  const fields = comparedFields(stored, stays ? stored : made).map((each) => {
    const trace = traceOf.get(each.field) ?? null
    const isChanged = each.before !== each.now
    return { ...each, now: isHidden(trace) ? trace.value : each.now, trace, isChanged }
  })
  const before = standing(record, quarantined)
  return {
    recordId: record?.id ?? null,
    quarantinedId: quarantined?.id ?? null,
    before,
    now: mapped === null ? before : sideOf(mapped, traceOf, judge),
    changes: fields.filter(({ isChanged }) => isChanged),
    fields,
  }
}

function standing(record: StoredLoan | null, quarantined: QuarantinedRow | null): Side {
  const findings = (record?.validationErrors ?? []).map(({ ruleId, waiverId, ...finding }) => ({
    ...{ rule: ruleId, ...finding, waived: waiverId !== null },
  }))
  const { eligibility = null, exclusionReason = null } = record ?? {}
  return { eligibility, exclusionReason, findings, failures: (quarantined?.failures ?? []) as MappingFailure[] }
}

/** What becomes of a loan that is only tried. */
export function sideOf(
  mapped: MappedRecord | FailedRecord,
  traceOf: ReadonlyMap<string, FieldTrace>,
  judge: Judge,
): Side {
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
export function isHidden(trace: FieldTrace | null): trace is FieldTrace {
  return trace?.value === '•••' && !/\.(socialSecurityNumber|dateOfBirth)$/.test(trace.field)
}
