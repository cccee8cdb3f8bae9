/**
 * LoanPro's way of writing values, read into catalogue types. Pure.
 *
 * Dates come as `/Date(seconds)/`, money as decimal strings, booleans as 0, 1, "1" or true, codes as
 * `loan.creditstatus.11`, lists as `[…]`, `{results: […]}` or `{__deferred: …}`, and an empty map as `[]`.
 */
import { SourceFailure } from '../contract.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

const secondsPerDay = 86_400
/** 1850-01-01. Earlier dates stand for "no date": LoanPro's zero date is -0001-11-30, PHP's reading of 0000-00-00. */
const firstRealSecond = -3_786_825_600
/** 9999-12-31T23:59:59. Later seconds are milliseconds taken for seconds, or garbage. */
const lastRealSecond = 253_402_300_799

/** The document holds something that cannot be what its place says. Names the path, never the value: it may be personal. */
export function malformed(path: string, expected: string): SourceFailure {
  return new SourceFailure(
    'SYSTEM',
    'MALFORMED_DOCUMENT',
    `${path} is not ${expected}`,
    `Open the loan in LoanPro and look at ${path}. If it is right there, the format of the API has changed and the plugin needs an update.`,
    undefined,
    path.includes(' ') ? null : path,
  )
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Seconds of `/Date(s)/`, or null when the text has another form. By character: a document holds hundreds of dates. */
function secondsOf(text: string): number | null {
  if (!text.startsWith('/Date(') || !text.endsWith(')/')) return null
  const end = text.length - 2
  const start = text.charCodeAt(6) === minus ? 7 : 6
  if (end === start || end - start > 15) return null
  const seconds = digitsOf(text, start, end)
  return seconds === null ? null : start === 7 ? -seconds : seconds
}

const minus = 45
const zero = 48

/** The number that the characters from `start` to before `end` spell, or null where one is no digit. */
function digitsOf(text: string, start: number, end: number): number | null {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - zero
    if (!(digit >= 0 && digit <= 9)) return null
    number = number * 10 + digit
  }
  return number
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

/** Days since 1970-01-01 as `YYYY-MM-DD` (Gregorian, by era of 400 years). Quicker than a Date on the hot path. */
export function dayToDate(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const month0 = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * month0 + 2) / 5) + 1
  const month = month0 < 10 ? month0 + 3 : month0 - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`
}

/** `YYYY-MM-DD` as days since 1970-01-01. */
export function dateToDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000
}

/** A real `YYYY-MM-DD`, or null: 2026-02-30 is not one. */
function calendarDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const day = dateToDay(text)
  return Number.isNaN(day) || dayToDate(day) !== text ? null : text
}

type DateReading = { seconds: number } | 'NONE' | 'UNREADABLE'

function readSeconds(value: Json | undefined): DateReading {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return 'NONE'
  if (typeof value !== 'string') return 'UNREADABLE'
  const seconds = secondsOf(value)
  if (seconds !== null) return bounded(seconds)
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})Z?)?$/.exec(value) ?? []
  if (date === undefined) return 'UNREADABLE'
  if (date.startsWith('0000-')) return 'NONE'
  if (calendarDate(date) === null) return 'UNREADABLE'
  return bounded(Date.parse(`${date}T${time ?? '00:00:00'}Z`) / 1000)
}

function bounded(seconds: number): DateReading {
  if (seconds < firstRealSecond) return 'NONE'
  return seconds <= lastRealSecond ? { seconds } : 'UNREADABLE'
}

/**
 * A date-only value as `YYYY-MM-DD`, or null for "no date". It is the UTC calendar date of the instant: a shift to any
 * zone would move midnights to the day before.
 */
export function readDate(value: Json | undefined, path: string): string | null {
  const reading = readSeconds(value)
  if (reading === 'NONE') return null
  if (reading === 'UNREADABLE') throw malformed(path, 'a date (/Date(seconds)/ or YYYY-MM-DD)')
  return dayToDate(Math.floor(reading.seconds / secondsPerDay))
}

/**
 * Date of birth as `YYYY-MM-DD`, or null. A censored one (the API user's role hides it) is no date: it stays the text that
 * was sent, so that the mapping can hold the record instead of reporting a consumer without it.
 */
export function readBirthDate(value: Json | undefined): string | null {
  const reading = readSeconds(value)
  if (reading === 'NONE') return null
  if (reading === 'UNREADABLE') return typeof value === 'string' ? value : 'unreadable'
  return dayToDate(Math.floor(reading.seconds / secondsPerDay))
}

/** A true instant as ISO 8601 in UTC, or null. */
export function readInstant(value: Json | undefined, path: string): string | null {
  const reading = readSeconds(value)
  if (reading === 'NONE') return null
  if (reading === 'UNREADABLE') throw malformed(path, 'an instant (/Date(seconds)/)')
  return new Date(reading.seconds * 1000).toISOString()
}

/** Integer cents of "9018.44", "0", "1120." or 100; more than two decimals are rounded to the cent, half away from zero. */
export function readMoney(value: Json | undefined, path: string): number | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return centsOf(value, path)
  if (typeof value !== 'string') throw malformed(path, 'an amount of money')
  return usualCents(value) ?? unusualCents(value, path)
}

/** The usual form, `9018.44`, by character; null for every other. */
function usualCents(text: string): number | null {
  const point = text.length - 3
  if (point < 1 || point > 12 || text.charCodeAt(point) !== 46) return null
  const start = text.charCodeAt(0) === minus ? 1 : 0
  const whole = point === start ? null : digitsOf(text, start, point)
  const fraction = digitsOf(text, point + 1, text.length)
  if (whole === null || fraction === null) return null
  const cents = whole * 100 + fraction
  return start === 1 && cents !== 0 ? -cents : cents
}

function unusualCents(value: string, path: string): number {
  const [, sign, whole, fraction = ''] = /^\s*(-?)(\d*)(?:\.(\d*))?\s*$/.exec(value) ?? []
  if (whole === undefined || (whole === '' && fraction === '')) throw malformed(path, 'an amount of money')
  const cents = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0')) + (fraction.charAt(2) >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(cents)) throw malformed(path, 'an amount of money')
  return sign === '-' && cents !== 0 ? -cents : cents
}

function centsOf(amount: number, path: string): number {
  const cents = Math.sign(amount) * Math.round(Math.abs(amount) * 100)
  if (!Number.isSafeInteger(cents)) throw malformed(path, 'an amount of money')
  return cents === 0 ? 0 : cents
}

/** A number written as number or decimal string. */
export function readDecimal(value: Json | undefined, path: string): number | null {
  if (value === null || value === undefined || value === '') return null
  const number = typeof value === 'string' && /^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw malformed(path, 'a number')
  return number
}

export function readInteger(value: Json | undefined, path: string): number | null {
  const number = readDecimal(value, path)
  if (number !== null && !Number.isSafeInteger(number)) throw malformed(path, 'a whole number')
  return number
}

/** 0, 1, "0", "1", true, false, and the `….yes` / `….no` of older fields. */
export function readBoolean(value: Json | undefined, path: string): boolean | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value
  if (value === 1 || value === '1') return true
  if (value === 0 || value === '0') return false
  if (typeof value === 'string') {
    const word = value.slice(value.lastIndexOf('.') + 1).toLowerCase()
    if (word === 'yes' || word === 'true') return true
    if (word === 'no' || word === 'false') return false
  }
  throw malformed(path, 'yes or no (0, 1, true or false)')
}

/** Text as it stands; numbers as their digits, for the same field is a string in one answer and a number in another. */
export function readText(value: Json | undefined, path: string): string | null {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw malformed(path, 'text')
}

/**
 * A code without its prefix: `loan.creditstatus.11` is `11`. Known codes get their usual spelling whatever the case;
 * unknown ones pass as they are, so that a new code is drift and not a failure. A prefix other than the expected one
 * (LoanPro has typing errors in some) is cut at the last dot.
 */
export function readCode(
  value: Json | undefined,
  prefix: string,
  spellings: ReadonlyMap<string, string>,
  path: string,
): string | null {
  const text = readText(value, path)
  if (text === null || text === '') return null
  const suffix =
    text.length > prefix.length && text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()
      ? text.slice(prefix.length)
      : text.slice(text.lastIndexOf('.') + 1)
  return spellings.get(suffix.toLowerCase()) ?? suffix
}

/**
 * The rows of a nested collection in any of its shapes. Null when it was not sent (deferred or missing); an explicit
 * null, like `[]`, is an empty collection. A single object, as Collateral was before it became a list, is one row.
 */
export function readRows(value: Json | undefined, path: string): JsonObject[] | null {
  if (value === undefined) return null
  if (value === null || value === '') return []
  if (!Array.isArray(value) && !isObject(value)) throw malformed(path, 'a list')
  if (isObject(value)) return rowsInObject(value, path)
  for (const row of value) if (!isObject(row)) throw malformed(path, 'a list of objects')
  return value as JsonObject[]
}

function rowsInObject(value: JsonObject, path: string): JsonObject[] | null {
  if ('__deferred' in value) return null
  if (!('results' in value)) return 'id' in value ? [value] : readRows(Object.values(value), path)
  const { results } = value
  // A list whose keys have gaps is printed by PHP as a map.
  return isObject(results) ? readRows(Object.values(results), path) : readRows(results ?? null, path)
}

/** A nested entity; null when it was not sent. PHP prints an empty one as `[]`; a list of one is that one. */
export function readEntity(value: Json | undefined, path: string): JsonObject | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) {
    if (value.length === 0) return null
    const [only] = value
    if (value.length === 1 && isObject(only)) return only
    throw malformed(path, 'one object')
  }
  if (!isObject(value)) throw malformed(path, 'an object')
  if ('__deferred' in value) return null
  return Array.isArray(value.results) ? readEntity(value.results, path) : value
}

/** JSON written into a string (or already parsed), as a map. An empty map is printed `[]` by PHP. */
export function readJsonMap(value: Json | undefined, path: string): JsonObject {
  const parsed = typeof value === 'string' ? parseInner(value, path) : value
  if (parsed === null || parsed === undefined) return {}
  if (Array.isArray(parsed)) return Object.fromEntries(parsed.map((item, index) => [String(index), item]))
  if (!isObject(parsed)) throw malformed(path, 'a map')
  return parsed
}

function parseInner(text: string, path: string): Json {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text) as Json
  } catch {
    throw malformed(path, 'JSON')
  }
}
