/**
 * A Metro 2 file: header, one record a line, trailer. Fixed 426-character header and trailer, true record descriptor words,
 * no block descriptor words. Written as a stream: nothing but counters is kept.
 */
import { type CodecProblem, type Encoded, encodeHeader, encodeRecord, encodeSegment } from './codec.ts'
import { fieldPlaces } from './layout.ts'
import { type AppendedOnce, appendedOnce, type Header, type J1Segment, type Metro2Record } from './record.ts'

/** Counters of the trailer by field name (`totalBaseRecords`, `totalStatusCode71`, ...). */
export type TrailerTotals = Record<string, number>

export interface TrailerCounter {
  add(record: Metro2Record): void
  /** The counters so far. */
  totals(): TrailerTotals
  /** The trailer record, 426 characters. */
  encode(): string
}

const counterNames = fieldPlaces('trailer')
  .filter((place) => place.type === 'N' && place.name !== 'recordDescriptorWord')
  .map((place) => place.name)

function isNumberGiven(digits: string): boolean {
  return digits !== '' && !/^(0+|9+)$/.test(digits)
}

/** Some furnishers leave an unused segment in place, its identifier alone: nobody is associated by it. */
function isPerson({ surname, firstName }: Pick<J1Segment, 'surname' | 'firstName'>): boolean {
  return surname !== '' || firstName !== ''
}

type Person = Pick<J1Segment, 'socialSecurityNumber' | 'dateOfBirth' | 'telephoneNumber' | 'ecoaCode'>

/** Counters of the segments that stand once. Every segment counts, whatever it holds (G-TRL-1). */
const segmentCounters: Record<AppendedOnce, string> = {
  k1: 'totalOriginalCreditorSegmentsK1',
  k2: 'totalPurchasedSoldSegmentsK2',
  k3: 'totalMortgageInformationSegmentsK3',
  k4: 'totalSpecializedPaymentSegmentsK4',
  l1: 'totalChangeSegmentsL1',
  n1: 'totalEmploymentSegmentsN1',
}

/** Counts everything the trailer states. The block count is base records plus header and trailer: one record is one block. */
export function createTrailerCounter(): TrailerCounter {
  const totals: TrailerTotals = Object.fromEntries(counterNames.map((name) => [name, 0]))
  totals.blockCount = 2
  const count = (name: string) => {
    const value = totals[name]
    if (value !== undefined) totals[name] = value + 1
  }
  const countPerson = (person: Person, segment: 'Base' | 'J1' | 'J2') => {
    if (isNumberGiven(person.socialSecurityNumber)) {
      count('totalSocialSecurityNumbersAll')
      count(`totalSocialSecurityNumbers${segment}`)
    }
    if (person.dateOfBirth !== null) {
      count('totalDatesOfBirthAll')
      count(`totalDatesOfBirth${segment}`)
    }
    if (person.telephoneNumber !== '' && !/^0+$/.test(person.telephoneNumber)) count('totalTelephoneNumbersAll')
    if (person.ecoaCode === 'Z') count('totalEcoaCodeZ')
  }
  return {
    add(record) {
      count('totalBaseRecords')
      count('blockCount')
      count(`totalStatusCode${record.base.accountStatus}`)
      countPerson(record.base, 'Base')
      for (const person of record.j1) {
        if (isPerson(person)) count('totalAssociatedConsumerSegmentsJ1')
        countPerson(person, 'J1')
      }
      for (const person of record.j2) {
        if (isPerson(person)) count('totalAssociatedConsumerSegmentsJ2')
        countPerson(person, 'J2')
      }
      for (const name of appendedOnce) if (record[name] !== undefined) count(segmentCounters[name])
    },
    totals: () => ({ ...totals }),
    encode: () => encodeSegment('trailer', totals),
  }
}

export interface FileOptions {
  lineEnding?: '\n' | '\r\n'
  /** Told of every problem; `line` counts from 1, the header being line 1. */
  onProblem?: (line: number, problem: CodecProblem) => void
}

/** Writes a file part by part, for whoever brings the records: header once, then records, trailer once. */
export interface FileWriter {
  header(header: Header): string
  record(record: Metro2Record): string
  trailer(): string
  totals(): TrailerTotals
}

/** Every part comes with its line end. */
export function createFileWriter({ lineEnding = '\n', onProblem }: FileOptions = {}): FileWriter {
  const counter = createTrailerCounter()
  let line = 0
  const written = ({ text, problems }: Encoded) => {
    line += 1
    for (const problem of problems) onProblem?.(line, problem)
    return text + lineEnding
  }
  return {
    header: (header) => written(encodeHeader(header)),
    record(record) {
      counter.add(record)
      return written(encodeRecord(record))
    },
    trailer: () => written({ text: counter.encode(), problems: [] }),
    totals: counter.totals,
  }
}

/** The lines of a file, each with its line end: header, records, trailer with all counters. */
export function* metro2Lines(
  header: Header,
  records: Iterable<Metro2Record>,
  options: FileOptions = {},
): Generator<string, TrailerTotals> {
  const writer = createFileWriter(options)
  yield writer.header(header)
  for (const record of records) yield writer.record(record)
  yield writer.trailer()
  return writer.totals()
}
