/** The columns of a file, as forms hold them: a list as JSON. */
export interface FileColumn {
  header: string
  type: string
  sensitive: boolean
}

/** What of it is a list of columns; everything else a column may carry is kept. */
export function readColumns(text: string): FileColumn[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(value)) return []
  return value
    .filter((each): each is Partial<FileColumn> & { header: string } => typeof each?.header === 'string')
    .map((each) => ({ ...each, type: each.type ?? 'text', sensitive: each.sensitive === true }))
}
