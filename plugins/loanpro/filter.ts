/** Pieces of LoanPro's OData queries. */
import { dateToDay, dayToDate } from './values.ts'

/** `(id eq 1 or id eq 2)`. */
export function anyOf(field: string, ids: readonly number[]): string {
  return `(${ids.map((id) => `${field} eq ${id}`).join(' or ')})`
}

/** `(date eq datetime'…' or …)`. */
export function anyDay(days: readonly string[]): string {
  return `(${days.map((day) => `date eq ${dayLiteral(day)}`).join(' or ')})`
}

export function dayLiteral(day: string): string {
  return `datetime'${day}T00:00:00'`
}

export function instantLiteral(seconds: number): string {
  return `datetime'${new Date(seconds * 1000).toISOString().slice(0, 19)}'`
}

/** `Set?$filter=…` with the condition encoded. */
export function filtered(set: string, condition: string): string {
  return `${set}?$filter=${encodeURIComponent(condition)}`
}

export function addDays(date: string, days: number): string {
  return dayToDate(dateToDay(date) + days)
}

/** The last days of the `count` months before the month of `date`, newest first. */
export function monthEndsBefore(date: string, count: number): string[] {
  const ends: string[] = []
  let firstOfMonth = `${date.slice(0, 7)}-01`
  while (ends.length < count) {
    const end = addDays(firstOfMonth, -1)
    ends.push(end)
    firstOfMonth = `${end.slice(0, 7)}-01`
  }
  return ends
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
