/** A program: one document in, one outcome out. The same closures serve run and trace; tracing only takes notes. */
import { type AccountFields, assembleRecord } from '../metro2/assemble.ts'
import { isCalendarDate } from '../metro2/dates.ts'
import { derive } from '../metro2/derive.ts'
import type { Consumer, Derived, Finding } from '../metro2/facts.ts'
import type { Metro2Record } from '../metro2/record.ts'
import { type SpecializedPayment, specializedPayment } from '../metro2/specializedPayment.ts'
import { type Account, fillAccount } from './account.ts'
import type { Consumers } from './consumers.ts'
import type { Exclude } from './exclude.ts'
import { createFrame, type Frame, fail, type Row } from './frame.ts'
import type { History } from './history.ts'
import type { Binding, Slots } from './lets.ts'
import { placeConsumers, placed } from './places.ts'
import type { MappingOutcome, PresetProgram, RunInputs } from './program.ts'
import type { AppendedSegments, Segments } from './segments.ts'
import { traceFields } from './trace.ts'

export interface ProgramParts {
  name: string
  title: string
  source: string
  reads: ReadonlySet<string>
  slots: Slots
  bindings: Binding[]
  exclude: Exclude
  account: Account
  consumers: Consumers
  segments: Segments
  history: History
}

export function createProgram(parts: ProgramParts): PresetProgram {
  return {
    name: parts.name,
    title: parts.title,
    source: parts.source,
    reads: parts.reads,
    run: (document, inputs) => execute(parts, document, inputs, false).outcome,
    trace: (document, inputs) => {
      const execution = execute(parts, document, inputs, true)
      return { outcome: execution.outcome, fields: traceFields(execution) }
    },
  }
}

export interface Execution {
  outcome: MappingOutcome
  frame: Frame
  derived: Derived | null
  /** Fields the preset filled itself; the others are derived. */
  account: AccountFields
  consumers: Consumer[]
  segments: AppendedSegments
  /** K4 that the facts call for, where the preset has no block of its own. */
  derivedK4: SpecializedPayment | null
}

function execute(parts: ProgramParts, document: unknown, inputs: RunInputs, tracing: boolean): Execution {
  if (!isCalendarDate(inputs.asOf)) throw new RangeError('asOf is no calendar date')
  const f = createFrame(isRow(document) ? document : {}, inputs, parts.slots.count, tracing)
  const execution: Execution = {
    outcome: rejected(f),
    frame: f,
    derived: null,
    account: {},
    consumers: [],
    segments: {},
    derivedK4: null,
  }
  if (!isRow(document)) {
    fail(f, null, 'WRONG_TYPE', 'The document is no object.', 'The source sent something that is no record.')
    return execution
  }
  f.segment = ''
  for (const bind of parts.bindings) bind(f)
  const exclusion = parts.exclude(f)
  if (exclusion !== null) {
    execution.outcome = { kind: 'EXCLUDED', ...exclusion, unknownValues: f.unknownValues }
    return execution
  }
  mapDocument(parts, inputs, execution)
  return execution
}

function isRow(document: unknown): document is Row {
  return typeof document === 'object' && document !== null && !Array.isArray(document)
}

/** Shares the frame's arrays, so failures noted later are in it too. */
function rejected(f: Frame): MappingOutcome {
  return { kind: 'REJECTED', failures: f.failures, unknownValues: f.unknownValues }
}

function mapDocument(parts: ProgramParts, inputs: RunInputs, execution: Execution): void {
  const { frame: f, account } = execution
  account.identificationNumber = inputs.identificationNumber
  fillAccount(f, parts.account.mapped, account)
  execution.consumers = parts.consumers(f)
  execution.segments = parts.segments.run(f)
  const history = parts.history(f)
  const { dateOpened, portfolioType = '', termsFrequency = '' } = account
  needFact(f, 'dateOpened', dateOpened)
  needFact(f, 'portfolioType', portfolioType)
  if (f.failures.length > 0 || !dateOpened) return
  const liable = liableKeys(execution.consumers)
  const facts = { dateOpened, portfolioType, termsFrequency, ...history, liable }
  const outcome = derive(facts, f.asOf, inputs.previous)
  if (outcome.kind === 'EXCLUDED') {
    const { reason, detail } = outcome
    execution.outcome = { kind: 'EXCLUDED', reason, detail, unknownValues: f.unknownValues }
    return
  }
  if (!parts.segments.mapped.has('k4')) execution.derivedK4 = specializedPayment(facts, f.asOf)
  f.derived = outcome.derived
  execution.derived = outcome.derived
  fillAccount(f, parts.account.derived, account)
  if (f.failures.length === 0) assemble(execution, outcome.derived)
}

/** ECOA codes of consumers who do not owe the loan: authorized users, businesses, deceased, ended and deleted ones. */
const notLiable = new Set(['3', 'T', 'W', 'X', 'Z'])

function liableKeys(consumers: Consumer[]): string[] {
  return consumers.filter(({ ecoaCode }) => !notLiable.has(ecoaCode)).map(({ key }) => key)
}

/** Nothing about delinquency can be derived without these, whatever their recipes say of a missing value. */
function needFact(f: Frame, name: string, value: string | null | undefined): void {
  f.segment = 'base'
  f.field = name
  if (value || f.failures.some((failure) => failure.field === `base.${name}`)) return
  fail(f, null, 'MISSING', `${name} has no value, and nothing can be derived without it.`, 'Fill it in the source.')
}

function assemble(execution: Execution, derived: Derived): void {
  const { frame: f, account, consumers } = execution
  const assembled = assembleRecord(account, consumers, derived, f.asOf)
  if (assembled.kind === 'EXCLUDED') {
    const { reason, detail } = assembled
    execution.outcome = { kind: 'EXCLUDED', reason, detail, unknownValues: f.unknownValues }
    return
  }
  appendSegments(execution, assembled.record)
  execution.outcome = {
    kind: 'MAPPED',
    record: assembled.record,
    findings: allFindings(f, derived, assembled.findings, consumers, assembled.record),
    delinquencyCommenced: derived.delinquencyCommenced,
    daysPastDue: derived.daysPastDue,
    corrected: derived.corrected,
    unknownValues: f.unknownValues,
  }
}

function appendSegments(execution: Execution, record: Metro2Record): void {
  const { segments, derivedK4 } = execution
  Object.assign(record, segments)
  if (derivedK4 === null) return
  // A balloon of a loan that is paid is owed no more.
  const applies = derivedK4.segment.balloonPaymentAmount === 0 || record.base.currentBalance > 0
  if (applies) record.k4 = derivedK4.segment
  else execution.derivedK4 = null
}

function allFindings(
  f: Frame,
  derived: Derived,
  others: Finding[],
  consumers: Consumer[],
  record: Metro2Record,
): Finding[] {
  if (f.findings.length === 0) return [...derived.findings, ...others]
  const places = placeConsumers(consumers, record)
  const own = f.findings.map((finding) => ({ ...finding, fields: finding.fields.flatMap((x) => placed(x, places)) }))
  return [...own, ...derived.findings, ...others]
}
