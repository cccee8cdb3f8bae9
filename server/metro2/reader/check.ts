/**
 * Checks a whole file as it comes: every line is read, decoded and put to all rules; findings are told in the order of the file.
 * Nothing is kept of a record but the trailer's counters and a hash of its numbers.
 */
import { type Decoded, decodeHeader, decodeRecord } from '../codec.ts'
import { addMonths, monthEnd } from '../dates.ts'
import type { Finding, Severity } from '../facts.ts'
import { segmentLength } from '../layout.ts'
import type { CalendarDate, Metro2Record } from '../record.ts'
import { type Bureau, createFileRules, missingSincePrevious } from '../rules/file.ts'
import { validateLine } from '../rules/line.ts'
import { type PreviousReport, validateAgainstPrevious } from '../rules/previous.ts'
import { validateReadRecord } from '../rules/registry.ts'
import { asWritten, withoutGuesses } from './asWritten.ts'
import { emptySegments } from './emptySegments.ts'
import {
  type CheckFinding,
  mask,
  type Part,
  type Placed,
  partsOf,
  placeFinding,
  secretsOf,
  withoutDigits,
  withoutEmpty,
} from './findings.ts'
import { frameFindings, inFull, trailerOf } from './frameRecords.ts'
import type { Frame } from './frames.ts'
import { createFraming } from './framing.ts'
import { createReader, type ReadLine } from './reader.ts'
import type { Recognized, Refusal } from './recognize.ts'

/** A line with what the codec made of it, for whoever writes the file again. */
export interface CheckedLine {
  line: ReadLine
  /** Of BASE lines. */
  decoded: Decoded | null
  /** The record without empty segments. */
  record: Metro2Record | null
}

export interface CheckOptions {
  /** The clock. */
  today: CalendarDate
  bureau?: Bureau
  onFinding: (finding: CheckFinding) => void
  /** The month before. */
  previous?: { find(record: Metro2Record): PreviousReport | null }
  onLine?: (line: CheckedLine) => void
}

export interface CheckTotals {
  /** Lines that are not blank. */
  lines: number
  records: number
  unreadable: number
  findings: Record<Severity, number>
  /** Records that the month before has too; null without one. */
  joined: number | null
}

export interface FileCheck {
  /** Answers why the file is not read, or null while nothing speaks against it. Read no further then. */
  push(chunk: Uint8Array): Refusal | null
  end(): Refusal | null
  /** What the file is; null before its first bytes are seen. */
  recognized(): Recognized | null
  /** After the end: an account of the month before that is not in this file, and the line it stood on. */
  missing(previous: Metro2Record, line: number): void
  totals(): CheckTotals
}

function placedLine(line: ReadLine, parts: readonly Part[], account: string, more: Partial<Placed> = {}): Placed {
  return {
    line: line.frame.line,
    shift: line.shift,
    text: line.text,
    parts,
    account,
    secrets: [],
    disturbed: 'NONE',
    ...more,
  }
}

const peopleFields = /\.(socialSecurityNumber|dateOfBirth|telephoneNumber)$/

/**
 * How far the fields of a record are to be trusted to be where they belong. One wrong field is a wrong field; several, people's
 * among them, are a record of which a part is shifted.
 */
function disturbanceOf({ problems }: Decoded): Placed['disturbed'] {
  const wrong = problems.filter(({ code }) => code !== 'LENGTH')
  if (wrong.length === 0) return 'NONE'
  const people = wrong.filter(({ field }) => peopleFields.test(field)).length
  if (wrong.length > 2 || (people > 0 && wrong.length > people)) return 'ALL'
  return people > 0 ? 'PEOPLE' : 'NONE'
}

/**
 * Who names a file as that of the month before is believed where its header says the same month: some furnishers state the day
 * of writing, and the same on both.
 */
function monthBefore(report: PreviousReport, { asOf, activityDate = asOf }: Judged): PreviousReport {
  if (report.activityDate.slice(0, 7) !== activityDate.slice(0, 7)) return report
  return { ...report, activityDate: addMonths(report.activityDate, -1) }
}

