/**
 * Loan histories worked out by hand. Each comment holds the arithmetic: days are counted from the due date to the day named,
 * `Feb 15 +13 = Feb 28, +17 = Mar 17` reads "thirteen days to the end of February, seventeen more".
 */
import type { Derived, LoanFacts } from '../../../server/metro2/facts.ts'
import { due, paid, snapshot } from '../support.ts'

export interface History {
  name: string
  facts: LoanFacts
  asOf: string
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
