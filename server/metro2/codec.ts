/**
 * Writes and reads the segments of the 426-character format. Plans are compiled from the layout once.
 *
 * Nothing is lost silently: what does not fit is cut or zero-filled by the rule of its type, and a problem says so. Rules of
 * the format that are no problem: amounts of a billion and more are written 999999999, negative amounts 0, cents never
 * arrive here, lower case is raised. Messages never hold a value: the field may be a Social Security number.
 */
import { fromMetro2Date, isCalendarDate, toMetro2Date } from './dates.ts'
import { type FieldPlace, fieldPlaces, type SegmentName, segmentLength } from './layout.ts'
import { maximumAmount } from './money.ts'
import type { BaseSegment, Header, J1Segment, J2Segment, Metro2Record } from './record.ts'

export type CodecProblemCode =
  | 'TRUNCATED'
  | 'CHARACTER'
  | 'NOT_DIGITS'
  | 'NOT_A_NUMBER'
  | 'NOT_A_DATE'
  | 'TOO_SHORT'
  | 'CONSTANT'
  | 'LENGTH'
  | 'SEGMENT'

/** What could not be written or read as it stands, and where. */
export interface CodecProblem {
  code: CodecProblemCode
  /** Path of the field: `base.surname`, `j1[0].dateOfBirth`. */
  field: string
  /** 1-based position of the field's first character in the record. */
  position: number
  length: number
  message: string
}

type Report = (place: FieldPlace, code: CodecProblemCode, message: string) => void
type Writer = (value: unknown, report: Report) => string
type Reader = (text: string, report: Report) => unknown

interface FieldPlan {
  place: FieldPlace
  /** Text written whatever the data says; null for a field of the data. */
  constant: string | null
  write: Writer
  read: Reader
}

const printable = /^[\x20-\x5f\x7b-\x7e]*$/
const blanks = ' '.repeat(200)
const zeros = '0'.repeat(20)

/** Numeric fields that the record holds as text: leading zeros count, and blank means none. */
const digitText = new Set(['socialSecurityNumber', 'telephoneNumber', 'reporterTelephoneNumber'])

const constants: Record<string, Record<string, string>> = {
  header: { recordDescriptorWord: '0426', recordIdentifier: 'HEADER' },
  base: { processingIndicator: '1' },
  trailer: { recordDescriptorWord: '0426', recordIdentifier: 'TRAILER' },
}

function constantOf(segment: SegmentName, place: FieldPlace): string | null {
  if (place.name.startsWith('reserved')) return ''.padEnd(place.length)
  if (place.name === 'segmentIdentifier') return segment.toUpperCase()
  return constants[segment]?.[place.name] ?? null
}

function textWriter(place: FieldPlace): Writer {
  const { length } = place
  return (value, report) => {
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
}

function numberWriter(place: FieldPlace): Writer {
  const { length } = place
  const maximum = Math.min(10 ** length - 1, length === 9 ? maximumAmount : Number.POSITIVE_INFINITY)
  return (value, report) => {
    if (value === 0) return zeros.slice(0, length)
    if (typeof value !== 'number' || Number.isNaN(value)) {
      report(place, 'NOT_A_NUMBER', 'is not a number; zeros are written')
      return zeros.slice(0, length)
    }
    if (value < 0) return zeros.slice(0, length)
    if (value > maximum && length !== 9)
      report(place, 'TRUNCATED', `does not fit ${length} digits; ${maximum} is written`)
    const text = `${Math.floor(Math.min(value, maximum))}`
    return zeros.slice(0, length - text.length) + text
  }
}

function digitsWriter(place: FieldPlace): Writer {
  const shape = new RegExp(`^\\d{${place.length}}$`)
  return (value, report) => {
    if (value === '' || value === null || value === undefined) return zeros.slice(0, place.length)
    if (typeof value === 'string' && shape.test(value)) return value
    // A cut Social Security or telephone number would be somebody else's: zeros are the honest answer.
    report(place, 'NOT_DIGITS', `is not ${place.length} digits; zeros are written`)
    return zeros.slice(0, place.length)
  }
}

function dateWriter(place: FieldPlace): Writer {
  return (value, report) => {
    if (value === null || value === undefined || value === '') return '00000000'
    if (typeof value === 'string' && isCalendarDate(value)) return toMetro2Date(value)
    report(place, 'NOT_A_DATE', 'is not a calendar date; zeros are written')
    return '00000000'
  }
}

function writerOf(place: FieldPlace): Writer {
  if (place.type === 'D') return dateWriter(place)
  if (place.type === 'AN') return textWriter(place)
  return place.type === 'T' || digitText.has(place.name) ? digitsWriter(place) : numberWriter(place)
}

function readDigits(place: FieldPlace): Reader {
  const none = zeros.slice(0, place.length)
  return (text, report) => {
    if (text === none || text.trim() === '') return ''
    if (/^\d+$/.test(text)) return text
    report(place, 'NOT_DIGITS', `is not ${place.length} digits`)
    return ''
  }
}

function readNumber(place: FieldPlace): Reader {
  return (text, report) => {
    if (/^\d+$/.test(text)) return Number(text)
    // Some furnishers leave an optional byte blank instead of zero.
    if (text.trim() === '') return 0
    report(place, 'NOT_A_NUMBER', `is not ${place.length} digits`)
    return 0
  }
}

function readDate(place: FieldPlace): Reader {
  return (text, report) => {
    if (text.trim() === '') return null
    const date = fromMetro2Date(text)
    if (date !== undefined) return date
    report(place, 'NOT_A_DATE', 'is neither MMDDYYYY nor zeros')
    return null
  }
}

function readerOf(place: FieldPlace): Reader {
  if (place.type === 'D') return readDate(place)
  if (place.type === 'AN') return (text) => text.trimEnd()
  return place.type === 'T' || digitText.has(place.name) ? readDigits(place) : readNumber(place)
}

function compile(segment: SegmentName): FieldPlan[] {
  return fieldPlaces(segment).map((place) => ({
    place,
    constant: constantOf(segment, place),
    write: writerOf(place),
    read: readerOf(place),
  }))
}

const plans = Object.fromEntries(
  (Object.keys(segmentLength) as SegmentName[]).map((segment) => [segment, compile(segment)]),
) as Record<SegmentName, FieldPlan[]>

function reporter(problems: CodecProblem[], path: string, offset: number): Report {
  return (place, code, message) => {
    problems.push({
      code,
      field: `${path}.${place.name}`,
      position: offset + place.start,
      length: place.length,
      message: `${path}.${place.name} ${message}.`,
    })
  }
}

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
  for (const plan of plans[segment]) {
    const { name } = plan.place
    if (plan.constant !== null) text += plan.constant
    else text += plan.write(name === 'recordDescriptorWord' ? descriptor : values[name], report)
  }
  return text
}

