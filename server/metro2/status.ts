/** Account status (field 17A): the lender's word and its contradictions; the event behind a status; the payment rating (17B). */
import type { DayNumber } from './dates.ts'
import { daysPastDueAt } from './delinquency.ts'
import type { Severity } from './facts.ts'
import { bucketCharacter } from './history.ts'
import { formatCents } from './money.ts'
import { bucketStatuses, finding, paidStatuses, ratedStatuses, type Situation, sayDay } from './situation.ts'
import { chargeOffPaid, paidOff, statusSince } from './standing.ts'

/** Statuses a lender can set (field 17A): the 23 of the format. */
export const accountStatusCodes: ReadonlySet<string> = new Set([
  ...bucketStatuses,
  ...paidStatuses,
  '05',
  '88',
  '89',
  '93',
  '94',
  '95',
  '96',
  '97',
  'DA',
  'DF',
])

interface Contradiction {
  severity: Severity
  message: string
}

function bucketContradiction(s: Situation): Contradiction | null {
  const { status, natural, daysPastDue } = s
  if (natural === status) return null
  if (natural === '97' || natural === '64') {
    return { severity: 'ERROR', message: `The lender says ${status}, but the loan is charged off.` }
  }
  if (natural === '13') {
    const severity = status === '11' ? 'WARNING' : 'ERROR'
    return { severity, message: `The lender says ${status}, but nothing is owed any more.` }
  }
  // Later than the facts show it would be held against the consumer; a milder late status may be an arrangement.
  const later = bucketStatuses.indexOf(status) > bucketStatuses.indexOf(natural)
  return {
    severity: status === '11' || later ? 'ERROR' : 'WARNING',
    message: `The lender says ${status}, but the loan is ${daysPastDue} days past due (${natural}).`,
  }
}

function contradiction(s: Situation): Contradiction | null {
  const { status, natural } = s
  if (bucketStatuses.includes(status)) return bucketContradiction(s)
  if (paidStatuses.has(status)) {
    if (s.owed > 0) {
      return {
        severity: 'ERROR',
        message: `The lender says ${status} (paid), but ${formatCents(s.owed)} is still owed.`,
      }
    }
    if (status === '64' && s.chargedOff === null) {
      return { severity: 'ERROR', message: 'The lender says 64 (paid charge-off), but no charge-off is known.' }
    }
    if (status === '13' && natural === '64') {
      return { severity: 'ERROR', message: 'The lender says 13, but a charge-off that was paid is 64.' }
    }
    return null
  }
  if (status === '97') {
    if (s.chargedOff === null) {
      return { severity: 'ERROR', message: 'The lender says 97 (charge-off), but no charge-off is known.' }
    }
    return natural === '64'
      ? { severity: 'WARNING', message: 'The lender says 97 (charge-off), but nothing of it is owed any more.' }
      : null
  }
  const expectsBalance = status === '88' || status === '93' || status === '95' || status === '96'
  return expectsBalance && s.owed <= 0
    ? { severity: 'WARNING', message: `The lender says ${status}, but nothing is owed any more.` }
    : null
}

/** Says where the lender's status and the facts part. The lender's word stays. */
export function checkLenderStatus(s: Situation): void {
  const found = contradiction(s)
  if (found === null) return
  finding(s, 'LENDER-STATUS-1', found.severity, ['accountStatus'], found.message, {
    lenderStatus: s.status,
    factsStatus: s.natural,
    daysPastDue: `${s.daysPastDue}`,
    owed: formatCents(s.owed),
  })
}

/** The event a status rests on. */
export interface StatusEvent {
  /** Day the loan was paid, transferred or closed, for statuses that have one; null when not known. */
  day: DayNumber | null
  /** The day whose end shows the state just before; null when not known. */
  eve: DayNumber | null
  /** False when the day the status took effect is not told by any fact and the as-of day stands in. */
  known: boolean
}

export function statusEvent(s: Situation): StatusEvent {
  const { p, ruling, chargedOff } = s
  if (ruling === '97' || ruling === '64') {
    if (chargedOff !== null) {
      const day = ruling === '64' ? chargeOffPaid(p, chargedOff.day) : null
      return { day, eve: chargedOff.day - 1, known: true }
    }
  }
  if (paidStatuses.has(ruling)) {
    const paid = paidOff(p, s.owed)
    if (paid.closedEarly !== null) {
      const [closedOn, day] = [sayDay(paid.closedEarly), sayDay(paid.day)]
      const message = `The lender closed the account on ${closedOn}, but a balance was owed after it; it is reported as paid on ${day}.`
      finding(s, 'CLOSED-EARLY-1', 'WARNING', ['dateClosed'], message, { closedOn, paid: day })
    }
    return { day: paid.day, eve: paid.payoff === null ? null : paid.payoff - 1, known: paid.day !== null }
  }
  if (bucketStatuses.includes(ruling)) return { day: null, eve: p.asOf, known: true }
  const closes = ruling === '05' || ruling === '89' || ruling === '94'
  const since = statusSince(p, ruling) ?? (closes ? p.closedOn : null)
  const eve = since === null ? p.asOf : since - 1
  return { day: closes ? p.closedOn : null, eve, known: since !== null }
}

function accountStatusOn(s: Situation, day: DayNumber): string | null {
  for (let i = s.p.rows.length - 1; i >= 0 && s.p.rows[i]!.day >= day; i--) {
    if (s.p.rows[i]!.day === day) return s.p.rows[i]!.snapshot.accountStatus
  }
  return null
}

/**
 * Payment rating: the state at the end of the day before the status took effect. '' for statuses without one, and, with a
 * finding, where no fact tells the state.
 */
export function paymentRating(s: Situation, event: StatusEvent): string {
  if (!ratedStatuses.has(s.status)) return ''
  if (s.chargedOff !== null && !s.chargedOff.partial) return 'L'
  const days = event.eve === null ? null : daysPastDueAt(s.t, event.eve)
  if (event.eve === null || days === null) {
    const message = 'No fact tells how late the loan was just before this status; the payment rating is left blank.'
    finding(s, 'RATING-UNKNOWN', 'ERROR', ['paymentRating'], message, { accountStatus: s.status })
    return ''
  }
  if (!event.known) {
    const message = `The day status ${s.status} took effect is not known; the payment rating states ${sayDay(event.eve)}.`
    finding(s, 'RATING-DAY-1', 'WARNING', ['paymentRating'], message, { accountStatus: s.status })
  }
  if (accountStatusOn(s, event.eve) === '93') return 'G'
  return bucketCharacter(days)
}
