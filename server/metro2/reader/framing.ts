/** What is wrong with how a file is put together: lines that are no records, descriptor words, headers and trailers out of place. */
import { fileRules } from '../rules/fileText.ts'
import { lineRules } from '../rules/lineText.ts'
import type { RuleText } from '../rules/rule.ts'
import type { CheckFinding } from './findings.ts'
import { digitsAt } from './marks.ts'
import type { ReadLine } from './reader.ts'

export interface Framing {
  /** Every line in its order. */
  follow(line: ReadLine): void
  secondHeader(line: ReadLine, first: number): void
  /** The header stands behind records. */
  lateHeader(line: ReadLine): void
  secondTrailer(line: ReadLine, first: number): void
  behindTrailer(line: ReadLine, trailer: number): void
  /** The file begins with a byte order mark. */
  mark(): void
  end(): void
}

interface Block {
  line: number
  column: number
  said: number
  begin: number
  /** Byte behind its last record. */
  end: number
}

/** A record behind the trailer is told once. */
export function createFraming(emit: (finding: CheckFinding) => void): Framing {
  let block: Block | null = null
  let tooLong = 0
  let toldBehind = false

  function tell(rule: RuleText, line: number, column: number, segment: string, field: string, message: string): void {
    emit({ rule: rule.id, severity: 'ERROR', line, account: '', segment, field, column, value: '', message })
  }

  function closeBlock(): void {
    if (block === null) return
    const { line, column, said, begin, end } = block
    block = null
    if (said === end - begin) return
    const message = `The block descriptor word says ${said}; the block is ${end - begin} characters long.`
    tell(lineRules.length, line, column, '', 'blockDescriptorWord', message)
  }

  function followBlock({ frame }: ReadLine): void {
    const { before, text, after, offset, line, column } = frame
    if (before !== '') {
      closeBlock()
      block = { line, column: column + 1, said: digitsAt(before, 0, 4), begin: offset, end: offset }
    }
    if (block !== null) block.end = offset + before.length + text.length
    if (after !== '') closeBlock()
  }

  /** What the line is not, under the rule that a reader breaks at. */
  function unreadable(line: ReadLine, length: number): void {
    const { frame, text, shift } = line
    const rule = digitsAt(text, 0, 4) === length ? lineRules.characters : lineRules.length
    const message = `This cannot be read as a record: ${line.reason}.`
    tell(rule, frame.line, shift + 1, '', '', message)
  }

  function followUnreadable(line: ReadLine): void {
    const { part, text, after } = line.frame
    if (part === 'WHOLE') {
      unreadable(line, text.length)
      return
    }
    tooLong += text.length
    if (part !== 'LAST') return
    const length = tooLong - (after === '\n' && text.endsWith('\r') ? 1 : 0)
    tooLong = 0
    const message = `This cannot be read as a record: it is ${length.toLocaleString('en-US')} characters long, and no record has more than 9,999.`
    tell(lineRules.length, line.frame.line, 1, '', '', message)
  }

  return {
    follow(line) {
      followBlock(line)
      const segment = line.kind.toLowerCase()
      if (line.kind === 'UNREADABLE') followUnreadable(line)
      if (line.wordMissing) {
        const message = 'The record descriptor word is missing.'
        tell(lineRules.length, line.frame.line, line.shift + 5, segment, 'recordDescriptorWord', message)
      }
      if (line.wide > 0) {
        const message = `The record is text in UTF-8 and ${line.wide} bytes longer than its descriptor word says, which counts characters. Columns are those of characters.`
        tell(lineRules.length, line.frame.line, line.shift + 1, segment, 'recordDescriptorWord', message)
      }
      if (line.prefix !== '') {
        const message = `${line.prefix.length} characters that are no block descriptor word stand before the record.`
        tell(lineRules.length, line.frame.line, line.frame.column + 1, segment, '', message)
      }
    },
    secondHeader(line, first) {
      const message = `A second header; the first stands on line ${first}. Two files may have been joined.`
      tell(fileRules.frame, line.frame.line, line.shift + 1, 'header', 'recordIdentifier', message)
    },
    lateHeader(line) {
      const message = 'The header stands behind records.'
      tell(fileRules.frame, line.frame.line, line.shift + 1, 'header', 'recordIdentifier', message)
    },
    secondTrailer(line, first) {
      const message = `A second trailer; the first stands on line ${first}.`
      tell(fileRules.frame, line.frame.line, line.shift + 1, 'trailer', 'recordIdentifier', message)
    },
    behindTrailer(line, trailer) {
      if (toldBehind) return
      toldBehind = true
      const message = `What follows stands behind the trailer of line ${trailer}.`
      tell(fileRules.frame, line.frame.line, line.shift + 1, '', '', message)
    },
    mark() {
      const message =
        'The file begins with a byte order mark: byte EF at column 1. It is text in UTF-8; the format is ASCII.'
      tell(lineRules.characters, 1, 1, '', '', message)
    },
    end: closeBlock,
  }
}
