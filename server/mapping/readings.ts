/** `as`: how a source's value is read. A value that cannot be read as it should rejects the document; see docs/presets.md. */
import { isCalendarDate } from '../metro2/dates.ts'
import type { ScalarType } from './catalogue.ts'
import { type Frame, find } from './frame.ts'
import { centsOf, decimalOf, integerOf } from './numbers.ts'
import { BLANK, type Value, type ValueType } from './values.ts'

/** Answers the value, or undefined when it cannot be read; BLANK when that is told by a finding instead of a failure. */
export type Read = (value: unknown, f: Frame) => Value | undefined

export interface Reading {
  /** Catalogue types it reads. */
  accepts: ScalarType[]
  gives: ValueType
  wanted: string
  read(type: ScalarType): Read
}

const isText = (v: unknown): v is string => typeof v === 'string'
const isWhole = (v: unknown): v is number => Number.isSafeInteger(v)
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v)

function orUndefined<T>(value: T | null): T | undefined {
  return value === null ? undefined : value
}

const readText: Read = (v) => {
  if (isText(v)) return v
  return isNumber(v) ? String(v) : undefined
}

const readInteger: Read = (v) => (isText(v) ? orUndefined(integerOf(v.trim())) : isWhole(v) ? v : undefined)

const readDecimal: Read = (v) => (isText(v) ? orUndefined(decimalOf(v.trim())) : isNumber(v) ? v : undefined)

const booleanWords: Record<string, boolean> = { true: true, yes: true, '1': true, false: false, no: false, '0': false }

const readBoolean: Read = (v) => {
  if (typeof v === 'boolean') return v
  if (isText(v)) return booleanWords[v.trim().toLowerCase()]
  return v === 0 || v === 1 ? v === 1 : undefined
}

const readDate: Read = (v) => {
  if (!isText(v)) return undefined
  if (isCalendarDate(v)) return v
  const trimmed = v.trim()
  return isCalendarDate(trimmed) ? trimmed : undefined
}

const readInstant: Read = (v) =>
  isText(v) && v.charCodeAt(10) === 84 && isCalendarDate(v.slice(0, 10)) ? v : undefined

const readDayOfInstant: Read = (v, f) => (isText(readInstant(v, f)) ? (v as string).slice(0, 10) : undefined)

const readCents: Read = (v) => (isWhole(v) ? v : undefined)

const readDollars: Read = (v) => (isText(v) ? orUndefined(centsOf(v.trim())) : undefined)

const readSsn: Read = (v, f) => {
  const digits = isText(v) ? v.replace(/[\s-]/g, '') : ''
  if (/^\d{9}$/.test(digits)) return digits
  const message =
    'The source does not show the whole social security number (nine digits), so it is left out and the record is held. ' +
    "Give the connection's user in the source a role that sees full social security numbers, then sync again."
  find(f, 'SSN-MASKED', 'ERROR', message, {})
  return BLANK
}

const readBirthDate: Read = (v, f) => {
  const text = isText(v) ? v.trim() : ''
  if (isCalendarDate(text) && text <= f.asOf) return text
  const message =
    'The source does not show a whole and possible date of birth, so it is left out and the record is held. ' +
    "Correct it in the source, or give the connection's user a role that sees full birth dates, then sync again."
  find(f, 'DOB-UNREADABLE', 'ERROR', message, {})
  return BLANK
}

const readPhone: Read = (v, f) => {
  const digits = String(v).replace(/\D/g, '')
  if (digits.length === 10) return digits
  if (digits.length === 11 && digits.startsWith('1')) return digits.slice(1)
  const message = 'The telephone number does not have ten digits, so it is left out. Correct it in the source.'
  find(f, 'PHONE-UNREADABLE', 'WARNING', message, {})
  return BLANK
}

const readPostalCode: Read = (v, f) => {
  const text = String(v).replace(/[\s-]/g, '').toUpperCase()
  if (/^(\d{5}|\d{9}|[A-Z]\d[A-Z]\d[A-Z]\d)$/.test(text)) return text
  const message = 'The postal code has neither five nor nine digits, so it is left out. Correct it in the source.'
  find(f, 'POSTAL-CODE-UNREADABLE', 'ERROR', message, {})
  return BLANK
}

function reading(accepts: ScalarType[], gives: ValueType, wanted: string, read: Read): Reading {
  return { accepts, gives, wanted, read: () => read }
}

export const readings: Record<string, Reading> = {
  text: reading(['text', 'integer', 'decimal', 'date'], 'text', 'text', readText),
  integer: reading(['integer', 'decimal', 'text'], 'integer', 'a whole number', readInteger),
  decimal: reading(['decimal', 'integer', 'text'], 'decimal', 'a number', readDecimal),
  boolean: reading(['boolean', 'integer', 'text'], 'boolean', 'true or false', readBoolean),
  date: {
    accepts: ['date', 'text', 'instant'],
    gives: 'date',
    wanted: 'a calendar date (YYYY-MM-DD)',
    read: (type) => (type === 'instant' ? readDayOfInstant : readDate),
  },
  money: {
    accepts: ['money', 'text'],
    gives: 'money',
    wanted: 'an amount of dollars and cents',
    read: (type) => (type === 'text' ? readDollars : readCents),
  },
  ssn: reading(['text'], 'ssn', 'a social security number', readSsn),
  birthDate: reading(['date', 'text'], 'birthDate', 'a date of birth', readBirthDate),
  phone: reading(['text', 'integer'], 'text', 'a telephone number', readPhone),
  postalCode: reading(['text', 'integer'], 'text', 'a postal code', readPostalCode),
}

/** How a value is read when `as` says nothing: as the catalogue says. */
export const plainReadings: Record<ScalarType, Reading> = {
  text: reading(['text'], 'text', 'text', (v) => (isText(v) ? v : undefined)),
  integer: reading(['integer'], 'integer', 'a whole number', readCents),
  decimal: reading(['decimal'], 'decimal', 'a number', (v) => (isNumber(v) ? v : undefined)),
  boolean: reading(['boolean'], 'boolean', 'true or false', (v) => (typeof v === 'boolean' ? v : undefined)),
  date: reading(['date'], 'date', 'a calendar date (YYYY-MM-DD)', readDate),
  instant: reading(['instant'], 'instant', 'a moment in time (ISO 8601)', readInstant),
  money: reading(['money'], 'money', 'an amount in whole cents', readCents),
}
