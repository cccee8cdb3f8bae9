/** A day's balances put into a stored raw document. */
import { lastOfEachMonth, monthsKept, rowDay } from './archiveRows.ts'
import { monthEndsBefore } from './filter.ts'
import { isObject, type Json, type JsonObject, malformed, readRows } from './values.ts'

/**
 * The raw document with the row of `snapshot` (JSON text of a LoanStatusArchive row) in its archive. Of each month only
 * the last row stays, and of months only the last 25 before it, as in a document read anew. Pure.
 */
export function mergeSnapshot(raw: string, snapshot: string): string {
  const document = objectOf(raw, 'the document')
  const row = objectOf(snapshot, 'the snapshot')
  const day = rowDay(row)
  if (day === null) throw malformed('StatusArchive.date', 'a date')
  const oldest = monthEndsBefore(day, monthsKept).at(-1)!.slice(0, 7)
  const others = (readRows(document.archive, 'StatusArchive') ?? []).filter((other) => {
    const otherDay = rowDay(other) ?? ''
    return otherDay !== day && otherDay.slice(0, 7) >= oldest
  })
  return JSON.stringify({ ...document, archive: lastOfEachMonth([...others, row]) })
}

function objectOf(text: string, path: string): JsonObject {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    throw malformed(path, 'complete JSON')
  }
  if (!isObject(value)) throw malformed(path, 'an object')
  return value
}
