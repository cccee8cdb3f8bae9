/** Hit and near miss of every rule about a whole file. */
import { decodeRecord, encodeHeader, encodeRecord } from '../../../server/metro2/codec.ts'
import type { Finding } from '../../../server/metro2/facts.ts'
import { createTrailerCounter, type TrailerTotals } from '../../../server/metro2/file.ts'
import type { Header, Metro2Record } from '../../../server/metro2/record.ts'
import {
  createFileRules,
  type FileContext,
  missingSincePrevious,
  type Written,
} from '../../../server/metro2/rules/file.ts'
import { record } from '../support.ts'

export const header: Header = {
  cycleIdentifier: '',
  innovisProgramIdentifier: '',
  equifaxProgramIdentifier: 'EFX1',
  experianProgramIdentifier: '',
  transunionProgramIdentifier: '',
  activityDate: '2026-06-30',
  dateCreated: '2026-07-02',
  programDate: null,
  programRevisionDate: null,
  reporterName: 'SUMMIT AUTO FINANCE',
  reporterAddress: '100 MAIN STREET PROVO UT 84601',
  reporterTelephoneNumber: '8015550100',
  softwareVendorName: '',
  softwareVersionNumber: '',
  microbiltPrbcProgramIdentifier: '',
}

/** A file to check: what differs from a clean one of two accounts. */
export interface FileCase {
  header?: Partial<Header> | null
  /** The header's line where it is not the one that the codec writes. */
  headerText?: string
  records?: Metro2Record[]
  /** Lines in place of records. */
  lines?: string[]
  /** What the trailer states otherwise; null: there is none. */
  trailer?: TrailerTotals | null
  context?: Partial<FileContext>
}

export const accounts = [record(), record({ consumerAccountNumber: 'A0002' })]

function recordsOf({ records, lines }: FileCase): { record: Metro2Record; written: Written }[] {
  const texts = lines ?? (records ?? accounts).map((each) => encodeRecord(each).text)
  return texts.map((text) => {
    const decoded = decodeRecord(text)
    return { record: decoded.record, written: { text, problems: decoded.problems } }
  })
}

export function findingsOf(file: FileCase): Finding[] {
  const rules = createFileRules({ today: '2026-07-02', ...file.context })
  const findings: Finding[] = []
  if (file.header !== null) {
    const head = { ...header, ...file.header }
    const text = file.headerText ?? encodeHeader(head).text
    findings.push(...rules.header(head, { text, problems: [] }))
  }
  const counter = createTrailerCounter()
  recordsOf(file).forEach(({ record: each, written }, i) => {
    counter.add(each)
    findings.push(...rules.record(each, i + 2, written))
  })
  findings.push(...rules.end(file.trailer === null ? null : { ...counter.totals(), ...file.trailer }))
  return findings
}

const sold: Metro2Record = {
  ...record(),
  k3: { agencyIdentifier: 1, accountNumber: '4001', mortgageIdentificationNumber: '' },
}
const text = encodeHeader(header).text

export const fileCases: [id: string, hit: FileCase, nearMiss: FileCase][] = [
  ['G-HDR-1', { header: { dateCreated: '2026-07-03' } }, { header: { activityDate: '2026-07-02' } }],
  ['G-HDR-2', { context: { bureau: 'experian' } }, { context: { bureau: 'equifax' } }],
  ['G-TRL-1', { trailer: { totalStatusCode11: 1 } }, { trailer: { blockCount: 1 } }],
  [
    'G-DUP-1',
    { records: [record(), record({ consumerAccountNumber: 'a0001' })] },
    { records: [record(), record({ identificationNumber: 'LENDER02' })] },
  ],
  ['M-HDR-1', { header: { reporterName: '' } }, { header: { reporterTelephoneNumber: '' } }],
  ['M-HDR-2', { headerText: `${text.slice(0, 79)}\u00c9${text.slice(80)}` }, { headerText: text.toLowerCase() }],
  ['M-HDR-3', { headerText: `0426TRAILR${text.slice(10)}` }, { headerText: `0430${text}` }],
  ['M-FILE-1', { trailer: null }, { trailer: {} }],
  [
    'M-FILE-2',
    { lines: [encodeRecord(record()).text.replace('000004000', '00000400X')] },
    { lines: [encodeRecord(record()).text.replace('LENDER01', 'lender01')] },
  ],
  ['M-TRL-1', { trailer: { blockCount: 0 } }, { trailer: { totalEcoaCodeZ: 0 } }],
  ['M-TRL-2', { records: [sold] }, { records: [record()] }],
]

/** G-COMP-1 is decided by whoever joins two months. */
export const missingCases: [Metro2Record, Metro2Record] = [record(), record({ accountStatus: '13' })]

export function missing(previous: Metro2Record): Finding[] {
  const finding = missingSincePrevious(previous)
  return finding === null ? [] : [finding]
}
