/** Writing a loan's script: the schedule, then what each story does with it. */
import { type Day, dayOfMonth, type Frequency, stepDue } from './calendar.ts'
import { interestOf } from './ledger.ts'
import type { Life, Story } from './lives.ts'
import type { Cents, Instalment, Payment, Plan, Setup } from './plan.ts'
import type { Random } from './random.ts'

/** A plan being written. `first` is the tenant's first day; `next` the position the story is anchored at. */
export interface Draft {
  plan: Plan
  random: Random
  first: Day
  next: number
  /** Days after the due date this customer usually pays. */
  habit: number
}

export const periodDays: Record<Frequency, number> = { monthly: 30, semimonthly: 15, biweekly: 14, weekly: 7 }

const terms: Record<Frequency, readonly number[]> = {
  monthly: [24, 24, 30, 36],
  semimonthly: [36, 40],
  biweekly: [26, 39],
  weekly: [26, 39],
}

/** How many days late the oldest unpaid instalment is on the first day, by story. */
const lateness: Partial<Record<Story, readonly [number, number]>> = {
  'late-1-29': [1, 29],
  'late-30-59': [30, 59],
  'late-60-89': [60, 89],
  'late-90-119': [90, 119],
  'late-120-149': [120, 149],
  'late-150-179': [150, 179],
  'late-180-plus': [185, 290],
  'partially-paid': [5, 28],
  'charged-off': [230, 480],
  'charged-off-recovering': [300, 520],
  'charged-off-paid': [320, 520],
  'bankrupt-13': [62, 150],
  'bankrupt-dismissed': [290, 320],
  'cured-after-60': [105, 250],
  'past-due-adjusted': [70, 200],
}

export function frequencyOf(life: Life): Frequency {
  for (const frequency of ['biweekly', 'weekly', 'semimonthly'] as const) {
    if (life.traits.includes(frequency)) return frequency
  }
  return 'monthly'
}

/** A day between the two whose day of the month exists in every month. */
function dueBetween(random: Random, from: Day, to: Day): Day {
  for (let tries = 0; tries < 40; tries++) {
    const day = random.int(from, to)
    if (dayOfMonth(day) <= 28) return day
  }
  return dayOfMonth(from) <= 28 ? from : to
}

/** Where the story stands on the first day: the due date of instalment `next`, and how many periods came before it. */
export function anchorOf(story: Story, frequency: Frequency, random: Random, first: Day) {
  const periods = random.pick(terms[frequency])
  const span = lateness[story]
  if (story === 'new') return { periods, next: 0, due: dueBetween(random, first + 3, first + 14) }
  if (story === 'paid-at-term') return { periods, next: periods - 1, due: dueBetween(random, first - 200, first - 20) }
  const due = span
    ? dueBetween(random, first - span[1], first - span[0])
    : dueBetween(random, first + 1, first + Math.min(27, periodDays[frequency] - 1))
  return { periods, next: random.int(8, Math.max(8, Math.floor(periods * 0.6))), due }
}

export function paymentFor(principal: Cents, rate: number, periods: number, frequency: Frequency): Cents {
  const each = (rate * periodDays[frequency]) / 360
  return Math.ceil((principal * each) / (1 - (1 + each) ** -periods))
}

/** The contractual schedule: actual days, the last instalment takes what is left. */
export function scheduleOf(setup: Setup, position: number, frequency: Frequency): Instalment[] {
  const instalments: Instalment[] = []
  let balance = setup.principal
  let before = setup.from
  for (let period = 0; period < setup.periods && balance > 0; period++) {
    const due = stepDue(setup.firstDue, period, frequency)
    const interest = interestOf(balance, setup.rate, due - before)
    const last = period === setup.periods - 1
    const principal = last ? balance : Math.min(balance, Math.max(0, setup.payment - interest))
    instalments.push({ period, setup: position, due, amount: interest + principal, interest, principal })
    balance -= principal
    before = due
  }
  return instalments
}

export function addPayment(draft: Draft, day: Day, amount: Cents, more: Partial<Payment> = {}): Payment {
  const payment: Payment = {
    seq: 0,
    day,
    knownFrom: day,
    amount,
    fees: 0,
    towards: 'INSTALMENTS',
    payoff: false,
    coversFees: false,
    reversal: null,
    ...more,
  }
  draft.plan.payments.push(payment)
  return payment
}

export function dueOf(draft: Draft, position: number): Day {
  const instalment = draft.plan.instalments[position]!
  return draft.plan.dueDateChanges.find(({ from }) => from === instalment.due)?.to ?? instalment.due
}

/** Pays one instalment in full so many days after its due date (never before the contract). */
export function pay(draft: Draft, position: number, daysAfter: number, more: Partial<Payment> = {}): Payment {
  const day = Math.max(draft.plan.setups[0]!.from + 1, dueOf(draft, position) + daysAfter)
  return addPayment(draft, day, draft.plan.instalments[position]!.amount, { coversFees: daysAfter > 10, ...more })
}

/** Pays instalments from `from` up to (not with) `to` by habit. */
export function payOnTime(draft: Draft, from: number, to: number): void {
  const end = Math.min(to, draft.plan.instalments.length)
  for (let position = from; position < end; position++) {
    pay(draft, position, Math.max(-4, Math.min(5, draft.habit + draft.random.int(-1, 1))))
  }
}

/**
 * Pays by habit to the end; the last payment takes the balance. After the first day a customer now and then pays a month
 * late, or with a payment that comes back.
 */
export function payToTheEnd(draft: Draft, from: number): void {
  const { random, plan } = draft
  const last = plan.instalments.length - 1
  for (let position = from; position <= last; position++) {
    const future = dueOf(draft, position) > draft.first + 2
    if (position === last) pay(draft, position, Math.max(0, draft.habit), { payoff: true })
    else if (future && random.chance(0.025)) pay(draft, position, random.int(31, 50))
    else if (future && random.chance(0.015)) payWithReturn(draft, position)
    else payOnTime(draft, position, position + 1)
  }
}

/** A payment that comes back after some days and is made again. */
export function payWithReturn(draft: Draft, position: number): void {
  const returned = draft.random.int(3, 6)
  const payment = pay(draft, position, 0)
  payment.reversal = { day: payment.day + returned, reason: 'nsf' }
  pay(draft, position, 19)
}

/** One payment of everything due and unpaid from `from` on by that day; returns the position that comes next. */
export function catchUp(draft: Draft, from: number, day: Day): number {
  let position = from
  let amount = 0
  while (position < draft.plan.instalments.length && dueOf(draft, position) <= day) {
    amount += draft.plan.instalments[position]!.amount
    position++
  }
  if (amount > 0) addPayment(draft, day, amount, { coversFees: true })
  return position
}
