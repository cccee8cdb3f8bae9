/** The 426-character layout as the web client needs it (web/generated/layout.ts): positions, types, titles. */
import { type GraphQLSchema, isObjectType } from 'graphql'
import { fieldPlaces, type SegmentName } from '../server/metro2/layout.ts'

/** The segments that a record may have, by the type of the API that holds their values. */
const segments = {
  base: 'BaseSegment',
  j1: 'J1Segment',
  j2: 'J2Segment',
  k1: 'K1Segment',
  k2: 'K2Segment',
  k3: 'K3Segment',
  k4: 'K4Segment',
  l1: 'L1Segment',
  n1: 'N1Segment',
} as const satisfies Partial<Record<SegmentName, string>>

const head =
  `/** The layout of the format, from server/metro2/layout.ts and the schema. Written by \\\`npm run codegen\\\`; not to be edited. */
export interface LayoutField {
  /** Number of the field in its segment. */
  number: string
  /** Name of the field in the API. */
  name: string
  /** N numeric, AN text, D date, T time stamp. */
  type: 'N' | 'AN' | 'D' | 'T'
  /** First character, from 1, within the segment. */
  start: number
  length: number
  /** R required, A when applicable, O optional. */
  need: 'R' | 'A' | 'O'
  title: string
}

export type SegmentName = ${Object.keys(segments)
    .map((name) => `'${name}'`)
    .join(' | ')}

export const layout: Record<SegmentName, readonly LayoutField[]> = `.replaceAll('\\`', '`')

export function webLayout(schema: GraphQLSchema): string {
  const layout = Object.fromEntries(
    Object.entries(segments).map(([segment, type]) => [segment, fieldsOf(schema, segment as SegmentName, type)]),
  )
  return `${head}${JSON.stringify(layout, null, 1)}\n`
}

function fieldsOf(schema: GraphQLSchema, segment: SegmentName, typeName: string) {
  const type = schema.getType(typeName)
  const described = isObjectType(type) ? type.getFields() : {}
  return fieldPlaces(segment).map(({ number, name, type, start, length, need }) => ({
    number,
    name,
    type,
    start,
    length,
    need,
    title: titleOf(described[name]?.description ?? '') || humanized(name),
  }))
}

/** What stands before the number of the field in its description, unless it is only a list of codes. */
const titleOf = (description: string) => /^([A-Z].*?) \(Field [^)]*\)/.exec(description)?.[1] ?? ''

const humanized = (name: string) =>
  name
    .replace(/\d+$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^./, (letter) => letter.toUpperCase())
