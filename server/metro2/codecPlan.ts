/** What encoding and decoding share: how each field of each segment is written and read, compiled from the layout once. */
import { type FieldPlace, fieldPlaces, type SegmentName, segmentLength } from './layout.ts'

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
  /** Path of the field: `base.surname`, `j1[0].dateOfBirth`; of a segment: `k1`; `record` for what is no segment. */
  field: string
  /** 1-based position of the first character in the record. */
  position: number
  length: number
  message: string
}

/** Told of a problem of a field; the segment's path and place are known to it. */
export type Report = (place: FieldPlace, code: CodecProblemCode, message: string) => void

/** digits: a number held as text, because leading zeros count and blank means none. */
export type FieldKind = 'reserved' | 'constant' | 'descriptor' | 'text' | 'number' | 'digits' | 'date'

export interface FieldPlan {
  place: FieldPlace
  name: string
  kind: FieldKind
  /** Written whatever the data says; '' where the data says it. */
  constant: string
}

const digitText = new Set(['socialSecurityNumber', 'telephoneNumber', 'reporterTelephoneNumber'])

const constants: Partial<Record<SegmentName, Record<string, string>>> = {
  header: { recordDescriptorWord: '0426', recordIdentifier: 'HEADER' },
  base: { processingIndicator: '1' },
  trailer: { recordDescriptorWord: '0426', recordIdentifier: 'TRAILER' },
}

function kindOf(segment: SegmentName, { name, type }: FieldPlace): FieldKind {
  if (name.startsWith('reserved')) return 'reserved'
  if (name === 'recordDescriptorWord') return 'descriptor'
  if (name === 'segmentIdentifier' || constants[segment]?.[name] !== undefined) return 'constant'
  if (type === 'D') return 'date'
  if (type === 'AN') return 'text'
  return type === 'T' || digitText.has(name) ? 'digits' : 'number'
}

function planOf(segment: SegmentName, place: FieldPlace): FieldPlan {
  const kind = kindOf(segment, place)
  let constant = constants[segment]?.[place.name] ?? ''
  if (kind === 'reserved') constant = ' '.repeat(place.length)
  if (place.name === 'segmentIdentifier') constant = segment.toUpperCase()
  return { place, name: place.name, kind, constant }
}

const segments = Object.keys(segmentLength) as SegmentName[]

export const plans = Object.fromEntries(
  segments.map((segment) => [segment, fieldPlaces(segment).map((place) => planOf(segment, place))]),
) as unknown as Record<SegmentName, readonly FieldPlan[]>

export function reporter(problems: CodecProblem[], path: string, offset: number): Report {
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
