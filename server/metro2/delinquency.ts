/**
 * Days past due on any day, and the unbroken delinquency a day belongs to.
 *
 * On a day the source's own snapshot is trusted first, recomputation from instalments second. A missing snapshot never means
 * paid. Snapshots testify of the days around them: an instalment that is 45 days late today was 40 days late five days ago, and
 * a loan that was 3 days late five days ago is at most 8 days late today.
 */
import { type DayNumber, dayNumber } from './dates.ts'
import type { Prepared, Row } from './prepare.ts'
import { evidenceBegins, scheduleReaches } from './reach.ts'
import { pays, recomputedDays, recomputedStretch, type Schedule, simulate } from './schedule.ts'

export interface Timeline {
  /** Days with a trusted snapshot, oldest first, and what it said. */
  rowDays: DayNumber[]
  rowValues: number[]
  schedule: Schedule | null
  /** The schedule tells of everything that fell due since the loan was opened. */
  whole: boolean
  /** The day from which on the facts tell how the loan stood. */
  begins: DayNumber
  /** Due date of the first instalment that is told. */
  scheduleBegins: DayNumber | null
  /** Days on which money or a credit towards instalments arrived, or the lender adjusted the schedule. */
  reliefDays: DayNumber[]
  /** The source lists payments, so that days without one are days without money. */
  listsPayments: boolean
  /** The source's word, on its oldest late snapshot, on the last day before it below 30 days past due. */
  lastUnderThirty: DayNumber | null
  /** The same word of each snapshot, in the order of `rowDays`. */
  rowWords: (DayNumber | null)[]
  /** Money that was taken back: until then the source counted the loan less late than it was. */
  takenBack: { day: DayNumber; reversed: DayNumber }[]
  opened: DayNumber
}

/** What a snapshot says of the days before it, if it was late. */
function underThirtyBefore(row: Row): DayNumber | null {
  const said = row.snapshot.lastUnderThirty ?? null
  if (said === null || row.daysPastDue! < 30) return null
  const day = dayNumber(said)
  return day < row.day ? day : null
}

/** Sources count a day more or less; another instalment is further away. */
const countedAlike = 3

/**
 * Whether the newest snapshot that knows of all payments agrees with what they come to. Where it does not, one of them may be none
 * that the source ever counted, and no snapshot is lowered by it.
 */
function knownToSource(p: Prepared, schedule: Schedule): boolean {
  for (let i = p.rows.length - 1; i >= 0; i--) {
    const { day, daysPastDue, unaware } = p.rows[i]!
    if (daysPastDue === null || unaware > 0) continue
    return Math.abs(recomputedDays(schedule, day) - daysPastDue) <= countedAlike
  }
  return true
}

