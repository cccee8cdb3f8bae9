/** Reads the uploaded files of a run: each row of the first is a loan, rows of further ones belong to it. */
import type { Page, PluginContext, PullEnd, PullRequest, SourceFailure, SourceRecord } from '../contract.ts'
import { checkpointOf, type Position, readPosition } from './checkpoint.ts'
import { fileFailure } from './decode.ts'
import { cellsOf, type RawDocument } from './documents.ts'
import { columnAt, type OpenPart, openParts, requireColumns, rowsFor } from './parts.ts'
import { delimiters, openTable, type Row, swallowsRows, type Table } from './rows.ts'
import type { CsvCredentials, CsvSettings } from './settings.ts'
import { isShortened, readDate } from './values.ts'

type Context = PluginContext<CsvSettings, CsvCredentials>

const pageRows = 250
/** Loans whose rows in further files are held at a time. */
const windowRows = 5_000

interface Reading {
  ctx: Context
  request: PullRequest
  table: Table
  parts: OpenPart[]
  position: Position
  /** Line of each key met so far. */
  lines: Map<string, number>
  /** Rows of parts that found their loan. */
  joined: number
}

export async function* pull(ctx: Context, request: PullRequest): AsyncGenerator<Page, PullEnd> {
  const { settings } = ctx
  const uploads = request.uploads ?? []
  const main = uploads.find(({ part }) => part === null)
  if (!main) throw fileFailure('UPLOAD_MISSING', 'There is no file to read.', 'Start the sync with an upload.')
  const strange = uploads.find(({ part }) => part !== null && !settings.parts.some(({ name }) => name === part))
  if (strange) throw unknownPart(strange.part!, settings)
  const table = await openTable(() => main.read(), settings)
  requireColumns(table.header, settings.columns, null)
  const parts = await openParts(ctx, uploads)
  const position = readPosition(request.checkpoint)
  const reading: Reading = { ctx, request, table, parts, position, lines: new Map(), joined: 0 }
  const resumed = position.line > 0
  for await (const window of windowsOf(reading, parts.length === 0 ? pageRows : windowRows)) {
    yield* pagesOf(reading, window)
  }
  return endOf(reading, resumed)
}

function unknownPart(part: string, { parts }: CsvSettings): SourceFailure {
  const known = parts.map(({ name }) => name).join(', ') || 'none'
  return fileFailure(
    'UNKNOWN_PART',
    `This connection has no further file ${JSON.stringify(part)}.`,
    `Its settings name: ${known}.`,
  )
}

interface Entry {
  row: Row
  key: string
  /** Why it cannot be read; null: it can. */
  problem: string | null
  /** Nobody can say for certain whose row it is. */
  unsure: boolean
}

