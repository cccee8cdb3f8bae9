/** Derives the fields of the base segment that follow from a loan's history, as of a date. */
import type { DeriveOutcome, LoanFacts } from './facts.ts'
import type { CalendarDate } from './record.ts'

export function derive(facts: LoanFacts, asOf: CalendarDate): DeriveOutcome {
  return {
    kind: 'EXCLUDED',
    reason: 'PORTFOLIO_NOT_COVERED',
    detail: `Portfolio ${facts.portfolioType} at ${asOf} is not covered.`,
  }
}
