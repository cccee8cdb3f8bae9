/** From (seed, index, first day) to a settled script. */
import { type Day, stepDue } from './calendar.ts'
import { stateIn, timelineOf } from './ledger.ts'
import { type Life, laterLife, lifeOf } from './lives.ts'
import { has, instalmentsKnownOn, type Plan, paymentsKnownOn } from './plan.ts'
import { randomOf } from './random.ts'
import { anchorOf, type Draft, frequencyOf, paymentFor, periodDays, scheduleOf } from './script.ts'
import { writeRecoveries, writeStory } from './stories.ts'

const graceDays = 10
const lateFee = 3_000
const returnFee = 2_500

/** What is known of a loan without writing its script: cheap, kept for every loan. */
export interface Head {
  index: number
  id: number
  displayId: string
  life: Life
  opened: Day
  created: Day
  archivedFrom: Day | null
  deletedFrom: Day | null
}

export const loanIdOf = (index: number): number => 10_001 + index
export const indexOfLoanId = (id: number): number => id - 10_001

interface Portfolio {
  seed: number
  first: Day
  /** Loans on the first day. */
  loans: number
}

/** Days between one new loan and the next. */
const daysBetweenNew = 17

/** How many loans the tenant has on a day. */
export function loansOn(portfolio: Portfolio, day: Day): number {
  return portfolio.loans + Math.max(0, Math.floor((day - portfolio.first) / daysBetweenNew))
}

function start(portfolio: Portfolio, index: number) {
  const { seed, loans } = portfolio
  const later = index >= loans
  const born = portfolio.first + daysBetweenNew * (index - loans + 1)
  const life = later ? laterLife(seed, index - loans) : lifeOf(seed, index)
  const random = randomOf(seed, 'plan', later ? 'later' : 'first', later ? index - loans : index)
  const frequency = frequencyOf(life)
  const anchor = anchorOf(life.story, frequency, random, later ? born + periodDays[frequency] : portfolio.first)
  const firstDue = stepDue(anchor.due, -anchor.next, frequency)
  const usual = firstDue - (frequency === 'monthly' ? 30 : Math.max(7, periodDays[frequency]))
  const opened = later ? born : life.story === 'new' ? Math.min(usual, portfolio.first - 2) : usual
  return { life, random, frequency, anchor, firstDue, opened }
}

export function headOf(portfolio: Portfolio, index: number): Head {
  const { life, opened } = start(portfolio, index)
  return {
    index,
    id: loanIdOf(index),
    displayId: displayIdOf(portfolio.seed, index),
    life,
    opened,
    created: opened,
    archivedFrom: life.traits.includes('archived') ? portfolio.first - 45 : null,
    deletedFrom: life.traits.includes('deleted') ? portfolio.first - 12 : null,
  }
}

function displayIdOf(seed: number, index: number): string {
  // A bijection of the index that looks nothing like the id.
  return `LN${String(((index + 1) * 7_919 + seed * 104_729) % 9_999_991).padStart(7, '0')}`
}

export function buildPlan(portfolio: Portfolio, index: number): Plan {
  const head = headOf(portfolio, index)
  const { random, frequency, anchor, firstDue, opened } = start(portfolio, index)
  const secured = random.chance(0.55)
  const principal = 10_000 * (secured ? random.int(80, 240) : random.int(25, 110))
  const rate = random.int(secured ? 599 : 999, secured ? 1_499 : 2_399) / 10_000
  const payment = paymentFor(principal, rate, anchor.periods, frequency)
  const setup = { modId: 0, from: opened, principal, rate, periods: anchor.periods, payment, firstDue }
  const plan: Plan = {
    index,
    id: head.id,
    displayId: head.displayId,
    life: head.life,
    frequency,
    secured,
    created: head.created,
    setups: [setup],
    instalments: scheduleOf(setup, 0, frequency),
    payments: [],
    charges: [],
    chargeOff: null,
    dueDateChanges: [],
    pastDueResets: [],
    bankruptcies: [],
    creditStatuses: [],
    archivedFrom: head.archivedFrom,
    deletedFrom: head.deletedFrom,
    moves: [],
  }
  const draft: Draft = {
    plan,
    random,
    first: portfolio.first,
    next: anchor.next,
    habit: random.pick([-2, 0, 0, 0, 1, 3]),
  }
  writeOverride(draft)
  if (!has(plan, 'draft')) writeStory(draft)
  settle(draft)
  writeMoves(draft)
  return plan
}

function writeOverride({ plan, first }: Draft): void {
  for (const value of ['97', '93', 'DA', '99'] as const) {
    if (has(plan, `override-${value}`)) plan.creditStatuses.push({ day: first - 10, value })
  }
}

