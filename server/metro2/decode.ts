/**
 * Reads segments and records. Files of a million lines come through here: the text is scanned where it stands, every segment is
 * a clone of one blank one, and what is right allocates nothing but its value.
 */
import { type CodecProblem, type FieldPlan, plans, type Report, reporter } from './codecPlan.ts'
import { fromMetro2Date } from './dates.ts'
import { type FieldPlace, type SegmentName, segmentLength, segmentOrder } from './layout.ts'
import type { BaseSegment, CalendarDate, Header, J1Segment, J2Segment, Metro2Record } from './record.ts'

const blank = 32

function isBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) !== blank) return false
  return true
}

function readText(text: string, from: number, to: number): string {
  let end = to
  while (end > from && text.charCodeAt(end - 1) === blank) end--
  return end === from ? '' : text.slice(from, end)
}

/** -1 where a character is no digit. */
function numberAt(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

function readNumber(text: string, from: number, to: number, place: FieldPlace, report: Report): number {
  const value = numberAt(text, from, to)
  if (value >= 0) return value
  // Some furnishers leave an optional byte blank instead of zero.
  if (!isBlank(text, from, to)) report(place, 'NOT_A_NUMBER', `is not ${place.length} digits`)
  return 0
}

function readDigits(text: string, from: number, to: number, place: FieldPlace, report: Report): string {
  const value = numberAt(text, from, to)
  if (value > 0) return text.slice(from, to)
  if (value < 0 && !isBlank(text, from, to)) report(place, 'NOT_DIGITS', `is not ${place.length} digits`)
  return ''
}

/** Real days by their digits: the same few thousand stand in a file over and over. The bound holds even if all of them did not. */
const knownDays = new Map<number, CalendarDate>()
const mostKnownDays = 50_000

function readDate(text: string, from: number, to: number, place: FieldPlace, report: Report): CalendarDate | null {
  const digits = numberAt(text, from, to)
  if (digits === 0) return null
  const known = knownDays.get(digits)
  if (known !== undefined) return known
  const date = digits < 0 ? undefined : fromMetro2Date(text.slice(from, to))
  if (date === undefined || date === null) {
    if (!isBlank(text, from, to)) report(place, 'NOT_A_DATE', 'is neither MMDDYYYY nor zeros')
    return null
  }
  if (knownDays.size < mostKnownDays) knownDays.set(digits, date)
  return date
}

const neutral = { text: '', digits: '', number: 0, date: null } as const

/** A segment with every field blank, zero or null: cloned, so that all segments have one shape and reading stays quick. */
function blankOf(fields: readonly FieldPlan[]): Record<string, unknown> {
  const held = fields.filter(({ kind }) => kind in neutral)
  return Object.fromEntries(held.map(({ name, kind }) => [name, neutral[kind as keyof typeof neutral]]))
}

const blankSegments = Object.fromEntries(
  Object.entries(plans).map(([segment, fields]) => [segment, blankOf(fields)]),
) as Record<SegmentName, Record<string, unknown>>

/** Reserved bytes and descriptor words are not looked at; the data hold neither. */
function readFields(
  fields: readonly FieldPlan[],
  data: Record<string, unknown>,
  text: string,
  offset: number,
  report: Report,
): void {
  for (const { place, name, kind, constant } of fields) {
    const from = offset + place.start - 1
    const to = from + place.length
    switch (kind) {
      case 'text':
        data[name] = readText(text, from, to)
        break
      case 'number':
        data[name] = readNumber(text, from, to, place, report)
        break
      case 'date':
        data[name] = readDate(text, from, to, place, report)
        break
      case 'digits':
        data[name] = readDigits(text, from, to, place, report)
        break
      case 'constant':
        if (!text.startsWith(constant, from)) report(place, 'CONSTANT', `is not ${constant}`)
        break
    }
  }
}

/** Reads a segment out of `text` at `offset`. Constants are compared, reserved bytes are not looked at. */
export function decodeSegment(
  segment: SegmentName,
  text: string,
  problems: CodecProblem[] = [],
  path: string = segment,
  offset = 0,
): Record<string, unknown> {
  const length = segmentLength[segment]
  const report = reporter(problems, path, offset)
  const data = { ...blankSegments[segment] }
  let whole = text
  if (text.length < offset + length) {
    const place: FieldPlace = { ...plans[segment][0]!.place, length }
    report(place, 'TOO_SHORT', `ends after ${Math.max(0, text.length - offset)} of ${length} characters`)
    whole = text.padEnd(offset + length)
  }
  readFields(plans[segment], data, whole, offset, report)
  return data
}

export interface Decoded {
  record: Metro2Record
  problems: CodecProblem[]
}

type Appended = Exclude<(typeof segmentOrder)[number], 'base'>

const rank = Object.fromEntries(segmentOrder.map((name, i) => [name, i])) as Record<Appended, number>
const appended = new Map<string, Appended>()
for (const name of segmentOrder) {
  if (name === 'base') continue
  appended.set(name, name)
  appended.set(name.toUpperCase(), name)
}

function segmentProblem(problems: CodecProblem[], field: string, offset: number, length: number, message: string) {
  problems.push({ code: 'SEGMENT', field, position: offset + 1, length, message })
}

function readAppended(name: Appended, text: string, offset: number, { record, problems }: Decoded): void {
  if (name === 'j1') {
    const path = `j1[${record.j1.length}]`
    record.j1.push(decodeSegment('j1', text, problems, path, offset) as unknown as J1Segment)
  } else if (name === 'j2') {
    const path = `j2[${record.j2.length}]`
    record.j2.push(decodeSegment('j2', text, problems, path, offset) as unknown as J2Segment)
  } else if (record[name] === undefined) {
    const data: unknown = decodeSegment(name, text, problems, name, offset)
    Object.assign(record, { [name]: data })
  } else {
    const message = `A second ${name.toUpperCase()} segment begins at position ${offset + 1}; a record has one at most, and this one is not read.`
    segmentProblem(problems, name, offset, segmentLength[name], message)
  }
}

function decodeAppended(text: string, decoded: Decoded): void {
  const { problems } = decoded
  let offset: number = segmentLength.base
  let last: Appended | null = null
  // Blanks fill records of fixed length up.
  while (offset < text.length && !isBlank(text, offset, text.length)) {
    const name = appended.get(text.slice(offset, offset + 2))
    if (name === undefined) {
      const message = `No segment begins at position ${offset + 1}; the rest of the record is not read.`
      segmentProblem(problems, 'record', offset, text.length - offset, message)
      return
    }
    if (last !== null && rank[name] < rank[last]) {
      const message = `${name.toUpperCase()} at position ${offset + 1} stands after ${last.toUpperCase()}; the order is J1, J2, K1, K2, K3, K4, L1, N1.`
      segmentProblem(problems, name, offset, segmentLength[name], message)
    }
    readAppended(name, text, offset, decoded)
    offset += segmentLength[name]
    last = name
  }
}

/** A record line (without its line end) as data, with everything about it that is not as the format wants it. */
export function decodeRecord(text: string): Decoded {
  const problems: CodecProblem[] = []
  const base = decodeSegment('base', text, problems) as unknown as BaseSegment
  const decoded: Decoded = { record: { base, j1: [], j2: [] }, problems }
  if (text.length > segmentLength.base) decodeAppended(text, decoded)
  if (numberAt(text, 0, 4) !== text.length) {
    const message = `The record descriptor word does not equal the record's length of ${text.length}.`
    problems.push({ code: 'LENGTH', field: 'base.recordDescriptorWord', position: 1, length: 4, message })
  }
  return decoded
}

export function decodeHeader(text: string): { header: Header; problems: CodecProblem[] } {
  const problems: CodecProblem[] = []
  return { header: decodeSegment('header', text, problems) as unknown as Header, problems }
}