export function timeline(p: Prepared): Timeline {
  const schedule = simulate(p)
  const rowDays: DayNumber[] = []
  const rowValues: number[] = []
  const rowWords: (DayNumber | null)[] = []
  const believable = schedule !== null && knownToSource(p, schedule)
  for (const row of p.rows) {
    if (row.daysPastDue === null) continue
    // A row that did not know of money that had arrived can only have said too much.
    const unaware = row.unaware > 0 && schedule !== null && believable
    rowDays.push(row.day)
    rowWords.push(underThirtyBefore(row))
    rowValues.push(unaware ? Math.min(row.daysPastDue, recomputedDays(schedule, row.day)) : row.daysPastDue)
  }
  const reliefDays = p.payments.filter((payment) => pays(payment.towards)).map((payment) => payment.day)
  for (const adjustment of p.adjustments) reliefDays.push(adjustment.day)
  const listsPayments = p.payments.length + p.reversed.length > 0
  const takenBack = p.reversed.filter((payment) => pays(payment.towards))
  const lastUnderThirty = rowWords[0] ?? null
  return {
    ...{ rowDays, rowValues, rowWords, schedule, reliefDays, listsPayments, lastUnderThirty, takenBack },
    whole: schedule !== null && scheduleReaches(p, p.opened),
    begins: evidenceBegins(p),
    scheduleBegins: p.due[0]?.day ?? null,
    opened: p.opened,
  }
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

/** Sources may count no days at all until days of grace are over, and from the due date then. */
const graceDays = 15

/** Whether instalments and payments give on the day of a snapshot what it says: the same instalment is the oldest unpaid one. */
export function agreesWithRow(t: Timeline, index: number): boolean {
  if (t.schedule === null) return false
  return Math.abs(recomputedDays(t.schedule, t.rowDays[index]!) - t.rowValues[index]!) <= countedAlike
}

export type How = 'SNAPSHOT' | 'INSTALMENTS' | 'LATER_SNAPSHOT' | 'CARRIED'
export interface Lateness {
  days: number
  how: How
  /** Day of the snapshot it rests on, where it rests on one. */
  row: DayNumber | null
}

/** Whether on a day the source counted money that it lost again later. */
export function believedLost(t: Timeline, day: DayNumber): boolean {
  return t.takenBack.some((payment) => payment.day <= day && day < payment.reversed)
}

function hasRelief(t: Timeline, after: DayNumber, upTo: DayNumber): boolean {
  return t.reliefDays.some((day) => day > after && day <= upTo)
}

/** A day without a snapshot of its own: the one before it and the one after it, where there are such. */
interface Hole {
  day: DayNumber
  previous: { day: DayNumber; said: number } | null
  next: { day: DayNumber; said: number } | null
  /** At least so many days past due, by the snapshot after. */
  implied: number
}

function holeAt(t: Timeline, day: DayNumber, index: number): Hole {
  const previous = index < 0 ? null : { day: t.rowDays[index]!, said: t.rowValues[index]! }
  const after = index + 1
  const next = after < t.rowDays.length ? { day: t.rowDays[after]!, said: t.rowValues[after]! } : null
  return { day, previous, next, implied: next === null ? 0 : next.said - (next.day - day) }
}

/** Recomputed, and kept within what the snapshots before and after allow. */
function recomputedInHole(t: Timeline, schedule: Schedule, hole: Hole): Lateness {
  const { day, previous, next, implied } = hole
  let days = recomputedDays(schedule, day)
  if (previous !== null) {
    const most = previous.said + (day - previous.day)
    if (next === null && previous.said > 0 && days !== most && !hasRelief(t, previous.day, day)) {
      return { days: most, how: 'CARRIED', row: previous.day }
    }
    days = Math.min(days, most)
  }
  if (implied > days) return { days: implied, how: 'LATER_SNAPSHOT', row: next!.day }
  return { days, how: 'INSTALMENTS', row: null }
}

/** Days past due at the end of a day with how that is known; null where no fact says anything. */
export function latenessAt(t: Timeline, day: DayNumber): Lateness | null {
  const index = rowAt(t, day)
  if (index >= 0 && t.rowDays[index] === day) return { days: t.rowValues[index]!, how: 'SNAPSHOT', row: day }
  const hole = holeAt(t, day, index)
  if (t.schedule !== null) return recomputedInHole(t, t.schedule, hole)
  const { previous, next, implied } = hole
  if (previous === null) return implied > 0 ? { days: implied, how: 'LATER_SNAPSHOT', row: next!.day } : null
  const days = previous.said > 0 ? previous.said + (day - previous.day) : 0
  // With a payment in between, the later snapshot knows what it cured; carrying on would not. Without one it says the least.
  const carriedOn = previous.said > 0 && !hasRelief(t, previous.day, day) && (implied <= 0 || t.listsPayments)
  if (next !== null && !(carriedOn && days > implied)) {
    // It may have been late by then, and money that came after it cured that before the later snapshot: nobody knows.
    const mayBeLate = implied < 30 && previous.said + (day - previous.day) >= 30
    if (mayBeLate && (!t.listsPayments || hasRelief(t, day, next.day))) return null
    return { days: Math.max(0, implied), how: 'LATER_SNAPSHOT', row: next.day }
  }
  return { days, how: 'CARRIED', row: previous.day }
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
  /** The oldest thing told, where the run reaches it and nothing tells whether the loan was late before it already. */
  edge: DayNumber | null
  /** A snapshot below 30 and the late one after it, where the run may have begun between them before its start. */
  unproven: { from: DayNumber; to: DayNumber } | null
}

/** Walks back from a day that is 30 or more days past due. */
class RunWalk {
  readonly t: Timeline
  start: DayNumber
  bridged: Run['bridged'] = null
  edge: DayNumber | null = null
  unproven: Run['unproven'] = null
  /** The day whose lateness `start` was counted back from. */
  anchor: DayNumber
  /** Index of the oldest late snapshot of the run so far; null while it rests on the schedule alone. */
  oldestLate: number | null = null
  /** A snapshot that believed money of which nothing is told. */
  lostUntold: DayNumber | null = null

  constructor(t: Timeline, day: DayNumber) {
    this.t = t
    this.start = day
    this.anchor = day
  }

  /** The day itself may have a late snapshot. */
  startsOnRow(): void {
    const index = rowAt(this.t, this.start)
    if (index >= 0 && this.t.rowDays[index] === this.start) this.oldestLate = index
  }

  /** The day on which what is known on `start` became 30 days late. */
  implied(): DayNumber {
    return this.start - ((daysPastDueAt(this.t, this.start) ?? 30) - 30)
  }

  /**
   * Snapshots that say less than what a later one counts from a due date before them: they believed money that was taken out
   * again. The date is 30 days after the due date of what is unpaid, so they neither end the run nor make it younger. Answers the
   * index of the snapshot that is asked next.
   *
   * With instalments, a snapshot between a payment that is told and its reversal counts for nothing from the start: one that is
   * disproved here believed money of which nothing is told, and that may have hidden an older due date as well.
   */
  disproved(index: number): number {
    const due = this.implied() - 30
    const { rowDays, rowValues, schedule } = this.t
    const from = schedule === null ? due + 30 : due
    let before = index
    while (before >= 0 && rowDays[before]! >= from && rowValues[before]! < rowDays[before]! - due) {
      const grace = rowValues[before] === 0 && rowDays[before]! - due <= graceDays
      if (schedule !== null && !grace) this.lostUntold ??= rowDays[before]!
      before--
    }
    return before
  }

  /** What is known on `start` itself reaches back to the day its instalment became 30 days late. */
  reachOfStart(previous: DayNumber): boolean {
    const since = this.implied()
    this.anchor = this.start
    this.start = Math.min(this.start, Math.max(since, previous + 1))
    return since > previous + 1
  }

  /**
   * The schedule where it may testify of the days before what is known of the run: it gives the oldest late snapshot what that says.
   * Instalments or payments that say otherwise lack something, and what they lack may be older as well.
   */
  witness(): Schedule | null {
    return this.oldestLate === null || agreesWithRow(this.t, this.oldestLate) ? this.t.schedule : null
  }

  /** The days without a snapshot between `previous` and `start`; false when the run begins among them. */
  crossHole(previous: DayNumber, previousValue: number): boolean {
    const schedule = this.witness()
    if (schedule !== null) {
      // A loan that is 3 days late on one day is not 30 days late before 27 days have gone by.
      const lowest = previous + Math.max(1, 30 - previousValue)
      this.start = Math.min(this.start, recomputedStretch(schedule, this.start - 1, lowest))
      if (this.start === previous + 1 && previousValue >= 30) return true
      // Recomputation that contradicts the snapshot before the hole cannot say the run was broken in it.
      if (!(previousValue >= 30 && recomputedDays(schedule, previous) < 30)) return false
    }
    if (previousValue < 30) {
      this.becameThirtyIn(previous, previousValue)
      return false
    }
    this.bridged ??= { from: previous, to: this.start }
    this.start = previous
    return true
  }

  /**
   * A loan that is 28 days late is 30 days late two days on, unless money came before. What came later may have cured it, and
   * nothing tells: the run is taken as unbroken from there.
   */
  becameThirtyIn(previous: DayNumber, previousValue: number): void {
    const { schedule, listsPayments, reliefDays } = this.t
    const thirty = previous + 30 - previousValue
    if (schedule !== null || !listsPayments || previousValue === 0 || thirty >= this.start) return
    if (hasRelief(this.t, previous, thirty)) return
    const money = Math.min(...reliefDays.filter((day) => day > thirty))
    if (money < this.start) this.bridged ??= { from: money, to: this.start }
    this.start = thirty
  }

  /** Whether the oldest snapshot says that the loan was late: on its own day, or counted back from it to the day asked about. */
  restsOnOldest(): boolean {
    const { t, oldestLate, anchor } = this
    if (oldestLate !== null) return oldestLate === 0
    return (t.rowValues[0] ?? 0) >= 30 && latenessAt(t, anchor)?.row === t.rowDays[0]
  }

  /**
   * No snapshot stands before the run. A schedule that is whole and agrees with the oldest snapshot tells what came before it; else
   * the source's own word does. Where there is neither, the run would seem to begin later every time the oldest of what is told
   * drops out.
   */
  reachBeforeSnapshots(): void {
    const { t, start } = this
    const oldest = t.rowDays[0] ?? t.scheduleBegins
    if (oldest === null || (t.whole && this.witness() !== null)) return
    const word = this.restsOnOldest() ? t.lastUnderThirty : null
    if (word === null || this.disprovedWord(word, oldest, t.rowValues[0]!)) this.edge = oldest
    else this.start = Math.min(start, word + 1)
  }

  /**
   * The word of the oldest snapshot tells nothing where the source counted money on that last day which it lost again, nor where
   * a later snapshot has shown that snapshot itself to say too little.
   */
  disprovedWord(word: DayNumber, oldest: DayNumber, said: number): boolean {
    if (believedLost(this.t, word)) return true
    return word >= this.start && this.start < oldest - (said - 30)
  }

  /**
   * Without instalments a snapshot tells one unpaid due date: the oldest of its day. Where money came on or after the day it became
   * 30 days late, that money may have paid an older one, and the run may have begun earlier, unless the snapshot
   * before is near enough to rule that out, or the source says which day was the last below 30.
   */
  proveAfter(previousIndex: number): void {
    const { t, start, anchor } = this
    const previous = t.rowDays[previousIndex]!
    const previousValue = t.rowValues[previousIndex]!
    const most = previousValue + (start - 1 - previous)
    if (previousValue >= 30) return
    const witness = this.witness()
    if (witness !== null && recomputedDays(witness, previous) >= 30) {
      // The schedule that gives the late snapshot what it says was late on this one, which says it was not.
      this.unproven = { from: previous, to: anchor }
      return
    }
    if (most < 30) return
    if (witness !== null && (t.whole || agreesWithRow(t, previousIndex))) return
    const rests = latenessAt(t, anchor)?.row ?? anchor
    const moneySince = hasRelief(t, start - 1, Math.max(anchor, rests))
    if (t.schedule === null && t.listsPayments && !moneySince && !believedLost(t, rests)) return
    const index = rowAt(t, rests)
    const word = index >= 0 && t.rowDays[index] === rests ? t.rowWords[index]! : null
    if (word !== null && word >= previous && word < start && !believedLost(t, word)) this.start = word + 1
    else this.unproven = { from: previous, to: rests }
  }
}

/**
 * The unbroken run of days with 30 or more days past due that `day` belongs to, or null when `day` is below 30. A single day
 * below 30 breaks a run; rolling one instalment behind without ever being below 30 does not.
 */
export function runAt(t: Timeline, day: DayNumber): Run | null {
  if ((daysPastDueAt(t, day) ?? 0) < 30) return null
  const walk = new RunWalk(t, day)
  walk.startsOnRow()
  let index = rowAt(t, day - 1)
  for (;;) {
    index = walk.disproved(index)
    const previous = index >= 0 ? t.rowDays[index]! : Number.NEGATIVE_INFINITY
    const value = index >= 0 ? t.rowValues[index]! : 0
    const inHole = walk.reachOfStart(previous)
    if (walk.start <= t.opened) break
    if (inHole && !walk.crossHole(previous, value)) break
    if (index < 0 || value < 30 || walk.start <= t.opened) break
    walk.start = previous
    walk.oldestLate = index
    index--
  }
  if (walk.start > t.opened) {
    if (index >= 0) walk.proveAfter(index)
    else walk.reachBeforeSnapshots()
    if (walk.lostUntold !== null) walk.unproven ??= { from: walk.lostUntold, to: walk.anchor }
  }
  const cut = walk.start < t.opened || (walk.start === t.opened && (daysPastDueAt(t, walk.start) ?? 0) >= 30)
  const start = Math.max(walk.start, t.opened)
  const days = Math.max(30, daysPastDueAt(t, start) ?? 30)
  return {
    start,
    commenced: start - days,
    bridged: walk.bridged,
    cut,
    edge: cut ? null : walk.edge,
    unproven: cut ? null : walk.unproven,
  }
}
