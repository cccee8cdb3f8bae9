/**
 * Days past due on any day, and the unbroken delinquency a day belongs to.
 *
 * On a day the source's own snapshot is trusted first, recomputation from instalments second. A missing snapshot never means
 * paid. Between snapshots a later one still testifies: an instalment that is 45 days late today was 40 days late five days ago.
 */
import type { DayNumber } from './dates.ts'
import type { Prepared } from './prepare.ts'
import { recomputedDays, recomputedStretch, type Schedule, simulate } from './schedule.ts'

export interface Timeline {
  /** Days with a trusted snapshot, oldest first, and what it said. */
  rowDays: DayNumber[]
  rowValues: number[]
  schedule: Schedule | null
  /** Days on which money towards instalments arrived. */
  paymentDays: DayNumber[]
  opened: DayNumber
}

export function timeline(p: Prepared): Timeline {
  const rowDays: DayNumber[] = []
  const rowValues: number[] = []
  for (const row of p.rows) {
    if (row.daysPastDue === null) continue
    rowDays.push(row.day)
    rowValues.push(row.daysPastDue)
  }
  const paymentDays = p.payments.filter((payment) => payment.towards === 'INSTALMENTS').map((payment) => payment.day)
  return { rowDays, rowValues, schedule: simulate(p), paymentDays, opened: p.opened }
}

/** Index of the last snapshot on or before `day`; -1 when there is none. */
export function rowAt(t: Timeline, day: DayNumber): number {
  let low = 0
  let high = t.rowDays.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (t.rowDays[middle]! <= day) low = middle + 1
    else high = middle
  }
  return low - 1
}

export type How = 'SNAPSHOT' | 'INSTALMENTS' | 'LATER_SNAPSHOT' | 'CARRIED'
export interface Lateness {
  days: number
  how: How
  /** Day of the snapshot it rests on, where it rests on one. */
  row: DayNumber | null
}

function hasPayment(t: Timeline, after: DayNumber, upTo: DayNumber): boolean {
  return t.paymentDays.some((day) => day > after && day <= upTo)
}

/** Days past due at the end of a day with how that is known; null where no fact says anything. */
export function latenessAt(t: Timeline, day: DayNumber): Lateness | null {
  const index = rowAt(t, day)
  if (index >= 0 && t.rowDays[index] === day) return { days: t.rowValues[index]!, how: 'SNAPSHOT', row: day }
  const next = index + 1 < t.rowDays.length ? t.rowDays[index + 1]! : null
  const implied = next === null ? 0 : t.rowValues[index + 1]! - (next - day)
  if (t.schedule !== null) {
    const days = recomputedDays(t.schedule, day)
    return implied > days
      ? { days: implied, how: 'LATER_SNAPSHOT', row: next }
      : { days, how: 'INSTALMENTS', row: null }
  }
  if (index < 0) return implied > 0 ? { days: implied, how: 'LATER_SNAPSHOT', row: next } : null
  const previous = t.rowDays[index]!
  // With a payment in between, the later snapshot knows what it cured; carrying on would not.
  if (next !== null && (implied > 0 || t.rowValues[index] === 0 || hasPayment(t, previous, day))) {
    return { days: Math.max(0, implied), how: 'LATER_SNAPSHOT', row: next }
  }
  const said = t.rowValues[index]!
  return { days: said > 0 ? said + (day - previous) : 0, how: 'CARRIED', row: previous }
}

export function daysPastDueAt(t: Timeline, day: DayNumber): number | null {
  return latenessAt(t, day)?.days ?? null
}

export interface Run {
  /** First day of the delinquency with 30 or more days past due: the date of first delinquency. */
  start: DayNumber
  /** Due date of the instalment whose missing began it. */
  commenced: DayNumber
  /** Two snapshots the run was carried between without anything telling of the days in between. */
  bridged: { from: DayNumber; to: DayNumber } | null
  /** The facts reach back to before the loan was opened; the run was cut there. */
  cut: boolean
}

/** Walks back from a day that is 30 or more days past due. */
class RunWalk {
  readonly t: Timeline
  start: DayNumber
  bridged: Run['bridged'] = null

  constructor(t: Timeline, day: DayNumber) {
    this.t = t
    this.start = day
  }

  /** What is known on `start` itself reaches back to the day its instalment became 30 days late. */
  reachOfStart(previous: DayNumber): boolean {
    const days = daysPastDueAt(this.t, this.start) ?? 30
    const implied = this.start - (days - 30)
    this.start = Math.min(this.start, Math.max(implied, previous + 1))
    return implied > previous + 1
  }

  /** The days without a snapshot between `previous` and `start`; false when the run begins among them. */
  crossHole(previous: DayNumber, previousValue: number): boolean {
    const { schedule } = this.t
    if (schedule !== null) {
      this.start = Math.min(this.start, recomputedStretch(schedule, this.start - 1, previous + 1))
      if (this.start === previous + 1) return true
      // Recomputation that contradicts the snapshot before the hole cannot say the run was broken in it.
      if (!(previousValue >= 30 && recomputedDays(schedule, previous) < 30)) return false
    }
    if (previousValue < 30) return false
    this.bridged ??= { from: previous, to: this.start }
    this.start = previous
    return true
  }
}

/**
 * The unbroken run of days with 30 or more days past due that `day` belongs to, or null when `day` is below 30. A single day
 * below 30 breaks a run; rolling one instalment behind without ever being below 30 does not.
 */
export function runAt(t: Timeline, day: DayNumber): Run | null {
  if ((daysPastDueAt(t, day) ?? 0) < 30) return null
  const walk = new RunWalk(t, day)
  let index = rowAt(t, day - 1)
  for (;;) {
    const previous = index >= 0 ? t.rowDays[index]! : Number.NEGATIVE_INFINITY
    const value = index >= 0 ? t.rowValues[index]! : 0
    const inHole = walk.reachOfStart(previous)
    if (walk.start <= t.opened) break
    if (inHole && !walk.crossHole(previous, value)) break
    if (index < 0 || value < 30 || walk.start <= t.opened) break
    walk.start = previous
    index--
  }
  const cut = walk.start < t.opened || (walk.start === t.opened && (daysPastDueAt(t, walk.start) ?? 0) >= 30)
  const start = Math.max(walk.start, t.opened)
  const days = Math.max(30, daysPastDueAt(t, start) ?? 30)
  return { start, commenced: start - days, bridged: walk.bridged, cut }
}
