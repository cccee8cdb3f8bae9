/** Files and checks for the tests of the reader. Text is Latin-1 throughout: a character a byte. */
import { encodeRecord } from '../../../server/metro2/codec.ts'
import { metro2Lines } from '../../../server/metro2/file.ts'
import { fieldPlaces, type SegmentName } from '../../../server/metro2/layout.ts'
import { type CheckedLine, type CheckTotals, createFileCheck } from '../../../server/metro2/reader/check.ts'
import type { CheckFinding } from '../../../server/metro2/reader/findings.ts'
import { openPreviousMonth, type PreviousMonth, type StoredBytes } from '../../../server/metro2/reader/previousMonth.ts'
import { isRefusal, type Refusal } from '../../../server/metro2/reader/recognize.ts'
import type { Header, Metro2Record } from '../../../server/metro2/record.ts'
import { j1, j2, record } from '../support.ts'

export const today = '2026-07-05'

export const header: Header = {
  cycleIdentifier: '',
  innovisProgramIdentifier: '',
  equifaxProgramIdentifier: 'EQ12345',
  experianProgramIdentifier: '',
  transunionProgramIdentifier: '',
  activityDate: '2026-06-30',
  dateCreated: '2026-07-01',
  programDate: null,
  programRevisionDate: null,
  reporterName: 'LENDER',
  reporterAddress: '1 MAIN ST SPRINGFIELD IL 62701',
  reporterTelephoneNumber: '2175550100',
  softwareVendorName: '',
  softwareVersionNumber: '',
  microbiltPrbcProgramIdentifier: '',
}

/** A current loan, a joint one, and one with a consumer at another address and an original creditor. */
export const threeRecords = (): Metro2Record[] => [
  record({ consumerAccountNumber: 'A0001' }),
  record({ consumerAccountNumber: 'A0002', ecoaCode: '2' }, [j1({ ecoaCode: '2' })]),
  {
    ...record({ consumerAccountNumber: 'A0003', ecoaCode: '2' }, [], [j2({ ecoaCode: '2' })]),
    k1: { originalCreditorName: 'FIRST LENDER', creditorClassification: 12 },
  },
]

/** Header, records and trailer, each without a line end. */
export function linesOf(records: Metro2Record[] = threeRecords(), head: Header = header): string[] {
  return [...metro2Lines(head, records)].map((line) => line.trimEnd().padEnd(Number(line.slice(0, 4))))
}

export const fileOf = (lines: string[], end = '\n') => lines.map((line) => line + end).join('')

/** Lines with one field of one of them written otherwise. */
export function withField(
  lines: string[],
  index: number,
  segment: SegmentName,
  name: string,
  value: string,
  start = 0,
) {
  const place = fieldPlaces(segment).find((each) => each.name === name)!
  const from = start + place.start - 1
  const line = lines[index]!
  const changed =
    line.slice(0, from) + value.padEnd(place.length).slice(0, place.length) + line.slice(from + place.length)
  return lines.with(index, changed)
}

export const bytesOf = (text: string) => Buffer.from(text, 'latin1')

export interface Checked {
  refusal: Refusal | null
  findings: CheckFinding[]
  lines: CheckedLine[]
  totals: CheckTotals
  layout: string | null
}

interface Options {
  /** Bytes a chunk. */
  size?: number
  today?: string
  previous?: PreviousMonth
}

/** Checks a whole text, in chunks. */
export function check(text: string, options: Options = {}): Checked {
  const findings: CheckFinding[] = []
  const lines: CheckedLine[] = []
  const run = createFileCheck({
    today: options.today ?? today,
    ...(options.previous === undefined ? {} : { previous: options.previous }),
    onFinding: (finding) => findings.push(finding),
    onLine: (line) => lines.push(line),
  })
  const bytes = bytesOf(text)
  const size = options.size ?? 65_536
  let refusal: Refusal | null = null
  for (let at = 0; at < bytes.length && refusal === null; at += size) refusal = run.push(bytes.subarray(at, at + size))
  refusal ??= run.end()
  options.previous?.unseen((each, line) => run.missing(each, line))
  return { refusal, findings, lines, totals: run.totals(), layout: run.recognized()?.layout ?? null }
}

/** What is told of a text, by rule, without the rules in `besides`. */
export const rulesOf = (checked: Checked) => [...new Set(checked.findings.map(({ rule }) => rule))].sort()

/** `line:column rule segment.field` of every finding at ERROR. */
export const errorsOf = ({ findings }: Checked) =>
  findings
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ line, column, rule, segment, field }) => `${line}:${column} ${rule} ${segment}.${field}`)

export function stored(text: string): StoredBytes {
  const bytes = bytesOf(text)
  return {
    *chunks() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
    },
    read: (offset, length) => bytes.subarray(offset, offset + length),
  }
}

export function previousOf(text: string): PreviousMonth {
  const month = openPreviousMonth(stored(text))
  if (isRefusal(month)) throw new Error(month.message)
  return month
}

export const lineOfRecord = (each: Metro2Record) => encodeRecord(each).text
