/** Turns a situation into the derived fields with their evidence. */
import { paidInMonth } from './amounts.ts'
import { type DayNumber, dateOf, dayNumber } from './dates.ts'
import { firstDelinquency } from './dofd.ts'
import type { Derived } from './facts.ts'
import { historyProfile } from './history.ts'
import { formatCents, wholeDollars } from './money.ts'
import {
  amountPastDue,
  creditLimit,
  highestCredit,
  originalChargeOff,
  scheduledPayment,
  termsDuration,
} from './owing.ts'
import type { Payment, Prepared } from './prepare.ts'
import { correct } from './previous.ts'
import { scheduleReaches } from './reach.ts'
import type { CalendarDate } from './record.ts'
import { finding, type Situation, sayDay } from './situation.ts'
import { paymentRating, type StatusEvent, statusEvent } from './status.ts'
import { paidStatuses, statusRule } from './statuses.ts'

/** A credit is no payment. */
function lastMoney(p: Prepared): Payment | undefined {
  return p.payments.findLast((payment) => payment.towards !== 'CREDIT')
}

interface Dated {
  day: DayNumber | null
  evidence: string
}

/** The last payment that was not taken back; a source that lists no payments at all is believed for the day it names. */
function lastPayment(s: Situation): Dated {
  const { p } = s
  const last = lastMoney(p)
  if (last !== undefined) return { day: last.day, evidence: `${formatCents(last.amount)} received ${dateOf(last.day)}` }
  if (p.reversed.length > 0) return { day: null, evidence: 'every payment was taken back' }
  const row = p.rows[p.rows.length - 1]
  const said = row?.snapshot.lastPaymentDate ?? null
  if (said !== null) {
    const day = dayNumber(said)
    return day <= p.asOf
      ? { day, evidence: `named by the source snapshot of ${sayDay(row!.day)}` }
      : { day: null, evidence: 'the source names a day to come' }
  }
  const { previous } = p
  const day = dayNumber(previous?.base.dateOfLastPayment ?? '')
  // Where the facts begin with the account, a payment they do not list was none.
  const older = previous !== null && day <= previous.day && !scheduleReaches(p, p.opened)
  if (!older) return { day: null, evidence: 'no payment is known' }
  return { day, evidence: `as reported for ${dateOf(previous.day)}; no payment since is known` }
}

function statusEvidence(s: Situation): string {
  const { p, lateness } = s
  const at = dateOf(p.asOf)
  if (lateness === null && s.chargedOff === null) return 'set by the lender; no fact tells how late the loan is'
  if (s.status !== s.natural) return `set by the lender; the facts give ${s.natural}`
  if (s.chargedOff !== null) {
    return `charged off ${dateOf(s.chargedOff.day)}, ${formatCents(s.owed)} owed at ${at}`
  }
  if (s.natural === '13') return `no balance at ${at}`
  if (paidStatuses.has(s.natural)) return `no balance at ${at}; the status just before makes it ${s.natural}`
  if (lateness === null) return `at ${at}`
  const days = `${lateness.days} days`
  if (s.heldAt !== null) return `held as at the bankruptcy petition of ${dateOf(s.heldAt)}; ${days} at ${at}`
  if (p.line && s.balance.cents <= 0) return `an open line without a balance at ${at}`
  const since = dateOf(p.asOf - lateness.days)
  if (lateness.how === 'SNAPSHOT') {
    return lateness.days > 0
      ? `source snapshot of ${at}: oldest unpaid since ${since}, ${days}`
      : `source snapshot of ${at}: 0 days`
  }
  if (lateness.how === 'CARRIED') return `source snapshot of ${sayDay(lateness.row)} carried on to ${days} at ${at}`
  return lateness.days > 0 ? `oldest unpaid instalment ${since}, ${days} at ${at}` : `no instalment past due at ${at}`
}

function ratingEvidence(s: Situation, event: StatusEvent, rating: string): string {
  if (!statusRule(s.ruling).rated) return `blank with status ${s.ruling}`
  if (rating === '') return 'no fact tells the state just before the status'
  return event.eve === null ? 'as reported before with the same status' : `state at the end of ${dateOf(event.eve)}`
}

/** Date of account information: the as-of day, or for a paid loan the day it was paid, which never changes after. */
function informationDay(s: Situation, event: StatusEvent): DayNumber {
  if (!paidStatuses.has(s.ruling)) return s.p.asOf
  if (event.day !== null) return event.day
  const message = `Status ${s.ruling} needs the day the loan was paid, and no fact tells it.`
  finding(s, 'PAID-DATE-1', 'ERROR', ['dateClosed', 'dateOfAccountInformation'], message, { accountStatus: s.ruling })
  return s.p.asOf
}

/** Date closed: of a line the day it was closed to use, also while a balance is owed; else that of the event that ended the loan. */
function closing(s: Situation, event: StatusEvent): Dated {
  const { p } = s
  if (p.line && p.closedOn !== null) return { day: p.closedOn, evidence: `closed to use ${dateOf(p.closedOn)}` }
  if (event.day !== null) {
    noteClosing(s, event.day)
    return { day: event.day, evidence: `paid or closed ${dateOf(event.day)}` }
  }
  if (!statusRule(s.ruling).closed) return { day: null, evidence: `none with status ${s.ruling}` }
  const base = p.previous?.base
  const reported = base?.accountStatus === s.status ? dayNumber(base.dateClosed ?? '') : Number.NaN
  return reported <= p.asOf
    ? { day: reported, evidence: 'as reported before with the same status' }
    : { day: null, evidence: 'no fact tells the day' }
}

