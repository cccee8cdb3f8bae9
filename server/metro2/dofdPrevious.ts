/**
 * The date of first delinquency that was reported before, against the one the facts give.
 *
 * It is carried where the facts do not reach back to the beginning of the same delinquency, and where nothing may move it
 * forward any more: a charge-off, a collection, a final status (FCRA 605(c); re-aging is what harms). Facts that show an earlier
 * beginning, or a day below 30 days past due in between, win: the difference is a correction with its evidence.
 */
import { type DayNumber, dateOf } from './dates.ts'
import { believedLost, daysPastDueAt, type Run, rowAt } from './delinquency.ts'
import type { FirstDelinquency } from './dofd.ts'
import { takenBackSince } from './history.ts'
import { correct, type Previous } from './previous.ts'
import { scheduleReaches } from './reach.ts'
import { finding, type Situation } from './situation.ts'
import type { StatusEvent } from './status.ts'

/** A day on which the facts show the loan below 30 days past due. */
interface DayBelow {
  day: DayNumber
  days: number
}

/**
 * The last day from `from` to `last` on which the loan was below 30 by a snapshot, or by a schedule that reaches back to the due
 * date the reported delinquency began with. A schedule that begins later shows zero before its first instalment and proves nothing.
 */
function dayBelow(s: Situation, from: DayNumber, last: DayNumber): DayBelow | null {
  const { t, p } = s
  if (t.schedule !== null && last >= from && scheduleReaches(p, from - 30)) {
    const days = daysPastDueAt(t, last)
    if (days !== null && days < 30) return { day: last, days }
  }
  for (let i = rowAt(t, last); i >= 0 && t.rowDays[i]! >= from; i--) {
    if (t.rowValues[i]! < 30) return { day: t.rowDays[i]!, days: t.rowValues[i]! }
  }
  return null
}

function sayDate(run: Run | null): string {
  return run === null ? 'none' : dateOf(run.start)
}

function noteDifference(s: Situation, reported: DayNumber, run: Run | null, which: string): void {
  const values = { reported: dateOf(reported), derived: sayDate(run) }
  const message = `The date of first delinquency was reported as ${values.reported}; the facts give ${values.derived}. ${which}`
  finding(s, 'PREVIOUS-DOFD-1', 'WARNING', ['dateOfFirstDelinquency'], message, values)
}

function carry(previous: Previous, reported: DayNumber, why: string, unbrokenUntil?: DayNumber): FirstDelinquency {
  const evidence = `as reported for ${dateOf(previous.day)}: ${dateOf(reported)}; ${why}`
  // By the field's definition the date is 30 days after the due date that was missed.
  const carried = { date: reported, commenced: reported - 30, evidence }
  return unbrokenUntil === undefined ? carried : { ...carried, unbrokenUntil }
}

/** Between the report and what the facts know of this delinquency, no fact tells of a day. */
function noteHole(s: Situation, previous: Previous, run: Run): void {
  const known = s.t.rowDays[0] ?? s.p.due[0]?.day ?? run.start
  if (known <= previous.day || run.start <= previous.day) return
  const values = { from: dateOf(previous.day), to: dateOf(run.start) }
  const message = `No fact tells whether the loan was below 30 days past due between ${values.from}, which was reported, and ${values.to}; the delinquency is taken as unbroken.`
  finding(s, 'DOFD-HOLE-1', 'WARNING', ['dateOfFirstDelinquency'], message, values)
}

/** The facts begin the delinquency on another day than was reported. */
function compare(s: Situation, previous: Previous, reported: DayNumber, run: Run): FirstDelinquency | null {
  if (reported > run.start) {
    const { bridged } = run
    // Where money that the report counted was taken back, it knew no better than the facts do.
    const inHole = bridged !== null && reported > bridged.from && reported <= bridged.to
    if (inHole && takenBackSince(s.p, previous) === undefined) {
      return carry(previous, reported, 'the facts have a hole where it began', run.start)
    }
    // A run that reaches the oldest snapshot or a hole may have begun earlier still: it is held as it is without a report.
    if (run.edge !== null || run.cut || run.unproven !== null) {
      noteDifference(s, reported, run, 'The earlier one is kept.')
      return null
    }
    const evidence = `the facts show it 30 days past due on ${dateOf(run.start)} already (due date ${dateOf(run.commenced)})`
    noteDifference(s, reported, run, `It is corrected: ${evidence}.`)
    correct(s, 'dateOfFirstDelinquency', dateOf(reported), dateOf(run.start), evidence)
    return null
  }
  const below = dayBelow(s, reported, run.start - 1)
  if (below === null) {
    noteHole(s, previous, run)
    return carry(previous, reported, 'no fact shows a day below 30 days past due since', run.start)
  }
  const evidence = `on ${dateOf(below.day)} the loan was ${below.days} days past due`
  if (previous.frozen) {
    noteDifference(
      s,
      reported,
      run,
      `Status ${previous.base.accountStatus} was reported: the date does not move forward any more and is kept, although ${evidence}.`,
    )
    return carry(previous, reported, `frozen by status ${previous.base.accountStatus}`)
  }
  noteDifference(s, reported, run, `It is corrected: ${evidence}.`)
  correct(s, 'dateOfFirstDelinquency', dateOf(reported), dateOf(run.start), evidence)
  return null
}

