/** The columns of a file, as forms hold them: a list as JSON. */
export interface FileColumn {
  header: string
  type: string
  sensitive: boolean
}

/** The columns, with everything else that each may carry; none where the text is no list of columns. */
export function readColumns(text: string): FileColumn[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(value) || !value.every(isColumn)) return []
  return value.map((each) => ({ ...each, type: each.type ?? 'text', sensitive: each.sensitive === true }))
}

const isColumn = (value: unknown): value is Partial<FileColumn> & { header: string } =>
  typeof (value as { header?: unknown } | null)?.header === 'string'

/** Nothing was entered yet, which is no list that cannot be read. */
export const isNoColumns = (text: string): boolean => /^\s*(\[\s*\])?\s*$/.test(text)

/** With a text column of this header at the end; the same columns where it is among them. */
export function withColumn(columns: readonly FileColumn[], header: string): FileColumn[] {
  if (columns.some((column) => column.header === header)) return [...columns]
  return [...columns, { header, type: 'text', sensitive: false }]
}
