/** The rows of a file of text, with the lines they stand on. */
import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { parse as parseSync } from 'csv-parse/sync'
import { headerKey } from './columns.ts'
import { type Bytes, decode, detectEncoding, type Encoding, fileFailure, markOf, refuseForeign } from './decode.ts'

export const delimiters = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const
export type DelimiterName = keyof typeof delimiters

export interface TableSettings {
  delimiter: 'auto' | DelimiterName
  encoding: 'auto' | 'utf-8' | 'windows-1252'
}

export interface Row {
  /** First and last line of the row, from 1. */
  line: number
  lastLine: number
  cells: string[]
}

export interface Table {
  delimiter: DelimiterName
  encoding: Encoding
  header: string[]
  /** Rows below the header, empty lines left out. */
  rows(): AsyncGenerator<Row>
}

/** Far above any row of loans: what is longer is an open quote. */
const maxRowBytes = 1_000_000
const sampleBytes = 65_536

const options = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // A quote within a text, as in 12" PIPE, is the text's own.
  relax_quotes: true,
}

/** @throws SourceFailure SYSTEM on a file that is no table: NOT_A_TABLE, EMPTY_FILE, DUPLICATE_HEADER, WRONG_ENCODING */
export async function openTable(bytes: Bytes, settings: TableSettings): Promise<Table> {
  const head = await headOf(bytes)
  // Before the whole file is read for its encoding: of what is no text it means nothing.
  refuseForeign(head, markOf(head) ?? 'windows-1252')
  const encoding = settings.encoding === 'auto' ? await detectEncoding(bytes) : (markOf(head) ?? settings.encoding)
  const delimiter = settings.delimiter === 'auto' ? delimiterOf(head, encoding) : settings.delimiter
  const all = () => rowsOf(decode(bytes, encoding), delimiters[delimiter])
  const header = await headerOf(all())
  return {
    delimiter,
    encoding,
    header,
    async *rows() {
      const rows = all()
      await rows.next()
      yield* rows
    },
  }
}

async function headOf(bytes: Bytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes()) {
    parts.push(chunk)
    size += chunk.length
    if (size >= sampleBytes) break
  }
  return Buffer.concat(parts).subarray(0, sampleBytes)
}

async function headerOf(rows: AsyncGenerator<Row>): Promise<string[]> {
  const first = await rows.next()
  await rows.return(undefined)
  if (first.done) {
    throw fileFailure(
      'EMPTY_FILE',
      'The file holds no rows.',
      'Export it again, with a header row and the loans below it.',
    )
  }
  const header = first.value.cells.map((cell) => cell.trim())
  const seen = new Map<string, number>()
  for (const [index, name] of header.entries()) {
    const key = headerKey(name)
    if (key === '') continue
    const before = seen.get(key)
    if (before !== undefined) {
      throw fileFailure(
        'DUPLICATE_HEADER',
        `Line ${first.value.line} names the column ${JSON.stringify(name)} twice (columns ${before + 1} and ${index + 1}).`,
        'Rename one of them in the export, or leave it out.',
      )
    }
    seen.set(key, index)
  }
  return header
}

/** The delimiter by which the first rows come out the most alike, and wide. */
function delimiterOf(head: Uint8Array, encoding: Encoding): DelimiterName {
  const text = new TextDecoder(encoding).decode(head)
  const lines = text.slice(0, text.lastIndexOf('\n') + 1 || text.length)
  let best: { name: DelimiterName; score: number } = { name: 'comma', score: 0 }
  for (const [name, delimiter] of Object.entries(delimiters) as [DelimiterName, string][]) {
    const rows = sampleRows(lines, delimiter)
    const width = rows[0]?.length ?? 0
    if (width < 2) continue
    const score = (rows.filter((row) => row.length === width).length / rows.length) * Math.min(width, 50)
    if (score > best.score) best = { name, score }
  }
  return best.name
}

function sampleRows(text: string, delimiter: string): string[][] {
  try {
    return parseSync(text, { ...options, delimiter, to: 50, skip_empty_lines: true }) as unknown as string[][]
  } catch {
    // A quote that the sample cuts through; what came before it tells enough.
    return text
      .split(/\r\n|\n|\r/)
      .slice(0, 20)
      .map((line) => line.split(delimiter))
  }
}

/** Every row of the text, the header among them. */
export async function* rowsOf(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<Row> {
  // Counted while the text is parsed, ahead of what is taken out: a failure is told where it is.
  let line = 1
  const placed = (cells: string[]): Row | null => {
    const first = line
    const lastLine = first + cells.reduce((sum, cell) => sum + breaksIn(cell), 0)
    line = lastLine + 1
    return cells.length === 1 && cells[0] === '' ? null : { line: first, lastLine, cells }
  }
  const parser = parse({ ...options, delimiter, max_record_size: maxRowBytes, on_record: placed as never })
  // Errors of the text come out of the parser, which the pipeline destroys with them.
  pipeline(Readable.from(text), parser, () => {})
  try {
    yield* parser as AsyncIterable<Row>
  } catch (error) {
    throw brokenQuote(error, line)
  }
}

function brokenQuote(error: unknown, line: number): unknown {
  const code = (error as { code?: unknown }).code
  if (code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_MAX_RECORD_SIZE') return error
  return fileFailure(
    'OPEN_QUOTE',
    `A quote that is opened on line ${line} or soon after it is not closed, so where that row ends cannot be told.`,
    'Mend the quotes of that row (a quote inside a quoted text is written twice) and upload the file again.',
  )
}

/** Line breaks inside a quoted cell. */
function breaksIn(cell: string): number {
  if (!/[\r\n]/.test(cell)) return 0
  return cell.split(/\r\n|\n|\r/).length - 1
}

/** Whether rows seem to have been swallowed by a quote: a cell in which a line has as many delimiters as a whole row. */
export function swallowsRows({ line, lastLine, cells }: Row, width: number, delimiter: string): boolean {
  if (line === lastLine || width < 3) return false
  return cells.some((cell) => cell.split(/\r\n|\n|\r/).some((text) => text.split(delimiter).length >= width))
}
