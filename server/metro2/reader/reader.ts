/**
 * Reads anybody's file as it comes: bytes in, lines out, each with what it is. Knows nothing of rules; whoever wants the records
 * decodes `text`.
 */
import { createFramer, type Frame, type Framer } from './frames.ts'
import { type Beginning, beginningOf, digitsAt, shiftedTo } from './marks.ts'
import { headLength, isRefusal, type Recognized, type Refusal, recognize } from './recognize.ts'

export interface ReadLine {
  frame: Frame
  kind: Beginning['kind'] | 'BLANK' | 'UNREADABLE'
  /** From the descriptor word on. Where that is missing, it is put before, so that positions are those of the layout. */
  text: string
  /** Added to a 1-based position in `text` it gives the column in the line. */
  shift: number
  /** The record has no descriptor word of its own. */
  wordMissing: boolean
  /** Characters before the descriptor word that are no block descriptor word. */
  prefix: string
  /** Bytes that `text` is shorter by: characters of UTF-8 stand in it as one each, as whoever wrote the record counted them. */
  wide: number
  /** Why an UNREADABLE line is not read; '' for the others. */
  reason: string
}

export interface Reader {
  /** Answers why the file is not read, or null while nothing speaks against it. */
  push(chunk: Uint8Array): Refusal | null
  end(): Refusal | null
  /** What the file is; null before its first bytes are seen. */
  recognized(): Recognized | null
}

/** Shorter, a line holds too little of its record. Blanks at the end of a line may have been cut. */
const shortest = { HEADER: 80, BASE: 400, TRAILER: 20 } as const

function unreadableReason(text: string): string {
  const shift = shiftedTo(text)
  if (shift > 0)
    return `a record seems to begin at column ${shift + 1}, behind ${shift} characters that do not belong to it`
  if (text.length < shortest.BASE) return `it has ${text.length} characters, and the shortest record 426`
  return 'neither dates nor codes stand where a base segment has them'
}

/** Letters among the counters: another record that says TRAILER, whose values must not be told as counters. */
function isNoTrailer(text: string): boolean {
  return text.slice(11).replace(/[\d ]/g, '').length > 20
}

/** Blanks behind the length that the descriptor word states are no part of the record. */
function withoutFill(text: string): string {
  const stated = digitsAt(text, 0, 4)
  return stated >= 426 && stated < text.length && text.slice(stated).trim() === '' ? text.slice(0, stated) : text
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A record in UTF-8 whose descriptor word counts characters: its fields are in their places only when they are counted so.
 * Null for every other.
 */
function countedAsCharacters(text: string): string | null {
  const stated = digitsAt(text, 0, 4)
  if (stated < 426 || stated >= text.length || !/[\x80-\xff]/.test(text)) return null
  try {
    const decoded = utf8.decode(Buffer.from(text, 'latin1'))
    return decoded.trimEnd().length <= stated ? decoded.padEnd(stated).slice(0, stated) : null
  } catch {
    return null
  }
}

/** What a frame holds. */
export function lineOf(frame: Frame): ReadLine {
  const shift = frame.column + frame.before.length
  const line = { frame, text: frame.text, shift, wordMissing: false, prefix: '', wide: 0, reason: '' }
  if (frame.part !== 'WHOLE') return { ...line, kind: 'UNREADABLE', reason: 'it is too long for a record' }
  const beginning = beginningOf(frame.text)
  if (beginning === null) {
    if (frame.text.trim() === '' || frame.text === '\x1a') return { ...line, kind: 'BLANK' }
    return { ...line, kind: 'UNREADABLE', reason: unreadableReason(frame.text) }
  }
  const { kind, shift: moved } = beginning
  const length = frame.text.length - moved
  if (length < shortest[kind]) {
    const whole = kind === 'BASE' ? 'base segment' : kind.toLowerCase()
    return { ...line, kind: 'UNREADABLE', reason: `it ends after ${frame.text.length} characters, within the ${whole}` }
  }
  if (kind === 'TRAILER' && isNoTrailer(frame.text.slice(Math.max(0, moved)))) {
    return {
      ...line,
      kind: 'UNREADABLE',
      reason: 'it says TRAILER, but where the counters should stand is something else',
    }
  }
  if (moved < 0) {
    const word = `${length}`.padStart(4, '0')
    return { ...line, kind, text: word + frame.text, shift: shift - word.length, wordMissing: true }
  }
  const own = frame.text.slice(moved)
  const counted = kind === 'TRAILER' ? null : countedAsCharacters(own)
  const text = counted ?? withoutFill(own)
  const wide = counted === null ? 0 : own.trimEnd().length - counted.trimEnd().length
  return { ...line, kind, text, wide, shift: shift + moved, prefix: frame.text.slice(0, moved) }
}

/** @param onLine takes the lines in their order; blank ones and pieces of what is too long are among them */
export function createReader(onLine: (line: ReadLine) => void): Reader {
  let head = ''
  let known: Recognized | Refusal | null = null
  let framer: Framer | null = null
  const begin = () => {
    known = recognize(head)
    if (isRefusal(known)) return
    framer = createFramer(known.separator, (frame) => onLine(lineOf(frame)), known.mark)
    framer.push(head.slice(known.mark))
    head = ''
  }
  const refusal = () => (known !== null && isRefusal(known) ? known : null)
  return {
    push(chunk) {
      if (refusal() !== null) return refusal()
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
      if (framer !== null) framer.push(text)
      else {
        head += text
        if (head.length >= headLength) begin()
      }
      return refusal()
    },
    end() {
      if (known === null) begin()
      framer?.end()
      return refusal()
    },
    recognized: () => (known !== null && !isRefusal(known) ? known : null),
  }
}