/** Rows after the position, some at a time. Those before it are read over, for their keys. */
async function* windowsOf(reading: Reading, size: number): AsyncGenerator<Entry[]> {
  const { table, position, ctx } = reading
  const done = position.line
  const keyAt = columnAt(table.header, ctx.settings.keyColumn)
  let window: Entry[] = []
  for await (const row of table.rows()) {
    ctx.signal.throwIfAborted()
    const entry = judge(reading, row, keyAt)
    if (row.line <= done) continue
    window.push(entry)
    if (window.length < size) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

/** The line stands in for a key that cannot be told. */
const lineKey = ({ line }: Row) => `line ${line}`
const longestKey = 100

function judge({ table, lines }: Reading, row: Row, keyAt: number): Entry {
  const key = row.cells[keyAt]?.trim() ?? ''
  const unsure = unsureProblem(table, row, key)
  if (unsure !== null) {
    const usable = key !== '' && key.length <= longestKey && !isShortened(key)
    return { row, key: usable ? key : lineKey(row), problem: `Line ${row.line} ${unsure}`, unsure: true }
  }
  const before = lines.get(key)
  if (before !== undefined) {
    const problem = `Line ${row.line} has the same loan number as line ${before}`
    return { row, key, problem, unsure: false }
  }
  lines.set(key, row.line)
  return { row, key, problem: null, unsure: false }
}

function unsureProblem({ header, delimiter }: Table, row: Row, key: string): string | null {
  const width = header.length
  if (swallowsRows(row, width, delimiters[delimiter])) {
    return `goes on to line ${row.lastLine} inside a quote, and other rows seem to be in it`
  }
  if (row.cells.length !== width) return `has ${row.cells.length} columns, the header row has ${width}`
  if (key === '') return 'has no loan number'
  if (key.length > longestKey) return `has a loan number of more than ${longestKey} characters`
  return isShortened(key) ? 'has a loan number that a spreadsheet shortened (as in 1.2E+11)' : null
}

async function* pagesOf(reading: Reading, window: readonly Entry[]): AsyncGenerator<Page> {
  const { ctx, parts, table, request } = reading
  const keys = new Set(window.filter(({ problem }) => problem === null).map(({ key }) => key))
  const { byKey, found } = await rowsFor(parts, keys, ctx.signal)
  reading.joined += found
  const asOfAt = ctx.settings.asOfColumn === '' ? -1 : columnAt(table.header, ctx.settings.asOfColumn)
  for (let at = 0; at < window.length; at += pageRows) {
    const entries = window.slice(at, at + pageRows)
    const records = entries.map((entry) => {
      const raw: RawDocument = { line: entry.row.line, cells: cellsOf(table.header, entry.row.cells) }
      if (entry.problem !== null) return malformed(entry, raw)
      if (parts.length > 0) raw.parts = byKey.get(entry.key)!
      return documentOf(entry, raw, asOfAt, ctx, request.asOf)
    })
    const { position } = reading
    reading.position = {
      line: entries.at(-1)!.row.lastLine,
      seen: position.seen + entries.length,
      unsure: position.unsure + entries.filter(({ unsure }) => unsure).length,
    }
    yield {
      records,
      checkpoint: checkpointOf(reading.position),
      progress: { seen: reading.position.seen, total: null },
      requests: 0,
    }
    ctx.signal.throwIfAborted()
  }
}

function malformed({ row, key, problem }: Entry, raw: RawDocument): SourceRecord {
  // All cells, also those that no header names.
  const document = { ...raw, line: row.line, all: row.cells }
  return {
    kind: 'MALFORMED',
    key,
    raw: JSON.stringify(document),
    message: `${problem}.`,
    hint: 'Mend the row in the file and upload it again.',
  }
}

function documentOf(entry: Entry, raw: RawDocument, asOfAt: number, ctx: Context, asOf: string): SourceRecord {
  const { key, row } = entry
  let snapshotDate = asOf
  if (asOfAt >= 0) {
    const column = ctx.settings.columns.find(({ header }) => columnAt([header], ctx.settings.asOfColumn) === 0)
    const day = readDate(row.cells[asOfAt]!, column?.format ?? ctx.settings.dateFormat)
    if (!day) return malformed({ ...entry, problem: `Line ${row.line} has no day of its balances` }, raw)
    snapshotDate = day
  }
  // Rows are compared by what they report, under the organization's key: a token of its own would be an open hash of an SSN.
  return { kind: 'DOCUMENT', key, displayKey: key, raw: JSON.stringify(raw), changeToken: snapshotDate, snapshotDate }
}

function endOf({ ctx, request, position, parts, joined }: Reading, resumed: boolean): PullEnd {
  if (position.seen === 0) {
    throw fileFailure('EMPTY_FILE', 'The file has a header row and no loans.', 'Export it again, with the loans.')
  }
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  if (!resumed && rows > joined) {
    ctx.notice(`${rows - joined} of ${rows} rows of further files belong to no loan of this file.`)
  }
  if (request.mode !== 'FULL') return { cursor: {}, complete: false }
  // Complete means that what is missing has gone: the settings may say that it has not, and unreadable rows that nobody knows.
  if (ctx.settings.removal === 'KEEP') return { cursor: {}, complete: false }
  if (position.unsure > 0) ctx.notice(unsureNotice(position.unsure))
  return { cursor: {}, complete: position.unsure === 0, mostGonePercent: ctx.settings.removalPercent }
}

const unsureNotice = (count: number) =>
  `${count} rows cannot be read, so nobody can tell which loans the file lacks: none is marked as gone.`
