/**
 * Cuts a file into its records. Line ends are followed where there are some, record and block descriptor words where there are
 * none, and where those lie, the segments or the next thing that looks like a record. Every byte of the file stands in exactly
 * one frame.
 */
import { type SegmentName, segmentLength } from '../layout.ts'
import { beginningLength, beginsBlock, beginsRecord, digitsAt } from './marks.ts'

/**
 * A record as it lies in the file; `before + text + after` of all frames is the file. What is too long for a record comes in
 * pieces (FIRST, MORE, LAST): it is never held whole.
 */
export interface Frame {
  /** From 1: the line; in files without line ends the number of the record. */
  line: number
  /** Characters of the line before this frame: not 0 where several records stand on one line. */
  column: number
  /** Byte of the file at which `before` begins. */
  offset: number
  /** Block descriptor word. */
  before: string
  text: string
  /** The line end. */
  after: string
  part: 'WHOLE' | 'FIRST' | 'MORE' | 'LAST'
}

/** No record is longer: a descriptor word says 9,999 at most, and some furnishers fill up with blanks. */
export const longestRecord = 16_384
/** Piece by which what is longer is passed on. */
const piece = 65_536

export interface Framer {
  push(text: string): void
  end(): void
}

const appendedLength = new Map(
  (['j1', 'j2', 'k1', 'k2', 'k3', 'k4', 'l1', 'n1'] satisfies SegmentName[]).map((name) => [
    name.toUpperCase(),
    segmentLength[name],
  ]),
)

/** Where the segments of the record that begins at `from` end. */
function segmentsEnd(text: string, from: number): number {
  let end = from + segmentLength.base
  for (;;) {
    const length = appendedLength.get(text.slice(end, end + 2))
    if (length === undefined) return end
    end += length
  }
}

function behindBlanks(text: string, from: number, limit: number): number {
  let end = from
  while (end < limit && text.charCodeAt(end) === 32) end++
  return Math.min(end, limit)
}

const more = -1

/**
 * @param separator what ends a line; null for a file without line ends
 * @param emit takes the frames in their order
 * @param firstOffset byte of the file at which the text begins
 */
export function createFramer(separator: '\n' | '\r' | null, emit: (frame: Frame) => void, firstOffset = 0): Framer {
  let pending = ''
  let offset = firstOffset
  let line = 1
  let column = 0
  /** Inside something too long. */
  let skipping = false
  /** Blocks with descriptor words of their own have been seen. */
  let blocked = false

  const beginsAt = (text: string, at: number) => beginsRecord(text, at) || (blocked && beginsBlock(text, at))

  function send(text: string, from: number, start: number, to: number, next: number, part: Frame['part']): number {
    const after = text.slice(to, next)
    emit({
      line,
      column,
      offset: offset + from,
      before: text.slice(from, start),
      text: text.slice(start, to),
      after,
      part,
    })
    const ends = part === 'WHOLE' || part === 'LAST'
    if (separator === null ? ends : after !== '') {
      line += 1
      column = 0
    } else column += next - from
    return next
  }

  /** End of the record that begins at `start`, found without a line end; `more` when it takes more bytes to know, 0 for none. */
  function endWithout(text: string, start: number, limit: number, final: boolean): number {
    const said = digitsAt(text, start, 4)
    const end = start + said
    if (said >= segmentLength.base) {
      if (end === limit && final) return end
      if (end + beginningLength + 4 <= limit ? beginsAt(text, end) : end < limit && final && beginsAt(text, end))
        return end
    }
    if (!final && limit - start < longestRecord + beginningLength + 4) return more
    const segments = segmentsEnd(text, start)
    // Word and segments agree: whatever follows is something else.
    if (end >= segments && end <= limit && behindBlanks(text, segments, end) === end) return end
    const byStructure = behindBlanks(text, segments, limit)
    if (byStructure === limit || beginsAt(text, byStructure)) return byStructure
    const last = Math.min(limit, start + longestRecord)
    for (let at = start + 5; at < last; at++) if (beginsAt(text, at)) return at
    return final && limit - start <= longestRecord ? limit : 0
  }

  /** Several records may stand on one line. */
  function endWithin(text: string, start: number, lineEnd: number): number {
    const said = digitsAt(text, start, 4)
    if (said === lineEnd - start || lineEnd - start < 2 * segmentLength.base - 100) return lineEnd
    if (said >= segmentLength.base && start + said < lineEnd && beginsAt(text, start + said)) return start + said
    const byStructure = behindBlanks(text, segmentsEnd(text, start), lineEnd)
    return byStructure < lineEnd && beginsAt(text, byStructure) ? byStructure : lineEnd
  }

  /** Passes on what belongs to something too long, up to the line end or the next record. */
  function skip(text: string, from: number, final: boolean): number {
    if (separator !== null) {
      const at = text.indexOf(separator, from)
      if (at >= 0) return finish(text, from, at)
    } else {
      for (let at = from; at + beginningLength + 4 <= text.length; at++) {
        if (beginsAt(text, at)) return finish(text, from, at)
      }
    }
    if (final) return finish(text, from, text.length)
    // What may be the beginning of a record stays.
    const to = separator === null ? text.length - beginningLength - 4 : text.length
    return to > from ? send(text, from, from, to, to, 'MORE') : more
  }

  function finish(text: string, from: number, at: number): number {
    skipping = false
    const next = separator === null ? at : Math.min(at + 1, text.length)
    return send(text, from, from, at, next, 'LAST')
  }

  /** Sends one frame that begins at `from`; answers where the next begins, or `more`. */
  function step(text: string, from: number, final: boolean): number {
    if (skipping) return skip(text, from, final)
    const found = separator === null ? -1 : text.indexOf(separator, from)
    if (found < 0 && !final && separator !== null && text.length - from <= longestRecord) return more
    if (!final && text.length - from < 2 * beginningLength && found < 0) return more
    if (beginsBlock(text, from)) blocked = true
    const start = blocked && beginsBlock(text, from) ? from + 4 : from
    if (found >= 0 && found - from <= longestRecord) {
      const carriage = separator === '\n' && found > from && text.charCodeAt(found - 1) === 13 ? 1 : 0
      const to = endWithin(text, start, found - carriage)
      return send(text, from, start, to, to === found - carriage ? found + 1 : to, 'WHOLE')
    }
    const limit = found >= 0 ? found : text.length
    const end = endWithout(text, start, limit, final || found >= 0)
    if (end === more) return more
    if (end > 0) return send(text, from, start, end, end, 'WHOLE')
    skipping = true
    const to = from + longestRecord
    return send(text, from, from, to, to, 'FIRST')
  }

  function run(final: boolean): void {
    let from = 0
    while (from < pending.length) {
      const next = step(pending, from, final)
      if (next === more) break
      from = next
    }
    offset += from
    pending = pending.slice(from)
  }

  return {
    push(text) {
      for (let at = 0; at < text.length; at += piece) {
        pending += text.slice(at, at + piece)
        run(false)
      }
    },
    end: () => run(true),
  }
}
