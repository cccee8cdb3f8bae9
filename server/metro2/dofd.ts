/**
 * Date of first delinquency (field 25). A wrong one keeps a debt on a consumer's file too long: it is computed from the
 * unbroken run that led to the status, never invented, and its absence is an error.
 *
 * FCRA 623(a)(5) asks for the commencement of the delinquency (the missed due date); the field holds the day the account became
 * 30 days late. Both are kept.
 */
import { petitionDateIndicators } from './bankruptcy.ts'
import { type DayNumber, dateOf, dayNumber } from './dates.ts'
import { type Run, runAt } from './delinquency.ts'
import { beganAfterReport, carriedDelinquency } from './dofdPrevious.ts'
import { isLate } from './previous.ts'
import { finding, type Situation, sayDay } from './situation.ts'
import type { StatusEvent } from './status.ts'
import { bucketStatuses, statusRule } from './statuses.ts'

export interface FirstDelinquency {
  date: DayNumber | null
  commenced: DayNumber | null
  evidence: string
  /** Carried from the report: up to this day, exclusive, no fact shows the loan below 30 days past due. */
  unbrokenUntil?: DayNumber
}

/** The run that was alive just before a day, or, where the loan became 30 days late on that very day, that one. */
function runBefore(s: Situation, eve: DayNumber): Run | null {
  return runAt(s.t, eve) ?? (eve < s.p.asOf ? runAt(s.t, eve + 1) : null)
}

/** What accrued after a charge-off may be charged off by another one: then the run is that before the first of them. */
function chargedOffRun(s: Situation, last: DayNumber): Run | null {
  for (let i = s.p.chargeOffs.length - 1; i >= 0; i--) {
    const { day } = s.p.chargeOffs[i]!
    const run = day <= last ? runBefore(s, day - 1) : null
    if (run !== null) return run
  }
  return null
}

/** The run a status came out of: alive on the as-of day for a status that lasts, alive at the event for one that ended it. */
function runOf(s: Situation, event: StatusEvent): Run | null {
  const { t, p, ruling, chargedOff } = s
  if (bucketStatuses.includes(ruling)) return runAt(t, s.heldAt ?? p.asOf)
  // A charge-off brings the source's days past due to zero and cures nothing: collection, sale or settlement after it do not
  // begin a new delinquency.
  if (chargedOff !== null && !chargedOff.partial && !(event.day !== null && event.day < chargedOff.day)) {
    return chargedOffRun(s, chargedOff.day)
  }
  if (event.eve === null) return null
  if (ruling === '97' || ruling === '64') return runBefore(s, event.eve)
  const atEvent = runAt(t, event.eve)
  return statusRule(ruling).lasts ? (runAt(t, p.asOf) ?? atEvent) : atEvent
}

function noteRun(s: Situation, run: Run): void {
  if (run.bridged !== null) {
    const from = dateOf(run.bridged.from)
    const to = dateOf(run.bridged.to)
    const message = `No fact tells whether the loan was below 30 days past due between ${from} and ${to}; the delinquency is taken as unbroken.`
    finding(s, 'DOFD-HOLE-1', 'WARNING', ['dateOfFirstDelinquency'], message, { from, to })
  }
  if (run.cut) {
    const message =
      'The delinquency would begin before the loan was opened; the date of first delinquency is the day it was opened.'
    finding(s, 'DOFD-OPENED-1', 'ERROR', ['dateOfFirstDelinquency'], message, { dateOpened: dateOf(s.p.opened) })
  }
  if (run.edge !== null) {
    const oldest = dateOf(run.edge)
    const message = `The delinquency reaches back to the oldest that is known of the loan, ${oldest}, and nothing that agrees with it tells what came before; it may have begun before ${dateOf(run.start)}.`
    finding(s, 'DOFD-EDGE-1', 'ERROR', ['dateOfFirstDelinquency'], message, { oldest })
  }
  if (run.unproven !== null) {
    const from = dateOf(run.unproven.from)
    const to = dateOf(run.unproven.to)
    const message = `The loan was below 30 days past due on ${from} and late on ${to}; what was paid or taken back in between may have hidden an older due date, so the delinquency may have begun before ${dateOf(run.start)}. Give all instalments, payments and reversals, the snapshots in between, or the source's last day below 30 days past due.`
    finding(s, 'DOFD-UNPROVEN-1', 'ERROR', ['dateOfFirstDelinquency'], message, { from, to })
  }
}

/** Day of the petition: by the facts, else as it was reported of an account that was current then as well. */
function petitionDay(s: Situation): DayNumber | null {
  const { previous } = s.p
  if (s.bankruptcy.petitionDay !== null || previous === null) return s.bankruptcy.petitionDay
  const { base } = previous
  const stillFiled = Object.values(s.bankruptcy.indicators).some((code) => petitionDateIndicators.has(code))
  if (!stillFiled || base.accountStatus !== '11' || base.dateOfFirstDelinquency === null) return null
  const day = dayNumber(base.dateOfFirstDelinquency)
  return Number.isNaN(day) ? null : day
}

/** Rule 3: the petition's date on an account that is otherwise current. */
function petition(s: Situation, information: DayNumber): FirstDelinquency {
  const day = petitionDay(s)
  if (day === null) return { date: null, commenced: null, evidence: `none: status ${s.status} tells of no delinquency` }
  if (day < s.p.opened || day > information) {
    const message = `The bankruptcy petition of ${dateOf(day)} lies outside the life of the account; it is not used as date of first delinquency.`
    finding(s, 'DOFD-UNKNOWN', 'ERROR', ['dateOfFirstDelinquency'], message, { petition: dateOf(day) })
    return { date: null, commenced: null, evidence: 'the petition lies outside the life of the account' }
  }
  return { date: day, commenced: null, evidence: `current account in bankruptcy, petition of ${dateOf(day)}` }
}

export function firstDelinquency(
  s: Situation,
  event: StatusEvent,
  rating: string,
  information: DayNumber,
): FirstDelinquency {
  const rule = statusRule(s.ruling).firstDelinquency
  if (rule === 'NEVER' || (rule === 'BY_RATING' && !isLate(rating))) return petition(s, information)
  const run = runOf(s, event)
  const carried = carriedDelinquency(s, run, event, information)
  if (carried !== null) return carried
  if (run === null) {
    const message = `Status ${s.ruling} needs a date of first delinquency, but the facts show no delinquency of 30 days that led to it.`
    finding(s, 'DOFD-UNKNOWN', 'ERROR', ['dateOfFirstDelinquency'], message, {
      accountStatus: s.ruling,
      daysPastDue: `${s.daysPastDue}`,
      event: sayDay(event.eve),
    })
    return { date: null, commenced: null, evidence: 'no fact shows the delinquency that led to the status' }
  }
  const open = run.edge !== null || run.unproven !== null
  noteRun(s, open && beganAfterReport(s, run) ? { ...run, edge: null, unproven: null } : run)
  return {
    date: run.start,
    commenced: run.commenced,
    evidence: `30 days past due since ${dateOf(run.start)} without a day below; due date missed ${dateOf(run.commenced)}`,
  }
}
