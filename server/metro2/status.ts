/** Account status (field 17A): the lender's word and its contradictions; the event behind a status; the payment rating (17B). */
import type { DayNumber } from './dates.ts'
import { daysPastDueAt } from './delinquency.ts'
import type { Severity } from './facts.ts'
import { bucketCharacter, whatChanged } from './history.ts'
import { formatCents } from './money.ts'
import { correct, type Previous, wasChargedOff } from './previous.ts'
import { finding, type Situation, sayDay } from './situation.ts'
import { chargeOffPaid, lastWord, paidOff, statusSince } from './standing.ts'
import { bucketStatuses, paidStatuses, ratedStatuses, statusRule } from './statuses.ts'

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
  if (paidStatuses.has(natural)) {
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
    if (status === '64' && s.chargedOff === null && !wasChargedOff(s.p.previous)) {
      return { severity: 'ERROR', message: 'The lender says 64 (paid charge-off), but no charge-off is known.' }
    }
    if (status === '13' && natural === '64') {
      return { severity: 'ERROR', message: 'The lender says 13, but a charge-off that was paid is 64.' }
    }
    return null
  }
  if (status === '97') {
    if (s.chargedOff === null && !wasChargedOff(s.p.previous)) {
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
  const { portfolios } = statusRule(s.ruling)
  const { portfolioType } = s.p.facts
  if (portfolios !== null && !portfolios.includes(portfolioType)) {
    const message = `Status ${s.status} is used for portfolio ${portfolios.split('').join(', ')}; this account is ${portfolioType}.`
    finding(s, 'STATUS-PORTFOLIO-1', 'WARNING', ['accountStatus', 'portfolioType'], message, {
      accountStatus: s.status,
      portfolioType,
    })
  }
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
      const day = ruling === '64' ? (chargeOffPaid(p, chargedOff.day) ?? reportedAsPaid(p.previous)) : null
      return { day, eve: chargedOff.day - 1, known: true }
    }
  }
  if (paidStatuses.has(ruling)) return paidEvent(s)
  if (bucketStatuses.includes(ruling)) return { day: null, eve: p.asOf, known: true }
  const closes = statusRule(ruling).closed
  const since = statusSince(p, ruling)
  const begun = since?.day ?? (closes ? p.closedOn : null)
  const day = p.closedOn ?? (since?.changed ? since.day : null)
  return { day: closes ? day : null, eve: begun === null ? p.asOf : begun - 1, known: begun !== null }
}

function paidEvent(s: Situation): StatusEvent {
  const { p } = s
  const paid = paidOff(p, s.owed)
  // A line may be closed to further use long before it is paid.
  if (paid.closedEarly !== null && !p.line) {
    const [closedOn, day] = [sayDay(paid.closedEarly), sayDay(paid.day)]
    const message = `The lender closed the account on ${closedOn}, but a balance was owed after it; it is reported as paid on ${day}.`
    finding(s, 'CLOSED-EARLY-1', 'WARNING', ['dateClosed'], message, { closedOn, paid: day })
  }
  const reported = paid.day === null ? reportedAsPaid(p.previous) : null
  if (reported !== null) return { day: reported, eve: null, known: true }
  return { day: paid.day, eve: paid.payoff === null ? null : paid.payoff - 1, known: paid.day !== null }
}

/** The day a paid loan was reported paid: no fact may tell it any more. */
function reportedAsPaid(previous: Previous | null): DayNumber | null {
  return previous !== null && paidStatuses.has(previous.base.accountStatus) ? previous.day : null
}

/** The rating reported before with the same status, where no fact tells the state any more. */
function reportedRating(s: Situation): string {
  const base = s.p.previous?.base
  return base !== undefined && base.accountStatus === s.status ? base.paymentRating : ''
}

/** A rating that the facts give otherwise than it was reported with the same status. */
function noteRating(s: Situation, rating: string, eve: DayNumber): string {
  const reported = reportedRating(s)
  if (reported !== '' && reported !== rating) {
    const evidence = `state at the end of ${sayDay(eve)}: ${whatChanged(s.p, s.p.previous!)}`
    const message = `Status ${s.status} was reported with payment rating ${reported}; the facts give ${rating}.`
    finding(s, 'PREVIOUS-RATING-1', 'WARNING', ['paymentRating'], message, { reported, derived: rating })
    correct(s, 'paymentRating', reported, rating, evidence)
  }
  return rating
}

/**
 * Payment rating: the state at the end of the day before the status took effect. '' for statuses without one, and, with a
 * finding, where no fact tells the state.
 */
export function paymentRating(s: Situation, event: StatusEvent): string {
  if (!ratedStatuses.has(s.status)) return ''
  if (s.chargedOff !== null && !s.chargedOff.partial) return 'L'
  const days = event.eve === null ? null : daysPastDueAt(s.t, event.eve)
  const reported = event.eve === null || days === null || !event.known ? reportedRating(s) : ''
  if (reported !== '') return reported
  if (event.eve === null || days === null) {
    const message = 'No fact tells how late the loan was just before this status; the payment rating is left blank.'
    finding(s, 'RATING-UNKNOWN', 'ERROR', ['paymentRating'], message, { accountStatus: s.status })
    return ''
  }
  if (!event.known) {
    const message = `The day status ${s.status} took effect is not known; the payment rating states ${sayDay(event.eve)}.`
    finding(s, 'RATING-DAY-1', 'WARNING', ['paymentRating'], message, { accountStatus: s.status })
  }
  const word = lastWord(s.p, event.eve)
  const letter = word === '93' ? 'G' : word === '97' ? 'L' : null
  return noteRating(s, letter ?? bucketCharacter(days), event.eve)
}
