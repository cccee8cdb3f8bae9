/**
 * What is true of a loan on a day, straight from its script by adding up instalments and payments; the ledger that feeds the
 * served rows is not used.
 */
import type { Head } from './build.ts'
import { type Day, dateText, dayOf } from './calendar.ts'
import { instalmentsKnownOn, opened, type Plan, paymentsKnownOn } from './plan.ts'
import type { LoanTruth } from './types.ts'

const scale: readonly (readonly [number, string])[] = [
  [180, '84'],
  [150, '83'],
  [120, '82'],
  [90, '80'],
  [60, '78'],
  [30, '71'],
]

export function accountStatusByLateness(daysPastDue: number): string {
  return scale.find(([from]) => daysPastDue >= from)?.[1] ?? '11'
}

/** Due date of the oldest instalment that is not paid, as known on the day; null when everything due is paid. */
function oldestUnpaid(plan: Plan, day: Day): Day | null {
  const modified = plan.setups.findLast((setup) => setup.from <= day && setup.modId !== 0)
  const since = modified?.from ?? Number.NEGATIVE_INFINITY
  const instalments = instalmentsKnownOn(plan, day).filter((one) => one.due > since || !modified)
  const dueThrough = (until: Day) => instalments.reduce((sum, one) => (one.due <= until ? sum + one.amount : sum), 0)
  let satisfied = 0
  const events = [
    ...paymentsKnownOn(plan, day)
      .filter((payment) => payment.towards === 'INSTALMENTS' && payment.day >= since)
      .map((payment) => ({ day: payment.day, add: payment.amount - payment.fees })),
    ...plan.pastDueResets.map((reset) => ({ day: reset, add: null })),
  ].sort((a, b) => a.day - b.day || (a.add === null ? 1 : b.add === null ? -1 : 0))
  for (const event of events) {
    if (event.day > day) break
    satisfied = event.add === null ? Math.max(satisfied, dueThrough(event.day)) : satisfied + event.add
  }
  for (const instalment of instalments) {
    satisfied -= instalment.amount
    if (satisfied < 0) return instalment.due < day ? instalment.due : null
  }
  return null
}

const closed = (plan: Plan, day: Day): boolean =>
  paymentsKnownOn(plan, day).some((payment) => payment.payoff && payment.day <= day)

const chargedOff = (plan: Plan, day: Day): boolean => plan.chargeOff !== null && plan.chargeOff.day <= day

/** Whether the tenant keeps a daily record of the loan on that day at all. */
function live(plan: Plan, day: Day): boolean {
  if (plan.life.traits.includes('draft') || day < opened(plan)) return false
  return day < (plan.archivedFrom ?? day + 1) && day < (plan.deletedFrom ?? day + 1)
}

function daysPastDue(plan: Plan, day: Day): number {
  if (closed(plan, day) || chargedOff(plan, day)) return 0
  const due = oldestUnpaid(plan, day)
  return due === null ? 0 : day - due
}

function accountStatus(plan: Plan, day: Day): string {
  const set = plan.creditStatuses.findLast((status) => status.day <= day)?.value ?? '0'
  if (set !== '0') return set === '5' ? '05' : set
  if (plan.chargeOff && chargedOff(plan, day)) {
    const recovered = paymentsKnownOn(plan, day)
      .filter((payment) => payment.towards === 'RECOVERY' && payment.day <= day)
      .reduce((sum, payment) => sum + payment.amount, 0)
    return recovered >= plan.chargeOff.amount ? '64' : '97'
  }
  if (closed(plan, day)) return '13'
  return accountStatusByLateness(daysPastDue(plan, day))
}

function commenced(plan: Plan, day: Day): Day | null {
  if (plan.chargeOff && chargedOff(plan, day)) return oldestUnpaid(plan, plan.chargeOff.day)
  return closed(plan, day) ? null : oldestUnpaid(plan, day)
}

/** `plan` is asked for only when something of the loan's life is. */
export function truthOf(head: Head, plan: () => Plan, hasRow: (day: Day) => boolean): LoanTruth {
  const { index, id, displayId, life } = head
  const kinds = [life.story, ...life.traits]
  return {
    id,
    displayId,
    index,
    kinds,
    has: (kind) => kinds.includes(kind),
    opened: life.traits.includes('draft') ? null : dateText(head.opened),
    daysPastDueOn: (date) => (live(plan(), dayOf(date)) ? daysPastDue(plan(), dayOf(date)) : null),
    accountStatusOn: (date) => (live(plan(), dayOf(date)) ? accountStatus(plan(), dayOf(date)) : null),
    delinquencyCommencedOn(date) {
      const due = live(plan(), dayOf(date)) ? commenced(plan(), dayOf(date)) : null
      return due === null ? null : dateText(due)
    },
    hasRowOn: (date) => hasRow(dayOf(date)),
  }
}
