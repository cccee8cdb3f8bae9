/**
 * Rows of LoanStatusArchive. A row's key is (loanId, date); its id is the loan's. LoanPro writes one a day for every
 * live loan, and none for drafts, archived loans and loans in the middle of a modification: a missing row says nothing.
 */
import { isOfSize, type LoanProClient } from './client.ts'
import { addDays, anyDay, anyOf, chunks, dayLiteral, filtered, monthEndsBefore } from './filter.ts'
import { type JsonObject, readDate, readInteger } from './values.ts'

/** How far back the last row before the as-of day is looked for. */
export const lookbackDays = 7
/** Ends of months kept for the payment history: 24 reported ones and one before. */
export const monthsKept = 25

export type RowsByLoan = Map<number, JsonObject[]>

export function rowDay(row: JsonObject): string | null {
  return readDate(row.date, 'StatusArchive.date')
}

export function rowLoan(row: JsonObject): number | null {
  return readInteger(row.loanId ?? row.id, 'StatusArchive.loanId')
}

async function rowsOf(client: LoanProClient, condition: string, wanted: (day: string) => boolean): Promise<RowsByLoan> {
  const { rows } = await client.collection(`${filtered('LoanStatusArchive', condition)}&$orderby=loanId,date%20asc`)
  const byLoan: RowsByLoan = new Map()
  for (const row of rows) {
    const day = rowDay(row)
    const loan = rowLoan(row)
    // A source that ignored a part of the filter must not pass off another day as this one.
    if (day === null || loan === null || !wanted(day)) continue
    const known = byLoan.get(loan)
    if (known === undefined) byLoan.set(loan, [row])
    else known.push(row)
  }
  return byLoan
}

/** Loans in one condition that asks for several days of each. */
const loansACondition = 50

/** Characters of a condition that names loans one by one; a longer address is refused by proxies. */
const longestCondition = 4_000

/** Rows of one day for these loans (ids ascending), tenant-wide in their range where the source can do that. */
export async function rowsOfDay(
  client: LoanProClient,
  ids: readonly number[],
  day: string,
  byRange: boolean,
): Promise<Map<number, JsonObject>> {
  const found = new Map<number, JsonObject>()
  const parts = byRange ? [ids] : namedParts(ids)
  for (const part of parts) {
    for (const [loan, rows] of await rowsOfPart(client, part, day, byRange)) found.set(loan, rows.at(-1)!)
  }
  return found
}

/** In eighths where the whole is more than LoanPro answers. */
async function rowsOfPart(
  client: LoanProClient,
  ids: readonly number[],
  day: string,
  byRange: boolean,
): Promise<RowsByLoan> {
  const [first, last] = [ids[0], ids.at(-1)]
  if (first === undefined || last === undefined) return new Map()
  const which = byRange ? `loanId ge ${first} and loanId le ${last}` : anyOf('loanId', ids)
  try {
    return await rowsOf(client, `date eq ${dayLiteral(day)} and ${which}`, (date) => date === day)
  } catch (failure) {
    if (ids.length <= loansACondition || !isOfSize(failure)) throw failure
    const found: RowsByLoan = new Map()
    for (const part of chunks(ids, Math.max(loansACondition, Math.ceil(ids.length / 8)))) {
      for (const [loan, rows] of await rowsOfPart(client, part, day, byRange)) found.set(loan, rows)
    }
    return found
  }
}

function namedParts(ids: readonly number[]): number[][] {
  const longestId = String(ids.at(-1) ?? 0).length
  return chunks(ids, Math.floor(longestCondition / (encodeURIComponent('loanId eq  or ').length + longestId)))
}

/** For loans without a row of `asOf`: the last row of the days before, within the lookback. */
export async function lastRowsBefore(
  client: LoanProClient,
  ids: readonly number[],
  asOf: string,
): Promise<Map<number, JsonObject>> {
  const from = addDays(asOf, -lookbackDays)
  const found = new Map<number, JsonObject>()
  for (const some of chunks(ids, loansACondition)) {
    const condition = `${anyOf('loanId', some)} and date ge ${dayLiteral(from)} and date lt ${dayLiteral(asOf)}`
    const rows = await rowsOf(client, condition, (date) => date >= from && date < asOf)
    for (const [loan, of] of rows) found.set(loan, latest(of)!)
  }
  return found
}

/** The as-of day, the days before it within the lookback, and the ends of the last 25 months of these loans. */
export async function historyOf(client: LoanProClient, ids: readonly number[], asOf: string): Promise<RowsByLoan> {
  const from = addDays(asOf, -lookbackDays)
  const ends = monthEndsBefore(asOf, monthsKept).filter((end) => end < from)
  const recent = `(date ge ${dayLiteral(from)} and date le ${dayLiteral(asOf)})`
  const condition = `${anyOf('loanId', ids)} and (${anyDay(ends)} or ${recent})`
  const wanted = new Set(ends)
  const rows = await rowsOf(client, condition, (date) => wanted.has(date) || (date >= from && date <= asOf))
  for (const [loan, of] of rows) rows.set(loan, lastOfEachMonth(of))
  return rows
}

/** The row of the latest day. LoanPro promises no order, so neither the first nor the last is it. */
export function latest(rows: readonly JsonObject[]): JsonObject | null {
  let found: JsonObject | null = null
  for (const row of rows) if (found === null || (rowDay(row) ?? '') >= (rowDay(found) ?? '')) found = row
  return found
}

/** One row a month, the last, oldest first: what a payment history is made of, and what is kept in a document. */
export function lastOfEachMonth(rows: readonly JsonObject[]): JsonObject[] {
  const byMonth = new Map<string, JsonObject>()
  const days = rows.map((row) => ({ row, day: rowDay(row) ?? '' })).sort((a, b) => (a.day < b.day ? -1 : 1))
  for (const { row, day } of days) byMonth.set(day.slice(0, 7), row)
  return [...byMonth.values()]
}
