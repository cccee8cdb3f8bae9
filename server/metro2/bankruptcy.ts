/**
 * Consumer information indicators (field 38) of bankruptcies.
 *
 * A petition is A, B, C or D by chapter (Z where the chapter is not known), a discharge E, F, G or H. A dismissal sends Q,
 * which takes the indicator off the bureaus' files, in the month it happened (always, when its day is not known) and nothing
 * after that. A reaffirmed chapter 7 debt is R. Chapter 9 has no code, and a discharge or reaffirmation of an unknown chapter
 * has no certain one: these are not covered.
 */
import { type DayNumber, monthIndex } from './dates.ts'
import type { Prepared, PreparedBankruptcy } from './prepare.ts'

const petition: Record<string, string> = { '7': 'A', '11': 'B', '12': 'C', '13': 'D' }
const discharge: Record<string, string> = { '7': 'E', '11': 'F', '12': 'G', '13': 'H' }

/** Indicators under which the petition's date is the date of first delinquency of an otherwise current account. */
export const petitionDateIndicators: ReadonlySet<string> = new Set([
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'Z',
  'V',
  '1A',
])

/** The code of one bankruptcy: '' for none any more, null where the format core does not cover the case. */
function indicator(bankruptcy: PreparedBankruptcy, asOf: DayNumber): string | null {
  const { chapter } = bankruptcy.fact
  if (chapter === '9') return null
  if (bankruptcy.state === 'PETITION') return chapter === null ? 'Z' : (petition[chapter] ?? null)
  if (bankruptcy.state === 'DISCHARGED') return chapter === null ? null : (discharge[chapter] ?? null)
  if (bankruptcy.state === 'REAFFIRMED') return chapter === '7' ? 'R' : null
  return Number.isNaN(bankruptcy.ended) || monthIndex(bankruptcy.ended) === monthIndex(asOf) ? 'Q' : ''
}

export interface BankruptcyOutcome {
  /** By consumer key, only where there is a code. */
  indicators: Record<string, string>
  /** Earliest petition among those that set A-H or Z. */
  petitionDay: DayNumber | null
  uncovered: string | null
}

/** Indicators by consumer. Of several bankruptcies of one consumer the one filed last speaks. */
export function bankruptcyIndicators(p: Prepared): BankruptcyOutcome {
  const outcome: BankruptcyOutcome = { indicators: {}, petitionDay: null, uncovered: null }
  const latest = new Map<string, PreparedBankruptcy>()
  for (const bankruptcy of p.bankruptcies) {
    const other = latest.get(bankruptcy.fact.consumerKey)
    if (other === undefined || !(bankruptcy.filed < other.filed)) latest.set(bankruptcy.fact.consumerKey, bankruptcy)
  }
  for (const [key, bankruptcy] of latest) {
    const code = indicator(bankruptcy, p.asOf)
    if (code === null) {
      const { chapter } = bankruptcy.fact
      outcome.uncovered = `A bankruptcy of chapter ${chapter ?? 'unknown'} in state ${bankruptcy.state} has no certain indicator.`
    } else if (code !== '') {
      outcome.indicators[key] = code
      const earlier = outcome.petitionDay === null || bankruptcy.filed < outcome.petitionDay
      if (petitionDateIndicators.has(code) && !Number.isNaN(bankruptcy.filed) && earlier) {
        outcome.petitionDay = bankruptcy.filed
      }
    }
  }
  return outcome
}

/** Whether a petition was filed by that day and had not ended. */
export function inStay(p: Prepared, day: DayNumber): boolean {
  return p.bankruptcies.some((bankruptcy) => bankruptcy.filed <= day && day < bankruptcy.ended)
}
