/** Everything that is known of a loan on the as-of day before a status is named, and the helpers the parts of `derive` share. */
import type { ServicingBalance } from './amounts.ts'
import type { BankruptcyOutcome } from './bankruptcy.ts'
import { type DayNumber, dateOf } from './dates.ts'
import type { Lateness, Timeline } from './delinquency.ts'
import type { Cents, Finding, Severity } from './facts.ts'
import type { Prepared } from './prepare.ts'
import type { ChargedOff } from './standing.ts'

export interface Situation {
  p: Prepared
  t: Timeline
  balance: ServicingBalance
  chargedOff: ChargedOff | null
  bankruptcy: BankruptcyOutcome
  /** How late the loan is on the as-of day, and how that is known; null only for a charged-off loan. */
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

export const paidStatuses: ReadonlySet<string> = new Set(['13', '61', '62', '63', '64', '65'])
export const ratedStatuses: ReadonlySet<string> = new Set(['05', '13', '65', '88', '89', '94', '95'])
export const bucketStatuses: readonly string[] = ['11', '71', '78', '80', '82', '83', '84']
/** Statuses that always have a date of first delinquency. */
export const delinquentStatuses: ReadonlySet<string> = new Set([
  '61',
  '62',
  '63',
  '64',
  '65',
  '71',
  '78',
  '80',
  '82',
  '83',
  '84',
  '88',
  '89',
  '93',
  '94',
  '95',
  '96',
  '97',
])

/** 11 for 0-29 days past due, 71 for 30-59 ... 84 for 180 and more. */
export function bucketStatus(daysPastDue: number): string {
  return bucketStatuses[Math.min(6, Math.floor(daysPastDue / 30))]!
}
