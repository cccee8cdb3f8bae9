/** Where a loan stands by its facts alone: open, paid, or charged off; and on which day that came about. */
import { type Owed, owedAfterChargeOff, type ServicingBalance } from './amounts.ts'
import { type DayNumber, monthIndex } from './dates.ts'
import type { Cents } from './facts.ts'
import type { Prepared } from './prepare.ts'
import { paidFrom, paidStatuses } from './statuses.ts'

export interface ChargedOff {
  day: DayNumber
  owed: Owed
  /** Something is left on the servicing account: only part was written off. */
  partial: boolean
}

export interface PaidOff {
  /** Day it was paid or closed; null when no fact tells it. */
  day: DayNumber | null
  /** Day of the money that paid it, where it came in the month of `day`; the day before shows the state just before. */
  payoff: DayNumber | null
  /** The lender's closing day, where a snapshot of that day or later shows a balance: it is not the day it was paid. */
  closedEarly: DayNumber | null
}

/** The day a charge-off took effect: the first one after which no snapshot shows a balance; the first of all when part remains. */
function chargeOffDay(p: Prepared, partial: boolean): DayNumber {
  const days = p.chargeOffs.map((chargeOff) => chargeOff.day)
  if (partial) return days[0]!
  let open = Number.NEGATIVE_INFINITY
  for (const row of p.rows) if ((row.snapshot.balance ?? 0) > 0) open = row.day
  return days.find((day) => day > open) ?? days[days.length - 1]!
}

export function chargedOff(p: Prepared, balance: ServicingBalance): ChargedOff | null {
  if (p.chargeOffs.length === 0) return null
  const partial = balance.cents > 0
  return { day: chargeOffDay(p, partial), owed: owedAfterChargeOff(p, balance), partial }
}

function lastPayment(p: Prepared, after: DayNumber, upTo: DayNumber): DayNumber | null {
  for (let i = p.payments.length - 1; i >= 0; i--) {
    const { day } = p.payments[i]!
    if (day > after && day <= upTo) return day
  }
  return null
}

interface ZeroTail {
  /** First day of the unbroken tail of snapshots without a balance; the as-of day where there is none. */
  from: DayNumber
  /** Its balance: zero, or a credit. */
  balance: Cents
  /** The snapshot with a balance before it. */
  before: DayNumber | null
}

function zeroTail(p: Prepared): ZeroTail {
  const tail: ZeroTail = { from: p.asOf, balance: 0, before: null }
  for (let i = p.rows.length - 1; i >= 0; i--) {
    const row = p.rows[i]!
    if (row.owed === null) continue
    if (row.owed > 0) return { ...tail, before: row.day }
    tail.from = row.day
    tail.balance = row.owed
  }
  return tail
}

/** The money that brought the balance to zero: what came after it made a credit of it. */
function payoffOf(p: Prepared, tail: ZeroTail): DayNumber | null {
  const after = tail.before ?? Number.NEGATIVE_INFINITY
  let balance = tail.balance
  for (let i = p.payments.length - 1; i >= 0; i--) {
    const { day, amount } = p.payments[i]!
    if (day > tail.from) continue
    if (day <= after) break
    balance += amount
    if (balance > 0) return day
  }
  return tail.before === null ? null : lastPayment(p, after, tail.from)
}

/**
 * The day a loan was paid: the lender's closing day (unless a balance was owed on it or later: it was reopened), else the payment that brought the balance to zero, else the first
 * snapshot without a balance after one with a balance. `owed` is what is owed on the as-of day. A loan that only ever showed zero and never had a payment has none.
 */
export function paidOff(p: Prepared, owed: Cents): PaidOff {
  const tail = zeroTail(p)
  const payoff = payoffOf(p, tail)
  const payment = payoff ?? (tail.before === null ? lastPayment(p, Number.NEGATIVE_INFINITY, p.asOf) : null)
  const early = owed <= 0 && p.closedOn !== null && tail.before !== null && tail.before >= p.closedOn
  // A line is often closed to use first and paid later.
  const paidAfter = p.line && payoff !== null && p.closedOn !== null && payoff > p.closedOn
  const day = (early || paidAfter ? null : p.closedOn) ?? payment ?? (tail.before === null ? null : tail.from)
  const closedEarly = early ? p.closedOn : null
  if (day === null) return { day, payoff: null, closedEarly }
  const last = lastPayment(p, Number.NEGATIVE_INFINITY, day)
  // A line that was paid and closed later stood open, owing nothing, in between.
  const paidThen = !p.line && last !== null && monthIndex(last) === monthIndex(day)
  return { day, payoff: paidThen ? last : day, closedEarly }
}

/** The day a charged-off loan was paid: its last payment since the charge-off, else the lender's closing day. */
export function chargeOffPaid(p: Prepared, since: DayNumber): DayNumber | null {
  const payment = lastPayment(p, since - 1, p.asOf)
  if (payment !== null) return payment
  return p.closedOn !== null && p.closedOn >= since ? p.closedOn : null
}

/**
 * First day of the unbroken tail of snapshots in which the source resolved this account status, and whether a snapshot before it
 * said another; null when it never did.
 */
export function statusSince(p: Prepared, status: string): { day: DayNumber; changed: boolean } | null {
  let since: DayNumber | null = null
  for (let i = p.rows.length - 1; i >= 0; i--) {
    const row = p.rows[i]!
    if (row.snapshot.accountStatus === null) continue
    if (row.snapshot.accountStatus !== status) return since === null ? null : { day: since, changed: true }
    since = row.day
  }
  return since === null ? null : { day: since, changed: false }
}

/**
 * What was last said of the account status by the end of a day: by the newest snapshot with a status, or by a later report.
 * Instalments cannot show collection, surrender or repossession.
 */
export function lastWord(p: Prepared, day: DayNumber): string | null {
  const previous = p.previous !== null && p.previous.day <= day ? p.previous : null
  const row = p.rows.findLast((row) => row.day <= day && (row.snapshot.accountStatus ?? '') !== '')
  if (previous !== null && (row === undefined || row.day < previous.day)) return previous.base.accountStatus
  return row?.snapshot.accountStatus ?? null
}

/**
 * The status of a loan on which nothing is owed any more, no charge-off being known: 62 where it was in collection just before,
 * 61 or 63 where the goods had been given up or taken, as reported where it was reported paid before, 13 else.
 */
export function paidStatus(p: Prepared): string {
  const { payoff } = paidOff(p, 0)
  const { previous } = p
  const reported = previous?.base.accountStatus ?? ''
  if (previous !== null && paidStatuses.has(reported) && (payoff === null || payoff <= previous.day)) return reported
  const word = payoff === null ? reported : (lastWord(p, payoff - 1) ?? '')
  return paidFrom[word] ?? '13'
}