function writeMoves({ plan, random, first }: Draft): void {
  for (let month = 0; month < 60; month++) {
    if (random.chance(0.01)) {
      plan.moves.push({ day: first + month * 30 + random.int(1, 30), customer: 0, address: random.int(0, 999_999) })
    }
  }
}

/** Fills in what depends on the books: late fees, who pays them, payoffs, the amount charged off. */
function settle(draft: Draft): void {
  const { plan } = draft
  plan.payments.sort((a, b) => a.day - b.day)
  chargeFees(plan)
  coverFees(plan)
  settlePayoff(plan)
  if (plan.chargeOff) {
    const { day } = plan.chargeOff
    plan.chargeOff.amount = stateIn(timelineOf(plan, day), day).chargedOff
    writeRecoveries(draft)
    plan.payments.sort((a, b) => a.day - b.day)
  }
  plan.payments.forEach((payment, position) => {
    payment.seq = position + 1
  })
  plan.charges.sort((a, b) => a.day - b.day)
  plan.charges.forEach((charge, position) => {
    charge.seq = position + 1
  })
}

/** A late fee once an instalment stays unpaid beyond the grace days, a return fee for a payment that comes back. */
function chargeFees(plan: Plan): void {
  const payoff = plan.payments.find((payment) => payment.payoff)?.day ?? Number.POSITIVE_INFINITY
  const end = Math.min(payoff, plan.chargeOff?.day ?? payoff)
  const final = instalmentsKnownOn(plan, Number.POSITIVE_INFINITY)
  let cumulative = 0
  for (const instalment of final) {
    cumulative += instalment.amount
    const day = instalment.due + graceDays
    if (day >= end) break
    if (plan.pastDueResets.some((reset) => instalment.due <= reset && reset <= day)) continue
    const paid = satisfiedOn(plan, day, final)
    if (paid < cumulative) plan.charges.push({ seq: 0, day: day + 1, amount: lateFee, title: 'Late Fee' })
  }
  for (const { reversal } of plan.payments) {
    if (reversal && reversal.day < end) {
      plan.charges.push({ seq: 0, day: reversal.day, amount: returnFee, title: 'NSF Fee' })
    }
  }
  plan.charges.sort((a, b) => a.day - b.day)
}

function satisfiedOn(plan: Plan, day: Day, instalments: Plan['instalments']): number {
  let satisfied = 0
  let reset = 0
  const resets = [...plan.pastDueResets]
  for (const payment of paymentsKnownOn(plan, day)) {
    if (payment.day > day) break
    while (resets.length > 0 && resets[0]! < payment.day)
      satisfied = Math.max(satisfied, dueUntil(instalments, resets.shift()!))
    if (payment.towards === 'INSTALMENTS') satisfied += payment.amount
  }
  for (const left of resets) if (left <= day) reset = dueUntil(instalments, left)
  return Math.max(satisfied, reset)
}

function dueUntil(instalments: Plan['instalments'], day: Day): number {
  return instalments.reduce((sum, instalment) => (instalment.due <= day ? sum + instalment.amount : sum), 0)
}

/** Payments that cover fees grow by what stands on their day. */
function coverFees(plan: Plan): void {
  let covered = 0
  for (const payment of plan.payments) {
    if (!payment.coversFees || payment.payoff || payment.reversal) continue
    const charged = plan.charges.reduce((sum, charge) => (charge.day <= payment.day ? sum + charge.amount : sum), 0)
    if (charged <= covered) continue
    payment.fees = charged - covered
    payment.amount += payment.fees
    covered = charged
  }
}

/** The first payment that reaches the payoff takes exactly that; nothing is paid or charged after it. */
function settlePayoff(plan: Plan): void {
  // Only extra principal ends a loan well before its last instalments; the rest need not be looked at from the start.
  const early = plan.payments.some((payment) => payment.towards === 'PRINCIPAL')
  const from = early ? 0 : Math.floor(plan.payments.length * 0.8)
  for (const [position, payment] of plan.payments.entries()) {
    if (!payment.payoff && position < from) continue
    if (payment.reversal) continue
    const before = { ...plan, payments: plan.payments.slice(0, position) }
    const owed = stateIn(timelineOf(before, Number.MAX_SAFE_INTEGER), payment.day)
    // Fees that stand are paid with the rest.
    if (!payment.payoff && payment.amount < owed.principal + owed.interest) continue
    payment.amount = owed.payoff
    payment.payoff = true
    payment.fees = 0
    plan.payments = plan.payments.slice(0, position + 1)
    plan.charges = plan.charges.filter((charge) => charge.day <= payment.day)
    return
  }
}
