/**
 * Payment history profile (field 18): 24 characters, the newest first, for the month ends before the month of the date of
 * account information. A paid account keeps the 24 months before the month it was paid in; later months are not appended.
 */

import { balanceAge } from './amounts.ts'
import { inStay } from './bankruptcy.ts'
import { type DayNumber, dateOf, monthEndDay, monthIndex, monthStartDay } from './dates.ts'
import { latenessAt } from './delinquency.ts'
import type { FirstDelinquency } from './dofd.ts'
import { wholeDollars } from './money.ts'
import { isDeferred, type Prepared, type ReversedPayment, rowIndexAt } from './prepare.ts'
import { correct, type Previous, reportedCharacter, toldNothing } from './previous.ts'
import { evidenceBegins } from './reach.ts'
import { finding, type Situation } from './situation.ts'
import { paidStatuses, statusRules } from './statuses.ts'

/** 0 for 0-29 days past due, 1 for 30-59 ... 6 for 180 and more. */
export function bucketCharacter(daysPastDue: number): string {
  return `${Math.min(6, Math.floor(daysPastDue / 30))}`
}

/** What instalments cannot show: collection, foreclosure, surrender, repossession, charge-off. */
const letters = 'GHJKL'

/**
 * Account status the source resolved in the month of `end`: its last snapshot of that month. In a month without one, the status
 * on both sides of it where they agree: a loan that was repossessed before and after was so in between.
 */
function statusOfMonth(p: Prepared, end: DayNumber): string | null {
  if (!p.tellsStatus) return null
  const at = rowIndexAt(p, end)
  const before = p.rows[at]
  if (before === undefined) return null
  const status = before.snapshot.accountStatus
  if (monthIndex(before.day) === monthIndex(end)) return status
  const after = p.rows[at + 1]
  return after !== undefined && after.snapshot.accountStatus === status ? status : null
}

/**
 * Whether a line owed anything on a day, in whole dollars as it is reported: by a balance no older than one that is reported
 * without a hold; nothing, where the balances on both sides are zero; null where that is not known.
 */
function owedOn(p: Prepared, end: DayNumber): boolean | null {
  let at = rowIndexAt(p, end)
  while (at >= 0 && p.rows[at]!.owed === null) at--
  const before = p.rows[at]
  if (before === undefined) return null
  const owes = wholeDollars(before.owed!) > 0
  if (end - before.day <= balanceAge) return owes
  if (owes) return null
  for (let next = at + 1; next < p.rows.length; next++) {
    const { owed } = p.rows[next]!
    if (owed !== null) return wholeDollars(owed) === 0 ? false : null
  }
  return null
}

/**
 * The character of one day by the facts alone. An account that is 30 or more days late in a month without a due payment is still
 * late: deferment gives D only where it was current. A bankruptcy stay gives D whatever the lateness.
 */
function character(s: Situation, end: DayNumber): string {
  const { p, t, chargedOff } = s
  if (end < p.opened) return 'B'
  if (chargedOff !== null && end >= chargedOff.day) return 'L'
  const status = statusOfMonth(p, end)
  const special = status === null ? null : (statusRules[status]?.history ?? null)
  if (special !== null && letters.includes(special)) return special
  if (inStay(p, end)) return 'D'
  const known = latenessAt(t, end)
  const days = known?.days ?? null
  if (days !== null && days >= 30) return bucketCharacter(days)
  if (p.line && owedOn(p, end) === false) return 'E'
  if (isDeferred(p, end)) return 'D'
  // Instalments that begin long after the opening tell nothing of the months before them. A line that nobody used has none.
  const untold = known?.how === 'INSTALMENTS' && !t.whole && !p.line && end < t.begins
  return known === null || untold ? 'B' : '0'
}

/** A month that was reported otherwise than the facts have it. */
interface Difference {
  month: number
  reported: string
  derived: string
}

/**
 * The day of a month on which the report was as of: reports of a furnisher whose month ends on the 25th tell of the 25th, and
 * the month end may be later in lateness without anybody having been wrong.
 */
function cycleDay(previous: Previous, month: number): DayNumber {
  // A paid loan is as of the day it was paid, which tells nothing of the cycle.
  const paid = paidStatuses.has(previous.base.accountStatus)
  if (paid || previous.day === monthEndDay(previous.month)) return monthEndDay(month)
  return Math.min(monthEndDay(month), monthStartDay(month) + (previous.day - monthStartDay(previous.month)))
}

/** What recomputation is measured by where a record was reported before. */
interface Measure {
  previous: Previous
  /** The facts tell from this day on. */
  begins: DayNumber
  /** The delinquency that was carried from the report, over days of which no fact tells that they were below 30. */
  first: FirstDelinquency
  differences: Difference[]
}

