/**
 * Raw documents: the texts of a row as they stood in the file, with its line, and those of its rows in further files.
 * `normalize` reads them as the connection's columns say.
 */
import { type Capabilities, type NormalizedDocument, SourceFailure } from '../contract.ts'
import { dayBefore, type FieldReading, headerKey, type Reading, readingFrom } from './columns.ts'
import {
  type DateFormat,
  dateFormNames,
  isNothing,
  readBoolean,
  readDate,
  readDecimal,
  readInteger,
  readMoney,
} from './values.ts'

export interface RawRow {
  line: number
  /** Texts by header. */
  cells: Record<string, string>
}

export interface RawDocument extends RawRow {
  /** Rows of further files by the name of the part; absent: no such file came. */
  parts?: Record<string, RawRow[]>
}

/** The texts of a row by their headers; blank cells and columns without a header are left out. */
export function cellsOf(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const named: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [index, name] of header.entries()) {
    const cell = cells[index]
    if (name !== '' && cell !== undefined && cell !== '') named[name] = cell
  }
  return named
}

const mostNamed = 5

export function normalize(raw: string, { capabilities }: { capabilities: Capabilities }): NormalizedDocument {
  const reading = readingFrom(capabilities)
  const source = parseRaw(raw)
  const problems: Complaint[] = []
  const unknown = new Set<string>()
  const document = readRow(source, reading.fields, reading, null, problems, unknown)
  for (const { name, fields } of reading.parts) {
    const rows = source.parts?.[name]
    // A file that did not come is not a loan without payments.
    document[name] = rows?.map((row) => readRow(row, fields, reading, name, problems, unknown)) ?? null
  }
  if (problems.length > 0) throw unreadable(problems)
  const { firstDelinquency } = reading
  if (firstDelinquency !== null) document[dayBefore(firstDelinquency)] = previousDay(document[firstDelinquency])
  return { document, unknownFields: [...unknown].sort() }
}

function previousDay(date: unknown): string | null {
  if (typeof date !== 'string') return null
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

function parseRaw(raw: string): RawDocument {
  try {
    const parsed = JSON.parse(raw) as RawDocument | null
    if (typeof parsed?.cells === 'object' && parsed.cells !== null) return parsed
  } catch {
    // Said below.
  }
  throw new SourceFailure(
    'SYSTEM',
    'MALFORMED_DOCUMENT',
    'The stored row is not one.',
    'Upload the file again; what was stored of it is damaged.',
  )
}

interface Complaint {
  text: string
  /** In the catalogue. */
  path: string
}

function unreadable(problems: Complaint[]): SourceFailure {
  const more = problems.length > mostNamed ? [`and ${problems.length - mostNamed} more`] : []
  return new SourceFailure(
    'SYSTEM',
    'MALFORMED_DOCUMENT',
    [...problems.slice(0, mostNamed).map(({ text }) => text), ...more].join('; '),
    'Mend the row in the file and upload it again. If all rows have it, the type or the format of the column is wrong: correct it in the settings of the connection.',
    undefined,
    problems[0]!.path,
  )
}

function readRow(
  { line, cells }: RawRow,
  fields: readonly FieldReading[],
  { money }: Reading,
  part: string | null,
  problems: Complaint[],
  unknown: Set<string>,
): Record<string, unknown> {
  const known = byHeader(cells)
  const out: Record<string, unknown> = {}
  for (const field of fields) {
    const key = headerKey(field.header)
    const cell = known.get(key) ?? ''
    known.delete(key)
    const value = readCell(cell, field, money)
    const path = part === null ? field.field : `${part}.${field.field}`
    if (value === undefined) problems.push({ text: complaint(line, part, field), path })
    out[field.field] = value ?? null
  }
  for (const key of known.keys()) unknown.add(part === null ? key : `${part}.${key}`)
  return out
}

const byHeader = (cells: Record<string, string>) =>
  new Map(Object.entries(cells).map(([header, cell]) => [headerKey(header), cell]))

/** Names the place, never the value: it may be personal. */
function complaint(line: number, part: string | null, { header, type, date }: FieldReading): string {
  const where = part === null ? `Line ${line}` : `Line ${line} of ${part}`
  return `${where}, column ${JSON.stringify(header)}: not ${expected(type, date)}`
}

function expected(type: FieldReading['type'], date: DateFormat): string {
  const words = {
    text: 'text',
    integer: 'a whole number',
    decimal: 'a number',
    money: 'an amount',
    boolean: 'yes or no',
  }
  return type === 'date' ? `a date in the form ${dateFormNames[date]}` : words[type]
}

function readCell(cell: string, { type, date }: FieldReading, money: Reading['money']): unknown {
  if (type === 'text') return cell.trim() === '' ? null : cell.trim()
  if (isNothing(cell)) return null
  switch (type) {
    case 'integer':
      return readInteger(cell, money)
    case 'decimal':
      return readDecimal(cell, money)
    case 'money':
      return readMoney(cell, money)
    case 'boolean':
      return readBoolean(cell)
    case 'date':
      return readDate(cell, date)
  }
}
