/** What a file is, by its first bytes: a Metro 2 file of 426-character records, or something else that has a name. */
import { beginningOf, beginsBlock, beginsRecord } from './marks.ts'

/** Why a file is not read. Nothing of it is repeated in `message`. */
export interface Refusal {
  code: 'EMPTY' | 'PACKED' | 'OTHER_FORMAT' | 'NOT_METRO2'
  message: string
  /** How to mend it. */
  fix: string
}

export interface Recognized {
  separator: '\n' | '\r' | null
  /** Length of a byte order mark: 3 or 0. */
  mark: number
  /** For people. */
  layout: string
}

/** As many bytes as are looked at before anything is decided. */
export const headLength = 65_536

const utf8 = 'Save the file as plain ASCII text and check it again.'
const unpack = 'Unpack it and check the file inside.'
const export426 = 'Export the file in the 426-character format.'

/** First bytes (Latin-1) of what people take for a Metro 2 file. */
const signatures: readonly [start: string, name: string, fix: string][] = [
  ['PK\x03\x04', 'a zip archive (or an Office document)', unpack],
  ['PK\x05\x06', 'an empty zip archive', export426],
  ['\x1f\x8b', 'a gzip file', unpack],
  ['BZh', 'a bzip2 file', unpack],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', unpack],
  ['\xfd7zXZ\x00', 'an xz file', unpack],
  ['Rar!', 'a RAR archive', unpack],
  ['\x28\xb5\x2f\xfd', 'a Zstandard file', unpack],
  ['%PDF', 'a PDF document', export426],
  ['\xd0\xcf\x11\xe0', 'an old Office document', export426],
  ['-----BEGIN PGP', 'a PGP message', 'Decrypt it and check the file inside.'],
  ['\xff\xfe', 'text in UTF-16', utf8],
  ['\xfe\xff', 'text in UTF-16', utf8],
  ['{', 'JSON', export426],
  ['[', 'JSON', export426],
  ['<', 'XML or HTML', export426],
]

/** HEADER in EBCDIC. */
const ebcdicHeader = '\xc8\xc5\xc1\xc4\xc5\xd9'

function refusal(code: Refusal['code'], message: string, fix: string): Refusal {
  return { code, message, fix }
}

/** Binary descriptor words: two bytes of length, two zero bytes. */
function isPacked(head: string): boolean {
  const binary = (at: number) => {
    const length = head.charCodeAt(at) * 256 + head.charCodeAt(at + 1)
    return length >= 366 && length < 12_000 && head.charCodeAt(at + 2) === 0 && head.charCodeAt(at + 3) === 0
  }
  return binary(0) && (binary(4) || /^(HEADER|TRAILER|1)/.test(head.slice(4, 11)))
}

/** Every second byte zero: text in UTF-16 without a mark. */
function isWide(head: string, zeroAt: 0 | 1): boolean {
  for (let at = 0; at < 16; at++) if ((head.charCodeAt(at) === 0) !== (at % 2 === zeroAt)) return false
  return true
}

function foreign(head: string): Refusal | null {
  if (isPacked(head)) {
    const message =
      'This is a packed file (366-byte records with binary descriptor words and packed numbers), which is not read.'
    return refusal('PACKED', message, export426)
  }
  for (const [start, name, fix] of signatures) {
    if (head.startsWith(start)) return refusal('OTHER_FORMAT', `This is ${name}, not a Metro 2 file.`, fix)
  }
  if (head.startsWith(ebcdicHeader, 4) || head.startsWith(ebcdicHeader, 8)) {
    return refusal(
      'OTHER_FORMAT',
      'This file is written in EBCDIC.',
      'Transfer it as text, so that it arrives in ASCII.',
    )
  }
  if (isWide(head, 0) || isWide(head, 1)) {
    return refusal('OTHER_FORMAT', 'This is text in UTF-16, not a Metro 2 file.', utf8)
  }
  return null
}

/** The line end of a file: LF where there is one, else CR where records end with it. */
function separatorOf(head: string): Recognized['separator'] {
  if (head.includes('\n')) return '\n'
  const carriage = head.indexOf('\r')
  return carriage >= 0 && (carriage === head.length - 1 || beginningOf(head.slice(carriage + 1)) !== null) ? '\r' : null
}

function isRecordStream(head: string): boolean {
  return beginsRecord(head, 0) || beginsBlock(head, 0) || beginningOf(head) !== null
}

function layoutOf(head: string, separator: Recognized['separator']): string {
  const blocks = beginsBlock(head, 0) ? ', with block descriptor words' : ''
  if (separator !== null) {
    const ends = separator === '\r' ? 'CR' : head[head.indexOf('\n') - 1] === '\r' ? 'CR LF' : 'LF'
    return `one record a line (${ends})${blocks}`
  }
  return `records without line ends${blocks}`
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'fix' in value
}

/** @param head the first `headLength` bytes as Latin-1, or all of a shorter file */
export function recognize(head: string): Refusal | Recognized {
  if (head === '') return refusal('EMPTY', 'The file is empty.', export426)
  const other = foreign(head)
  if (other !== null) return other
  const mark = head.startsWith('\xef\xbb\xbf') ? 3 : 0
  const text = head.slice(mark)
  if (text.replaceAll('\x1a', '').trim() === '')
    return refusal('EMPTY', 'The file holds nothing but blanks.', export426)
  const separator = separatorOf(text)
  const known =
    separator === null ? isRecordStream(text) : text.split(separator).some((line) => beginningOf(line) !== null)
  if (known) return { separator, mark, layout: layoutOf(text, separator) }
  const where = separator === null ? 'It does not begin with' : 'No line at its beginning is'
  return refusal('NOT_METRO2', `This is not a Metro 2 file. ${where} a header, base segment or trailer.`, export426)
}
