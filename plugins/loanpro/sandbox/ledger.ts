/** Simple-interest bookkeeping over a script: what the loan looked like on a day, as the tenant knew it on that day. */
import type { Day } from './calendar.ts'
import { type Cents, type Instalment, instalmentsKnownOn, opened, type Payment, type Plan, revisions } from './plan.ts'

/** From `day` on, until the next of its timeline. */
interface Segment {
  day: Day
  principal: Cents
  /** Interest that had accrued by `day`. */
  accrued: Cents
  fees: Cents
  rate: number
  /** Paid towards instalments; compared with what has fallen due. */
  satisfied: Cents
  /** Days past due count from here at the earliest. */
  resetOn: Day | null
  chargedOff: Cents
  recovered: Cents
  closedOn: Day | null
  lastPayment: { day: Day; amount: Cents } | null
}

export interface Split {
  interest: Cents
  principal: Cents
  fees: Cents
  balance: Cents
}

/** The books under one state of knowledge. */
export interface Timeline {
  /** First day this knowledge holds. */
  knownFrom: Day
  segments: Segment[]
  instalments: Instalment[]
  /** cumulative[i]: instalments 0..i */
  cumulative: Cents[]
  splits: Map<number, Split>
}

/** Everything a row of a day needs. */
export interface State extends Segment {
  interest: Cents
  payoff: Cents
  perdiem: Cents
  /** Position of the oldest unpaid instalment; the number of instalments when none is left. */
  oldestUnpaid: number
  daysPastDue: number
  timeline: Timeline
}

export function interestOf(principal: Cents, rate: number, days: number): Cents {
  return Math.round((principal * rate * days) / 365)
}

type Entry =
  | { day: Day; order: 0; kind: 'MODIFIED'; setup: number }
  | { day: Day; order: 1; kind: 'CHARGE'; amount: Cents }
  | { day: Day; order: 2; kind: 'PAYMENT'; payment: Payment }
  | { day: Day; order: 3; kind: 'CHARGED_OFF' }
  | { day: Day; order: 4; kind: 'RESET' }

function entriesKnownOn(plan: Plan, day: Day): Entry[] {
  const entries: Entry[] = []
  for (let setup = 1; setup < plan.setups.length; setup++) {
    const from = plan.setups[setup]!.from
    if (from <= day) entries.push({ day: from, order: 0, kind: 'MODIFIED', setup })
  }
  for (const charge of plan.charges) entries.push({ day: charge.day, order: 1, kind: 'CHARGE', amount: charge.amount })
  for (const payment of plan.payments) {
    const takenBack = payment.reversal !== null && payment.reversal.day <= day
    const unknown = payment.knownFrom > day && payment.knownFrom > payment.day
    if (!takenBack && !unknown) entries.push({ day: payment.day, order: 2, kind: 'PAYMENT', payment })
  }
  if (plan.chargeOff) entries.push({ day: plan.chargeOff.day, order: 3, kind: 'CHARGED_OFF' })
  for (const reset of plan.pastDueResets) entries.push({ day: reset, order: 4, kind: 'RESET' })
  return entries.sort((a, b) => a.day - b.day || a.order - b.order)
}

function applyPayment(segment: Segment, payment: Payment, splits: Timeline['splits']): void {
  const received = { day: payment.day, amount: payment.amount }
  segment.lastPayment = received
  if (payment.towards === 'RECOVERY') {
    segment.recovered += payment.amount
    splits.set(payment.seq, { interest: 0, principal: payment.amount, fees: 0, balance: 0 })
    return
  }
  const fees = payment.payoff ? segment.fees : Math.min(payment.fees, segment.fees)
  const towardsPrincipalOnly = payment.towards === 'PRINCIPAL'
  const interest = towardsPrincipalOnly ? 0 : Math.min(segment.accrued, payment.amount - fees)
  const principal = Math.min(segment.principal, payment.amount - fees - interest)
  segment.fees -= fees
  segment.accrued -= interest
  segment.principal -= principal
  if (!towardsPrincipalOnly) segment.satisfied += payment.amount - payment.fees
  if (segment.principal === 0 && segment.accrued === 0) {
    segment.closedOn = payment.day
    segment.fees = 0
  }
  splits.set(payment.seq, { interest, principal, fees, balance: segment.principal })
}

