/** What the columns of a file seem to be, by their headers and what stands in them. A person confirms it. */
import type { Column, ColumnType } from './columns.ts'
import { loanproColumns, plainHeader, rolesOf } from './known.ts'
import { type DateFormat, isNothing, type MoneyFormat, readDate, readDecimal } from './values.ts'

const mostValues = 12
const longestValue = 40
/** Fewer rows tell nothing about how many values there are. */
const rowsForValues = 20
const mostSamples = 3

/** Social security and tax numbers, births, names and ways to reach somebody. */
const sensitiveHeader =
  /ssn|social|taxid|tin$|birth|dob|name$|^(first|last|middle)$|address|street|phone|mobile|email|licen[cs]e/
/** Digits that are no numbers: a leading zero or a long row of them counts. */
const textHeader = /ssn|social|taxid|zip|postal|phone|fax|number$|^.*id$|code$|account|profile|^loan$/
const moneyHeader = /amount|balance|payment|principal|due$|fee|price|limit|payoff|paid|chargeoff|interestdue|escrow/
/** Amounts of time and shares, whatever else their names hold. */
const noMoneyHeader = /date|days|count|number|term|rate|apr|percent|months|frequency/

const dateFormats: DateFormat[] = ['ISO', 'US', 'DMY']

/** What one column has shown so far. Sizes do not grow with the file. */
export interface Observed {
  header: string
  filled: number
  samples: string[]
  /** Cells that can be read as each type. */
  fits: { boolean: number; integer: number; number: number; dates: Record<DateFormat, number> }
  leadingZero: boolean
  dollars: boolean
  /** Distinct texts; null where they are too many or too long. */
  values: Set<string> | null
}

export const observing = (header: string): Observed => ({
  header,
  filled: 0,
  samples: [],
  fits: { boolean: 0, integer: 0, number: 0, dates: { ISO: 0, US: 0, DMY: 0 } },
  leadingZero: false,
  dollars: false,
  values: new Set(),
})

export function observe(column: Observed, cell: string, money: MoneyFormat): void {
  const text = cell.trim()
  if (isNothing(text)) return
  column.filled += 1
  if (column.samples.length < mostSamples && !column.samples.includes(text)) column.samples.push(text.slice(0, 100))
  const { fits } = column
  if (/^(true|false|yes|no|y|n)$/i.test(text)) fits.boolean += 1
  const number = readDecimal(text, money)
  if (number !== undefined) {
    fits.number += 1
    if (Number.isSafeInteger(number) && !/[.,$]/.test(text)) fits.integer += 1
    column.dollars ||= text.includes('$')
  }
  // Every reader takes ISO dates: they speak for no other format.
  const isIso = /^\d{4}-/.test(text)
  for (const format of dateFormats) {
    if ((format === 'ISO' || !isIso) && readDate(text, format) !== undefined) fits.dates[format] += 1
  }
  if (/^0\d/.test(text)) column.leadingZero = true
  if (column.values !== null) {
    column.values.add(text)
    if (column.values.size > mostValues || text.length > longestValue) column.values = null
  }
}

/** `formats`: what dates and amounts of the file are written like, as far as it is known. */
export function inferred(column: Observed, defaultDate: DateFormat): Column {
  const { header } = column
  const plain = plainHeader(header)
  const sensitive = sensitiveHeader.test(plain)
  const type = typeOf(column, plain)
  const values = type === 'text' && !sensitive ? enumeration(column) : null
  const format = type === 'date' ? dateFormatOf(column, defaultDate) : null
  return {
    ...{ header, type, sensitive },
    ...(format && format !== defaultDate && format !== 'ISO' && { format }),
    ...(values && { values }),
  }
}

function typeOf(column: Observed, plain: string): ColumnType {
  const { filled, fits, leadingZero, dollars } = column
  if (filled === 0) return expectedType(plain)
  const known = knownType(plain)
  // A few bad cells make no text of a column whose name says what it is.
  if (known !== undefined && (known === 'text' || fitting(column, known) * 2 >= filled)) return known
  if (fitting(column, 'date') === filled) return 'date'
  if (fits.boolean === filled) return 'boolean'
  const isText =
    leadingZero || (textHeader.test(plain) && !moneyHeader.test(plain)) || /profile|code|type|status/.test(plain)
  if (fits.number < filled || isText) return 'text'
  if (dollars || (moneyHeader.test(plain) && !noMoneyHeader.test(plain))) return 'money'
  return fits.integer === filled ? 'integer' : 'decimal'
}

/** How many of the cells can be read as the type. */
export function fitting({ filled, fits }: Observed, type: ColumnType): number {
  if (type === 'text') return filled
  if (type === 'date') return Math.max(...dateFormats.map((format) => fits.dates[format]))
  if (type === 'integer' || type === 'boolean') return fits[type]
  return fits.number
}

/** Of a column that is recognised: codes are text, also where they look like numbers. */
function knownType(plain: string): ColumnType | undefined {
  const role = rolesOf([plain], [plain]).keys().next().value
  return loanproColumns.find(({ header }) => header === role)?.type
}

/** Of a column in which nothing stands yet: by its name alone. */
function expectedType(plain: string): ColumnType {
  const known = knownType(plain)
  if (known) return known
  if (/date$|^date/.test(plain)) return 'date'
  return moneyHeader.test(plain) && !noMoneyHeader.test(plain) ? 'money' : 'text'
}

/** Where all days are 12 or less both ways of writing fit; lenders of the US write the month first. */
function dateFormatOf({ fits: { dates } }: Observed, defaultDate: DateFormat): DateFormat {
  const best = [...dateFormats].sort((a, b) => dates[b] - dates[a])[0]!
  return dates[defaultDate] === dates[best] ? defaultDate : best
}

function enumeration({ values, filled }: Observed): string[] | null {
  if (values === null || filled < rowsForValues || values.size * 4 > filled) return null
  return [...values].sort()
}

/** The format that most date columns have. */
export function commonDateFormat(columns: readonly Observed[]): DateFormat {
  const votes = (format: DateFormat) =>
    columns.filter((column) => {
      const most = fitting(column, 'date')
      return most > 0 && most * 2 >= column.filled && column.fits.dates[format] === most
    }).length
  const [best] = [...(['US', 'DMY', 'ISO'] as const)].sort((a, b) => votes(b) - votes(a))
  return best!
}
