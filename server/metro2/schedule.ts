/**
 * Recomputation of lateness from instalments: money satisfies the oldest unpaid instalment first, and days past due are
 * counted from the due date of the oldest one that is not wholly paid. A partial payment cures nothing.
 */
import type { DayNumber } from './dates.ts'
import type { Cents, Satisfaction } from './facts.ts'
import type { Prepared, PreparedAdjustment } from './prepare.ts'

/** Whether a satisfaction pays what is due. */
export function pays(towards: Satisfaction['towards']): boolean {
  return towards === 'INSTALMENTS' || towards === 'CREDIT'
}

/** From `from` on (until the next step) days past due are counted from `since`; Infinity when nothing is unpaid. */
export interface Step {
  from: DayNumber
  since: DayNumber
}

export interface Schedule {
  /** Oldest first; the first begins at -Infinity. */
  steps: Step[]
  /** What is unpaid on the as-of day, with the day its lateness is counted from. */
  unpaid: { since: DayNumber; amount: Cents }[]
}

interface State {
  due: DayNumber[]
  /** Of lines: what money pays from which day on, in the order of `due`; null where it pays ahead as well. */
  payableFrom: DayNumber[] | null
  /** Of lines: whether the day of the statement is told, in the order of `due`. */
  billed: boolean[] | null
  left: Cents[]
  oldest: number
  /** Money received beyond what was due so far. */
  credit: Cents
  /** Lateness is not counted from before this day: the lender reset it. */
  reset: DayNumber
}

function skipPaid(s: State): void {
  while (s.oldest < s.left.length && s.left[s.oldest] === 0) s.oldest++
}

function pay(s: State, day: DayNumber, amount: Cents): void {
  s.credit += amount
  while (s.credit > 0 && s.oldest < s.left.length) {
    if (s.payableFrom !== null && s.payableFrom[s.oldest]! > day) break
    const part = Math.min(s.credit, s.left[s.oldest]!)
    s.left[s.oldest]! -= part
    s.credit -= part
    skipPaid(s)
  }
  // What a line is paid beyond its statement lowers the balance; the next minimum falls due all the same.
  if (s.payableFrom !== null) s.credit = 0
}

/** Forgives what was due before `day`; an instalment due that very day is not past due. */
function forgive(s: State, day: DayNumber, amount: Cents | null): void {
  let rest = amount ?? Number.POSITIVE_INFINITY
  for (let i = s.oldest; i < s.due.length && s.due[i]! < day && rest > 0; i++) {
    const part = Math.min(rest, s.left[i]!)
    s.left[i]! -= part
    rest -= part
  }
  skipPaid(s)
}

/** Moves unpaid instalments due on `from`, keeping the rest in order of due dates. */
function move(s: State, from: DayNumber, to: DayNumber): void {
  const tail: { due: DayNumber; left: Cents; payable: DayNumber; billed: boolean }[] = []
  for (let i = s.oldest; i < s.due.length; i++) {
    const due = s.due[i]!
    tail.push({
      due: due === from ? to : due,
      left: s.left[i]!,
      payable: s.payableFrom?.[i] ?? Number.NEGATIVE_INFINITY,
      billed: s.billed?.[i] ?? false,
    })
  }
  tail.sort((a, b) => a.due - b.due)
  tail.forEach((item, k) => {
    s.due[s.oldest + k] = item.due
    s.left[s.oldest + k] = item.left
    if (s.payableFrom !== null) s.payableFrom[s.oldest + k] = item.payable
    if (s.billed !== null) s.billed[s.oldest + k] = item.billed
  })
  skipPaid(s)
}

/** Who owes nothing is asked for nothing: what was billed or fell due by that day is settled. */
function clear(s: State, day: DayNumber): void {
  for (let i = s.oldest; i < s.due.length; i++) {
    if (s.due[i]! <= day || (s.billed?.[i] === true && s.payableFrom![i]! <= day)) s.left[i] = 0
  }
  skipPaid(s)
}

function adjust(s: State, change: PreparedAdjustment): void {
  if (change.kind === 'DUE_DATE_CHANGED') move(s, change.from, change.to)
  else if (change.kind === 'PAST_DUE_ADJUSTED') forgive(s, change.day, change.amount)
  else if (change.kind === 'CLEARED') clear(s, change.day)
  else if (change.kind === 'DAYS_PAST_DUE_RESET') s.reset = Math.max(s.reset, change.day)
}

function since(s: State): DayNumber {
  return s.oldest < s.due.length ? Math.max(s.due[s.oldest]!, s.reset) : Number.POSITIVE_INFINITY
}

/** The whole story of what was unpaid, day by day, up to the as-of day. Null when the source told no instalments. */
export function simulate(p: Prepared): Schedule | null {
  if (!p.hasInstalments) return null
  const s: State = {
    due: p.due.map((instalment) => instalment.day),
    left: p.due.map((instalment) => instalment.amount),
    payableFrom: p.line ? p.due.map((instalment) => instalment.payableFrom) : null,
    billed: p.line ? p.due.map((instalment) => instalment.billed) : null,
    oldest: 0,
    credit: 0,
    reset: Number.NEGATIVE_INFINITY,
  }
  const steps: Step[] = [{ from: Number.NEGATIVE_INFINITY, since: since(s) }]
  const note = (day: DayNumber) => {
    const now = since(s)
    const last = steps[steps.length - 1]!
    if (now === last.since) return
    if (last.from === day) last.since = now
    else steps.push({ from: day, since: now })
  }
  let next = 0
  for (const payment of p.payments) {
    if (!pays(payment.towards)) continue
    // The lender's adjustments of a day come after that day's money.
    for (; next < p.adjustments.length && p.adjustments[next]!.day < payment.day; next++) {
      adjust(s, p.adjustments[next]!)
      note(p.adjustments[next]!.day)
    }
    pay(s, payment.day, payment.amount)
    note(payment.day)
  }
  for (; next < p.adjustments.length; next++) {
    adjust(s, p.adjustments[next]!)
    note(p.adjustments[next]!.day)
  }
  const unpaid = []
  for (let i = s.oldest; i < s.due.length; i++) {
    if (s.left[i]! > 0) unpaid.push({ since: Math.max(s.due[i]!, s.reset), amount: s.left[i]! })
  }
  return { steps, unpaid }
}

function stepAt(schedule: Schedule, day: DayNumber): number {
  let i = schedule.steps.length - 1
  while (i > 0 && schedule.steps[i]!.from > day) i--
  return i
}

/** Days past due at the end of `day`, recomputed. */
export function recomputedDays(schedule: Schedule, day: DayNumber): number {
  return Math.max(0, day - schedule.steps[stepAt(schedule, day)]!.since)
}

/**
 * First day of the unbroken stretch of days with 30 or more days past due that ends with `day`, looking no further back than
 * `lowest`; `day + 1` when `day` itself is below 30.
 */
export function recomputedStretch(schedule: Schedule, day: DayNumber, lowest: DayNumber): DayNumber {
  let reached = day + 1
  for (let i = stepAt(schedule, day); i >= 0; i--) {
    const step = schedule.steps[i]!
    const first = Math.max(step.from, step.since + 30, lowest)
    if (first >= reached) return reached
    reached = first
    if (first > step.from || first === lowest) return reached
  }
  return reached
}
