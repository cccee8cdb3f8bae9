/** The answers of a check as text: a line a finding for people, for spreadsheets and for programs, and a summary by rule. */
import type { Severity } from '../facts.ts'
import { notEvaluated, ruleById } from '../rules/registry.ts'
import type { CheckTotals } from './check.ts'
import type { CheckFinding } from './findings.ts'

export const formats = ['text', 'csv', 'jsonl'] as const
export type Format = (typeof formats)[number]

/** Characters that a terminal would obey, or that end a line, are shown by their number. */
function visible(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\uffff]/g, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function fieldPath({ segment, field }: CheckFinding): string {
  return [segment, field].filter((part) => part !== '').join('.')
}

function textLine(name: string, finding: CheckFinding): string {
  const { rule, severity, line, account, column, value, message } = finding
  const fix = ruleById(rule)?.fix
  const field = fieldPath(finding)
  const parts = [
    `${name}:${line}:${column}`,
    severity,
    rule,
    account === '' ? '' : `account ${visible(account)}`,
    field === '' ? '' : value === '' ? field : `${field} "${visible(value)}"`,
    visible(message),
    fix === undefined ? '' : `(${fix})`,
  ]
  return `${parts.filter((part) => part !== '').join(' ')}\n`
}

/** A cell that a spreadsheet takes as text: never as a formula. */
function cell(text: string): string {
  const shown = visible(text)
  const safe = /^[=+\-@]/.test(shown) ? `'${shown}` : shown
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const columns = ['rule', 'severity', 'line', 'account', 'segment', 'field', 'column', 'value', 'message'] as const

function csvLine(finding: CheckFinding): string {
  const cells = columns.map((name) => cell(`${finding[name]}`))
  return `${[...cells, cell(ruleById(finding.rule)?.fix ?? '')].join(',')}\r\n`
}

function jsonLine(finding: CheckFinding): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, finding[name]])))}\n`
}

/** What stands before the findings. */
export function formatHead(format: Format): string {
  return format === 'csv' ? `${columns.join(',')},fix\r\n` : ''
}

/** @param name of the file, for people */
export function formatFinding(format: Format, name: string, finding: CheckFinding): string {
  if (format === 'jsonl') return jsonLine(finding)
  return format === 'csv' ? csvLine(finding) : textLine(name, finding)
}

interface Count {
  rule: string
  severity: Severity
  findings: number
  firstLine: number
}

export interface Summary {
  add(finding: CheckFinding): void
  /** By severity and frequency. */
  counts(): Count[]
}

const rank: Record<Severity, number> = { ERROR: 0, WARNING: 1, INFO: 2 }

export function createSummary(): Summary {
  const counts = new Map<string, Count>()
  return {
    add({ rule, severity, line }) {
      const key = `${rule} ${severity}`
      const count = counts.get(key)
      if (count === undefined) counts.set(key, { rule, severity, findings: 1, firstLine: line })
      else count.findings += 1
    },
    counts: () =>
      [...counts.values()].sort(
        (a, b) => rank[a.severity] - rank[b.severity] || b.findings - a.findings || (a.rule < b.rule ? -1 : 1),
      ),
  }
}

function whole(value: number): string {
  return value.toLocaleString('en-US')
}

function counted(value: number, one: string, many = `${one}s`): string {
  return `${whole(value)} ${value === 1 ? one : many}`
}

function totalLine(totals: CheckTotals, layout: string): string {
  const parts = [layout, counted(totals.records, 'record')]
  if (totals.unreadable > 0) parts.push(`${counted(totals.unreadable, 'line')} not readable`)
  if (totals.joined !== null) parts.push(`${whole(totals.joined)} also in the previous file`)
  return parts.join('; ')
}

/** The summary for people: what was read, findings by rule, and what they come to. */
export function formatSummary(name: string, layout: string, totals: CheckTotals, summary: Summary): string {
  const counts = summary.counts()
  const width = Math.max(4, ...counts.map(({ rule }) => rule.length))
  const lines = [`${name}: ${totalLine(totals, layout)}`]
  if (counts.length > 0) lines.push('', `  ${'rule'.padEnd(width)}  severity  findings  first line  about`)
  for (const { rule, severity, findings, firstLine } of counts) {
    const numbers = `${whole(findings).padStart(8)}  ${`${firstLine}`.padStart(10)}`
    const described = ruleById(rule)
    lines.push(`  ${rule.padEnd(width)}  ${severity.padEnd(8)}  ${numbers}  ${described?.title ?? ''}`.trimEnd())
    if (described !== undefined) lines.push(`  ${' '.repeat(width)}  when: ${described.condition}`)
  }
  const { ERROR, WARNING, INFO } = totals.findings
  if (counts.length > 0) lines.push('')
  lines.push(`${counted(ERROR, 'error')}, ${counted(WARNING, 'warning')}, ${counted(INFO, 'remark')}.`)
  for (const { id, reason } of notEvaluated) lines.push(`Not evaluated: ${id}. ${reason}`)
  return `${lines.join('\n')}\n`
}
