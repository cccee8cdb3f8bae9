/** Counts of an import: findings by rule, and which of them are kept as rows. */
import type { CheckFinding } from '../../metro2/reader/findings.ts'
import type { JsonObject } from '../../operations/contract.ts'
import { unreadable } from './read.ts'

/** Findings of a rule that are kept; a file may have millions. Lines that cannot be read are all kept. */
export const keptOfRule = 100
/** Lines that the result of a dry run names. */
const namedLines = 100

export interface RuleCount extends JsonObject {
  rule: string
  severity: string
  count: number
  line: number
}

export interface FindingCounts {
  /** Counts; answers those to keep. */
  add(findings: readonly CheckFinding[]): CheckFinding[]
  byRule(): RuleCount[]
  /** The first lines that cannot be read, with the reason. */
  unreadableLines(): { line: number; message: string }[]
}

export function countFindings(): FindingCounts {
  const counts = new Map<string, RuleCount>()
  const lines: { line: number; message: string }[] = []
  const keep = ({ rule, severity, line, message }: CheckFinding): boolean => {
    const key = `${rule} ${severity}`
    const known = counts.get(key)
    if (known) known.count += 1
    else counts.set(key, { rule, severity, count: 1, line })
    if (rule !== unreadable) return (known?.count ?? 1) <= keptOfRule
    if (lines.length < namedLines) lines.push({ line, message })
    return true
  }
  return {
    add: (findings) => findings.filter(keep),
    byRule: () => [...counts.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    unreadableLines: () => lines,
  }
}