function apply(segment: Segment, entry: Entry, plan: Plan, timeline: Timeline): void {
  if (segment.closedOn !== null && entry.kind !== 'PAYMENT') return
  switch (entry.kind) {
    case 'CHARGE':
      segment.fees += entry.amount
      return
    case 'PAYMENT':
      applyPayment(segment, entry.payment, timeline.splits)
      return
    case 'MODIFIED': {
      const setup = plan.setups[entry.setup]!
      segment.principal = setup.principal
      segment.accrued = 0
      segment.rate = setup.rate
      // What had fallen due before counts as settled; the new schedule starts clean.
      segment.satisfied = dueBy(timeline, entry.day)
      return
    }
    case 'CHARGED_OFF':
      segment.chargedOff = segment.principal + segment.accrued + segment.fees
      segment.principal = 0
      segment.accrued = 0
      segment.fees = 0
      return
    case 'RESET':
      segment.satisfied = Math.max(segment.satisfied, dueBy(timeline, entry.day))
      segment.resetOn = entry.day
  }
}

/** How many instalments fell due on or before a day. */
function countDue(timeline: Timeline, day: Day): number {
  let low = 0
  let high = timeline.instalments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeline.instalments[middle]!.due <= day) low = middle + 1
    else high = middle
  }
  return low
}

export function dueBy(timeline: Timeline, day: Day): Cents {
  const count = countDue(timeline, day)
  return count === 0 ? 0 : timeline.cumulative[count - 1]!
}

/** The books as known on `knownFrom`, with what the script holds for later days under the same knowledge. */
export function timelineOf(plan: Plan, knownFrom: Day): Timeline {
  const instalments = instalmentsKnownOn(plan, knownFrom)
  let sum = 0
  const cumulative = instalments.map(({ amount }) => (sum += amount))
  const timeline: Timeline = { knownFrom, segments: [], instalments, cumulative, splits: new Map() }
  const first = plan.setups[0]!
  let segment: Segment = {
    day: first.from,
    principal: first.principal,
    accrued: 0,
    fees: 0,
    rate: first.rate,
    satisfied: 0,
    resetOn: null,
    chargedOff: 0,
    recovered: 0,
    closedOn: null,
    lastPayment: null,
  }
  timeline.segments.push(segment)
  for (const entry of entriesKnownOn(plan, knownFrom)) {
    const accrued = segment.accrued + interestOf(segment.principal, segment.rate, entry.day - segment.day)
    segment = { ...segment, day: entry.day, accrued }
    apply(segment, entry, plan, timeline)
    timeline.segments.push(segment)
  }
  return timeline
}

/** One timeline a revision of the past, oldest first. */
export function timelinesOf(plan: Plan): Timeline[] {
  return [opened(plan), ...revisions(plan).filter((day) => day > opened(plan))].map((day) => timelineOf(plan, day))
}

function lastNotAfter<T>(list: readonly T[], day: Day, dayOfItem: (item: T) => Day): T {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (dayOfItem(list[middle]!) <= day) low = middle + 1
    else high = middle
  }
  return list[Math.max(0, low - 1)]!
}

function oldestUnpaidOf(timeline: Timeline, satisfied: Cents): number {
  let low = 0
  let high = timeline.cumulative.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeline.cumulative[middle]! <= satisfied) low = middle + 1
    else high = middle
  }
  return low
}

/** State at the end of a day under one knowledge. */
export function stateIn(timeline: Timeline, day: Day): State {
  const segment = lastNotAfter(timeline.segments, day, (item) => item.day)
  const interest = segment.accrued + interestOf(segment.principal, segment.rate, Math.max(0, day - segment.day))
  const oldestUnpaid = oldestUnpaidOf(timeline, segment.satisfied)
  const live = segment.closedOn === null && segment.chargedOff === 0
  const due = timeline.instalments[oldestUnpaid]?.due
  const late = live && due !== undefined && due < day ? day - Math.max(due, segment.resetOn ?? due) : 0
  return {
    ...segment,
    interest,
    payoff: segment.principal + interest + segment.fees,
    perdiem: interestOf(segment.principal, segment.rate, 1),
    oldestUnpaid,
    daysPastDue: late,
    timeline,
  }
}

/** State at the end of a day as the tenant knew it then. */
export function stateOn(timelines: readonly Timeline[], day: Day): State {
  return stateIn(
    lastNotAfter(timelines, day, (item) => item.knownFrom),
    day,
  )
}
