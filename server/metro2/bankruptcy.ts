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

/** Those who owe the loan; where the facts do not say, those who filed. */
function liable(p: Prepared): string[] {
  return p.facts.liable ?? [...new Set(p.bankruptcies.map(({ fact }) => fact.consumerKey))]
}

function ofConsumer(p: Prepared, key: string): PreparedBankruptcy[] {
  return p.bankruptcies.filter(({ fact }) => fact.consumerKey === key)
}

/** Whether every one of those who owe the loan meets a condition by a bankruptcy; false where nobody does. */
function everybody(p: Prepared, condition: (bankruptcy: PreparedBankruptcy) => boolean): boolean {
  if (p.bankruptcies.length === 0) return false
  const keys = liable(p)
  return keys.length > 0 && keys.every((key) => ofConsumer(p, key).some(condition))
}

/** Whether on that day nobody could be asked to pay: all who owe the loan had filed, and their cases had not ended. */
export function inStay(p: Prepared, day: DayNumber): boolean {
  return everybody(p, (bankruptcy) => bankruptcy.filed <= day && day < bankruptcy.ended)
}

/** Whether nobody owes the loan any more: all who did are discharged under chapter 7. */
export function isDischarged(p: Prepared): boolean {
  return everybody(p, isDischargedUnderSeven)
}

function isDischargedUnderSeven({ state, fact }: PreparedBankruptcy): boolean {
  return state === 'DISCHARGED' && fact.chapter === '7'
}

/**
 * The day at whose lateness the status is held: that of the petition while it runs, and after a chapter 7 discharge. Where
 * several owe the loan it is the day on which the last of them filed; null where one of them never did.
 */
export function heldSince(p: Prepared): DayNumber | null {
  const holds = (one: PreparedBankruptcy) =>
    !Number.isNaN(one.filed) && (one.state === 'PETITION' || isDischargedUnderSeven(one))
  if (!everybody(p, holds)) return null
  return Math.max(
    ...liable(p).map((key) =>
      Math.min(
        ...ofConsumer(p, key)
          .filter(holds)
          .map(({ filed }) => filed),
      ),
    ),
  )
}

/**
 * Whether a stay of chapter 12 or 13 runs for some of those who owe the loan and not for all: it protects the others too
 * (11 USC 1201, 1301), who go on being reported as the loan stands.
 */
export function protectsCodebtors(p: Prepared): boolean {
  const stayed = ({ fact, state }: PreparedBankruptcy) =>
    state === 'PETITION' && (fact.chapter === '13' || fact.chapter === '12')
  return p.bankruptcies.some(stayed) && liable(p).some((key) => ofConsumer(p, key).length === 0)
}
