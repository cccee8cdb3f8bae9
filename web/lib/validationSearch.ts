/** Which part of the work list is open, as it stands in its address. */
import type { Severity } from '../generated/documents.ts'

export interface ValidationSearch {
  connection?: string
  severity?: Severity
  /** The rule whose findings are open. */
  rule?: string
  /** Its findings of this severity, where it has some of several. */
  level?: Severity
}

const severities = ['ERROR', 'WARNING', 'INFO'] as const

export function readValidationSearch(raw: Record<string, unknown>): ValidationSearch {
  const text = (value: unknown, pattern: RegExp) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined
  const search: ValidationSearch = {
    connection: text(raw.connection, /^[\w+/=:-]{1,200}$/),
    severity: severities.find((each) => each === raw.severity),
    rule: text(raw.rule, /^[\w.-]{1,80}$/),
    level: severities.find((each) => each === raw.level),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
