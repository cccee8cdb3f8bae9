/** Everything that is known of a loan on the as-of day before a status is named, and the helpers the parts of `derive` share. */
import type { ServicingBalance } from './amounts.ts'
import type { BankruptcyOutcome } from './bankruptcy.ts'
import { type DayNumber, dateOf } from './dates.ts'
import type { Lateness, Timeline } from './delinquency.ts'
import type { Cents, Correction, Finding, Severity } from './facts.ts'
import type { Prepared } from './prepare.ts'
import type { ChargedOff } from './standing.ts'

export interface Situation {
  p: Prepared
  t: Timeline
  balance: ServicingBalance
  chargedOff: ChargedOff | null
  bankruptcy: BankruptcyOutcome
  /** How late the loan is on the as-of day, and how that is known; null only for a charged-off loan and one the lender set a status for. */
  lateness: Lateness | null
  daysPastDue: number
  /** Day of the bankruptcy petition, where the lateness of that day is reported because it was less than today's. */
  heldAt: DayNumber | null
  /** Nobody owes the debt any more: all who did are discharged. */
  discharged: boolean
  /** What is owed: of a charged-off loan the charge-off less recoveries. */
  owed: Cents
  /** Account status (field 17A) by the facts alone. */
  natural: string
  /** Account status that is reported: the lender's word, else the natural one. */
  status: string
  /** Status whose rules the other fields follow; differs from `status` only for the deletes DA and DF. */
  ruling: string
  findings: Finding[]
  corrections: Correction[]
}

export function finding(
  situation: { findings: Finding[] },
  rule: string,
  severity: Severity,
  fields: string[],
  message: string,
  values: Record<string, string> = {},
): void {
  situation.findings.push({ rule, severity, fields: fields.map((field) => `base.${field}`), message, values })
}

/** A day as text, or `unknown`. */
export function sayDay(day: DayNumber | null): string {
  return day === null ? 'unknown' : dateOf(day)
}
