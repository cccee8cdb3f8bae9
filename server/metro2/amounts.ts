/** What is owed, what is past due and what was paid, in cents, as of a day. */
import { type DayNumber, monthIndex, monthStartDay } from './dates.ts'
import type { Cents } from './facts.ts'
import { lostAfter, type Prepared, type Row } from './prepare.ts'
import type { Schedule } from './schedule.ts'

/**
 * Days a balance may be old. Sources leave out single days; when nothing has come for longer, the payments since are not known
 * either, and a loan that is late only because nobody asked must not be reported so.
 */
export const balanceAge = 7

export interface ServicingBalance {
  /** May be negative: a credit. */
  cents: Cents
  /** The snapshot it rests on. */
  row: Row
  /** False when the snapshot is older than the as-of day and was carried forward by payments and charge-offs. */
  current: boolean
}

function rollForward(p: Prepared, row: Row, owed: Cents): Cents {
  let cents = owed
  let next = 0
  const writeOff = (upTo: DayNumber) => {
    for (; next < p.chargeOffs.length && p.chargeOffs[next]!.day <= upTo; next++) {
      const chargeOff = p.chargeOffs[next]!
      // Interest since the snapshot is written off as well: a charge-off closes the balance, it never makes a credit.
      if (chargeOff.day > row.day) cents = Math.min(cents, Math.max(0, cents - chargeOff.amount))
    }
  }
  for (const payment of p.payments) {
    if (payment.day <= row.day || payment.towards === 'RECOVERY') continue
    writeOff(payment.day - 1)
    cents -= payment.amount
  }
  writeOff(p.asOf)
  return cents
}

/** Balance of the servicing account: the snapshot of the as-of day, else the last one before it less what happened since. */
export function servicingBalance(p: Prepared): ServicingBalance | null {
  for (let i = p.rows.length - 1; i >= 0; i--) {
    const row = p.rows[i]!
    if (row.owed === null) continue
    if (row.day === p.asOf) return { cents: row.owed, row, current: true }
    return { cents: rollForward(p, row, row.owed), row, current: false }
  }
  return null
}

export interface Owed {
  /** Charge-offs less recoveries plus what the servicing account still shows; never negative. */
  cents: Cents
  /** Charge-offs less recoveries, recomputed. */
  recomputed: Cents
  /** The source's net charge-off of the as-of day, where it says one. */
  said: Cents | null
}

/** What is still owed of a charged-off loan: the charge-off brought the servicing balance to zero, not the debt. */
export function owedAfterChargeOff(p: Prepared, balance: ServicingBalance): Owed {
  const first = p.chargeOffs[0]!.day
  const last = p.chargeOffs[p.chargeOffs.length - 1]!.day
  const whole = balance.cents === 0 && balance.row.day > last
  let recomputed = 0
  for (const chargeOff of p.chargeOffs) recomputed += chargeOff.amount
  for (const payment of p.payments) {
    if (payment.towards === 'RECOVERY' && payment.day >= first) recomputed -= payment.amount
    // No instalment is left to be paid: what comes is recovered, also where nobody marked it so.
    else if (whole && payment.towards === 'INSTALMENTS' && payment.day > last) recomputed -= payment.amount
  }
  const net = sourceNetChargeOff(p)
  const owing = Math.max(0, (net?.cents ?? Math.max(0, recomputed)) + balance.cents)
  return { cents: owing, recomputed: Math.max(0, recomputed), said: net?.current ? net.cents : null }
}

/**
 * The source's own figure, if a snapshot since the last charge-off has one. Zero is one only where an older snapshot since the
 * charge-off was positive: a source that does not keep the figure says zero all the time.
 */
function sourceNetChargeOff(p: Prepared): { cents: Cents; current: boolean } | null {
  const lastChargeOff = p.chargeOffs[p.chargeOffs.length - 1]!.day
  let newest: Row | null = null
  for (let i = p.rows.length - 1; i >= 0 && p.rows[i]!.day >= lastChargeOff; i--) {
    const row = p.rows[i]!
    const said = row.snapshot.netChargeOff
    if (said === null) continue
    newest ??= row
    if (said > 0) return netChargeOffSince(p, newest)
  }
  return null
}

function netChargeOffSince(p: Prepared, row: Row): { cents: Cents; current: boolean } {
  const said = Math.max(0, row.snapshot.netChargeOff!)
  if (row.day === p.asOf) return { cents: said, current: true }
  let cents = said + lostAfter(p, row.day, true)
  for (const payment of p.payments) {
    if (payment.towards === 'RECOVERY' && payment.day > row.day) cents -= payment.amount
  }
  return { cents: Math.max(0, cents), current: false }
}

/** The part of what is unpaid on the as-of day that was 30 or more days late on a day. */
export function pastDueThirty(schedule: Schedule, day: DayNumber): Cents {
  let sum = 0
  for (const part of schedule.unpaid) if (day - part.since >= 30) sum += part.amount
  return sum
}

/** Payments received, and not taken back, from the first of the day's month up to the day. */
export function paidInMonth(p: Prepared, day: DayNumber): Cents {
  const from = monthStartDay(monthIndex(day))
  let sum = 0
  for (const payment of p.payments) {
    if (payment.towards !== 'CREDIT' && payment.day >= from && payment.day <= day) sum += payment.amount
  }
  return sum
}

/** Times a year a frequency falls due, as a fraction of months: amount × times ÷ months. */
const perMonth: Record<string, readonly [times: number, months: number]> = {
  W: [52, 12],
  B: [26, 12],
  E: [2, 1],
  M: [1, 1],
  L: [1, 2],
  Q: [1, 3],
  T: [1, 4],
  S: [1, 6],
  Y: [1, 12],
  P: [1, 1],
  '': [1, 1],
}

/** Terms frequencies (field 14) that are covered; D (deferred) is one of them and pays nothing. */
export function isCoveredFrequency(frequency: string): boolean {
  return frequency === 'D' || perMonth[frequency] !== undefined
}

/** Balloons that fell due from the first of the day's month up to the day. */
export function balloonInMonth(p: Prepared, day: DayNumber): Cents {
  const from = monthStartDay(monthIndex(day))
  let sum = 0
  for (const due of p.due) if (due.balloon > 0 && due.day >= from && due.day <= day) sum += due.balloon
  return sum
}

/** Months from one due date of a frequency to the next, at least one. */
export function monthsOf(frequency: string): number {
  const factor = perMonth[frequency]
  return factor === undefined ? 1 : Math.max(1, factor[1] / factor[0])
}

/** Monthly equivalent in cents of a payment of one period: weekly × 52/12, biweekly × 26/12, semimonthly × 2, quarterly ÷ 3 ... */
export function monthlyEquivalent(payment: Cents, frequency: string): Cents {
  const factor = perMonth[frequency]
  return factor === undefined ? 0 : Math.floor((payment * factor[0]) / factor[1])
}
