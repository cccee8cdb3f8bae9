/** A day's balances put into a stored raw document. */
import { lastOfEachMonth, rowDay } from './archiveRows.ts'
import { isObject, type Json, type JsonObject, malformed, readRows } from './values.ts'

/**
 * The raw document with the row of `snapshot` (JSON text of a LoanStatusArchive row) in its archive. Of each month only
 * the last row stays, as in a document read anew. Pure.
 */
export function mergeSnapshot(raw: string, snapshot: string): string {
  const document = objectOf(raw, 'the document')
  const row = objectOf(snapshot, 'the snapshot')
  const day = rowDay(row)
  if (day === null) throw malformed('StatusArchive.date', 'a date')
  const archive = (readRows(document.archive, 'StatusArchive') ?? []).filter((other) => rowDay(other) !== day)
  return JSON.stringify({ ...document, archive: lastOfEachMonth([...archive, row]) })
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
