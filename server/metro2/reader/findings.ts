/** What a check answers: a finding with its place in the file. Social Security numbers and birth dates are masked here. */
import type { Finding, Severity } from '../facts.ts'
import { fieldPlaces, layout, type SegmentName, segmentLength, segmentOrder } from '../layout.ts'
import type { Metro2Record } from '../record.ts'

export interface CheckFinding {
  rule: string
  severity: Severity
  /** From 1; in files without line ends the number of the record. 0: what is not in the file. */
  line: number
  /** Consumer account number; '' where there is none. */
  account: string
  /** `header`, `base`, `j1` ... `trailer`; '' where it is no segment. */
  segment: string
  /** Name of the field; '' where it is about more than a field. */
  field: string
  /** From 1: the first character in the line. 0 with line 0. */
  column: number
  /** What stands there. */
  value: string
  message: string
}

/** A segment of a record's text. `empty`: nothing but blanks and zeros, which is no segment to anybody. */
export interface Part {
  segment: SegmentName
  /** 0-based. */
  start: number
  empty: boolean
}

const appended = new Map<string, SegmentName>(segmentOrder.slice(1).map((name) => [name.toUpperCase(), name]))

function isEmpty(text: string, from: number, to: number): boolean {
  for (let i = from; i < to && i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 32 && code !== 48) return false
  }
  return true
}

/** The segments of a record as they follow each other, as far as they are known ones. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [{ segment: 'base', start: 0, empty: false }]
  let start: number = segmentLength.base
  while (start < text.length) {
    const segment = appended.get(text.slice(start, start + 2).toUpperCase())
    if (segment === undefined) break
    const end = start + segmentLength[segment]
    parts.push({ segment, start, empty: isEmpty(text, start + 2, end) })
    start = end
  }
  return parts
}

/** The record without its empty segments. */
export function withoutEmpty(record: Metro2Record, parts: readonly Part[]): Metro2Record {
  if (!parts.some(({ empty }) => empty)) return record
  const left: Metro2Record = { ...record }
  const full = (name: SegmentName) => parts.filter(({ segment }) => segment === name).map(({ empty }) => !empty)
  const [j1, j2] = [full('j1'), full('j2')]
  left.j1 = record.j1.filter((_, i) => j1[i])
  left.j2 = record.j2.filter((_, i) => j2[i])
  for (const name of ['k1', 'k2', 'k3', 'k4', 'l1', 'n1'] as const) if (full(name)[0] === false) delete left[name]
  return left
}

interface Place {
  start: number
  length: number
}

const places = Object.fromEntries(
  (Object.keys(layout) as SegmentName[]).map((segment) => [
    segment,
    new Map<string, Place>(fieldPlaces(segment).map((place) => [place.name, place])),
  ]),
) as Record<SegmentName, Map<string, Place>>

/** From 1: where a field begins in its segment. */
export function fieldColumn(segment: SegmentName, name: string): number {
  return places[segment].get(name)!.start
}

const secret = new Set(['socialSecurityNumber', 'dateOfBirth'])

function stars(text: string): string {
  return '*'.repeat(text.length)
}

/** Digit strings that must not be shown whatever field they stand in. */
export function secretsOf(record: Metro2Record): string[] {
  const found: string[] = []
  for (const person of [record.base, ...record.j1, ...record.j2]) {
    const number = person.socialSecurityNumber
    if (number !== '' && !/^(\d)\1*$/.test(number)) found.push(number)
  }
  return found
}

export function withoutDigits(text: string): string {
  return text.replace(/\d/g, '*')
}

export function mask(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const each of secrets) {
    if (masked.includes(each)) masked = masked.replaceAll(each, stars(each))
    // As people write them.
    else if (masked.includes('-')) {
      const dashed = `${each.slice(0, 3)}-${each.slice(3, 5)}-${each.slice(5)}`
      masked = masked.replaceAll(dashed, stars(dashed))
    }
  }
  return masked
}

/** A record's text with what is needed to place findings in it. */
export interface Placed {
  line: number
  /** Added to a position in the text for the column of the line. */
  shift: number
  text: string
  parts: readonly Part[]
  account: string
  secrets: readonly string[]
  /** Fields that are not where they should be: digits in them may be a Social Security number's. */
  disturbed: 'NONE' | 'PEOPLE' | 'ALL'
}

function partOf(placed: Placed, segment: string, index: number): Part | undefined {
  let count = -1
  return placed.parts.find((part) => part.segment === segment && !part.empty && ++count === index)
}

const path = /^([a-z]\w*)(?:\[(\d+)\])?(?:\.(\w+))?$/
/** Where the fields of the consumer begin in a base segment. */
const consumerStart = 231
/** Codes are too short to tell a number. */
const longestCode = 3

function valueAt(placed: Placed, part: Part, name: string, { start, length }: Place): string {
  const from = part.start + start - 1
  const raw = placed.text.slice(from, from + length).trim()
  if (secret.has(name)) return stars(raw)
  const value = mask(raw, placed.secrets)
  const ofConsumer = part.segment === 'base' ? from >= consumerStart : part.segment === 'j1' || part.segment === 'j2'
  const doubtful = placed.disturbed === 'ALL' ? length > longestCode : placed.disturbed === 'PEOPLE' && ofConsumer
  if (doubtful) return withoutDigits(value)
  // What was cut out or put in before leaves no trace where the number's own field became blank.
  return ofConsumer ? value.replace(/\d{8,}/g, stars) : value
}

/** A finding about one of its fields, with its place. */
function placeOne(finding: Finding, field: string, placed: Placed): CheckFinding {
  const [, segment = '', index = '0', name = ''] = path.exec(field) ?? []
  const { rule, severity } = finding
  const found = { rule, severity, line: placed.line, account: placed.account }
  const message = mask(finding.message, placed.secrets)
  if (segment in layout) {
    const part = partOf(placed, segment, Number(index))
    const place = places[segment as SegmentName].get(name)
    if (part !== undefined && place !== undefined) {
      const column = placed.shift + part.start + place.start
      return { ...found, segment, field: name, column, value: valueAt(placed, part, name, place), message }
    }
    if (part !== undefined)
      return { ...found, segment, field: name, column: placed.shift + part.start + 1, value: '', message }
    return { ...found, segment, field: name, column: placed.shift + 1, value: '', message }
  }
  const at = Number(finding.values.column ?? 1)
  return { ...found, segment: 'base', field: '', column: placed.shift + at, value: '', message }
}

/** Rules whose hit is a list of fields with the same fault: one finding for each. */
const lists = new Set(['M-BASE-REQ', 'M-J1-REQ', 'M-J2-REQ', 'M-HDR-1', 'M-TRL-1', 'M-TRL-2', 'G-TRL-1'])

export function placeFinding(finding: Finding, placed: Placed, emit: (finding: CheckFinding) => void): void {
  const { rule, fields, values } = finding
  if (!lists.has(rule)) {
    emit(placeOne(finding, fields[0] ?? '', placed))
    return
  }
  for (const field of fields) {
    const name = field.slice(field.indexOf('.') + 1)
    const told = values[name]
    const message = `${finding.message.replace(/\.$/, '')}: ${name}${told === undefined ? '' : ` is ${told}`}.`
    emit(placeOne({ ...finding, message }, field, placed))
  }
}
