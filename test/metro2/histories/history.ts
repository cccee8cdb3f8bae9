/**
 * Loan histories worked out by hand. Each comment holds the arithmetic: days are counted from the due date to the day named,
 * `Feb 15 +13 = Feb 28, +17 = Mar 17` reads "thirteen days to the end of February, seventeen more".
 */
import type { Derived, DerivedField, LoanFacts } from '../../../server/metro2/facts.ts'
import type { BaseSegment, Metro2Record } from '../../../server/metro2/record.ts'
import { due, paid, record, snapshot } from '../support.ts'

export interface History {
  name: string
  facts: LoanFacts
  asOf: string
  /** What was reported for the period before. */
  previous?: Metro2Record
  /** Fields that are corrected against it, exactly these, in order. */
  corrected?: string[]
  /** What the evidence of fields says, in part. */
  evidence?: Partial<Record<DerivedField, string>>
  expected: Partial<Derived['fields']>
  commenced?: string | null
  daysPastDue?: number
  indicators?: Record<string, string>
  /** Rules of the findings, exactly these, in order. */
  findings?: string[]
}

export const current = snapshot('2026-06-30', 350000)

/** $300.00 on the 15th from February to June, each paid that day. */
export const paidThroughJune = {
  instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
  satisfactions: paid('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
}

/** The record reported before, as of a day: $4,000 owed, current, unless it says otherwise. */
export function reported(day: string, accountStatus: string, more: Partial<BaseSegment> = {}): Metro2Record {
  return record({ dateOfAccountInformation: day, accountStatus, ...more })
}
