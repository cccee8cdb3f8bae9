/** Loans that were read for a preview, mapped one by one: a bad one is shown with what is wrong, and spoils no other. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Capabilities, SampledRecord, SourcePlugin } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { FieldTrace, PresetProgram } from '../mapping/program.ts'
import type { Requester } from '../outcome.ts'
import { flatFields } from '../presets/fields.ts'
import { isHidden, type Judge, type Side, sideOf, tracing } from '../presets/preview.ts'
import { joinIdentity } from '../records/identity.ts'
import {
  type FailedRecord,
  type MappedRecord,
  mapRecord,
  normalizeDocument,
  type RecordFunction,
} from '../records/mapRecord.ts'
import { effectiveFindings } from '../rules/effective.ts'
import { loadSettings } from '../rules/standing.ts'
import { storable } from '../storable.ts'

/** SSNs and dates of birth stand here in full: mask them before they leave. */
export interface SampledField {
  /** `base.accountStatus`, `j1[0].surname`. */
  field: string
  value: string | null
  trace: FieldTrace | null
}

export interface SampledLoan {
  sourceKey: string
  /** What people call it; its key where the document cannot be read. */
  displayKey: string
  /** Day of its balances. */
  snapshotDate: string | null
  outcome: Side
  daysPastDue: number | null
  /** Every field of the record; none of a loan that has no record. */
  fields: SampledField[]
}

export interface Sampled {
  plugin: SourcePlugin
  capabilities: Capabilities
  program: PresetProgram
  asOf: string
  records: readonly SampledRecord[]
}

/** Stands in for the furnisher's, which comes later: a number that rules have nothing against. It is never shown. */
const noFurnisher = 'PREVIEW'

export async function mapSampled(app: App, { organizationId }: Requester, sampled: Sampled): Promise<SampledLoan[]> {
  const { indexKey } = await app.keysOf(organizationId)
  const settings = await loadSettings(app.database.tenant(organizationId))
  // A loan that nobody has stored has no waivers.
  const judge: Judge = ({ findings }) => effectiveFindings(findings, settings, [])
  const traced = tracing(sampled.program)
  const { plugin, capabilities, asOf } = sampled
  const f = { plugin, capabilities, program: traced.program, asOf, identificationNumber: noFurnisher, indexKey }
  const loans: SampledLoan[] = []
  // A record that came twice: the later one is the truth, as in a run.
  for (const record of new Map(sampled.records.map((each) => [each.key, each])).values()) {
    loans.push(storable(loanOf(record, mapOne({ ...f, presetVersionId: '' }, record), traced.fields, judge)))
    await breathe()
  }
  return loans
}

/** Nothing is stored of what is only tried, so that the hash of the inputs is nobody's business. */
const noHash = Buffer.alloc(0)

function mapOne(f: RecordFunction, record: SampledRecord): MappedRecord | FailedRecord {
  if (record.kind === 'MALFORMED') {
    const { message, hint, path = null } = record
    const failure = { field: '', sourcePath: path, code: 'MALFORMED_DOCUMENT', message, hint }
    return { kind: 'FAILED', stage: 'NORMALIZE', failures: [failure], unknownValues: [] }
  }
  const normalized = normalizeDocument(f, record.raw)
  if ('kind' in normalized) return normalized
  return mapRecord(f, normalized.document, noHash, record.snapshotDate, null)
}

function loanOf(
  record: SampledRecord,
  mapped: MappedRecord | FailedRecord,
  traces: () => FieldTrace[],
  judge: Judge,
): SampledLoan {
  const traceOf = new Map(mapped.kind === 'RECORD' ? traces().map((trace) => [trace.field, trace]) : [])
  return {
    sourceKey: record.key,
    displayKey: record.kind === 'DOCUMENT' ? record.displayKey : record.key,
    snapshotDate: record.kind === 'DOCUMENT' ? record.snapshotDate : null,
    outcome: sideOf(mapped, traceOf, judge),
    daysPastDue: mapped.kind === 'RECORD' ? mapped.daysPastDue : null,
    fields: fieldsOf(mapped, traceOf),
  }
}

function fieldsOf(mapped: MappedRecord | FailedRecord, traceOf: ReadonlyMap<string, FieldTrace>): SampledField[] {
  if (mapped.kind === 'FAILED' || mapped.fields === null) return []
  const whole = joinIdentity(mapped.fields, mapped.identity!)
  return [...flatFields(whole)].map(([field, value]) => {
    const trace = traceOf.get(field) ?? null
    if (field === 'base.identificationNumber') return { field, value: null, trace: null }
    return { field, value: isHidden(trace) ? trace.value : value, trace }
  })
}