/** The day an account ended does not change, unless the facts were corrected. */
function noteClosing(s: Situation, day: DayNumber): void {
  const previous = s.p.previous
  const reported = previous?.base.dateClosed ?? null
  if (previous === null || reported === null || reported === dateOf(day)) return
  const derived = dateOf(day)
  const message = `The account was reported closed on ${reported}; the facts give ${derived}.`
  finding(s, 'PREVIOUS-CLOSED-1', 'WARNING', ['dateClosed'], message, { reported, derived })
  correct(s, 'dateClosed', reported, derived, `the facts as they are now: paid or closed ${derived}`)
}

function daysReported(s: Situation, commenced: DayNumber | null): number {
  if (statusRule(s.ruling).balance === 'ZERO') return 0
  const untold = s.chargedOff !== null || s.lateness === null
  return untold && commenced !== null ? s.p.asOf - commenced : s.daysPastDue
}

function orNull(day: DayNumber | null): CalendarDate | null {
  return day === null ? null : dateOf(day)
}

function balanceEvidence(s: Situation): string {
  if (s.discharged) return 'all who owed it are discharged under chapter 7'
  if (statusRule(s.ruling).balance === 'ZERO')
    return `0 with status ${s.ruling}; ${formatCents(s.owed)} owed by the facts`
  if (s.chargedOff !== null) return `charge-offs less recoveries plus what is serviced: ${formatCents(s.owed)}`
  const day = dateOf(s.balance.row.day)
  return `${formatCents(s.balance.cents)} in the snapshot of ${s.balance.current ? day : `${day}, carried forward`}`
}

/** What each field is made of, computed in the order in which findings are answered. */
function partsOf(s: Situation) {
  const event = statusEvent(s)
  const rating = paymentRating(s, event)
  const information = informationDay(s, event)
  const first = firstDelinquency(s, event, rating, information)
  return {
    event,
    rating,
    information,
    first,
    pastDue: amountPastDue(s, rating),
    scheduled: scheduledPayment(s),
    chargeOff: originalChargeOff(s),
    closed: closing(s, event),
    paid: lastPayment(s),
    highest: highestCredit(s.p),
    limit: creditLimit(s.p),
    duration: termsDuration(s.p),
    profile: historyProfile(s, information, first),
  }
}

type Parts = ReturnType<typeof partsOf>

function fieldsOf(s: Situation, parts: Parts): Derived['fields'] {
  const nothingOwed = statusRule(s.ruling).balance === 'ZERO' || s.discharged
  return {
    accountStatus: s.status,
    paymentRating: parts.rating,
    paymentHistoryProfile: parts.profile,
    dateOfFirstDelinquency: orNull(parts.first.date),
    amountPastDue: wholeDollars(parts.pastDue.cents),
    currentBalance: nothingOwed ? 0 : wholeDollars(s.owed),
    scheduledMonthlyPaymentAmount: wholeDollars(parts.scheduled.cents),
    actualPaymentAmount: wholeDollars(paidInMonth(s.p, parts.information)),
    originalChargeOffAmount: parts.chargeOff.dollars,
    dateOfAccountInformation: dateOf(parts.information),
    dateClosed: orNull(parts.closed.day),
    dateOfLastPayment: orNull(parts.paid.day),
    creditLimit: wholeDollars(parts.limit.cents),
    highestCredit: wholeDollars(parts.highest.cents),
    termsDuration: parts.duration.text,
  }
}

function evidenceOf(s: Situation, parts: Parts, at: CalendarDate): Derived['evidence'] {
  const month = at.slice(0, 7)
  return {
    accountStatus: statusEvidence(s),
    paymentRating: ratingEvidence(s, parts.event, parts.rating),
    paymentHistoryProfile: historyEvidence(s, month),
    dateOfFirstDelinquency: parts.first.evidence,
    amountPastDue: parts.pastDue.evidence,
    currentBalance: balanceEvidence(s),
    scheduledMonthlyPaymentAmount: parts.scheduled.evidence,
    actualPaymentAmount: `payments of ${month} up to ${at}`,
    originalChargeOffAmount: parts.chargeOff.evidence,
    dateOfAccountInformation: paidStatuses.has(s.ruling) ? `the day it was paid, ${at}` : `the as-of date ${at}`,
    dateClosed: parts.closed.evidence,
    dateOfLastPayment: parts.paid.evidence,
    creditLimit: parts.limit.evidence,
    highestCredit: parts.highest.evidence,
    termsDuration: parts.duration.evidence,
  }
}

export function assembleDerived(s: Situation): Derived {
  const parts = partsOf(s)
  const fields = fieldsOf(s, parts)
  return {
    fields,
    consumerInformationIndicators: s.bankruptcy.indicators,
    delinquencyCommenced: orNull(parts.first.commenced),
    daysPastDue: daysReported(s, parts.first.commenced),
    evidence: evidenceOf(s, parts, fields.dateOfAccountInformation),
    findings: s.findings,
    corrected: s.corrections,
  }
}

function historyEvidence(s: Situation, month: string): string {
  const told = `month ends before ${month}, newest first; opened ${s.p.facts.dateOpened}`
  const { previous } = s.p
  return previous === null ? told : `${told}; what the facts do not tell as reported for ${dateOf(previous.day)}`
}
