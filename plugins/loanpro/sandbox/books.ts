/** A loan as the tenant holds it: script, timelines, and the running figures of its delinquency history. */
import type { Day } from './calendar.ts'
import { type State, stateOn, type Timeline, timelinesOf } from './ledger.ts'
import { has, opened, type Plan } from './plan.ts'
import { randomOf } from './random.ts'

/** Figures of a day that depend on all days before it. */
export interface Standing {
  daysPastDue: number
  /** Days late so far, the whole life. */
  delinquentDays: number
  /** Times the loan went beyond 30 days. */
  uniqueDelinquencies: number
  /** Day the present delinquency passed 30 days; null when it has not. */
  firstDelinquency: Day | null
  lastCurrent: Day | null
  /** Last day less than 30 days late, while it is later than that. */
  lastCurrent30: Day | null
}

export interface Books {
  plan: Plan
  timelines: Timeline[]
  /** One a day from the opening on, six numbers each; grows on demand. Kept flat: a portfolio has millions of them. */
  standings: { numbers: Int32Array; days: number }
}

export function booksOf(plan: Plan): Books {
  return { plan, timelines: timelinesOf(plan), standings: { numbers: new Int32Array(0), days: 0 } }
}

export function stateOf(books: Books, day: Day): State {
  return stateOn(books.timelines, day)
}

const atOpening: Standing = {
  daysPastDue: 0,
  delinquentDays: 0,
  uniqueDelinquencies: 0,
  firstDelinquency: null,
  lastCurrent: null,
  lastCurrent30: null,
}

function follow(before: Standing, day: Day, daysPastDue: number): Standing {
  const beyond = daysPastDue >= 30
  return {
    daysPastDue,
    delinquentDays: before.delinquentDays + (daysPastDue > 0 ? 1 : 0),
    uniqueDelinquencies: before.uniqueDelinquencies + (beyond && before.firstDelinquency === null ? 1 : 0),
    firstDelinquency: beyond ? (before.firstDelinquency ?? day) : null,
    lastCurrent: daysPastDue === 0 ? day : before.lastCurrent,
    lastCurrent30: daysPastDue < 30 ? day : before.lastCurrent30,
  }
}

const width = 6
/** Stands for null among the numbers. */
const none = -1

function standingAt({ numbers }: Books['standings'], position: number): Standing {
  const at = (column: number) => numbers[position * width + column]!
  const dayAt = (column: number) => (at(column) === none ? null : at(column))
  return {
    daysPastDue: at(0),
    delinquentDays: at(1),
    uniqueDelinquencies: at(2),
    firstDelinquency: dayAt(3),
    lastCurrent: dayAt(4),
    lastCurrent30: dayAt(5),
  }
}

function append(standings: Books['standings'], next: Standing): void {
  if ((standings.days + 1) * width > standings.numbers.length) {
    const longer = new Int32Array(Math.max(400 * width, standings.numbers.length * 2))
    longer.set(standings.numbers)
    standings.numbers = longer
  }
  const { firstDelinquency, lastCurrent, lastCurrent30 } = next
  const row = [next.daysPastDue, next.delinquentDays, next.uniqueDelinquencies]
  row.push(firstDelinquency ?? none, lastCurrent ?? none, lastCurrent30 ?? none)
  standings.numbers.set(row, standings.days * width)
  standings.days++
}

export function standingOn(books: Books, day: Day): Standing {
  const first = opened(books.plan)
  const { standings } = books
  let last = standings.days === 0 ? atOpening : standingAt(standings, standings.days - 1)
  for (let next = first + standings.days; next <= day; next++) {
    last = follow(last, next, stateOf(books, next).daysPastDue)
    append(standings, last)
  }
  return day < first ? atOpening : standingAt(standings, day - first)
}

/** What a day's archive row hangs on besides the books: known for every loan without its script. */
export interface RowRules {
  draft: boolean
  opened: Day
  archivedFrom: Day | null
  deletedFrom: Day | null
}

