/** What only the whole file can tell: its frame, its counters, accounts that stand in it twice. Memory grows by the accounts alone. */
import type { CodecProblem } from '../codec.ts'
import { isCalendarDate } from '../dates.ts'
import type { Finding } from '../facts.ts'
import { createTrailerCounter, type TrailerTotals } from '../file.ts'
import { fieldPlaces, segmentLength } from '../layout.ts'
import type { BaseSegment, CalendarDate, Header, Metro2Record } from '../record.ts'
import { createSeenAccounts } from './duplicates.ts'
import { fileRules } from './fileText.ts'
import { moovRefuses } from './line.ts'
import { createMoovCounter } from './moovCounter.ts'
import { codes, findingOf, type Hit, paid, type RuleText, show, soldComments } from './rule.ts'

export type Bureau = 'equifax' | 'experian' | 'transunion' | 'innovis'

export interface FileContext {
  /** The clock: nothing in the file lies after it. */
  today: CalendarDate
  /** Whom the file goes to; where it is not said, an identifier of any bureau will do. */
  bureau?: Bureau
}

/** The characters of a record, and what the codec said of them: with them more can be told. */
export interface Written {
  text: string
  problems: readonly CodecProblem[]
}

export interface FileRules {
  /** Once, before the records. Leave it out where the file has none: the end says so. */
  header(header: Header, written?: Written): Finding[]
  /** Each record with its line. */
  record(record: Metro2Record, line: number, written?: Written): Finding[]
  /** Once, after the records. */
  end(trailer: TrailerTotals | null, written?: Written): Finding[]
}

const programs = {
  equifax: 'equifaxProgramIdentifier',
  experian: 'experianProgramIdentifier',
  transunion: 'transunionProgramIdentifier',
  innovis: 'innovisProgramIdentifier',
} as const satisfies Record<Bureau, keyof Header>

type Add = (rule: RuleText, hit: Hit | null) => void

function collect(check: (add: Add) => void): Finding[] {
  const findings: Finding[] = []
  check((rule, hit) => {
    if (hit !== null) findings.push(findingOf(rule, hit))
  })
  return findings
}

function futureHit(header: Header, today: CalendarDate): Hit | null {
  const names = (['activityDate', 'dateCreated'] as const).filter((name) => (header[name] ?? '') > today)
  if (names.length === 0) return null
  const values = Object.fromEntries(names.map((name) => [name, header[name]!]))
  return {
    values: { ...values, today },
    fields: names.map((name) => `header.${name}`),
    message: 'A date of the header lies in the future',
  }
}

function programHit(header: Header, bureau: Bureau | undefined): Hit | null {
  const names = bureau === undefined ? Object.values(programs) : [programs[bureau]]
  if (names.some((name) => header[name] !== '')) return null
  const message =
    bureau === undefined ? 'No bureau’s program identifier is given' : `The program identifier of ${bureau} is missing`
  return { values: {}, fields: names.map((name) => `header.${name}`), message }
}

const requiredOfHeader = ['activityDate', 'dateCreated', 'reporterName', 'reporterAddress'] as const

/** Descriptor word and identifier where they are zero or blank; the data do not hold them. */
function blankFrame(length: number, { text }: Written): string[] {
  const names: string[] = []
  if (/^[0 ]*$/.test(text.slice(0, 4))) names.push('recordDescriptorWord')
  if (text.slice(4, 4 + length).trim() === '') names.push('recordIdentifier')
  return names
}

function missingHit(segment: 'header' | 'trailer', names: readonly string[]): Hit | null {
  if (names.length === 0) return null
  return { values: { missing: names.join(' ') }, fields: names.map((name) => `${segment}.${name}`) }
}

function blankHeaderHit(header: Header, written: Written | undefined): Hit | null {
  const names = requiredOfHeader.filter((name) => header[name] === null || header[name] === '')
  return missingHit('header', [...(written === undefined ? [] : blankFrame(6, written)), ...names])
}

const headerPlaces = fieldPlaces('header')
const unreadable = new Set<CodecProblem['code']>(['NOT_A_NUMBER', 'NOT_DIGITS', 'NOT_A_DATE'])

/** Fields as moov reads them: digits where there must be some, texts in its characters, dates that are days. */
function headerCharactersHit({ text, problems }: Written): Hit | null {
  const fields = new Set(problems.filter(({ code }) => unreadable.has(code)).map(({ field }) => field))
  for (const { name, type, start, length } of headerPlaces) {
    const part = text.slice(start - 1, start - 1 + length)
    const readable = type === 'AN' ? /^[\x20-\x5f\x61-\x7e]*$/ : /^\d*$/
    if (!readable.test(part)) fields.add(`header.${name}`)
  }
  return fields.size === 0 ? null : { values: { fields: [...fields].join(' ') }, fields: [...fields] }
}

function headerIdentifierHit({ text, problems }: Written): Hit | null {
  const named = text.startsWith('HEADER', 4) || text.startsWith('HEADER', 8)
  if (named && text.length >= 366) return null
  const wrong = problems.map(({ field }) => field)
  return {
    values: { length: `${text.length}` },
    fields: wrong.length > 0 ? wrong.slice(0, 1) : ['header.recordIdentifier'],
  }
}

