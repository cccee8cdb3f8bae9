/** One row of LoanStatusArchive: what the tenant knew of a loan at the end of a day. */
import { type Books, loanStatusOn, resolvedCreditStatus, standingOn, stateOf } from './books.ts'
import { type Day, dateStamp, stampOrNull, zeroDate } from './calendar.ts'
import { dueBy, type State } from './ledger.ts'
import { type Cents, opened, type Plan } from './plan.ts'
import { randomOf } from './random.ts'

export const money = (cents: Cents): string => (cents / 100).toFixed(2)

/** Fields a row takes from what was changed by hand; absent = as the script has it. */
export interface RowOverrides {
  status?: { id: number; title: string; subId: number; subTitle: string }
  customFields: Record<string, string>
  portfolios: string[]
  subPortfolios: string[]
}

interface Due {
  now: Cents
  /** What is 30 or more days late. */
  thirty: Cents
  principalAndInterest: Cents
}

function dueOn(state: State, day: Day): Due {
  const live = state.closedOn === null && state.chargedOff === 0
  if (!live) return { now: 0, thirty: 0, principalAndInterest: 0 }
  const unpaid = (until: Day) => Math.max(0, dueBy(state.timeline, until) - state.satisfied)
  return { now: unpaid(day) + state.fees, thirty: unpaid(day - 30), principalAndInterest: unpaid(day) }
}

function bucketOf(daysPastDue: number): number {
  return Math.min(7, Math.floor(daysPastDue / 30) + (daysPastDue > 0 ? 1 : 0))
}

function periodOf(state: State, plan: Plan, day: Day) {
  const position = state.timeline.instalments.findIndex((instalment) => instalment.due > day)
  const next = state.timeline.instalments[position] ?? null
  const before = position > 0 ? state.timeline.instalments[position - 1]!.due : opened(plan)
  const left = position < 0 ? 0 : state.timeline.instalments.length - position
  return { next, start: position < 0 ? null : before, left }
}

function balances(state: State, due: Due, plan: Plan) {
  // Escrow maps print with a leading space on some tenants' rows, an empty map as a list.
  const escrow = plan.index % 5 === 0 ? '[]' : `${plan.index % 3 === 0 ? ' ' : ''}{"1":0,"2":0,"3":0}`
  // Not what is past due: it knows nothing of adjustments, and interest runs on after the due date.
  const interest = Math.min(state.interest, due.principalAndInterest || state.interest)
  const principal = Math.max(0, due.principalAndInterest - interest)
  return {
    amountDue: money(due.now),
    dueInterest: money(interest),
    duePrincipal: money(principal),
    dueDiscount: '0.00',
    dueEscrow: '0.00',
    dueEscrowBreakdown: escrow.trim(),
    dueFees: money(state.fees),
    duePni: money(interest + principal),
    payoffFees: '0.00',
    principalBalance: money(state.principal),
    amountPastDue30: money(due.thirty),
    payoff: money(state.payoff),
    perdiem: money(state.perdiem),
    interestAccruedToday: money(state.perdiem),
    availableCredit: '0.00',
    creditLimit: '0.00',
    escrowBalance: '0.00',
    escrowBalanceBreakdown: escrow,
    discountRemaining: '0.00',
    netChargeOff: money(Math.max(0, state.chargedOff - state.recovered)),
  }
}

function schedule(state: State, plan: Plan, day: Day) {
  const live = state.closedOn === null && state.chargedOff === 0
  const { next, start, left } = periodOf(state, plan, day)
  const final = state.timeline.instalments.at(-1)!
  return {
    nextPaymentDate: live && next ? dateStamp(next.due) : zeroDate,
    nextPaymentAmount: money(live && next ? next.amount : 0),
    lastPaymentDate: stampOrNull(state.lastPayment?.day ?? null),
    lastPaymentAmount: money(state.lastPayment?.amount ?? 0),
    periodStart: start === null ? zeroDate : dateStamp(start),
    periodEnd: next === null ? zeroDate : dateStamp(next.due - 1),
    periodsRemaining: live ? left : 0,
    finalPaymentDate: live ? dateStamp(final.due) : zeroDate,
    finalPaymentAmount: money(live ? final.amount : 0),
  }
}

function delinquency(books: Books, day: Day) {
  const standing = standingOn(books, day)
  const age = day - opened(books.plan)
  return {
    delinquentBucket: bucketOf(standing.daysPastDue),
    delinquentBucketBalance: null,
    daysPastDue: standing.daysPastDue,
    dateLastCurrent: stampOrNull(standing.lastCurrent),
    dateLastCurrent30: standing.daysPastDue >= 30 ? stampOrNull(standing.lastCurrent30) : null,
    loanAge: age,
    firstDelinquencyDate: stampOrNull(standing.firstDelinquency),
    uniqueDelinquencies: standing.uniqueDelinquencies,
    delinquencyPercent: ((100 * standing.delinquentDays) / (age + 1)).toFixed(2),
    delinquentDays: standing.delinquentDays,
    stoplight: `stoplight.display.${standing.daysPastDue === 0 ? 'green' : standing.daysPastDue < 30 ? 'yellow' : 'red'}`,
  }
}

/** Who answers for the loan: a second borrower makes both joint. */
export function ecoaOf(people: number): { primary: string; second: string } {
  return people > 1 ? { primary: '2', second: '2' } : { primary: '1', second: '0' }
}

export function archiveRow(books: Books, day: Day, people: number, overrides: RowOverrides): Record<string, unknown> {
  const { plan } = books
  const state = stateOf(books, day)
  const status = overrides.status ?? loanStatusOn(plan, state, day)
  const recency = state.lastPayment === null ? day - opened(plan) : day - state.lastPayment.day
  const custom = Object.keys(overrides.customFields).length > 0 ? JSON.stringify(overrides.customFields) : '[]'
  const ecoa = ecoaOf(people)
  return {
    id: plan.id,
    loanId: plan.id,
    date: dateStamp(day),
    followUpDate: zeroDate,
    ...balances(state, dueOn(state, day), plan),
    ...schedule(state, plan, day),
    ...delinquency(books, day),
    loanStatusId: status.id,
    loanStatusText: status.title,
    loanSubStatusId: status.subId,
    loanSubStatusText: status.subTitle,
    sourceCompanyId: null,
    sourceCompanyText: null,
    creditStatus: `loan.creditstatus.${resolvedCreditStatus(plan, state, day)}`,
    loanRecency: recency,
    lastHumanActivity: dateStamp(
      Math.max(opened(plan), day - randomOf('human', plan.id, Math.floor(day / 30)).int(0, 20)),
    ),
    calcedECOA: `loan.ecoacodes.${ecoa.primary}`,
    calcedECOACoBuyer: `loan.ecoacodes.${ecoa.second}`,
    customFieldsBreakdown: custom,
    portfolioBreakdown: JSON.stringify(overrides.portfolios),
    subPortfolioBreakdown: JSON.stringify(overrides.subPortfolios),
  }
}