/**
 * Whether the tenant keeps a record of that day: none for drafts, before the contract, once archived or deleted; and in old
 * days a few are missing.
 */
export function keepsRow(seed: number, index: number, rules: RowRules, day: Day, oldBefore: Day): boolean {
  if (rules.draft || day < rules.opened) return false
  if (day >= (rules.archivedFrom ?? day + 1) || day >= (rules.deletedFrom ?? day + 1)) return false
  return day >= oldBefore || !randomOf(seed, 'hole', index, day).chance(0.004)
}

/** LoanSettings.creditStatus of a day, suffix only. */
export function creditStatusSetOn(plan: Plan, day: Day): string {
  return plan.creditStatuses.findLast((status) => status.day <= day)?.value ?? '0'
}

export interface LoanStatus {
  id: number
  title: string
  subId: number
  subTitle: string
}

const status = (id: number, title: string, subId: number, subTitle: string): LoanStatus => ({
  id,
  title,
  subId,
  subTitle,
})

/** The tenant's loan statuses; ids differ from tenant to tenant. */
export const loanStatuses = {
  application: status(1, 'Application', 5, 'Application - Ready to Fund'),
  repaying: status(2, 'Open', 9, 'Open - Repaying'),
  bankruptcy: status(2, 'Open', 14, 'Open - Bankruptcy'),
  chargedOff: status(2, 'Open', 15, 'Open - Charged Off Collectible'),
  paid: status(3, 'Closed', 20, 'Closed - Paid Off'),
  chargeOffPaid: status(3, 'Closed', 21, 'Closed - Charged Off'),
} as const

export function loanStatusOn(plan: Plan, state: State, day: Day): LoanStatus {
  if (has(plan, 'draft')) return loanStatuses.application
  if (state.chargedOff > 0) {
    return state.recovered >= state.chargedOff ? loanStatuses.chargeOffPaid : loanStatuses.chargedOff
  }
  if (state.closedOn !== null) return loanStatuses.paid
  const bankrupt = plan.bankruptcies.some(({ noticed, ended }) => noticed <= day && (ended === null || ended.day > day))
  return bankrupt ? loanStatuses.bankruptcy : loanStatuses.repaying
}

const lateness: readonly (readonly [number, string])[] = [
  [180, '84'],
  [150, '83'],
  [120, '82'],
  [90, '80'],
  [60, '78'],
  [30, '71'],
]

/** The status the tenant resolves for its archive: what was set by hand, else by the books. */
export function resolvedCreditStatus(plan: Plan, state: State, day: Day): string {
  const set = creditStatusSetOn(plan, day)
  if (set !== '0') return set
  if (state.chargedOff > 0) return state.recovered >= state.chargedOff ? '64' : '97'
  if (state.closedOn !== null) return '13'
  return lateness.find(([from]) => state.daysPastDue >= from)?.[1] ?? '11'
}

/** Day and second of the last change to the loan itself; daily accrual is none. */
export function lastChange(plan: Plan, today: Day): { day: Day; second: number } {
  const days: Day[] = [plan.created]
  for (const payment of plan.payments) {
    days.push(payment.knownFrom)
    if (payment.reversal) days.push(payment.reversal.day)
  }
  for (const { day } of [...plan.charges, ...plan.dueDateChanges, ...plan.creditStatuses]) days.push(day)
  days.push(...plan.pastDueResets, ...plan.setups.map((setup) => setup.from))
  for (const { noticed, ended } of plan.bankruptcies) days.push(noticed, ended?.day ?? noticed)
  for (const day of [plan.chargeOff?.day, plan.archivedFrom, plan.deletedFrom]) if (day) days.push(day)
  const day = Math.max(...days.filter((one) => one <= today))
  return { day, second: 28_800 + (randomOf('change', plan.id, day).int(0, 32_000) % 32_400) }
}
