/**
 * What can be seen only in the characters of a record's line: its length, the order of its segments, and whether every
 * field is written as its type wants it. Findings name fields and positions, never what stands there.
 */
import type { Decoded } from '../codec.ts'
import type { CodecProblem } from '../codecPlan.ts'
import { daysInMonth } from '../dates.ts'
import type { Finding } from '../facts.ts'
import { type FieldPlace, fieldPlaces, type SegmentName, segmentLength, segmentOrder } from '../layout.ts'
import { lineRules } from './lineText.ts'
import { findingOf, type Hit, type RuleText } from './rule.ts'

/** Classes of characters by position. */
const digits = 1
const text = 2
const unread = 4

/** What a field may hold where a character of its class stands: bit set of classes by character code. */
const allowed = new Uint8Array(256).fill(0)
for (let code = 32; code < 127; code++) {
  const lower = code >= 97 && code <= 122
  allowed[code] = (code >= 48 && code <= 57 ? digits : 0) | (lower ? 0 : text) | unread
}

interface SegmentClasses {
  places: readonly FieldPlace[]
  /** Class of each character. */
  classes: Uint8Array
  /** Text fields longer than one character, which begin at the left: 0-based start and end by turns. */
  texts: Uint16Array
}

function classOf({ name, type }: FieldPlace): number {
  if (name.startsWith('reserved')) return unread
  return type === 'AN' ? text : digits
}

function classesOf(segment: SegmentName): SegmentClasses {
  const places = fieldPlaces(segment)
  const classes = new Uint8Array(segmentLength[segment])
  const texts: number[] = []
  for (const place of places) {
    const kind = classOf(place)
    const from = place.start - 1
    classes.fill(kind, from, from + place.length)
    if (kind === text && place.length > 1) texts.push(from, from + place.length)
  }
  return { places, classes, texts: Uint16Array.from(texts) }
}

const segmentClasses = Object.fromEntries(segmentOrder.map((name) => [name, classesOf(name)])) as Record<
  (typeof segmentOrder)[number],
  SegmentClasses
>

type Appended = (typeof segmentOrder)[number]

const byIdentifier = new Map<string, Appended>(segmentOrder.slice(1).map((name) => [name.toUpperCase(), name]))

/** A segment of a line: `path` is that of its fields in the record. */
interface Part {
  name: Appended
  path: string
  offset: number
}

function isBlank(line: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (line.charCodeAt(i) !== 32) return false
  return true
}

/** Where the segments of a line stand, and where what is known of it ends. */
function partsOf(line: string): { parts: Part[]; end: number } {
  const parts: Part[] = [{ name: 'base', path: 'base', offset: 0 }]
  const counts = { j1: 0, j2: 0 }
  let offset = segmentLength.base
  while (offset < line.length) {
    const name = byIdentifier.get(line.slice(offset, offset + 2).toUpperCase())
    if (name === undefined) break
    const path = name === 'j1' || name === 'j2' ? `${name}[${counts[name]++}]` : name
    parts.push({ name, path, offset })
    offset += segmentLength[name]
  }
  return { parts, end: offset }
}

/** Whether every character of a segment is of its class and every text begins at the left. */
function isClean(line: string, { classes, texts }: SegmentClasses, offset: number): boolean {
  const end = Math.min(classes.length, line.length - offset)
  for (let i = 0; i < end; i++) {
    const code = line.charCodeAt(offset + i)
    if (code > 126 || (allowed[code]! & classes[i]!) === 0) return false
  }
  for (let i = 0; i < texts.length; i += 2) {
    const from = offset + texts[i]!
    if (line.charCodeAt(from) === 32 && !isBlank(line, from, Math.min(offset + texts[i + 1]!, line.length)))
      return false
  }
  return true
}

/** Optional digits; the classification is required, and yet some furnishers leave it blank. */
const blankOptional = 'optional, and blank instead of zeros'

