/** Bytes of an uploaded file to text: which encoding it is in, and whether it is a text file at all. */
import { SourceFailure } from '../contract.ts'

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'

export type Bytes = () => AsyncIterable<Uint8Array>

export function fileFailure(code: string, message: string, hint: string): SourceFailure {
  return new SourceFailure('SYSTEM', code, message, hint)
}

const saveAsCsv = 'Open it in the program it comes from and save it as "CSV UTF-8 (comma delimited)".'

/** What a file is that is no table of text, by its first bytes. */
const foreign: [string, string, string][] = [
  ['504b0304', 'an Excel workbook or another zip archive', saveAsCsv],
  ['d0cf11e0', 'an old Excel workbook', saveAsCsv],
  ['25504446', 'a PDF', 'Export the table itself, as CSV.'],
  ['1f8b', 'compressed (gzip)', 'Unpack it and upload the file inside.'],
]

/** Refuses what is no text. `head` is the beginning of the file. */
export function refuseForeign(head: Uint8Array, encoding: Encoding): void {
  const hex = Buffer.from(head.subarray(0, 8)).toString('hex')
  const found = foreign.find(([start]) => hex.startsWith(start))
  if (found) throw fileFailure('NOT_A_TABLE', `The file is ${found[1]}, not a table of text.`, found[2])
  if (!encoding.startsWith('utf-16') && head.includes(0)) {
    throw fileFailure('NOT_A_TABLE', 'The file holds zero bytes, so it is no text.', saveAsCsv)
  }
  const text = new TextDecoder(encoding).decode(head).trimStart()
  if (/^(<|\{|\[)/.test(text)) {
    throw fileFailure('NOT_A_TABLE', 'The file begins like XML, HTML or JSON, not with a header row.', saveAsCsv)
  }
  if (/^.{0,8}HEADER/.test(text) && /^\d{4}/.test(text)) {
    throw fileFailure(
      'NOT_A_TABLE',
      'This is a Metro 2 file, not a table of loans.',
      'Import it as a baseline instead.',
    )
  }
}

/** By byte order mark, else UTF-8 where all of it is valid UTF-8, else Windows-1252. Reads the file to its end. */
export async function detectEncoding(bytes: Bytes): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let first = true
  for await (const chunk of bytes()) {
    if (first) {
      const mark = markOf(chunk)
      if (mark) return mark
      first = false
    }
    try {
      decoder.decode(chunk, { stream: true })
    } catch {
      return 'windows-1252'
    }
  }
  try {
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

export function markOf(head: Uint8Array): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return null
}

/** The text in pieces, without its byte order mark. Throws where the bytes are not of the encoding. */
export async function* decode(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' })
  let lines = 1
  const piece = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw fileFailure(
        'WRONG_ENCODING',
        `The file is not ${encoding.toUpperCase()}: after line ${lines} stand bytes that cannot be read.`,
        'Set the encoding of the connection to auto, or save the file as UTF-8.',
      )
    }
  }
  for await (const chunk of bytes()) {
    const text = piece(chunk)
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
    if (text !== '') yield text
  }
  const rest = piece()
  if (rest !== '') yield rest
}
