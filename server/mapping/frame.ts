/** What a run of a program carries along: the document, the rows in hand, and what has been found out about them. */
import type { Derived, Finding, Severity } from '../metro2/facts.ts'
import type { CalendarDate } from '../metro2/record.ts'
import type { MappingFailure, RunInputs, TraceStep, UnknownValue } from './program.ts'

export type Row = Record<string, unknown>

/** A document with more failures than this is beyond reading; the rest says nothing new. */
const maximumFailures = 50
const maximumUnknown = 50

/** What happened to one field, for lineage. */
export interface FieldNote {
  field: string
  sourcePath: string | null
  sourceValue: string | null
  steps: TraceStep[]
  sensitive: boolean
}

export interface Frame {
  document: Row
  /** The row of the innermost list, and where it stands. */
  row: Row | null
  rowPlace: string
  rowIndex: number
  consumer: Row | null
  consumerPlace: string
  consumerIndex: number
  /** Rows that `let` found, by the slot the checker gave the name; -1 is no index. */
  slots: (Row | null)[]
  slotIndexes: number[]
  asOf: CalendarDate
  snapshotDate: CalendarDate | null
  /** Field 14 of the record in hand, for the converters that count periods. */
  termsFrequency: string
  derived: Derived | null
  /** Where the value in hand goes: `base`, `consumers[1]`, `history.instalments` and the field in it. */
  segment: string
  field: string
  /** Set by a recipe that held its value; the caller clears it. */
  held: boolean
  failures: MappingFailure[]
  findings: Finding[]
  unknownValues: UnknownValue[]
  notes: Map<string, FieldNote> | null
  note: FieldNote | null
  hits: Set<string> | null
}

export function createFrame(
  document: Row,
  inputs: Pick<RunInputs, 'asOf' | 'snapshotDate' | 'hits'>,
  slots: number,
  tracing: boolean,
): Frame {
  return {
    document,
    row: null,
    rowPlace: '',
    rowIndex: -1,
    consumer: null,
    consumerPlace: '',
    consumerIndex: -1,
    slots: new Array<Row | null>(slots).fill(null),
    slotIndexes: new Array<number>(slots).fill(-1),
    asOf: inputs.asOf,
    snapshotDate: inputs.snapshotDate,
    termsFrequency: '',
    derived: null,
    segment: '',
    field: '',
    held: false,
    failures: [],
    findings: [],
    unknownValues: [],
    notes: tracing ? new Map() : null,
    note: null,
    hits: inputs.hits ?? null,
  }
}

export function label(f: Frame): string {
  return f.segment === '' ? f.field : `${f.segment}.${f.field}`
}

/** Notes a failure that sends the document to quarantine; the same one of several rows counts once for each row's path. */
export function fail(f: Frame, sourcePath: string | null, code: string, message: string, hint: string | null): void {
  if (f.failures.length >= maximumFailures) return
  const field = label(f)
  if (f.failures.some((x) => x.code === code && x.sourcePath === sourcePath && x.field === field)) return
  f.failures.push({ field, sourcePath, code, message, hint })
}

export function find(
  f: Frame,
  rule: string,
  severity: Severity,
  message: string,
  values: Record<string, string>,
): void {
  f.findings.push({ rule, severity, fields: [label(f)], message, values })
}

export function unknown(f: Frame, path: string, table: string | null, value: string): void {
  if (f.unknownValues.length >= maximumUnknown) return
  if (f.unknownValues.some((u) => u.path === path && u.table === table && u.value === value)) return
  f.unknownValues.push({ path, table, value })
}

/** How a value is shown in a trace. Sensitive values show that they are there, and nothing else. */
export function show(value: unknown, sensitive: boolean): string | null {
  if (value === null || value === undefined) return null
  if (sensitive) return value === '' ? '' : '•••'
  const text = typeof value === 'string' ? value : String(JSON.stringify(value))
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