/** What is wrong with the characters of a field; null when nothing is. Never the characters themselves. */
function characterFault(line: string, from: number, place: FieldPlace): string | null {
  const kind = classOf(place)
  const value = line.slice(from, from + place.length)
  if (/[^\x20-\x7e]/.test(value)) return 'characters outside printable ASCII'
  if (kind === unread) return null
  if (kind === digits) {
    if (/^\d*$/.test(value)) return null
    if (value.trim() !== '') return 'not digits only'
    return place.need === 'O' || place.name === 'creditorClassification' ? blankOptional : 'blank instead of zeros'
  }
  if (/[a-z]/.test(value)) return 'lower case letters'
  return /^ +[^ ]/.test(value) ? 'not at the left of the field' : null
}

interface Fault {
  field: string
  column: number
  fault: string
}

function faultsOf(line: string, parts: readonly Part[]): Fault[] {
  const faults: Fault[] = []
  for (const { name, path, offset } of parts) {
    if (isClean(line, segmentClasses[name], offset)) continue
    for (const place of segmentClasses[name].places) {
      const from = offset + place.start - 1
      // The descriptor word has a rule of its own.
      if (from >= line.length || place.name === 'recordDescriptorWord') continue
      const fault = characterFault(line, from, place)
      if (fault !== null) faults.push({ field: `${path}.${place.name}`, column: from + 1, fault })
    }
  }
  return faults
}

function numberAt(line: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + line.charCodeAt(i) - 48
  return value
}

/** Zeros, or a real day and time: MMDDYYYYHHMMSS at 0-based 5. Fields that are not digits have been named already. */
function isTimeStamp(line: string): boolean {
  const date = numberAt(line, 5, 13)
  const time = numberAt(line, 13, 19)
  if (date === 0) return time === 0
  const month = numberAt(line, 5, 7)
  const day = numberAt(line, 7, 9)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(numberAt(line, 9, 13), month)) return false
  return time < 240_000 && time % 10_000 < 6_000 && time % 100 < 60
}

/** Faults that only reading finds: digits that are no day, constants that are others. */
const noTime = 'not a time stamp'

const readingFaults: Partial<Record<CodecProblem['code'], string>> = {
  NOT_A_DATE: 'not a date',
  CONSTANT: 'not the constant of the format',
}

function addReadingFaults(line: string, problems: readonly CodecProblem[], faults: Fault[]): void {
  const timeStamp = 'base.timeStamp'
  if (line.length >= 19 && !isTimeStamp(line) && !faults.some(({ field }) => field === timeStamp)) {
    faults.push({ field: timeStamp, column: 6, fault: noTime })
  }
  for (const { code, field, position } of problems) {
    const fault = readingFaults[code]
    if (fault === undefined || faults.some((other) => other.field === field)) continue
    faults.push({ field, column: position, fault })
  }
}

const { length, order, amounts, characters, moovCharacters } = lineRules

/** Faults that nobody reads an account wrongly for. */
const harmless = new Set([blankOptional, noTime])

function characterHit({ field, column, fault }: Fault): Hit {
  const hit = { values: { fault, column: `${column}` }, fields: [field], message: `${field}: ${fault}` }
  return harmless.has(fault) ? { ...hit, severity: 'WARNING' } : hit
}

/** A number, but no whole dollars of zero or more: `-00000200`, `004000.50`. */
function isWrittenAmount(written: string): boolean {
  return /^[+-]?[\d,]+(\.\d*)?-?$/.test(written.trim())
}

/** The amount where it is below zero, in whole dollars: `-00000200`, `000000-20`, `00000200-`; else null. */
export function belowZero(written: string): number | null {
  const plain = written.trim().replaceAll(',', '')
  if (!/^(0*-\d+(\.\d*)?|\d+(\.\d*)?-)$/.test(plain)) return null
  const amount = Math.trunc(Number(plain.replace('-', '')))
  return amount === 0 ? null : -amount
}

function amountHit(line: string, { code, field, position, length: width }: CodecProblem): Hit | null {
  if (code !== 'NOT_A_NUMBER' || width !== 9) return null
  const written = line.slice(position - 1, position - 1 + width)
  const below = belowZero(written) !== null
  if (!isWrittenAmount(written) && !below) return null
  const message = below ? 'an amount below zero' : 'not whole dollars'
  return { values: { column: `${position}` }, fields: [field], message: `${field}: ${message}` }
}

