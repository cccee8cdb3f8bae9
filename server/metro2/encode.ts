/** Writes segments and records. See codec.ts for what is a problem and what is a rule of the format. */
import { type CodecProblem, type FieldKind, type FieldPlan, plans, type Report, reporter } from './codecPlan.ts'
import { isCalendarDate, toMetro2Date } from './dates.ts'
import { type FieldPlace, type SegmentName, segmentLength } from './layout.ts'
import { maximumAmount } from './money.ts'
import { appendedOnce, type Header, type Metro2Record } from './record.ts'

const printable = /^[\x20-\x5f\x7b-\x7e]*$/
const blanks = ' '.repeat(200)
const zeros = '0'.repeat(20)

function writeText(value: unknown, place: FieldPlace, report: Report): string {
  const { length } = place
  if (value === null || value === undefined || value === '') return blanks.slice(0, length)
  let text = `${value}`
  if (!printable.test(text)) {
    text = text.toUpperCase()
    if (!printable.test(text)) {
      text = text.replace(/[^\x20-\x5f\x7b-\x7e]/g, ' ')
      report(place, 'CHARACTER', 'holds characters the format does not allow; they are written as blanks')
    }
  }
  if (text.length > length) {
    report(place, 'TRUNCATED', `is ${text.length} characters long; the field holds ${length} and the rest is cut`)
    return text.slice(0, length)
  }
  return text + blanks.slice(0, length - text.length)
}

function writeNumber(value: unknown, place: FieldPlace, report: Report): string {
  const { length } = place
  if (value === 0) return zeros.slice(0, length)
  if (typeof value !== 'number' || Number.isNaN(value)) {
    report(place, 'NOT_A_NUMBER', 'is not a number; zeros are written')
    return zeros.slice(0, length)
  }
  if (value < 0) return zeros.slice(0, length)
  const maximum = length === 9 ? maximumAmount : 10 ** length - 1
  if (value > maximum && length !== 9)
    report(place, 'TRUNCATED', `does not fit ${length} digits; ${maximum} is written`)
  const text = `${Math.floor(Math.min(value, maximum))}`
  return zeros.slice(0, length - text.length) + text
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}

function writeDigits(value: unknown, place: FieldPlace, report: Report): string {
  const { length } = place
  if (value === '' || value === null || value === undefined) return zeros.slice(0, length)
  if (typeof value === 'string' && value.length === length && isDigits(value)) return value
  // A cut Social Security or telephone number would be somebody else's: zeros are the honest answer.
  report(place, 'NOT_DIGITS', `is not ${length} digits; zeros are written`)
  return zeros.slice(0, length)
}

function writeDate(value: unknown, place: FieldPlace, report: Report): string {
  if (value === null || value === undefined || value === '') return '00000000'
  if (typeof value === 'string' && isCalendarDate(value)) return toMetro2Date(value)
  report(place, 'NOT_A_DATE', 'is not a calendar date; zeros are written')
  return '00000000'
}

type Writer = (value: unknown, place: FieldPlace, report: Report) => string

const writers: Record<Exclude<FieldKind, 'reserved' | 'constant'>, Writer> = {
  descriptor: writeNumber,
  text: writeText,
  number: writeNumber,
  digits: writeDigits,
  date: writeDate,
}

interface WritePlan extends FieldPlan {
  /** null: the constant is written. */
  write: Writer | null
}

const compiled = Object.fromEntries(
  Object.entries(plans).map(([segment, fields]) => [
    segment,
    fields.map((plan) => {
      const isConstant = plan.kind === 'reserved' || plan.kind === 'constant'
      return { ...plan, write: isConstant ? null : writers[plan.kind as keyof typeof writers] }
    }),
  ]),
) as unknown as Record<SegmentName, readonly WritePlan[]>

/**
 * One segment as text of its full length. `path` and `offset` place the problems; `descriptor` is the record descriptor word
 * of a base segment.
 */
export function encodeSegment(
  segment: SegmentName,
  data: object,
  problems: CodecProblem[] = [],
  path: string = segment,
  offset = 0,
  descriptor = segmentLength[segment],
): string {
  const values = data as Record<string, unknown>
  const report = reporter(problems, path, offset)
  let text = ''
  for (const { write, constant, kind, name, place } of compiled[segment]) {
    if (write === null) text += constant
    else text += write(kind === 'descriptor' ? descriptor : values[name], place, report)
  }
  return text
}

/** Length of a record with all its segments: the record descriptor word. */
export function recordLength(record: Metro2Record): number {
  let length = segmentLength.base + record.j1.length * segmentLength.j1 + record.j2.length * segmentLength.j2
  for (const name of appendedOnce) if (record[name] !== undefined) length += segmentLength[name]
  return length
}

export interface Encoded {
  text: string
  problems: CodecProblem[]
}

/** A record as one line without its line end: base, J1 segments, J2 segments, K1, K2, K3, K4, L1, N1. */
export function encodeRecord(record: Metro2Record): Encoded {
  const problems: CodecProblem[] = []
  const { j1, j2 } = record
  let text = encodeSegment('base', record.base, problems, 'base', 0, recordLength(record))
  for (let i = 0; i < j1.length; i++) text += encodeSegment('j1', j1[i]!, problems, `j1[${i}]`, text.length)
  for (let i = 0; i < j2.length; i++) text += encodeSegment('j2', j2[i]!, problems, `j2[${i}]`, text.length)
  for (const name of appendedOnce) {
    const segment = record[name]
    if (segment !== undefined) text += encodeSegment(name, segment, problems, name, text.length)
  }
  return { text, problems }
}

export function encodeHeader(header: Header): Encoded {
  const problems: CodecProblem[] = []
  return { text: encodeSegment('header', header, problems), problems }
}
