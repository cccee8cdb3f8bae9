/** Amounts past due, scheduled, charged off and lent (fields 11, 12, 15, 22, 23), each with what it rests on. */
import { balloonInMonth, monthlyEquivalent, monthsOf, pastDueThirty } from './amounts.ts'
import { dateOf, monthIndex, monthsBefore } from './dates.ts'
import type { Cents } from './facts.ts'
import { formatCents, wholeDollars } from './money.ts'
import { isDeferred, type Prepared, rowOfAsOf } from './prepare.ts'
import { wasChargedOff } from './previous.ts'
import { finding, type Situation } from './situation.ts'
import { bucketStatuses, statusRule } from './statuses.ts'

export interface Money {
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
function lateAtPetition(s: Situation, heldAt: number): Money {
  const today = thirtyDaysLate(s)
  let cents = 0
  if (s.t.schedule !== null) cents = pastDueThirty(s.t.schedule, heldAt)
  else cents = s.p.rows.findLast((row) => row.day <= heldAt)?.snapshot.amountPastDue ?? today.cents
  return { cents: Math.min(cents, today.cents), evidence: `30 days late at the petition of ${dateOf(heldAt)}` }
}

export function amountPastDue(s: Situation, rating: string): Money {
  const { ruling } = s
  const { pastDue } = statusRule(ruling)
  if (s.discharged) return { cents: 0, evidence: 'discharged in bankruptcy' }
  if (pastDue === 'ZERO') return { cents: 0, evidence: `0 with status ${ruling}` }
  if (accelerated(s)) return { cents: s.owed, evidence: 'a charged-off loan is past due with its whole balance' }
  if (rating === '0') return { cents: 0, evidence: `0 with status ${ruling} and payment rating 0` }
  const late = s.heldAt === null ? thirtyDaysLate(s) : lateAtPetition(s, s.heldAt)
  return late.cents > s.owed ? { cents: s.owed, evidence: `${late.evidence}, limited to the balance` } : late
}

/** Lines and cards: the minimum of the statement of the month, without what was due before it. Open accounts schedule none. */
function minimumDue(s: Situation): Money {
  const { p } = s
  if (p.facts.portfolioType === 'O')
    return { cents: 0, evidence: 'an open account is due in full: no scheduled payment' }
  if (s.owed <= 0) return { cents: 0, evidence: 'nothing is owed' }
  const newest = p.due[p.due.length - 1]
  if (newest === undefined) return regularPayment(s)
  const named = `minimum payment due ${dateOf(newest.day)}`
  const months = monthsOf(p.facts.termsFrequency)
  if (newest.day <= monthsBefore(p.asOf, months)) return { cents: 0, evidence: `nothing fell due since the ${named}` }
  if (months > 1) {
    const cents = monthlyEquivalent(newest.amount, p.facts.termsFrequency)
    return { cents, evidence: `${named}: ${formatCents(newest.amount)}, ${formatCents(cents)} a month` }
  }
  const month = monthIndex(newest.day)
  let cents = 0
  for (const due of p.due) if (monthIndex(due.day) === month) cents += due.amount
  return { cents, evidence: `${named}: ${formatCents(cents)}` }
}

function regularPayment(s: Situation): Money {
  const { facts, asOf } = s.p
  if (facts.periodicPayment === null) return { cents: 0, evidence: 'the source tells no regular payment' }
  if (facts.termsFrequency === '') {
    const message = 'The terms frequency is blank; the regular payment is reported as if it were monthly.'
    finding(s, 'FREQUENCY-UNKNOWN', 'WARNING', ['scheduledMonthlyPaymentAmount', 'termsFrequency'], message)
  }
  const escrow = facts.portfolioType === 'M' ? (facts.escrowPayment ?? 0) : 0
  const balloon = balloonInMonth(s.p, asOf)
  const cents = monthlyEquivalent(facts.periodicPayment + escrow, facts.termsFrequency)
  let evidence = `${formatCents(facts.periodicPayment)} with frequency ${facts.termsFrequency || 'M'} is ${formatCents(cents)} a month`
  if (escrow > 0) evidence += `, ${formatCents(escrow)} of escrow included`
  if (balloon > 0) evidence += `, and a balloon of ${formatCents(balloon)} is due in the month`
  return { cents: cents + balloon, evidence }
}

export function scheduledPayment(s: Situation): Money {
  const { facts, asOf } = s.p
  if (statusRule(s.ruling).balance === 'ZERO') return { cents: 0, evidence: `0 with status ${s.ruling}` }
  if (s.discharged) return { cents: 0, evidence: 'discharged in bankruptcy' }
  if (accelerated(s)) return { cents: 0, evidence: 'a charged-off loan has no instalments any more' }
  if (facts.termsFrequency === 'D' || isDeferred(s.p, asOf)) return { cents: 0, evidence: 'payments are deferred' }
  return s.p.line ? minimumDue(s) : regularPayment(s)
}

/** Original charge-off amount, in dollars: once reported it stays, whatever is written off or recovered later. */
export function originalChargeOff(s: Situation): { dollars: number; evidence: string } {
  const { p } = s
  if (!statusRule(s.ruling).chargeOff) return { dollars: 0, evidence: `0 with status ${s.ruling}` }
  let cents = 0
  for (const chargeOff of p.chargeOffs) cents += chargeOff.amount
  const dollars = wholeDollars(cents)
  const evidence =
    p.chargeOffs.length === 0
      ? 'no charge-off is known'
      : `${p.chargeOffs.length} charge-off(s) since ${dateOf(p.chargeOffs[0]!.day)}`
  const reported = wasChargedOff(p.previous) ? p.previous!.base.originalChargeOffAmount : 0
  if (reported === 0 || reported === dollars) return { dollars, evidence }
  if (p.chargeOffs.length > 0) {
    const message = `The original charge-off amount was reported as ${reported}; the charge-offs give ${dollars}. It does not change once it was reported.`
    const values = { reported: `${reported}`, derived: `${dollars}` }
    finding(s, 'PREVIOUS-CHARGEOFF-1', 'WARNING', ['originalChargeOffAmount'], message, values)
  }
  return { dollars: reported, evidence: `as reported for ${dateOf(p.previous!.day)}; it does not change` }
}

/** Highest credit: what was lent, or of a line the highest balance there ever was. */
export function highestCredit(p: Prepared): Money {
  const { facts } = p
  const reported = (p.previous?.base.highestCredit ?? 0) * 100
  if (!p.line) {
    const cents = facts.originalAmount ?? reported
    return { cents, evidence: facts.originalAmount === null ? 'as reported before' : 'the original amount' }
  }
  let cents = Math.max(0, facts.highestBalance ?? 0)
  let evidence = 'the highest balance the source names'
  for (const { day, snapshot } of p.rows) {
    if (snapshot.balance === null || snapshot.balance <= cents) continue
    cents = snapshot.balance
    evidence = `the highest balance, of ${dateOf(day)}`
  }
  return reported > cents
    ? { cents: reported, evidence: 'the highest balance that was reported before' }
    : { cents, evidence }
}

/** Credit limit of lines and cards: as told, else the last one that was reported. It stays after closing. */
export function creditLimit(p: Prepared): Money {
  const { facts } = p
  if (!p.line) return { cents: 0, evidence: `0 for portfolio ${facts.portfolioType}` }
  const told = facts.creditLimit ?? null
  if (told !== null) return { cents: told, evidence: 'the limit the source names' }
  const reported = p.previous?.base.creditLimit ?? 0
  return { cents: reported * 100, evidence: reported > 0 ? 'as reported before' : 'no limit is known' }
}

const durations: Record<string, string> = { C: 'LOC', R: 'REV', O: '001' }

export function termsDuration(p: Prepared): { text: string; evidence: string } {
  const { portfolioType, termsFrequency } = p.facts
  const text = termsFrequency === 'D' ? '' : (durations[portfolioType] ?? '')
  if (text !== '') return { text, evidence: `portfolio ${portfolioType}` }
  return { text, evidence: termsFrequency === 'D' ? 'blank while payments are deferred' : 'no fact tells the term' }
}