/** The shift begins before the account number, or right behind it. */
function isMovedEarly({ problems }: Decoded): boolean {
  return problems.some(({ code, position }) => code !== 'LENGTH' && position < 102)
}

const onlyBase: Part[] = [{ segment: 'base', start: 0, empty: false }]

const notMetro2: Refusal = {
  code: 'NOT_METRO2',
  message: 'This is no Metro 2 file, or only a piece of one: it holds no account record.',
  fix: 'Export the file in the 426-character format.',
}

/** The days a record is judged by. */
interface Judged {
  asOf: CalendarDate
  activityDate?: CalendarDate
}

export function createFileCheck(options: CheckOptions): FileCheck {
  const { today, previous } = options
  const totals: CheckTotals = {
    lines: 0,
    records: 0,
    unreadable: 0,
    findings: { ERROR: 0, WARNING: 0, INFO: 0 },
    joined: previous === undefined ? null : 0,
  }
  const rules = createFileRules({ today, ...(options.bureau === undefined ? {} : { bureau: options.bureau }) })
  let context: Judged | null = null
  let trailer: { line: ReadLine; read: ReturnType<typeof trailerOf> } | null = null
  let lastLine = 0
  let headerLine = 0
  let headerPlaced: Placed | null = null

  const emit = (finding: CheckFinding) => {
    totals.findings[finding.severity] += 1
    options.onFinding(finding)
  }
  const framing = createFraming(emit)

  function place(findings: readonly Finding[], placed: Placed): void {
    for (const finding of findings) placeFinding(finding, placed, emit)
  }

  /** Characters of a line, with the byte where it is about one; nothing about segments that hold nothing. */
  function checkCharacters(line: ReadLine, decoded: Decoded, placed: Placed): void {
    const findings = validateLine(line.text, decoded)
    if (findings.length === 0) return
    const all = placed.parts.map((part) => ({ ...part, empty: false }))
    const empty = placed.parts.filter((part) => part.empty)
    for (const finding of findings) {
      if (line.wordMissing && finding.rule === 'G-LEN-1') continue
      placeFinding(inFull(finding, line), { ...placed, parts: all }, (found) => {
        const at = found.column - line.shift - 1
        const ofEmpty = empty.some(({ segment, start }) => start <= at && at < start + segmentLength[segment])
        if (!ofEmpty || found.field === '') emit(found)
      })
    }
  }

  function checkRecord(line: ReadLine): void {
    const decoded = decodeRecord(line.text)
    const parts = line.text.length === 426 ? onlyBase : partsOf(line.text)
    const record = parts === onlyBase ? decoded.record : withoutEmpty(decoded.record, parts)
    context ??= { asOf: asOfWithoutHeader(record, today) }
    const secrets = secretsOf(record)
    const disturbed = disturbanceOf(decoded)
    const number = mask(record.base.consumerAccountNumber, secrets)
    const account = disturbed === 'ALL' && isMovedEarly(decoded) ? withoutDigits(number) : number
    const placed = placedLine(line, parts, account, { secrets, disturbed })
    totals.records += 1
    const judged = asWritten(record, line.text, decoded)
    checkCharacters(line, decoded, placed)
    place(withoutGuesses(validateReadRecord(judged, context), line.text, decoded), placed)
    for (const found of emptySegments(placed)) emit(found)
    place(rules.record(record, line.frame.line, { text: line.text, problems: decoded.problems }), placed)
    if (previous !== undefined) {
      const before = previous.find(record)
      if (before !== null) {
        totals.joined! += 1
        const findings = validateAgainstPrevious(judged, monthBefore(before, context), context)
        place(withoutGuesses(findings, line.text, decoded), placed)
      }
    }
    options.onLine?.({ line, decoded, record })
  }

  function checkHeader(line: ReadLine): void {
    const placed = placedLine(line, [{ segment: 'header', start: 0, empty: false }], '')
    if (headerLine > 0) framing.secondHeader(line, headerLine)
    else {
      const { header, problems } = decodeHeader(line.text)
      headerLine = line.frame.line
      if (totals.records > 0) framing.lateHeader(line)
      headerPlaced = placed
      const activityDate = header.activityDate
      // A file is checked as of the day it reports, whenever that was; a day that has not come yet is none.
      if (activityDate !== null) context = { asOf: activityDate < today ? activityDate : today, activityDate }
      place(rules.header(header, { text: line.text, problems }), placed)
      place(frameFindings('header', line, problems), placed)
    }
    options.onLine?.({ line, decoded: null, record: null })
  }

  function checkTrailer(line: ReadLine): void {
    if (trailer !== null) framing.secondTrailer(line, trailer.line.frame.line)
    else trailer = { line, read: trailerOf(line) }
    options.onLine?.({ line, decoded: null, record: null })
  }

  function take(line: ReadLine): void {
    const { frame, kind } = line
    framing.follow(line)
    if (kind !== 'BLANK') {
      if (frame.part === 'WHOLE' || frame.part === 'FIRST') totals.lines += 1
      lastLine = frame.line
      if (trailer !== null && kind !== 'TRAILER') framing.behindTrailer(line, trailer.line.frame.line)
    }
    if (kind === 'BASE') checkRecord(line)
    else if (kind === 'HEADER') checkHeader(line)
    else if (kind === 'TRAILER') checkTrailer(line)
    else {
      if (kind === 'UNREADABLE' && (frame.part === 'WHOLE' || frame.part === 'FIRST')) totals.unreadable += 1
      options.onLine?.({ line, decoded: null, record: null })
    }
  }

  function finish(): void {
    framing.end()
    const line: ReadLine = trailer?.line ?? absent(lastLine)
    const placed = placedLine(line, [{ segment: 'trailer', start: 0, empty: false }], '')
    const header = headerPlaced ?? placedLine(absent(1), [], '')
    if (trailer !== null) place(frameFindings('trailer', line, trailer.read.problems), placed)
    for (const finding of trailer === null
      ? rules.end(null)
      : rules.end(trailer.read.totals, { text: line.text, problems: trailer.read.problems })) {
      placeFinding(finding, (finding.fields[0] ?? '').startsWith('header') ? header : placed, emit)
    }
  }

  const reader = createReader(take)
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      const refusal = reader.end()
      if (refusal !== null) return refusal
      if (totals.records === 0 && (headerLine === 0 || trailer === null)) return notMetro2
      if (reader.recognized()?.mark !== 0) framing.mark()
      finish()
      return null
    },
    recognized: reader.recognized,
    missing(record, line) {
      const finding = missingSincePrevious(record)
      if (finding === null) return
      const secrets = secretsOf(record)
      const account = mask(record.base.consumerAccountNumber, secrets)
      const message = `${finding.message.replace(/\.$/, '')} (line ${line} of the previous file).`
      emit({
        rule: finding.rule,
        severity: finding.severity,
        line: 0,
        account,
        segment: 'base',
        field: 'consumerAccountNumber',
        column: 0,
        value: account,
        message,
      })
    },
    totals: () => ({ ...totals, findings: { ...totals.findings } }),
  }
}

/** Files without a header are mostly of the month that has just ended; the first record tells. */
function asOfWithoutHeader({ base }: Metro2Record, today: CalendarDate): CalendarDate {
  const before = monthEnd(addMonths(today, -1))
  const day = base.dateOfAccountInformation
  return day !== null && day.slice(0, 7) === before.slice(0, 7) ? before : today
}

/** The place of what is not there. */
function absent(line: number): ReadLine {
  const frame: Frame = { line, column: 0, offset: 0, before: '', text: '', after: '', part: 'WHOLE' }
  return { frame, kind: 'BLANK', text: '', shift: 0, wordMissing: false, prefix: '', wide: 0, reason: '' }
}
