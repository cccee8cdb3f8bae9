/**
 * Further files, joined by the key of the loan. Their rows may stand in any order, and none is kept longer than a window of
 * loans is worked on: for each window the file is read once more.
 */
import type { PluginContext, UploadedFile } from '../contract.ts'
import { headerKey, type Part } from './columns.ts'
import { fileFailure } from './decode.ts'
import { cellsOf, type RawRow } from './documents.ts'
import { delimiters, openTable, swallowsRows, type Table } from './rows.ts'
import type { CsvSettings } from './settings.ts'

export interface OpenPart {
  part: Part
  table: Table
  keyAt: number
  /** Rows in the file. */
  rows: number
}

/**
 * Opens the files of all parts and reads each once: a payment that is left out would move the date of first delinquency, so
 * one bad row refuses the file before anything is written.
 */
export async function openParts(
  { settings, signal }: PluginContext<CsvSettings>,
  uploads: readonly UploadedFile[],
): Promise<OpenPart[]> {
  const opened: OpenPart[] = []
  for (const part of settings.parts) {
    const file = uploads.find((upload) => upload.part === part.name)
    if (!file) {
      throw fileFailure(
        'PART_MISSING',
        `There is no file for ${part.name}.`,
        `Start the sync with two uploads: the loans, and one with part ${JSON.stringify(part.name)}. Without it nobody could tell a loan without ${part.name} from one whose ${part.name} are not known.`,
      )
    }
    const table = await openTable(() => file.read(), settings)
    requireColumns(table.header, part.columns, part.name)
    const keyAt = columnAt(table.header, part.keyColumn)
    let rows = 0
    for await (const row of table.rows()) {
      signal.throwIfAborted()
      rows += 1
      const wrong =
        row.cells.length !== table.header.length || swallowsRows(row, row.cells.length, delimiters[table.delimiter])
      if (wrong || row.cells[keyAt]?.trim() === '') throw badPartRow(part.name, row.line)
    }
    opened.push({ part, table, keyAt, rows })
  }
  return opened
}

const badPartRow = (name: string, line: number) =>
  fileFailure(
    'PART_UNREADABLE',
    `Line ${line} of ${name} has not the columns of the header row, or no loan number.`,
    'Mend it and upload the file again. Nothing was read: a row left out could change what is reported of a loan.',
  )

/** Rows of each part for these keys. Counts what it finds. */
export async function rowsFor(
  parts: readonly OpenPart[],
  keys: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ byKey: Map<string, Record<string, RawRow[]>>; found: number }> {
  const empty = () => Object.fromEntries(parts.map(({ part }) => [part.name, [] as RawRow[]]))
  const byKey = new Map([...keys].map((key) => [key, empty()]))
  let found = 0
  for (const { part, table, keyAt } of parts) {
    for await (const { line, cells } of table.rows()) {
      signal.throwIfAborted()
      const rows = byKey.get(cells[keyAt]!.trim())?.[part.name]
      if (!rows) continue
      rows.push({ line, cells: cellsOf(table.header, cells) })
      found += 1
    }
  }
  return { byKey, found }
}

export const columnAt = (header: readonly string[], wanted: string) =>
  header.findIndex((name) => headerKey(name) === headerKey(wanted))

/** A column that is confirmed and not there is not empty: a charge-off would be forgotten. */
export function requireColumns(header: readonly string[], columns: readonly { header: string }[], part: string | null) {
  const missing = columns.filter((column) => columnAt(header, column.header) < 0).map((column) => column.header)
  if (missing.length === 0) return
  const names = missing.slice(0, 10).map((name) => JSON.stringify(name))
  const more = missing.length > 10 ? ` and ${missing.length - 10} more` : ''
  throw fileFailure(
    'COLUMN_MISSING',
    `Line 1${part === null ? '' : ` of ${part}`} lacks the column${missing.length > 1 ? 's' : ''} ${names.join(', ')}${more}.`,
    'Export the file with all columns of the connection, or take them out of its columns in the settings.',
  )
}
