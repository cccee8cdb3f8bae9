/** Findings that only a period makes: about a loan as part of it, not about a record. */
import { claimFinding } from '../../metro2/continued.ts'
import type { Metro2Record } from '../../metro2/record.ts'
import { missingSincePrevious } from '../../metro2/rules/file.ts'
import { effectiveSeverity, type RuleSettings } from '../../rules/effective.ts'
import type { StoredFinding } from './write.ts'

/** The loan's document cannot be read or mapped as of the period's date. */
export function quarantineFinding(message: string): StoredFinding {
  return {
    ...{ rule: 'RECORD-QUARANTINED', severity: 'ERROR', defaultSeverity: 'ERROR', waiverId: null, fields: [] },
    message: `The latest document of this loan could not be used: ${message}`,
    values: {},
  }
}

/** G-COMP-1, where the loan's last report was not final. */
export function completenessFindings(before: Metro2Record, settings: RuleSettings): StoredFinding[] {
  const finding = missingSincePrevious(before)
  if (finding === null) return []
  const { severity: defaultSeverity, ...rest } = finding
  return [
    { ...rest, defaultSeverity, severity: effectiveSeverity(rest.rule, defaultSeverity, settings), waiverId: null },
  ]
}

/** G-DUP-1: several loans of the period would stand under one number. */
export const duplicateRule = 'G-DUP-1'

export function duplicateFinding(): StoredFinding {
  return {
    ...{ rule: duplicateRule, severity: 'ERROR', defaultSeverity: 'ERROR', waiverId: null },
    fields: ['base.identificationNumber', 'base.consumerAccountNumber'],
    message: 'Another loan of this period has the same account number under the same identification number.',
    values: {},
  }
}

/** ACCOUNT-CLAIM-1: the number was last reported of another loan, which is not reported now. */
export function claimed(settings: RuleSettings): StoredFinding {
  const { id: rule, severity: defaultSeverity, fields, title: message } = claimFinding
  const severity = effectiveSeverity(rule, defaultSeverity, settings)
  return {
    ...{ rule, severity, defaultSeverity, waiverId: null, fields: [...fields] },
    message: `${message}.`,
    values: {},
  }
}
