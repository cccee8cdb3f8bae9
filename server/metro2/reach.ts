/** How far back what the source tells of a loan reaches. */
import type { DayNumber } from './dates.ts'
import type { Prepared } from './prepare.ts'

/**
 * A schedule whose first instalment falls due within so many days of the opening is taken to be whole: two periods and a few days,
 * for a first payment may be put off to the due date after the next.
 */
const firstInstalmentWithin: Readonly<Record<string, number>> = {
  L: 128,
  Q: 190,
  T: 252,
  S: 374,
  Y: 740,
  P: Number.POSITIVE_INFINITY,
  D: Number.POSITIVE_INFINITY,
}
const otherwiseWithin = 66

/** The end of a deferral that began with the account; nothing fell due before it. */
function startOfPayments(p: Prepared, within: number): DayNumber {
  let start = p.opened
  for (const change of p.adjustments) {
    const begins = change.kind === 'DEFERRED' && change.day - start <= within && Number.isFinite(change.until)
    if (begins) start = Math.max(start, change.until)
  }
  return start
}

/** Whether the instalments tell of everything that fell due from a day on. */
export function scheduleReaches(p: Prepared, day: DayNumber): boolean {
  const first = p.due[0]?.day
  if (first === undefined) return false
  if (first <= day) return true
  const within = firstInstalmentWithin[p.facts.termsFrequency] ?? otherwiseWithin
  return first - p.opened <= within || first - startOfPayments(p, within) <= within
}

/** The day from which on the facts tell how the loan stood. */
export function evidenceBegins(p: Prepared): DayNumber {
  if (scheduleReaches(p, p.opened)) return p.opened
  const due = p.due[0]?.day ?? Number.POSITIVE_INFINITY
  const row = p.rows.find(({ daysPastDue, snapshot }) => daysPastDue !== null || snapshot.accountStatus !== null)
  return Math.min(due, p.payments[0]?.day ?? due, row?.day ?? due)
}