/** Length of a record with its J1 and J2 segments: the record descriptor word. */
export function recordLength(record: Metro2Record): number {
  return segmentLength.base + record.j1.length * segmentLength.j1 + record.j2.length * segmentLength.j2
}

export interface Encoded {
  text: string
  problems: CodecProblem[]
}

/** A record as one line without its line end: base, J1 segments, J2 segments. */
export function encodeRecord(record: Metro2Record): Encoded {
  const problems: CodecProblem[] = []
  let text = encodeSegment('base', record.base, problems, 'base', 0, recordLength(record))
  record.j1.forEach((segment, i) => {
    text += encodeSegment('j1', segment, problems, `j1[${i}]`, text.length)
  })
  record.j2.forEach((segment, i) => {
    text += encodeSegment('j2', segment, problems, `j2[${i}]`, text.length)
  })
  return { text, problems }
}

export function encodeHeader(header: Header): Encoded {
  const problems: CodecProblem[] = []
  return { text: encodeSegment('header', header, problems), problems }
}

/** Reads a segment out of `text` at `offset`. Constants are compared, reserved bytes are not looked at. */
export function decodeSegment(
  segment: SegmentName,
  text: string,
  problems: CodecProblem[] = [],
  path: string = segment,
  offset = 0,
): Record<string, unknown> {
  const report = reporter(problems, path, offset)
  const data: Record<string, unknown> = {}
  if (text.length < offset + segmentLength[segment]) {
    const whole: FieldPlace = { ...plans[segment][0]!.place, length: segmentLength[segment] }
    report(whole, 'TOO_SHORT', `ends after ${text.length - offset} of ${segmentLength[segment]} characters`)
  }
  for (const { place, constant, read } of plans[segment]) {
    const from = offset + place.start - 1
    const part = text.slice(from, from + place.length).padEnd(place.length)
    if (constant !== null) {
      const expected = place.name.startsWith('reserved') || place.name === 'recordDescriptorWord' ? part : constant
      if (part !== expected) report(place, 'CONSTANT', `is not ${constant}`)
    } else if (place.name !== 'recordDescriptorWord') data[place.name] = read(part, report)
  }
  return data
}

/** A segment that records of ours do not carry (K1 to N1), as read. */
export interface OtherSegment {
  segment: 'k1' | 'k2' | 'k3' | 'k4' | 'l1' | 'n1'
  fields: Record<string, unknown>
}

export interface Decoded {
  record: Metro2Record
  others: OtherSegment[]
  problems: CodecProblem[]
}

const otherSegments = new Set(['k1', 'k2', 'k3', 'k4', 'l1', 'n1'])

function decodeAppended(text: string, decoded: Decoded): void {
  const { record, others, problems } = decoded
  let offset: number = segmentLength.base
  while (text.slice(offset).trim() !== '') {
    const name = text.slice(offset, offset + 2).toLowerCase()
    if (name === 'j1') {
      const path = `j1[${record.j1.length}]`
      record.j1.push(decodeSegment('j1', text, problems, path, offset) as unknown as J1Segment)
      offset += segmentLength.j1
    } else if (name === 'j2') {
      const path = `j2[${record.j2.length}]`
      record.j2.push(decodeSegment('j2', text, problems, path, offset) as unknown as J2Segment)
      offset += segmentLength.j2
    } else if (otherSegments.has(name)) {
      const segment = name as OtherSegment['segment']
      others.push({ segment, fields: decodeSegment(segment, text, problems, segment, offset) })
      offset += segmentLength[segment]
    } else {
      const message = `No segment begins at position ${offset + 1}; the rest of the record is not read.`
      problems.push({ code: 'SEGMENT', field: 'record', position: offset + 1, length: 2, message })
      return
    }
  }
}

/** A record line (without its line end) as data, with everything about it that is not as the format wants it. */
export function decodeRecord(text: string): Decoded {
  const problems: CodecProblem[] = []
  const base = decodeSegment('base', text, problems) as unknown as BaseSegment
  const decoded: Decoded = { record: { base, j1: [], j2: [] }, others: [], problems }
  decodeAppended(text, decoded)
  const descriptor = text.slice(0, 4)
  if (Number(descriptor) !== text.length) {
    const message = `The record descriptor word does not equal the record's length of ${text.length}.`
    problems.push({ code: 'LENGTH', field: 'base.recordDescriptorWord', position: 1, length: 4, message })
  }
  return decoded
}

export function decodeHeader(text: string): { header: Header; problems: CodecProblem[] } {
  const problems: CodecProblem[] = []
  return { header: decodeSegment('header', text, problems) as unknown as Header, problems }
}
