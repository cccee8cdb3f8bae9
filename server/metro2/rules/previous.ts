/** Rules about this month's record against last month's of the same account. */
import { dayNumber, monthIndex } from '../dates.ts'
import type { Finding } from '../facts.ts'
import type { CalendarDate, Metro2Record } from '../record.ts'
import { accountChangeRules } from './previousAccount.ts'
import { delinquencyChangeRules } from './previousDelinquency.ts'
import { historyChangeRules } from './previousHistory.ts'
import { identityChangeRules } from './previousIdentity.ts'
import type { Change, PreviousRule } from './previousRule.ts'
import { findingOf } from './rule.ts'

/** All of them, in the order their findings are answered. */
export const previousRules: readonly PreviousRule[] = [
  ...identityChangeRules,
  ...accountChangeRules,
  ...historyChangeRules,
  ...delinquencyChangeRules,
]

export interface PreviousReport {
  record: Metro2Record
  /** Header field 8 of the file it stood in. */
  activityDate: CalendarDate
  /** Where another loan was reported: what people called it (null: a baseline's account without one), and the month, `2026-10`. */
  continuedFrom?: { loan: string | null; month: string }
}

export interface ChangeContext {
  asOf: CalendarDate
  /** Header field 8 of the file the record goes into; the as-of date where no file is at hand. */
  activityDate?: CalendarDate
  /**
   * The difference carries evidence (a reversal, a corrected document): it is a correction, and rules about the reported past
   * warn instead of holding the record.
   */
  corrected?: boolean
}

function changeOf(record: Metro2Record, previous: PreviousReport, activityDate: CalendarDate): Change {
  const day = dayNumber(activityDate)
  const dayBefore = dayNumber(previous.activityDate)
  return {
    record,
    previous: previous.record,
    now: record.base,
    before: previous.record.base,
    months: monthIndex(day) - monthIndex(dayBefore),
    days: day - dayBefore,
    previousActivityDate: previous.activityDate,
  }
}

/**
 * Findings about a record against the previous report of the same account. The join is the caller's: by loan between periods,
 * by account number between files. Values hold neither Social Security numbers nor dates of birth.
 */
export function validateAgainstPrevious(
  record: Metro2Record,
  previous: PreviousReport,
  context: ChangeContext,
): Finding[] {
  const change = changeOf(record, previous, context.activityDate ?? context.asOf)
  const findings: Finding[] = []
  for (const rule of previousRules) {
    const hit = rule.check(change)
    if (hit === null) continue
    const finding = findingOf(rule, hit)
    if (context.corrected === true && rule.correctable && finding.severity === 'ERROR') finding.severity = 'WARNING'
    findings.push(finding)
  }
  return findings
}
