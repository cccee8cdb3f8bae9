/** What a connection of flat files was told of its columns, compared with what stands in the files that are uploaded now. */

export const columnTypes = ['text', 'integer', 'decimal', 'money', 'date', 'boolean'] as const
export type ColumnType = (typeof columnTypes)[number]

/** A column as it stands in the settings; what this page does not know of it is kept. */
export interface ConfirmedColumn {
  header: string
  type: string
  sensitive?: boolean
}
interface ConfirmedPart {
  name: string
  keyColumn: string
  columns: ConfirmedColumn[]
}
interface FileSettings {
  columns: ConfirmedColumn[]
  parts: ConfirmedPart[]
}

export interface FoundColumn {
  part: string | null
  header: string
  type: string
  sensitive: boolean
  filled: number
  samples: string[]
}

export type ColumnState = 'known' | 'new' | 'missing'

export interface ColumnRow {
  key: string
  part: string | null
  header: string
  state: ColumnState
  /** As confirmed, or as it looks where nobody has confirmed it yet. */
  type: string
  /** What it looks like, where that is something else; null where it agrees. */
  looksLike: string | null
  sensitive: boolean
  /** Whether runs read it. */
  read: boolean
  filled: number
  samples: string[]
}

/** What people call the rows of a file; null is that of the loans. */
export const partTitle = (part: string | null): string =>
  part === null ? 'Loans' : part === 'payments' ? 'Payment history' : part

/** Headers are one whatever their case and blanks, as the server has it. */
const headerKey = (header: string) => header.trim().replace(/\s+/g, ' ').toLowerCase()

export const columnKey = (part: string | null, header: string) => `${part ?? ''}\n${headerKey(header)}`

/** The columns and parts of settings as they come from the API. */
export function readFileSettings(settings: unknown): FileSettings {
  const { columns, parts } = (settings ?? {}) as Partial<FileSettings>
  return { columns: Array.isArray(columns) ? columns : [], parts: Array.isArray(parts) ? parts : [] }
}

/**
 * Every column of the files and of the settings. Columns of a file that is read for the first time are read; a new column of a
 * file that is known is told as drift until somebody confirms it.
 * @param parts which files were uploaded; null is that of the loans
 */
export function compareColumns(
  settings: unknown,
  found: readonly FoundColumn[],
  parts: readonly (string | null)[],
): ColumnRow[] {
  const { columns, parts: known } = readFileSettings(settings)
  return parts.flatMap((part) => {
    const confirmed = part === null ? columns : (known.find(({ name }) => name === part)?.columns ?? [])
    const byKey = new Map(confirmed.map((column) => [headerKey(column.header), column]))
    const here = found.filter((each) => each.part === part)
    const keys = new Set(here.map(({ header }) => headerKey(header)))
    const isFirst = confirmed.length === 0
    const rows = here.map((each) => rowOf(each, byKey.get(headerKey(each.header)), isFirst))
    const missing = confirmed.filter(({ header }) => !keys.has(headerKey(header)))
    return [...missing.map((column) => missingRow(part, column)), ...rows]
  })
}

function rowOf(found: FoundColumn, confirmed: ConfirmedColumn | undefined, isFirst: boolean): ColumnRow {
  const { part, header, filled, samples } = found
  const type = confirmed?.type ?? found.type
  return {
    ...{ key: columnKey(part, header), part, header, type, filled, samples },
    state: confirmed ? 'known' : 'new',
    looksLike: filled > 0 && found.type !== type ? found.type : null,
    sensitive: confirmed?.sensitive ?? found.sensitive,
    read: confirmed !== undefined || isFirst,
  }
}

const missingRow = (part: string | null, { header, type, sensitive = false }: ConfirmedColumn): ColumnRow => ({
  ...{ key: columnKey(part, header), part, header, type, sensitive, state: 'missing', looksLike: null },
  ...{ read: true, filled: 0, samples: [] },
})

/** What keeps the files from being read as they stand: a confirmed column that a file lacks. */
export const missingOf = (rows: readonly ColumnRow[]): ColumnRow[] =>
  rows.filter(({ state, read }) => state === 'missing' && read)

/** The settings with the columns as they were chosen; null when that changes nothing. */
export function settingsWith(
  settings: unknown,
  rows: readonly ColumnRow[],
  keyColumns: Readonly<Record<string, string>>,
): Record<string, unknown> | null {
  const before = readFileSettings(settings)
  const changed = (part: string | null, columns: readonly ConfirmedColumn[]) => {
    const own = rows.filter((row) => row.part === part)
    const byKey = new Map(own.map((row) => [headerKey(row.header), row]))
    const kept = columns.flatMap((column) => {
      const row = byKey.get(headerKey(column.header))
      return row?.read === false ? [] : [row ? { ...column, type: row.type, sensitive: row.sensitive } : column]
    })
    const added = own.filter(({ state, read }) => state === 'new' && read)
    return [...kept, ...added.map(({ header, type, sensitive }) => ({ header, type, sensitive }))]
  }
  const columns = changed(null, before.columns)
  const newParts = [...new Set(rows.flatMap(({ part }) => (part === null ? [] : [part])))].filter(
    (name) => !before.parts.some((part) => part.name === name),
  )
  const parts = [
    ...before.parts.map((part) => ({ ...part, columns: changed(part.name, part.columns) })),
    ...newParts.map((name) => ({ name, keyColumn: keyColumns[name] ?? '', columns: changed(name, []) })),
  ]
  const same = sameColumns(before.columns, columns) && samePart(before.parts, parts)
  return same ? null : { ...(settings as Record<string, unknown>), columns, parts }
}

const sameColumns = (a: readonly ConfirmedColumn[], b: readonly ConfirmedColumn[]) =>
  a.length === b.length &&
  a.every(({ header, type, sensitive = false }, index) => {
    const other = b[index]!
    return header === other.header && type === other.type && sensitive === (other.sensitive ?? false)
  })

const samePart = (a: readonly ConfirmedPart[], b: readonly ConfirmedPart[]) =>
  a.length === b.length && a.every((part, index) => sameColumns(part.columns, b[index]!.columns))

/** Line of the file that a message of a refused row names; null where it names none. */
export function lineOf(message: string): number | null {
  const [, line] = /^Line (\d+)\b/.exec(message) ?? []
  return line === undefined ? null : Number(line)
}
