/** The seam of the mapping engine: text and catalogue in, a program out; a document in, a Metro 2 record out. Pure. */
import type { Correction, Finding } from '../metro2/facts.ts'
import type { CalendarDate, Metro2Record } from '../metro2/record.ts'
import type { Catalogue } from './catalogue.ts'

/** A fault in a preset's text. Positions are 1-based. */
export interface PresetProblem {
  line: number
  column: number
  /** Dotted path in the preset: `account.accountStatus.firstMatch.1.when`. */
  path: string
  /** Stable code, e.g. UNKNOWN_KEY, UNKNOWN_PATH, TYPE_MISMATCH, UNKNOWN_CODE. */
  code: string
  message: string
  hint: string | null
}

export interface RunInputs {
  /** The only clock there is. */
  asOf: CalendarDate
  /** Field 5 of every record of this furnisher. */
  identificationNumber: string
  /** Day the source captured the document's balances. */
  snapshotDate: CalendarDate | null
  /** Collects the entries of tables that gave a value, as `tableEntry` names them; absent = nobody asks. */
  hits?: Set<string>
  /** What was reported of this loan for the period before, or imported as the baseline; null where it never was reported. */
  previous: Metro2Record | null
}

/** Names an entry of a table. */
export const tableEntry = (table: string, entry: string) => `${table}\u001f${entry}`

/** One step a value went through, for lineage and preview. Sensitive values are masked. */
export interface TraceStep {
  step: string
  input: string | null
  output: string | null
}

export interface FieldTrace {
  /** Path of the Metro 2 field: `base.accountStatus`, `j1[0].surname`. */
  field: string
  /** Value in the record, masked when sensitive. */
  value: string | null
  sourcePath: string | null
  sourceValue: string | null
  steps: TraceStep[]
  /** The derived fact behind the value: "oldest unpaid instalment 2026-05-10, 45 days at 2026-06-24". */
  evidence: string | null
}

/** A record-level failure: the document goes to quarantine with it. */
export interface MappingFailure {
  field: string
  sourcePath: string | null
  code: string
  message: string
  hint: string | null
}

/** A source value or field that the catalogue or a table does not know, for drift. */
export interface UnknownValue {
  path: string
  table: string | null
  value: string
}

export type MappingOutcome =
  | {
      kind: 'MAPPED'
      record: Metro2Record
      /** Findings of mapping and derivation; the rules' findings come later. */
      findings: Finding[]
      /** Due date whose missing began the delinquency; kept beside DOFD. */
      delinquencyCommenced: CalendarDate | null
      daysPastDue: number
      /** Fields that say otherwise than what was reported before, on evidence: rules about the month before warn of them. */
      corrected: Correction[]
      unknownValues: UnknownValue[]
    }
  | { kind: 'EXCLUDED'; reason: string; detail: string; unknownValues: UnknownValue[] }
  | { kind: 'REJECTED'; failures: MappingFailure[]; unknownValues: UnknownValue[] }

export interface PresetProgram {
  /** `preset:` of the text. */
  name: string
  title: string
  /** Plugin id the preset is written for. */
  source: string
  /** Every path of the catalogue that its text names: `Customers.lastName`. */
  reads: ReadonlySet<string>
  run(document: unknown, inputs: RunInputs): MappingOutcome
  /** As `run`, with what happened to each field. Slower; for lineage and preview. */
  trace(document: unknown, inputs: RunInputs): { outcome: MappingOutcome; fields: FieldTrace[] }
}

export type CompileResult = { ok: true; program: PresetProgram } | { ok: false; problems: PresetProblem[] }

/** `compilePreset` in compile.ts has this shape; all problems are answered at once. */
export type CompilePreset = (text: string, catalogue: Catalogue) => CompileResult
