/** Numbers of a record that are none as the format has them, but tell the rules something all the same. */
import type { Decoded } from '../codec.ts'
import type { CodecProblem } from '../codecPlan.ts'
import type { Finding } from '../facts.ts'
import type { Metro2Record } from '../record.ts'
import { belowZero } from '../rules/line.ts'

const amountLength = 9
const noCode = -1

function isAmount({ code, length }: CodecProblem): boolean {
  return code === 'NOT_A_NUMBER' && length === amountLength
}

function writtenAt(text: string, { position, length }: CodecProblem): string {
  return text.slice(position - 1, position - 1 + length)
}

/** Amounts that nobody can read; one below zero can be read. */
function unreadAmounts(text: string, { problems }: Decoded): string[] {
  return problems
    .filter((problem) => isAmount(problem) && belowZero(writtenAt(text, problem)) === null)
    .map(({ field }) => field)
}

/** Findings without those that take an amount nobody can read for the zero that stands for it in the record. */
export function withoutGuesses(findings: Finding[], text: string, decoded: Decoded): Finding[] {
  if (decoded.problems.length === 0) return findings
  const unread = unreadAmounts(text, decoded)
  if (unread.length === 0) return findings
  const names = unread.map((field) => field.slice(field.indexOf('.') + 1))
  return findings.filter(
    ({ fields, values }) => !fields.some((field) => unread.includes(field)) && !names.some((name) => name in values),
  )
}

function withValue(record: Metro2Record, field: string, value: number | string): Metro2Record {
  const [, segment, index, name] = /^(\w+?)(?:\[(\d+)\])?\.(\w+)$/.exec(field) ?? []
  if (segment === undefined || name === undefined || !(segment in record)) return record
  const held = record[segment as keyof Metro2Record]
  const changed = Array.isArray(held)
    ? held.map((each, i) => (i === Number(index) ? { ...each, [name]: value } : each))
    : { ...held, [name]: value }
  return { ...record, [segment]: changed }
}

/** Codes whose table has a zero, which stands for what is no number. */
const zeroIsCode = new Set(['base.correctionIndicator', 'k3.agencyIdentifier'])

/** The record to be judged: amounts below zero and digits as they are written, and a code that is no number as no code. */
export function asWritten(record: Metro2Record, text: string, { problems }: Decoded): Metro2Record {
  let judged = record
  for (const problem of problems) {
    const { code, field } = problem
    if (code === 'NOT_DIGITS') judged = withValue(judged, field, writtenAt(text, problem).trim())
    if (code !== 'NOT_A_NUMBER') continue
    const amount = isAmount(problem) ? belowZero(writtenAt(text, problem)) : null
    if (amount !== null) judged = withValue(judged, field, amount)
    else if (zeroIsCode.has(field)) judged = withValue(judged, field, noCode)
  }
  return judged
}
