/** Lineage: what happened to each field of a record, from the notes of a traced run. */
import { type DerivedField, derivedFields } from '../metro2/facts.ts'
import { show } from './frame.ts'
import { placeConsumers, placed } from './places.ts'
import type { FieldTrace } from './program.ts'
import type { Execution } from './run.ts'

const sensitiveFields = /\.(socialSecurityNumber|dateOfBirth)$/

/** Traces of all fields a mapped record has by recipe or derivation; of a document that gave no record, of those tried. */
export function traceFields(execution: Execution): FieldTrace[] {
  const { outcome, frame, consumers } = execution
  const record = outcome.kind === 'MAPPED' ? outcome.record : null
  const places = record === null ? [] : placeConsumers(consumers, record)
  const traces: FieldTrace[] = []
  for (const note of frame.notes?.values() ?? []) {
    const field = record === null ? note.field : placed(note.field, places)[0]
    const value = field === undefined || record === null ? null : valueAt(record, field)
    // A J1 has no address of its own: what was mapped for it stands in no record.
    if (field === undefined || value === undefined) continue
    traces.push({
      field,
      value: show(value, note.sensitive || sensitiveFields.test(field)),
      sourcePath: note.sourcePath,
      sourceValue: note.sourceValue,
      steps: note.steps,
      evidence: evidenceOf(execution, field),
    })
  }
  return record === null ? traces : [...traces, ...derivedTraces(execution, traces), ...segmentTraces(execution)]
}

/** Derived fields that no recipe names. */
function derivedTraces(execution: Execution, traces: FieldTrace[]): FieldTrace[] {
  const { outcome, derived, account } = execution
  if (outcome.kind !== 'MAPPED' || derived === null) return []
  const told = new Set(traces.map((trace) => trace.field))
  return derivedFields
    .filter((name) => !(name in account) && !told.has(`base.${name}`))
    .map((name) => ({
      field: `base.${name}`,
      value: show(outcome.record.base[name], false),
      sourcePath: null,
      sourceValue: null,
      steps: [{ step: 'derive', input: null, output: show(derived.fields[name], false) }],
      evidence: derived.evidence[name] ?? null,
    }))
}

/** Fields of a K4 that no recipe filled. */
function segmentTraces({ derivedK4 }: Execution): FieldTrace[] {
  if (derivedK4 === null) return []
  const { segment, evidence } = derivedK4
  return Object.entries(segment)
    .filter(([, value]) => value !== null && value !== 0)
    .map(([name, value]) => ({
      field: `k4.${name}`,
      value: show(value, false),
      sourcePath: null,
      sourceValue: null,
      steps: [{ step: 'derive', input: null, output: show(value, false) }],
      evidence,
    }))
}

function evidenceOf({ derived, frame }: Execution, field: string): string | null {
  const note = frame.notes?.get(field)
  if (derived === null || !note?.steps.some((step) => step.step === 'derive')) return null
  return derived.evidence[field.slice('base.'.length) as DerivedField] ?? null
}

function valueAt(record: unknown, path: string): unknown {
  let value = record
  for (const part of path.match(/[^.[\]]+/g) ?? []) value = (value as Record<string, unknown> | undefined)?.[part]
  return value
}