/** Account types of collection agencies and debt buyers: they opened the account, the delinquency is the original creditor's. */
const collectors: ReadonlySet<string> = new Set(['0C', '48', '77'])

/**
 * Whether the report, too, counted money that was taken back since, where no instalments tell how late the loan had been without
 * it: the delinquency may have begun before the date it stated, and its word on that is no proof.
 */
function reportBelievedLost(s: Situation, previous: Previous): boolean {
  return s.t.schedule === null && believedLost(s.t, previous.day)
}

/** What is carried from the previous record; null where the facts' own date is reported, or where there is none to carry. */
export function carriedDelinquency(
  s: Situation,
  run: Run | null,
  event: StatusEvent,
  information: DayNumber,
): FirstDelinquency | null {
  const { previous } = s.p
  const carried = reportedDelinquency(s, run, event, information)
  if (carried?.date != null && previous !== null && reportBelievedLost(s, previous)) {
    const values = { reported: dateOf(carried.date), from: dateOf(previous.day) }
    const message = `The date of first delinquency reported for ${values.from}, ${values.reported}, rests on money that was taken back since; the delinquency may have begun before it. Give the instalments, older snapshots, or the source's last day below 30 days past due.`
    finding(s, 'DOFD-UNPROVEN-1', 'ERROR', ['dateOfFirstDelinquency'], message, values)
  }
  return carried
}

function reportedDelinquency(
  s: Situation,
  run: Run | null,
  event: StatusEvent,
  information: DayNumber,
): FirstDelinquency | null {
  const { previous } = s.p
  const reported = previous?.firstDelinquency ?? null
  if (previous === null || reported === null) return null
  const outside = reported < s.p.opened && !collectors.has(previous.base.accountType)
  if (outside || reported > information) {
    noteDifference(s, reported, run, 'The reported one lies outside the life of the account and is not used.')
    return null
  }
  if (run === null) {
    const below = dayBelow(s, reported, event.eve ?? s.p.asOf)
    if (previous.frozen || below === null) {
      return carry(previous, reported, 'the facts do not reach back to it')
    }
    return null
  }
  if (reported !== run.start) return compare(s, previous, reported, run)
  if (run.edge !== null) return carry(previous, reported, 'the oldest snapshot was late already')
  if (run.unproven !== null) return carry(previous, reported, 'it agrees with what the snapshots after a hole tell')
  return null
}

/** Frequencies whose due dates are a month or more apart. */
const monthsApart = 'MLQTSYP'

/**
 * Whether the report says that a run which reaches the oldest snapshot began where it seems to: the loan was current on the day
 * it was reported, and an instalment due before the one that is unpaid would have been 30 days late by then (two due dates of a
 * month are at least 28 days apart). A line that was reported without a balance owed nothing that could have become late. A status
 * held through a bankruptcy says nothing of the days.
 */
export function beganAfterReport(s: Situation, run: Run): boolean {
  const { previous, facts } = s.p
  if (previous === null || previous.base.accountStatus !== '11' || reportBelievedLost(s, previous)) return false
  const { record } = previous
  const marked = [record.base, ...record.j1, ...record.j2].some((one) => one.consumerInformationIndicator !== '')
  if (marked || run.start <= previous.day) return false
  if (s.p.line && previous.base.currentBalance === 0) return takenBackSince(s.p, previous) === undefined
  const apart = facts.termsFrequency !== '' && monthsApart.includes(facts.termsFrequency)
  return apart && run.start <= previous.day + 28
}
