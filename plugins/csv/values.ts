/** Cells as people and programs write them, read into catalogue types. Pure. A reader answers undefined for what it cannot read. */

export type DateFormat = 'US' | 'ISO' | 'DMY'
export type MoneyFormat = 'US' | 'EUROPEAN' | 'CENTS'

export interface Formats {
  date: DateFormat
  money: MoneyFormat
}

/** Words that programs write for "no value" into cells that are no text. */
const nothing = /^(|null|n\/a|#n\/a|none|-)$/i

export const isNothing = (cell: string) => nothing.test(cell.trim())

const dateForms: Record<DateFormat, RegExp> = {
  ISO: /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})(?:[ T][\d:.Z+-]*)?$/,
  US: /^(?<m>\d{1,2})[/-](?<d>\d{1,2})[/-](?<y>\d{4})(?: [\d:. APMapm]*)?$/,
  DMY: /^(?<d>\d{1,2})[./-](?<m>\d{1,2})[./-](?<y>\d{4})(?: [\d:.]*)?$/,
}

/** How people call the forms, for messages. */
export const dateFormNames: Record<DateFormat, string> = {
  ISO: 'YYYY-MM-DD',
  US: 'MM/DD/YYYY',
  DMY: 'DD/MM/YYYY',
}

/**
 * `YYYY-MM-DD`; null for a zero date. A year of two digits is not read: nobody can tell the century of a birth. ISO dates
 * are read whatever the format says, for they cannot be taken for anything else.
 */
export function readDate(cell: string, format: DateFormat): string | null | undefined {
  const text = cell.trim()
  const parts = (dateForms[format].exec(text) ?? dateForms.ISO.exec(text))?.groups
  if (!parts) return undefined
  const [year, month, day] = [Number(parts.y), Number(parts.m), Number(parts.d)]
  if (year === 0 && month === 0 && day === 0) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  if (year < 1850 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.toISOString().slice(0, 10)
}

interface Parts {
  negative: boolean
  whole: string
  fraction: string
}

/** Sign, or brackets around a negative amount, and a currency before the digits. */
const numberForm =
  /^(?<open>\()?\s*(?<before>[-+])?\s*(?:\$|USD|€|EUR)?\s*(?<after>[-+])?\s*(?<digits>[\d., {2}]*\d[.,]?)\s*(?<last>-)?\s*(?<close>\))?$/i

/** Digits of a number in one of the two ways to write thousands and decimals. */
function partsOf(cell: string, european: boolean): Parts | undefined {
  const found = numberForm.exec(cell.trim())?.groups
  if (!found || (found.open === undefined) !== (found.close === undefined)) return undefined
  const signs = [found.before, found.after, found.last, found.open].filter((sign) => sign !== undefined)
  if (signs.length > 1) return undefined
  const form = european
    ? /^(?<whole>\d{1,3}(?:[. {2}]\d{3})+|\d*)(?:,(?<fraction>\d*))?$/
    : /^(?<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?<fraction>\d*))?$/
  const digits = form.exec(found.digits!)?.groups
  if (!digits) return undefined
  const whole = (digits.whole ?? '').replace(/\D/g, '')
  const fraction = digits.fraction ?? ''
  const negative = signs.length === 1 && signs[0] !== '+'
  return whole === '' && fraction === '' ? undefined : { negative, whole, fraction }
}

/** Integer cents; more than two decimals are rounded to the cent, half away from zero. */
export function readMoney(cell: string, format: MoneyFormat): number | undefined {
  const parts = partsOf(cell, format === 'EUROPEAN')
  if (!parts) return undefined
  const { negative, whole, fraction } = parts
  if (format === 'CENTS' && /[1-9]/.test(fraction)) return undefined
  const cents =
    format === 'CENTS'
      ? Number(whole)
      : Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0')) + (fraction.charAt(2) >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(cents)) return undefined
  return negative && cents !== 0 ? -cents : cents
}

/** A number; a percent sign behind it is dropped. */
export function readDecimal(cell: string, format: MoneyFormat): number | undefined {
  const parts = partsOf(cell.trim().replace(/\s*%$/, ''), format === 'EUROPEAN')
  if (!parts) return undefined
  const number = Number(`${parts.whole || '0'}.${parts.fraction || '0'}`)
  if (!Number.isFinite(number)) return undefined
  return parts.negative && number !== 0 ? -number : number
}

export function readInteger(cell: string, format: MoneyFormat): number | undefined {
  const number = readDecimal(cell, format)
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined
}

export function readBoolean(cell: string): boolean | undefined {
  const text = cell.trim()
  if (/^(true|yes|y|t|1)$/i.test(text)) return true
  if (/^(false|no|n|f|0)$/i.test(text)) return false
  return undefined
}

/** A number that a spreadsheet shortened: `1.23457E+11`. What it was is lost. */
export const isShortened = (cell: string) => /^\d(?:[.,]\d+)?E\+\d+$/i.test(cell.trim())
