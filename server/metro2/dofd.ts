/**
 * Date of first delinquency (field 25). A wrong one keeps a debt on a consumer's file too long: it is computed from the
 * unbroken run that led to the status, never invented, and its absence is an error.
 *
 * FCRA 623(a)(5) asks for the commencement of the delinquency (the missed due date); the field holds the day the account became
 * 30 days late. Both are kept.
 */
import { type DayNumber, dateOf } from './dates.ts'
import { type Run, runAt } from './delinquency.ts'
import { bucketStatuses, delinquentStatuses, finding, type Situation, sayDay } from './situation.ts'
import type { StatusEvent } from './status.ts'

export interface FirstDelinquency {
  date: DayNumber | null
  commenced: DayNumber | null
  evidence: string | null
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
  const lasts = ruling === '88' || ruling === '93' || ruling === '95' || ruling === '96'
  return lasts ? (runAt(t, p.asOf) ?? atEvent) : atEvent
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
    const message = `The loan was 30 or more days late already on the oldest snapshot, ${oldest}, and nothing tells since when; the delinquency may have begun before ${dateOf(run.start)}.`
    finding(s, 'DOFD-EDGE-1', 'ERROR', ['dateOfFirstDelinquency'], message, { oldest })
  }
}

/** Rule 3: the petition's date on an account that is otherwise current. */
function petition(s: Situation, information: DayNumber): FirstDelinquency {
  const day = s.bankruptcy.petitionDay
  if (day === null) return { date: null, commenced: null, evidence: null }
  if (day < s.p.opened || day > information) {
    const message = `The bankruptcy petition of ${dateOf(day)} lies outside the life of the account; it is not used as date of first delinquency.`
    finding(s, 'DOFD-UNKNOWN', 'ERROR', ['dateOfFirstDelinquency'], message, { petition: dateOf(day) })
    return { date: null, commenced: null, evidence: null }
  }
  return { date: day, commenced: null, evidence: `current account in bankruptcy, petition of ${dateOf(day)}` }
}

export function firstDelinquency(
  s: Situation,
  event: StatusEvent,
  rating: string,
  information: DayNumber,
): FirstDelinquency {
  const rated = (s.ruling === '05' || s.ruling === '13') && rating !== '' && rating !== '0'
  if (!delinquentStatuses.has(s.ruling) && !rated) return petition(s, information)
  const run = runOf(s, event)
  if (run === null) {
    const message = `Status ${s.ruling} needs a date of first delinquency, but the facts show no delinquency of 30 days that led to it.`
    finding(s, 'DOFD-UNKNOWN', 'ERROR', ['dateOfFirstDelinquency'], message, {
      accountStatus: s.ruling,
      daysPastDue: `${s.daysPastDue}`,
      event: sayDay(event.eve),
    })
    return { date: null, commenced: null, evidence: null }
  }
  noteRun(s, run)
  return {
    date: run.start,
    commenced: run.commenced,
    evidence: `30 days past due since ${dateOf(run.start)} without a day below; due date missed ${dateOf(run.commenced)}`,
  }
}
