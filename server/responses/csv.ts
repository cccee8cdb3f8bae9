/**
 * A file of answers of bureaus, line by line: CSV as RFC 4180 writes it, in UTF-8, the first row naming the columns. Only the
 * columns below are taken: a column that nobody needs may hold an SSN.
 */
import type { GivenResponse } from './response.ts'

export const responseColumns = [
  'bureau',
  'reference',
  'month',
  'account_number',
  'kind',
  'codes',
  'dispute_outcome',
  'responded_on',
  'message',
] as const
type Column = (typeof responseColumns)[number]
const needed: readonly Column[] = ['bureau', 'reference', 'month', 'account_number', 'kind']

/** The file is no such file at all. */
export class WrongLayout extends Error {
  override name = 'WrongLayout'
  readonly hint: string
  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** A row of the file; `problem` says why it cannot be read. `line` is the one it begins on, from 1. */
export type ResponseLine = { line: number } & ({ given: GivenResponse } | { problem: string })

const longestRow = 20_000
const layoutHint = `The first line names the columns: ${responseColumns.join(',')}. The first, second, third, fourth and fifth are needed; others are not taken.`

/** @throws WrongLayout */
export async function* readResponseFile(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ResponseLine> {
  let columns: (Column | null)[] | null = null
  for await (const { line, cells, problem } of rowsOf(bytes)) {
    if (columns === null) {
      if (problem) throw new WrongLayout(`The first line cannot be read: ${problem}`, layoutHint)
      columns = columnsOf(cells)
    } else if (problem) yield { line, problem }
    else if (cells.length === 1 && cells[0]!.trim() === '') continue
    else if (cells.length !== columns.length)
      yield {
        line,
        problem: `The line has ${cells.length} values, and the first line names ${columns.length} columns.`,
      }
    else yield { line, given: givenOf(columns, cells) }
  }
  if (columns === null) throw new WrongLayout('The file is empty.', layoutHint)
}

function columnsOf(cells: string[]): Column[] {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const columns = names.map((name, index) => {
    const column = responseColumns.find((each) => each === name)
    // Its name is not repeated: the file may have no header, and this be a value.
    if (!column) throw new WrongLayout(`Column ${index + 1} of the first line is none of the layout.`, layoutHint)
    return column
  })
  if (new Set(columns).size < columns.length) throw new WrongLayout('A column is named twice.', layoutHint)
  const missing = needed.filter((name) => !columns.includes(name))
  if (missing.length > 0) throw new WrongLayout(`The first line lacks ${missing.join(', ')}.`, layoutHint)
  return columns
}

function givenOf(columns: (Column | null)[], cells: string[]): GivenResponse {
  const cell = (name: Column) => cells[columns.indexOf(name)] ?? ''
  return {
    ...{ bureau: cell('bureau'), reference: cell('reference'), month: cell('month') },
    ...{ accountNumber: cell('account_number'), kind: cell('kind'), codes: cell('codes').split(/[\s;]+/) },
    ...{ disputeOutcome: cell('dispute_outcome'), respondedOn: cell('responded_on'), message: cell('message') },
  }
}

interface Row {
  line: number
  cells: string[]
  problem: string | null
}

/** Rows as they come; a row that is too long or opens a quote and never closes it is told and passed over. */
async function* rowsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const reader = new RowReader()
  for await (const text of decoded(bytes)) yield* reader.take(text)
  yield* reader.end()
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const part of bytes) yield decoder.decode(part, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new WrongLayout('The file is not text in UTF-8.', 'Save it as CSV in UTF-8.')
  }
}

type Place = 'START' | 'PLAIN' | 'QUOTED' | 'AFTER_QUOTE'

class RowReader {
  #line = 1
  #begun = 1
  #cells: string[] = []
  #cell = ''
  #size = 0
  #place: Place = 'START'
  #problem: string | null = null
  #lastWasReturn = false

  #character(character: string): Row | null {
    const wasReturn = this.#lastWasReturn
    this.#lastWasReturn = character === '\r'
    // CRLF is one line's end.
    if (character === '\n' && wasReturn) return null
    const endsLine = character === '\n' || character === '\r'
    if (endsLine) this.#line += 1
    // An open quote in a row without end would swallow the file.
    const open = this.#place === 'QUOTED' && this.#size <= longestRow
    if (endsLine && !open) return this.#row()
    this.#add(endsLine ? '\n' : character)
    return null
  }

  #add(character: string): void {
    this.#size += 1
    if (this.#size > longestRow)
      this.#problem = `The line is longer than ${longestRow} characters, or a quote in it is not closed.`
    if (this.#size > longestRow) return
    if (this.#place === 'QUOTED') {
      if (character === '"') this.#place = 'AFTER_QUOTE'
      else this.#cell += character
    } else if (character === ',') this.#closeCell()
    else if (character === '"') this.#quote()
    else if (this.#place === 'AFTER_QUOTE') this.#problem ??= 'Something stands between a closing quote and the comma.'
    else if (character !== '\ufeff' || this.#line > 1 || this.#size > 1) {
      this.#place = 'PLAIN'
      this.#cell += character
    }
  }

  #quote(): void {
    if (this.#place === 'START') this.#place = 'QUOTED'
    else if (this.#place === 'AFTER_QUOTE') {
      this.#cell += '"'
      this.#place = 'QUOTED'
    } else this.#problem ??= 'A quote stands in the middle of a value that is not quoted.'
  }

  *take(text: string): Generator<Row> {
    for (const character of text) {
      const ended = this.#character(character)
      if (ended) yield ended
    }
  }

  *end(): Generator<Row> {
    if (this.#place === 'QUOTED') this.#problem ??= 'A quote is opened and never closed.'
    if (this.#size > 0 || this.#cells.length > 0) yield this.#row()
  }

  #closeCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#place = 'START'
  }

  #row(): Row {
    this.#closeCell()
    const row = { line: this.#begun, cells: this.#cells, problem: this.#problem }
    this.#cells = []
    this.#size = 0
    this.#problem = null
    this.#begun = this.#line
    return row
  }
}
