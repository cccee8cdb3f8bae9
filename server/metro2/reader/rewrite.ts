/**
 * Writes a file again from what was decoded of it. Either faithfully: what the decoded value would not write in the same way
 * (reserved bytes, numbers that are none, wrong descriptor words, blanks at the end) is kept as it was. Or cleaned: only what the
 * format has, with true descriptor words and a trailer that adds up.
 */
import { decodeHeader, encodeHeader, encodeRecord, encodeSegment } from '../codec.ts'
import { createTrailerCounter } from '../file.ts'
import { fieldPlaces, segmentLength } from '../layout.ts'
import type { CheckedLine } from './check.ts'
import { partsOf } from './findings.ts'
import { trailerOf } from './frameRecords.ts'
import type { ReadLine } from './reader.ts'

export interface RewriteTotals {
  /** Records written from their fields alone. */
  written: number
  /** Records of which some fields were kept as they were (faithful), or changed (cleaned). */
  adapted: number
  /** The fields in them. */
  fields: number
  /** Lines copied as they were. */
  copied: number
}

export interface Rewriter {
  /** @param mark length of the byte order mark that the file begins with */
  take(line: CheckedLine, mark: number): void
  end(): void
  totals(): RewriteTotals
}

/** Fields that stand differently in two texts of one record. */
function differences(before: string, after: string): number {
  if (before === after) return 0
  let count = 0
  for (const { segment, start } of partsOf(before)) {
    for (const place of fieldPlaces(segment)) {
      const from = start + place.start - 1
      if (before.slice(from, from + place.length) !== after.slice(from, from + place.length)) count += 1
    }
  }
  return Math.max(1, count)
}

/** What the decoded values of a line write; null where the line holds what they do not. */
function encoded({ line, decoded }: CheckedLine): string | null {
  if (line.kind === 'HEADER') return encodeHeader(decodeHeader(line.text).header).text
  if (line.kind === 'TRAILER') return encodeSegment('trailer', trailerOf(line).totals)
  return decoded === null ? null : encodeRecord(decoded.record).text
}

/** @param write takes the pieces of the new file, a character a byte */
export function createRewriter(write: (text: string) => void): Rewriter {
  const totals: RewriteTotals = { written: 0, adapted: 0, fields: 0, copied: 0 }
  let begun = false
  return {
    take(checked, mark) {
      const { frame, kind, text } = checked.line
      if (!begun) write('\xef\xbb\xbf'.slice(0, mark))
      begun = true
      const again = kind === 'BLANK' ? null : encoded(checked)
      if (again === null) totals.copied += kind === 'BLANK' || frame.part === 'MORE' || frame.part === 'LAST' ? 0 : 1
      else {
        const kept = differences(text, again)
        totals[kept === 0 ? 'written' : 'adapted'] += 1
        totals.fields += kept
      }
      // Where the values would come out otherwise, the file's own characters stay, and so does everything around the record.
      write(frame.before + frame.text + frame.after)
    },
    end() {},
    totals: () => ({ ...totals }),
  }
}

/** Whether every character of a record is in a segment that was decoded, or blank. */
function isWhole(line: ReadLine): boolean {
  const parts = partsOf(line.text)
  const once = new Set<string>()
  let end = 0
  for (const { segment, start } of parts) {
    if (segment !== 'j1' && segment !== 'j2' && once.has(segment)) return false
    once.add(segment)
    end = start + segmentLength[segment]
  }
  return line.text.slice(end).trim() === ''
}

/** As `createRewriter`, but cleaned: one record a line, without block descriptor words and empty segments, the trailer anew. */
export function createNormalizer(write: (text: string) => void): Rewriter {
  const totals: RewriteTotals = { written: 0, adapted: 0, fields: 0, copied: 0 }
  const counter = createTrailerCounter()
  let ending = ''
  const put = (before: string, after: string) => {
    const changed = differences(before, after)
    totals[changed === 0 ? 'written' : 'adapted'] += 1
    totals.fields += changed
    write(after + (ending || '\n'))
  }
  return {
    take(checked) {
      const { line, record } = checked
      const { frame, kind, text } = line
      if (ending === '' && /^\r?\n$/.test(frame.after)) ending = frame.after
      if (kind === 'BLANK' || kind === 'TRAILER') return
      if (kind === 'HEADER') return put(text, encoded(checked)!)
      if (record !== null && isWhole(line)) {
        counter.add(record)
        return put(text, encodeRecord(record).text)
      }
      // What cannot be decoded cannot be cleaned either.
      const last = frame.part === 'WHOLE' || frame.part === 'LAST'
      if (last) totals.copied += 1
      write(frame.part === 'WHOLE' ? frame.text + (ending || '\n') : frame.text + (last ? ending || '\n' : ''))
    },
    end() {
      write(counter.encode() + (ending || '\n'))
    },
    totals: () => ({ ...totals }),
  }
}