/** What moov's reader makes of the base: texts in any case and place pass, blank digits do not. */
function moovHit(line: string, faults: readonly Fault[]): Hit | null {
  const fields = faults
    .filter(({ field }) => field.startsWith('base.') && !field.includes('reserved'))
    .filter(({ fault }) => fault !== 'lower case letters' && fault !== 'not at the left of the field')
    .map(({ field }) => field)
  if (line.includes('`')) {
    for (const place of segmentClasses.base.places) {
      if (place.type === 'AN' && line.slice(place.start - 1, place.start - 1 + place.length).includes('`')) {
        fields.push(`base.${place.name}`)
      }
    }
  }
  return fields.length === 0 ? null : { values: { fields: fields.join(' ') }, fields }
}

function lengthHit(line: string, end: number): Hit | null {
  const word = line.slice(0, 4)
  if (line.length < segmentLength.base || end > line.length) {
    return { values: { word, length: `${line.length}` }, message: 'The record ends within a segment' }
  }
  const stated = /^\d{4}$/.test(word) ? Number(word) : -1
  // Records of a file of fixed length are filled up with blanks, and the word counts them.
  if (stated === end || (stated === line.length && isBlank(line, end, line.length))) return null
  return { values: { word, length: `${end}` } }
}

function isOrdered(line: string, parts: readonly Part[], end: number): boolean {
  for (let i = 1; i < parts.length; i++) {
    const name = parts[i]!.name
    const before = parts[i - 1]!.name
    if (name === before ? name !== 'j1' && name !== 'j2' : segmentOrder.indexOf(name) < segmentOrder.indexOf(before))
      return false
  }
  return end >= line.length || isBlank(line, end, line.length)
}

function orderHit(line: string, parts: readonly Part[], end: number): Hit | null {
  if (isOrdered(line, parts, end)) return null
  const segments = parts.map(({ name }) => name.toUpperCase()).join(' ')
  if (end < line.length && !isBlank(line, end, line.length)) {
    const values = { segments, column: `${end + 1}` }
    return { values, fields: ['record'], message: `No segment begins at column ${end + 1}` }
  }
  return { values: { segments } }
}

const onlyBase: Part[] = [{ name: 'base', path: 'base', offset: 0 }]

/** The first field of the base segment that a reader built on moov cannot parse; null when it reads the line. */
export function moovRefuses(line: string, problems: readonly CodecProblem[]): string | null {
  const cut = problems.find(({ code }) => code === 'LENGTH' || code === 'TOO_SHORT')
  if (cut !== undefined) return cut.field
  if (problems.length === 0 && isClean(line, segmentClasses.base, 0) && isTimeStamp(line) && !line.includes('`')) {
    return null
  }
  const faults = faultsOf(line, onlyBase)
  addReadingFaults(line, problems, faults)
  return moovHit(line, faults)?.fields?.[0] ?? null
}

/** A record of nothing but a right base segment: most lines of most files. */
function isPlain(line: string, problems: readonly CodecProblem[]): boolean {
  return (
    line.length === segmentLength.base &&
    problems.length === 0 &&
    line.startsWith('0426') &&
    isClean(line, segmentClasses.base, 0) &&
    isTimeStamp(line) &&
    !line.includes('`')
  )
}

/**
 * Findings about the characters of a line: `text` without its line end, `decoded` what the codec made of it. Together with
 * `validateReadRecord` on the decoded record everything is said that one record can tell.
 */
export function validateLine(text: string, decoded: Decoded): Finding[] {
  const { problems } = decoded
  if (isPlain(text, problems)) return []
  const findings: Finding[] = []
  const add = (rule: RuleText, hit: Hit | null) => {
    if (hit !== null) findings.push(findingOf(rule, hit))
  }
  const { parts, end } = text.length === segmentLength.base ? { parts: onlyBase, end: text.length } : partsOf(text)
  add(length, lengthHit(text, end))
  add(order, orderHit(text, parts, end))
  const faults = faultsOf(text, parts)
  addReadingFaults(text, problems, faults)
  for (const fault of faults) add(characters, characterHit(fault))
  for (const problem of problems) add(amounts, amountHit(text, problem))
  add(moovCharacters, moovHit(text, faults))
  return findings
}
