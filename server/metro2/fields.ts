/** Turns a situation into the derived fields with their evidence. */
import { monthlyEquivalent, paidInMonth, pastDueThirty } from './amounts.ts'
import { type DayNumber, dateOf, dayNumber } from './dates.ts'
import { firstDelinquency } from './dofd.ts'
import type { Cents, Derived } from './facts.ts'
import { historyProfile } from './history.ts'
import { formatCents, wholeDollars } from './money.ts'
import { isDeferred, type Payment, type Prepared, rowOfAsOf } from './prepare.ts'
import { bucketStatuses, finding, paidStatuses, type Situation, sayDay } from './situation.ts'
import { paymentRating, type StatusEvent, statusEvent } from './status.ts'

function owesNothing(status: string): boolean {
  return status === '05' || paidStatuses.has(status)
}

interface Money {
  cents: Cents
  evidence: string
}

/** The source's figure of the as-of day first, recomputation second; an older figure only when there are no instalments. */
function thirtyDaysLate(s: Situation): Money {
  const { p, t } = s
  const row = rowOfAsOf(p)
  const said = row?.snapshot.amountPastDue ?? null
  // A row that did not know of money that had arrived says too much.
  const usable = row !== null && (row.unaware === 0 || t.schedule === null)
  if (said !== null && usable)
    return { cents: said, evidence: `source snapshot of ${dateOf(p.asOf)}: ${formatCents(said)}` }
  // Instalments that show the loan less late than it is do not tell what is past due either.
  if (t.schedule !== null && s.lateness?.how !== 'CARRIED') {
    const cents = pastDueThirty(t.schedule, p.asOf)
    return { cents, evidence: `instalments unpaid for 30 days or more at ${dateOf(p.asOf)}: ${formatCents(cents)}` }
  }
  for (let i = p.rows.length - 1; i >= 0; i--) {
    const row = p.rows[i]!
    const cents = row.snapshot.amountPastDue
    if (cents !== null) return { cents, evidence: `last source snapshot, ${dateOf(row.day)}: ${formatCents(cents)}` }
  }
  return { cents: 0, evidence: 'no fact tells what is 30 days late' }
}

/** Nothing is left of the instalments once the whole loan is charged off. */
function accelerated(s: Situation): boolean {
  return s.ruling === '97' || (s.chargedOff !== null && !s.chargedOff.partial && !bucketStatuses.includes(s.ruling))
}

/** What was 30 days late at the petition and still is unpaid. */
function lateAtPetition(s: Situation, heldAt: DayNumber): Money {
  const today = thirtyDaysLate(s)
  let cents = 0
  if (s.t.schedule !== null) cents = pastDueThirty(s.t.schedule, heldAt)
  else cents = s.p.rows.findLast((row) => row.day <= heldAt)?.snapshot.amountPastDue ?? today.cents
  return { cents: Math.min(cents, today.cents), evidence: `30 days late at the petition of ${dateOf(heldAt)}` }
}

function amountPastDue(s: Situation, rating: string): Money {
  const { ruling } = s
  if (s.discharged) return { cents: 0, evidence: 'discharged in bankruptcy' }
  if (owesNothing(ruling) || ruling === '11') return { cents: 0, evidence: `0 with status ${ruling}` }
  if (accelerated(s)) return { cents: s.owed, evidence: 'a charged-off loan is past due with its whole balance' }
  if (rating === '0') return { cents: 0, evidence: `0 with status ${ruling} and payment rating 0` }
  const late = s.heldAt === null ? thirtyDaysLate(s) : lateAtPetition(s, s.heldAt)
  return late.cents > s.owed ? { cents: s.owed, evidence: `${late.evidence}, limited to the balance` } : late
}

function scheduledPayment(s: Situation): Money {
  const { facts, asOf } = s.p
  if (owesNothing(s.ruling)) return { cents: 0, evidence: `0 with status ${s.ruling}` }
  if (s.discharged) return { cents: 0, evidence: 'discharged in bankruptcy' }
  if (accelerated(s)) return { cents: 0, evidence: 'a charged-off loan has no instalments any more' }
  if (facts.termsFrequency === 'D' || isDeferred(s.p, asOf)) return { cents: 0, evidence: 'payments are deferred' }
  if (facts.periodicPayment === null) return { cents: 0, evidence: 'the source tells no regular payment' }
  if (facts.termsFrequency === '') {
    const message = 'The terms frequency is blank; the regular payment is reported as if it were monthly.'
    finding(s, 'FREQUENCY-UNKNOWN', 'WARNING', ['scheduledMonthlyPaymentAmount', 'termsFrequency'], message)
  }
  const cents = monthlyEquivalent(facts.periodicPayment, facts.termsFrequency)
  const evidence = `${formatCents(facts.periodicPayment)} with frequency ${facts.termsFrequency || 'M'} is ${formatCents(cents)} a month`
  return { cents, evidence }
}

/** A credit is no payment. */
function lastMoney(p: Prepared): Payment | undefined {
  return p.payments.findLast((payment) => payment.towards !== 'CREDIT')
}

/** The last payment that was not taken back; a source that lists no payments at all is believed for the day it names. */
function lastPayment(s: Situation): DayNumber | null {
  const { p } = s
  const last = lastMoney(p)
  if (last !== undefined) return last.day
  if (p.reversed.length > 0) return null
  const said = p.rows[p.rows.length - 1]?.snapshot.lastPaymentDate ?? null
  if (said === null) return null
  const day = dayNumber(said)
  return day <= p.asOf ? day : null
}