/**
 * Whether the facts say nothing of a day that could take the place of what was reported. Before they begin, they still show it
 * late where something unpaid reaches back to it.
 */
function untold({ begins, first }: Measure, own: string, reported: string, end: DayNumber): boolean {
  const shownLater = own >= '1' && own <= '6' && own > reported
  if (end < begins) return !shownLater
  return first.date !== null && end >= first.date && end < (first.unbrokenUntil ?? end) && !shownLater
}

/** A month that was reported without history: the facts may know it now. Before they begin, zero is no knowledge. */
function furnishedNow({ previous, begins, differences }: Measure, own: string, month: number, end: DayNumber): string {
  if (own === 'B' || !toldNothing(previous, month)) return own
  if (own === '0' && end < begins) return 'B'
  differences.push({ month, reported: 'B', derived: own })
  return own
}

/** The character of a month: recomputed where the facts tell of it, as reported where they do not. */
function settled(s: Situation, measure: Measure, month: number): string {
  const { previous, differences } = measure
  const end = monthEndDay(month)
  // A loan that was reported paid and is open again was reported as of the day it was paid: the month went on after it.
  const paid = paidStatuses.has(previous.base.accountStatus)
  const own = character(s, month === previous.month && !paid ? Math.min(previous.day, end) : end)
  const reported = reportedCharacter(previous, month)
  if (reported === own || end < s.p.opened) return own
  if (reported === null) return furnishedNow(measure, own, month, end)
  if (own === 'B') return reported
  // Of a balance that was zero then, and that no snapshot tells any more, the report still knows.
  if (own === '0' && reported === 'E' && owedOn(s.p, end) === null) return reported
  // A stay or a deferment leaves D for a month whatever status was reported in it.
  if (own === 'D' && month === previous.month) return own
  if (letters.includes(reported)) {
    const told = statusOfMonth(s.p, end) !== null || (reported === 'L' && s.chargedOff !== null)
    if (!told) return reported
  } else if (untold(measure, own, reported, end)) return reported
  if (character(s, cycleDay(previous, month)) === reported) return reported
  differences.push({ month, reported, derived: own })
  return own
}

/** Money that the report counted and that was taken back after it. */
export function takenBackSince(p: Prepared, previous: Previous): ReversedPayment | undefined {
  return p.reversed.find((payment) => payment.day <= previous.day && payment.reversed > previous.day)
}

/** What a recomputation that differs from the report rests on: money taken back since, or the facts as they stand. */
export function whatChanged(p: Prepared, previous: Previous): string {
  const back = takenBackSince(p, previous)
  if (back !== undefined) return `the payment of ${dateOf(back.day)} was taken back on ${dateOf(back.reversed)}`
  return 'recomputed from the snapshots, instalments and payments as the source has them now'
}

function noteDifferences(s: Situation, previous: Previous, month: number, profile: string, all: Difference[]): void {
  const evidence = whatChanged(s.p, previous)
  let reported = ''
  for (let back = 1; back <= 24; back++) reported += reportedCharacter(previous, month - back) ?? 'B'
  const months = all
    .map((d) => `${dateOf(monthEndDay(d.month)).slice(0, 7)}: ${d.reported}, now ${d.derived}`)
    .join('; ')
  const message = `Months reported before differ from the facts (${months}); the facts count: ${evidence}.`
  finding(s, 'PREVIOUS-PHP-1', 'WARNING', ['paymentHistoryProfile'], message, { reported, derived: profile })
  correct(s, 'paymentHistoryProfile', reported, profile, `${months}; ${evidence}`)
}

/** The profile as of the date of account information. */
export function historyProfile(s: Situation, information: DayNumber, first: FirstDelinquency): string {
  const { previous } = s.p
  const month = monthIndex(information)
  let profile = ''
  if (previous === null) {
    for (let back = 1; back <= 24; back++) profile += character(s, monthEndDay(month - back))
    return unbrokenTail(profile)
  }
  const measure: Measure = { previous, begins: evidenceBegins(s.p), first, differences: [] }
  for (let back = 1; back <= 24; back++) profile += settled(s, measure, month - back)
  profile = unbrokenTail(profile)
  if (measure.differences.length > 0) noteDifferences(s, previous, month, profile, measure.differences)
  return profile
}

/** B may only stand as an unbroken tail: a B with a known older month behind it becomes D. */
function unbrokenTail(profile: string): string {
  const tail = profile.search(/B*$/)
  return profile.slice(0, tail).replaceAll('B', 'D') + profile.slice(tail)
}
