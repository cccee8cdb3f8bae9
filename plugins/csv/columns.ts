/** The columns of a file as a person confirmed them: their names in presets, their catalogue, and how their cells are read. */
import type { Capabilities, Catalogue } from '../contract.ts'
import { rolesOf } from './known.ts'
import type { DateFormat, Formats, MoneyFormat } from './values.ts'

export const columnTypes = ['text', 'integer', 'decimal', 'money', 'date', 'boolean'] as const
export type ColumnType = (typeof columnTypes)[number]

export interface Column {
  /** As the header row says it. */
  header: string
  type: ColumnType
  sensitive: boolean
  /** Of a date that is written otherwise than the rest of the file. */
  format?: DateFormat | undefined
  /** The texts that stand in it, where they are few: presets are checked against them, and others are told as drift. */
  values?: string[] | undefined
}

/** A second file, whose rows belong to the records of the first by their key. */
export interface Part {
  /** Name of the list in documents: `payments`. */
  name: string
  keyColumn: string
  columns: Column[]
}

/** Headers are one whatever their case and blanks. */
export const headerKey = (header: string) => header.trim().replace(/\s+/g, ' ').toLowerCase()

/** Names that the preset language has for itself. */
const taken = ['row', 'consumer', 'asof', 'snapshotdate', 'true', 'false', 'null', 'in']

/** What fields are called in documents, in the order of their headers: letters, digits and `_`, as conditions want them. */
export function fieldNames(headers: readonly string[], alsoTaken: readonly string[] = []): string[] {
  const used = new Set([...taken, ...alsoTaken].map((name) => name.toLowerCase()))
  return headers.map((header) => {
    const plain = header
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
    const base = /^[A-Za-z]/.test(plain) ? plain : `column_${plain}`.replace(/_$/, '')
    let name = base
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${base}_${number}`
    used.add(name.toLowerCase())
    return name
  })
}

export interface Shape {
  columns: readonly Column[]
  parts: readonly Part[]
}

const namesOf = ({ columns, parts }: Shape) =>
  fieldNames(
    columns.map(({ header }) => header),
    parts.map(({ name }) => name),
  )

/**
 * The computed field beside a lender's date of first delinquency: its last day below 30 days past due, which presets cannot
 * compute and `derive` asks for.
 */
export const dayBefore = (field: string) => `${field}_dayBefore`

/** The column of the date of first delinquency, where there is one. */
function firstDelinquencyOf(shape: Shape): { field: string; header: string } | null {
  const names = namesOf(shape)
  const headers = shape.columns.map(({ header }) => header)
  const field = rolesOf(headers, names).get('dateOfFirstDelinquency')
  const index = field === undefined ? -1 : names.indexOf(field)
  return shape.columns[index]?.type === 'date' ? { field: field!, header: headers[index]! } : null
}

function computedOf(shape: Shape): Catalogue {
  const found = firstDelinquencyOf(shape)
  return found === null ? {} : { [dayBefore(found.field)]: { type: 'date', title: `Day before ${found.header}` } }
}

export function catalogueOf(shape: Shape): Catalogue {
  const lists = shape.parts.map(({ name, columns }) => {
    const of = nodesOf(columns, fieldNames(columns.map(({ header }) => header)))
    return [name, { type: 'list' as const, title: name, of }]
  })
  return {
    ...nodesOf(shape.columns, namesOf(shape)),
    ...Object.fromEntries(lists),
    ...computedOf(shape),
  }
}

function nodesOf(columns: readonly Column[], names: readonly string[]): Catalogue {
  const nodes = columns.map(({ header, type, sensitive, values }, index) => [
    names[index]!,
    {
      type,
      title: header,
      ...(sensitive && { sensitive }),
      // Those of the file that was looked at; the next one may hold others.
      ...(values && values.length > 0 && { values: values.map((value) => ({ value, title: value })), open: true }),
    },
  ])
  return Object.fromEntries(nodes) as Catalogue
}

/** One column as `normalize` needs it. */
export interface FieldReading {
  header: string
  field: string
  type: ColumnType
  date: DateFormat
}

export interface Reading {
  money: MoneyFormat
  fields: FieldReading[]
  /** Field whose day before is computed; null: none. */
  firstDelinquency: string | null
  parts: { name: string; fields: FieldReading[] }[]
}

export function readingOf(shape: Shape, formats: Formats): Reading {
  const fieldsOf = (columns: readonly Column[], names: readonly string[]): FieldReading[] =>
    columns.map(({ header, type, format }, index) => {
      return { header, field: names[index]!, type, date: format ?? formats.date }
    })
  return {
    money: formats.money,
    fields: fieldsOf(shape.columns, namesOf(shape)),
    firstDelinquency: firstDelinquencyOf(shape)?.field ?? null,
    parts: shape.parts.map(({ name, columns }) => {
      return { name, fields: fieldsOf(columns, fieldNames(columns.map(({ header }) => header))) }
    }),
  }
}

/** Capabilities are scalars; the reading travels as text, so that stored documents are always read as the catalogue says. */
export const capabilitiesOf = (reading: Reading): Capabilities => ({ reading: JSON.stringify(reading) })

let last: { text: string; reading: Reading } | null = null

/** Every document of a run has the same one: parsed once. */
export function readingFrom({ reading: text }: Capabilities): Reading {
  if (typeof text !== 'string') return { money: 'US', fields: [], firstDelinquency: null, parts: [] }
  if (last?.text !== text) last = { text, reading: JSON.parse(text) as Reading }
  return last.reading
}