function statusEvidence(s: Situation): string {
  const { p, lateness } = s
  const at = dateOf(p.asOf)
  if (s.status !== s.natural) return `set by the lender; the facts give ${s.natural}`
  if (s.chargedOff !== null) {
    return `charged off ${dateOf(s.chargedOff.day)}, ${formatCents(s.owed)} owed at ${at}`
  }
  if (s.natural === '13') return `no balance at ${at}`
  if (lateness === null) return `at ${at}`
  const days = `${lateness.days} days`
  if (s.heldAt !== null) return `held as at the bankruptcy petition of ${dateOf(s.heldAt)}; ${days} at ${at}`
  const since = dateOf(p.asOf - lateness.days)
  if (lateness.how === 'SNAPSHOT') {
    return lateness.days > 0
      ? `source snapshot of ${at}: oldest unpaid since ${since}, ${days}`
      : `source snapshot of ${at}: 0 days`
  }
  if (lateness.how === 'CARRIED') return `source snapshot of ${sayDay(lateness.row)} carried on to ${days} at ${at}`
  return lateness.days > 0 ? `oldest unpaid instalment ${since}, ${days} at ${at}` : `no instalment past due at ${at}`
}

/** Date of account information: the as-of day, or for a paid loan the day it was paid, which never changes after. */
function informationDay(s: Situation, event: StatusEvent): DayNumber {
  if (!paidStatuses.has(s.ruling)) return s.p.asOf
  if (event.day !== null) return event.day
  const message = `Status ${s.ruling} needs the day the loan was paid, and no fact tells it.`
  finding(s, 'PAID-DATE-1', 'ERROR', ['dateClosed', 'dateOfAccountInformation'], message, { accountStatus: s.ruling })
  return s.p.asOf
}

function daysReported(s: Situation, commenced: DayNumber | null): number {
  if (owesNothing(s.ruling)) return 0
  return s.chargedOff !== null && commenced !== null ? s.p.asOf - commenced : s.daysPastDue
}

function orNull(day: DayNumber | null): string | null {
  return day === null ? null : dateOf(day)
}

export function assembleDerived(s: Situation): Derived {
  const { p, t } = s
  const event = statusEvent(s)
  const rating = paymentRating(s, event)
  const information = informationDay(s, event)
  const dofd = firstDelinquency(s, event, rating, information)
  const pastDue = amountPastDue(s, rating)
  const scheduled = scheduledPayment(s)
  const chargedOffOriginal = s.ruling === '97' || s.ruling === '64'
  let original = 0
  if (chargedOffOriginal) for (const chargeOff of p.chargeOffs) original += chargeOff.amount
  const balanceDay = s.balance.current ? dateOf(p.asOf) : `${dateOf(s.balance.row.day)}, carried forward`
  const derived: Derived = {
    fields: {
      accountStatus: s.status,
      paymentRating: rating,
      paymentHistoryProfile: historyProfile(p, t, s.chargedOff?.day ?? null, information),
      dateOfFirstDelinquency: orNull(dofd.date),
      amountPastDue: wholeDollars(pastDue.cents),
      currentBalance: owesNothing(s.ruling) || s.discharged ? 0 : wholeDollars(s.owed),
      scheduledMonthlyPaymentAmount: wholeDollars(scheduled.cents),
      actualPaymentAmount: wholeDollars(paidInMonth(p, information)),
      originalChargeOffAmount: wholeDollars(original),
      dateOfAccountInformation: dateOf(information),
      dateClosed: orNull(event.day),
      dateOfLastPayment: orNull(lastPayment(s)),
    },
    consumerInformationIndicators: s.bankruptcy.indicators,
    delinquencyCommenced: orNull(dofd.commenced),
    daysPastDue: daysReported(s, dofd.commenced),
    evidence: {
      accountStatus: statusEvidence(s),
      currentBalance: `${formatCents(s.balance.cents)} in the snapshot of ${balanceDay}`,
      amountPastDue: pastDue.evidence,
      scheduledMonthlyPaymentAmount: scheduled.evidence,
    },
    findings: s.findings,
    corrected: [],
  }
  addEvidence(s, derived, event, dofd.evidence)
  return derived
}

function addEvidence(s: Situation, derived: Derived, event: StatusEvent, dofd: string | null): void {
  const { evidence, fields } = derived
  if (dofd !== null) evidence.dateOfFirstDelinquency = dofd
  if (fields.paymentRating !== '' && event.eve !== null) {
    evidence.paymentRating = `state at the end of ${dateOf(event.eve)}`
  }
  if (s.chargedOff !== null) {
    evidence.currentBalance = `charge-offs less recoveries plus what is serviced: ${formatCents(s.owed)}`
    evidence.originalChargeOffAmount = `${s.p.chargeOffs.length} charge-off(s) since ${dateOf(s.p.chargeOffs[0]!.day)}`
  }
  if (s.discharged) evidence.currentBalance = 'all who owed it are discharged under chapter 7'
  const information = fields.dateOfAccountInformation
  evidence.paymentHistoryProfile = `month ends before ${information.slice(0, 7)}, newest first; opened ${dateOf(s.p.opened)}`
  evidence.actualPaymentAmount = `payments of ${information.slice(0, 7)} up to ${information}`
  if (event.day !== null) {
    evidence.dateClosed = `paid or closed ${dateOf(event.day)}`
    if (paidStatuses.has(s.ruling)) evidence.dateOfAccountInformation = `the day it was paid, ${dateOf(event.day)}`
  }
  const last = lastMoney(s.p)
  if (last !== undefined) evidence.dateOfLastPayment = `${formatCents(last.amount)} received ${dateOf(last.day)}`
}
