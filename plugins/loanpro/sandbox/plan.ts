/**
 * A loan's whole life as a script: past and future, fixed by (seed, index, first day). What the tenant serves on a day is the
 * part of the script that is known on that day. Money is integer cents.
 */
import type { Day, Frequency } from './calendar.ts'
import type { Life } from './lives.ts'

export type Cents = number

/** The contract's terms; a modification adds a second setup. */
export interface Setup {
  modId: number
  /** Contract date, or the day of the modification. */
  from: Day
  principal: Cents
  /** A year, as a fraction: 0.129 */
  rate: number
  periods: number
  payment: Cents
  firstDue: Day
}

export interface Instalment {
  /** Position in its setup, from 0. */
  period: number
  setup: number
  due: Day
  amount: Cents
  interest: Cents
  principal: Cents
}

export interface Payment {
  seq: number
  day: Day
  /** Day the tenant learns of it; later than `day` only for backdated payments. */
  knownFrom: Day
  amount: Cents
  /** The part that pays late fees; satisfies no instalment. */
  fees: Cents
  towards: 'INSTALMENTS' | 'PRINCIPAL' | 'RECOVERY'
  payoff: boolean
  /** Whether it also pays the fees that stand then; used while the script is written. */
  coversFees: boolean
  reversal: { day: Day; reason: 'nsf' | 'checkBounce' | 'clericalError' | 'other' } | null
}

export interface Charge {
  seq: number
  day: Day
  amount: Cents
  title: 'Late Fee' | 'NSF Fee'
}

export interface Bankruptcy {
  /** Position among the loan's customers. */
  customer: number
  chapter: '7' | '13'
  filed: Day
  noticed: Day
  ended: { day: Day; how: 'discharged' | 'dismissed' } | null
}

export interface DueDateChange {
  /** Day the lender made it. */
  day: Day
  from: Day
  to: Day
}

export interface Plan {
  index: number
  id: number
  displayId: string
  life: Life
  frequency: Frequency
  secured: boolean
  /** Day the tenant first knows the loan. */
  created: Day
  setups: Setup[]
  instalments: Instalment[]
  payments: Payment[]
  charges: Charge[]
  chargeOff: { day: Day; amount: Cents } | null
  dueDateChanges: DueDateChange[]
  /** The lender zeroed what is past due, amount and days. */
  pastDueResets: Day[]
  bankruptcies: Bankruptcy[]
  /** LoanSettings.creditStatus suffix from a day on; '0' before the first. */
  creditStatuses: { day: Day; value: string }[]
  archivedFrom: Day | null
  deletedFrom: Day | null
  /** A customer moved house: position among the customers, and a number that picks the new address. */
  moves: { day: Day; customer: number; address: number }[]
}

export const opened = (plan: Plan): Day => plan.setups[0]!.from

export const has = (plan: Plan, trait: Life['traits'][number]): boolean => plan.life.traits.includes(trait)

/** Days on which the tenant's knowledge of the past changes, oldest first: reversals, moved due dates, backdated payments. */
export function revisions(plan: Plan): Day[] {
  const days = new Set<Day>()
  for (const payment of plan.payments) {
    if (payment.reversal) days.add(payment.reversal.day)
    if (payment.knownFrom > payment.day) days.add(payment.knownFrom)
  }
  for (const change of plan.dueDateChanges) days.add(change.day)
  for (const setup of plan.setups.slice(1)) days.add(setup.from)
  return [...days].sort((a, b) => a - b)
}

/** The instalments that stand as known on a day: moved due dates moved, a superseded setup's remainder gone. */
export function instalmentsKnownOn(plan: Plan, day: Day): Instalment[] {
  const latest = plan.setups.findLastIndex((setup, position) => position === 0 || setup.from <= day)
  const cut = latest > 0 ? plan.setups[latest]!.from : Number.POSITIVE_INFINITY
  const changes = plan.dueDateChanges.filter((change) => change.day <= day)
  return plan.instalments
    .filter((instalment) => instalment.setup === latest || (instalment.setup < latest && instalment.due <= cut))
    .map((instalment) => {
      const change = changes.find(({ from }) => from === instalment.due)
      return change ? { ...instalment, due: change.to } : instalment
    })
}

/** Payments that count as known on a day: posted, and not taken back yet. */
export function paymentsKnownOn(plan: Plan, day: Day): Payment[] {
  return plan.payments.filter(
    (payment) => payment.knownFrom <= day && (payment.reversal === null || payment.reversal.day > day),
  )
}
