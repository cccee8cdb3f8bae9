/**
 * Calendar dates as whole days since 1970-01-01 (proleptic Gregorian). No `Date` anywhere: a time zone must not be able
 * to move a due date, and a loan of five years asks for several hundred conversions.
 */
import type { CalendarDate } from './record.ts'

/** Days since 1970-01-01. */
export type DayNumber = number

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Days of a month; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 0)
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Day number of a civil date that is known to be real. */
export function dayOf(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** Day number of `YYYY-MM-DD`, or NaN when the text is not a real calendar date. */
export function dayNumber(date: string): DayNumber {
  if (date.length !== 10 || date.charCodeAt(4) !== 45 || date.charCodeAt(7) !== 45) return Number.NaN
  const year = digits(date, 0, 4)
  const month = digits(date, 5, 7)
  const day = digits(date, 8, 10)
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN
  return dayOf(year, month, day)
}

function civil(day: DayNumber): { year: number; month: number; day: number } {
  const z = day + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

/** `YYYY-MM-DD` of a day number. */
export function dateOf(day: DayNumber): CalendarDate {
  const c = civil(day)
  return `${`${c.year}`.padStart(4, '0')}-${two(c.month)}-${two(c.day)}`
}

/** True for a real calendar date written `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  return !Number.isNaN(dayNumber(text))
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOf(dayNumber(date) + days)
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** Months since year 0: the month of a day as one number that can be counted with. */
export function monthIndex(day: DayNumber): number {
  const c = civil(day)
  return c.year * 12 + c.month - 1
}

/** First day of a month given by `monthIndex`. */
export function monthStartDay(index: number): DayNumber {
  return dayOf(Math.floor(index / 12), (index % 12) + 1, 1)
}

/** Last day of a month given by `monthIndex`. */
export function monthEndDay(index: number): DayNumber {
  return monthStartDay(index + 1) - 1
}

/** The same day of the month `months` before; a month's last day answers a month's last day. */
export function monthsBefore(day: DayNumber, months: number): DayNumber {
  const index = monthIndex(day)
  const last = monthEndDay(index - months)
  if (day === monthEndDay(index)) return last
  return Math.min(last, monthStartDay(index - months) + (day - monthStartDay(index)))
}

export function monthStart(date: CalendarDate): CalendarDate {
  return `${date.slice(0, 8)}01`
}

export function monthEnd(date: CalendarDate): CalendarDate {
  return dateOf(monthEndDay(monthIndex(dayNumber(date))))
}

/** Same day of the month `months` later; the last day of a shorter month (January 31 plus one month is February 28 or 29). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const c = civil(dayNumber(date))
  const index = c.year * 12 + c.month - 1 + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  return dateOf(dayOf(year, month, Math.min(c.day, daysInMonth(year, month))))
}

/** Same calendar day `years` later; February 29 becomes February 28 in a common year. */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  return addMonths(date, years * 12)
}

/** `MMDDYYYY` as the format writes dates; zeros for null. */
export function toMetro2Date(date: CalendarDate | null): string {
  return date === null ? '00000000' : date.slice(5, 7) + date.slice(8, 10) + date.slice(0, 4)
}

/** Calendar date of `MMDDYYYY`; null for zeros; undefined when it is neither. */
export function fromMetro2Date(text: string): CalendarDate | null | undefined {
  if (text === '00000000') return null
  const date = `${text.slice(4, 8)}-${text.slice(0, 2)}-${text.slice(2, 4)}`
  return text.length === 8 && isCalendarDate(date) ? date : undefined
}