/** The length that a header or trailer states, where it is too short to be one. */
function frameLengthHit(name: 'header' | 'trailer', { text }: Written): Hit | null {
  const word = text.slice(0, 4)
  if (/^\d{4}$/.test(word) && Number(word) >= segmentLength[name]) return null
  const message = `The descriptor word of the ${name} is below ${segmentLength[name]}`
  return { values: { word }, fields: [`${name}.recordDescriptorWord`], message }
}

function counterDifferences(trailer: TrailerTotals, counted: TrailerTotals, leaveOut: readonly string[]): Hit | null {
  const names = Object.keys(counted).filter(
    (name) => !leaveOut.includes(name) && (trailer[name] ?? 0) !== counted[name],
  )
  if (names.length === 0) return null
  const values = Object.fromEntries(names.map((name) => [name, `${trailer[name] ?? 0}, counted ${counted[name]}`]))
  return { values, fields: names.map((name) => `trailer.${name}`) }
}

function zeroTrailerHit(trailer: TrailerTotals, written: Written | undefined): Hit | null {
  const names = ['totalBaseRecords', 'blockCount'].filter((name) => (trailer[name] ?? 0) === 0)
  return missingHit('trailer', [...(written === undefined ? [] : blankFrame(7, written)), ...names])
}

/**
 * The rules of a whole file, fed in its order. Findings of the end name counters and totals; those of records are about the
 * record just given.
 */
export function createFileRules(context: FileContext): FileRules {
  const seen = createSeenAccounts()
  const counter = createTrailerCounter()
  const moov = createMoovCounter()
  let header: Header | null = null
  let latest = ''
  let moovReads = true
  return {
    header(given, written) {
      header = given
      return collect((add) => {
        if (written !== undefined) {
          add(fileRules.headerIdentifier, headerIdentifierHit(written))
          add(fileRules.frame, frameLengthHit('header', written))
          add(fileRules.headerCharacters, headerCharactersHit(written))
        }
        add(fileRules.headerRequired, blankHeaderHit(given, written))
        add(fileRules.dates, futureHit(given, context.today))
        add(fileRules.program, programHit(given, context.bureau))
      })
    },
    record(record, _line, written) {
      const { base } = record
      counter.add(record)
      moov.add(record)
      const day = base.dateOfAccountInformation
      if (day !== null && day > latest) latest = day
      const first = seen.add(base.identificationNumber, base.consumerAccountNumber)
      const field = moovReads && written !== undefined ? moovRefuses(written.text, written.problems) : null
      if (first && field === null) return []
      return collect((add) => {
        if (!first) add(fileRules.duplicate, { values: show(base, 'identificationNumber', 'consumerAccountNumber') })
        if (field === null) return
        moovReads = false
        add(fileRules.firstUnreadable, { values: { field }, fields: [field] })
      })
    },
    end(trailer, written) {
      return collect((add) => {
        add(fileRules.dates, lateInformationHit(header, latest))
        if (header === null) {
          add(fileRules.frame, { values: {}, fields: ['header'], message: 'The file has no header' })
          add(fileRules.headerIdentifier, { values: {}, fields: ['header'], severity: 'INFO' })
        }
        if (trailer === null) {
          add(fileRules.frame, { values: {}, fields: ['trailer'], message: 'The file has no trailer' })
          return
        }
        if (written !== undefined) add(fileRules.frame, frameLengthHit('trailer', written))
        add(fileRules.trailerRequired, zeroTrailerHit(trailer, written))
        const counted = counter.totals()
        add(fileRules.trailer, counterDifferences(trailer, counted, ['blockCount']))
        add(fileRules.moovTrailer, counterDifferences(trailer, moov.totals(counted), []))
      })
    },
  }
}

function lateInformationHit(header: Header | null, latest: CalendarDate): Hit | null {
  const activity = header?.activityDate ?? null
  if (activity === null || !isCalendarDate(latest) || latest <= activity) return null
  const values = { activityDate: activity, latestDateOfAccountInformation: latest }
  return {
    values,
    fields: ['header.activityDate'],
    message: 'A record of the file is of a later day than the activity date',
  }
}

const ended = codes('05 DA DF')

function isFinal(base: BaseSegment): boolean {
  return (
    paid.has(base.accountStatus) ||
    ended.has(base.accountStatus) ||
    (soldComments.has(base.specialComment) && base.currentBalance === 0)
  )
}

/**
 * G-COMP-1, for whoever joins two months: the finding about an account of last month that this one has not, or null where
 * its last report was final.
 */
export function missingSincePrevious(previous: Metro2Record): Finding | null {
  const { base } = previous
  if (isFinal(base)) return null
  return findingOf(fileRules.missing, {
    values: show(base, 'consumerAccountNumber', 'accountStatus', 'currentBalance', 'dateOfAccountInformation'),
  })
}
