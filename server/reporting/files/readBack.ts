/**
 * Reads a file back while it is made a second time: every line is decoded and must come out of the encoder as it stands, and
 * the rules of a whole file are applied. Keeps counters, and a hash for each account.
 */
import type { FileBureau } from '../../../prisma/generated/client/enums.ts'
import {
  type CodecProblem,
  decodeHeader,
  decodeRecord,
  decodeSegment,
  encodeHeader,
  encodeRecord,
} from '../../metro2/codec.ts'
import type { Finding } from '../../metro2/facts.ts'
import type { TrailerTotals } from '../../metro2/file.ts'
import { type Bureau, createFileRules } from '../../metro2/rules/file.ts'

/** What was found, by rule: how often, and the first case. Holds no values of consumers. */
export interface CountedFinding {
  rule: string
  severity: Finding['severity']
  message: string
  count: number
  /** Of the first case; the header is line 1. */
  line: number
}

export interface ReadBackOptions {
  lineEnding: '\n' | '\r\n'
  bureau: FileBureau
  /** YYYY-MM-DD: nothing in the file lies after it. */
  today: string
}

export interface ReadBack {
  /** Text of any length, in order. */
  push(text: string): void
  end(): { records: number; findings: CountedFinding[] }
}

const bureauOf = { EQUIFAX: 'equifax', EXPERIAN: 'experian', TRANSUNION: 'transunion', INNOVIS: 'innovis' } as const

export function createReadBack({ lineEnding, bureau, today }: ReadBackOptions): ReadBack {
  const tally = createTally()
  const to: { bureau?: Bureau } = bureau === 'ALL' ? {} : { bureau: bureauOf[bureau] }
  const rules = createFileRules({ today, ...to })
  let line = 0
  let records = 0
  /** The line before: the last one is the trailer, which only the end tells. */
  let held: string | null = null
  let rest = ''

  function record(text: string): void {
    records += 1
    const decoded = decodeRecord(text)
    tally.problems(decoded.problems, line)
    tally.findings(rules.record(decoded.record, line, { text, problems: decoded.problems }), line)
    if (encodeRecord(decoded.record).text !== text) tally.add(differs, line)
  }

  function take(text: string): void {
    if (line === 0) {
      line = 1
      const { header, problems } = decodeHeader(text)
      tally.problems(problems, line)
      tally.findings(rules.header(header, { text, problems }), line)
      if (encodeHeader(header).text !== text) tally.add(differs, line)
      return
    }
    if (held !== null) {
      line += 1
      record(held)
    }
    held = text
  }

  function end() {
    line += 1
    if (rest !== '') tally.add(unended, line)
    const problems: CodecProblem[] = []
    const trailer = held === null ? null : (decodeSegment('trailer', held, problems) as TrailerTotals)
    tally.problems(problems, line)
    tally.findings(rules.end(trailer, held === null ? undefined : { text: held, problems }), line)
    return { records, findings: tally.all() }
  }

  return {
    push(text) {
      const lines = (rest + text).split(lineEnding)
      rest = lines.pop()!
      for (const each of lines) take(each)
    },
    end,
  }
}

type Said = Pick<CountedFinding, 'rule' | 'severity' | 'message'>

const differs: Said = {
  rule: 'ROUND-TRIP',
  severity: 'ERROR',
  message: 'The line does not come back from the reader as it was written.',
}
const unended: Said = { rule: 'LINE-END', severity: 'ERROR', message: 'The last line has no end.' }

/** Counts findings by rule. */
export function createTally() {
  const byRule = new Map<string, CountedFinding>()
  const add = ({ rule, severity, message }: Said, line: number) => {
    const known = byRule.get(rule)
    if (known) known.count += 1
    else byRule.set(rule, { rule, severity, message, count: 1, line })
  }
  return {
    add,
    findings(findings: readonly Finding[], line: number) {
      for (const finding of findings) add(finding, line)
    },
    problems(problems: readonly CodecProblem[], line: number) {
      for (const { code, message } of problems) add({ rule: `CODEC-${code}`, severity: 'ERROR', message }, line)
    },
    all: () => [...byRule.values()],
  }
}
