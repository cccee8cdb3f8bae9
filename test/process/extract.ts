/** Reads a TEST extract as a bureau would: line by line, by the layout alone. */
import { type CodecProblem, decodeHeader, decodeRecord, decodeSegment } from '../../server/metro2/codec.ts'
import type { Header, Metro2Record } from '../../server/metro2/record.ts'

export interface ReadExtract {
  /** Without their line ends: header, records, trailer. */
  lines: string[]
  header: Header
  records: Metro2Record[]
  trailer: Record<string, unknown>
  problems: CodecProblem[]
}

export function readExtract(text: string): ReadExtract {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const lines = text.slice(0, -1).split('\n')
  const problems: CodecProblem[] = []
  const head = decodeHeader(lines[0]!)
  const records = lines.slice(1, -1).map((line) => {
    const decoded = decodeRecord(line)
    problems.push(...decoded.problems)
    return decoded.record
  })
  const trailer = decodeSegment('trailer', lines.at(-1)!, problems)
  problems.push(...head.problems)
  return { lines, header: head.header, records, trailer, problems }
}

/** Everybody in the file, with the segment they stand in. */
export const consumersOf = ({ records }: ReadExtract) =>
  records.flatMap(({ base, j1, j2 }) => [
    { segment: 'base', ...identity(base) },
    ...j1.map((person) => ({ segment: 'j1', ...identity(person) })),
    ...j2.map((person) => ({ segment: 'j2', ...identity(person) })),
  ])

const identity = (person: Metro2Record['base'] | Metro2Record['j1'][number]) => ({
  ssn: person.socialSecurityNumber,
  born: person.dateOfBirth,
})
