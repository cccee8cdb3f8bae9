/** What each story does with its schedule. A story is complete: it goes on after the tenant's first day. */
import type { Day } from './calendar.ts'
import { stateIn, timelineOf } from './ledger.ts'
import type { Story } from './lives.ts'
import {
  addPayment,
  catchUp,
  type Draft,
  dueOf,
  pay,
  paymentFor,
  payOnTime,
  payToTheEnd,
  payWithReturn,
  periodDays,
  scheduleOf,
} from './script.ts'

/** The last position whose due date is at least so many days before the first day. */
function positionDueBefore(draft: Draft, days: number): number {
  const found = draft.plan.instalments.findLastIndex((instalment) => instalment.due <= draft.first - days)
  return Math.max(1, found)
}

function chargeOff(draft: Draft, day: Day): void {
  draft.plan.chargeOff = { day, amount: 0 }
  // Every other lender's hand sets the status itself, the rest leave it to the system.
  if (draft.plan.index % 2 === 0) draft.plan.creditStatuses.push({ day, value: '97' })
}

/** Behind by some instalments on the first day: pays one a period from then on, or all of it, or nothing more. */
function afterFallingBehind(draft: Draft, from: number): void {
  const { random, plan, first } = draft
  const overridden = plan.life.traits.some((trait) => trait.startsWith('override-'))
  const turn = overridden ? 1 : random.next()
  if (turn < 0.35) {
    payToTheEnd(draft, catchUp(draft, from, first + random.int(3, 65)))
  } else if (turn < 0.6) {
    const behind = plan.instalments.filter((one) => one.due <= first).length - from
    payBehind(draft, from, behind)
  } else if (!overridden && random.chance(0.7)) {
    const planned = dueOf(draft, from) + random.int(185, 210)
    chargeOff(draft, planned > first + 3 ? planned : first + random.int(5, 60))
  }
}

/** Pays each instalment when the one `lag` periods later falls due, to the end. */
function payBehind(draft: Draft, from: number, lag: number): void {
  const last = draft.plan.instalments.length - 1
  for (let position = from; position <= last; position++) {
    const when = position + lag
    const beyond = Math.max(0, when - last) * periodDays[draft.plan.frequency]
    const day = Math.max(draft.first - 400, dueOf(draft, Math.min(last, when)) + beyond + draft.random.int(3, 4))
    addPayment(draft, day, draft.plan.instalments[position]!.amount, { payoff: position === last })
  }
}

function late(draft: Draft): void {
  payOnTime(draft, 0, draft.next)
  afterFallingBehind(draft, draft.next)
}

function current(draft: Draft): void {
  payOnTime(draft, 0, draft.next)
  payToTheEnd(draft, draft.next)
}

function curedAfter(draft: Draft, days: number): void {
  payOnTime(draft, 0, draft.next)
  const next = catchUp(draft, draft.next, dueOf(draft, draft.next) + days)
  payToTheEnd(draft, next)
}

function rolling(draft: Draft): void {
  const lag = Math.ceil(30 / periodDays[draft.plan.frequency])
  const missed = Math.max(1, draft.next - draft.random.int(5, 8))
  payOnTime(draft, 0, missed)
  payBehind(draft, missed, lag)
}

function partial(draft: Draft): void {
  const { plan, next, random } = draft
  const from = Math.max(1, next - 4)
  payOnTime(draft, 0, from)
  for (let position = from; position <= next; position++) {
    const { amount } = plan.instalments[position]!
    const half = Math.floor(amount * 0.6)
    const rest = position === next ? random.int(32, 44) : Math.min(18, periodDays[plan.frequency] + 3)
    addPayment(draft, dueOf(draft, position) + 1, half)
    addPayment(draft, dueOf(draft, position) + rest, amount - half, { coversFees: position === next })
  }
  payToTheEnd(draft, next + 1)
}

function adjusted(draft: Draft): void {
  payOnTime(draft, 0, draft.next)
  const day = dueOf(draft, draft.next) + draft.random.int(40, 58)
  draft.plan.pastDueResets.push(day)
  const next = draft.plan.instalments.findIndex((instalment) => instalment.due > day)
  payToTheEnd(draft, next)
}

function paidEarly(draft: Draft): void {
  const last = Math.max(3, draft.next - draft.random.int(1, 4))
  payOnTime(draft, 0, last)
  pay(draft, last, -draft.random.int(2, Math.min(9, periodDays[draft.plan.frequency] - 3)), { payoff: true })
}

function chargedOff(draft: Draft): void {
  payOnTime(draft, 0, draft.next)
  chargeOff(draft, dueOf(draft, draft.next) + draft.random.int(184, 205))
}

function bankrupt(
  draft: Draft,
  chapter: '7' | '13',
  filed: Day,
  ended: 'discharged' | 'dismissed' | null,
  after: number,
) {
  draft.plan.bankruptcies.push({
    customer: draft.plan.life.traits.includes('joint-one-address') ? 1 : 0,
    chapter,
    filed,
    noticed: filed + draft.random.int(4, 12),
    ended: ended === null ? null : { day: filed + after, how: ended },
  })
}

function deferred(draft: Draft): void {
  const { plan, next } = draft
  const shift = Math.floor(periodDays[plan.frequency] * 0.7)
  const [earlier, later] = [Math.max(1, next - 5), Math.max(2, next - 2)]
  const before = plan.instalments[earlier]!.due
  const after = plan.instalments[later]!.due
  // One change made after the due date had passed, one announced before it.
  plan.dueDateChanges.push({ day: before + Math.floor(shift / 2), from: before, to: before + shift })
  plan.dueDateChanges.push({ day: after - 3, from: after, to: after + shift })
  for (let position = 0; position < next; position++) {
    if (position === earlier || position === later) pay(draft, position, 0)
    else payOnTime(draft, position, position + 1)
  }
  payToTheEnd(draft, next)
}

function modified(draft: Draft): void {
  const { plan, next } = draft
  const last = Math.max(2, next - 4)
  for (let position = 0; position < last; position++) pay(draft, position, 0)
  const day = plan.instalments[last - 1]!.due + 3
  const balance = stateIn(timelineOf(plan, day), day).payoff
  const before = plan.setups[0]!
  const periods = plan.instalments.length - last + 6
  const rate = Math.round(before.rate * 0.75 * 1e6) / 1e6
  const payment = paymentFor(balance, rate, periods, plan.frequency)
  const firstDue = plan.instalments[last]!.due
  const setup = { modId: plan.index + 20, from: day, principal: balance, rate, periods, payment, firstDue }
  plan.setups.push(setup)
  plan.instalments = [...plan.instalments, ...scheduleOf(setup, 1, plan.frequency)]
  payToTheEnd(
    draft,
    plan.instalments.findIndex((instalment) => instalment.setup === 1),
  )
}

function returned(draft: Draft): void {
  const position = Math.max(1, draft.next - Math.ceil(60 / periodDays[draft.plan.frequency]))
  payOnTime(draft, 0, position)
  payWithReturn(draft, position)
  payOnTime(draft, position + 1, draft.next)
  payToTheEnd(draft, draft.next)
}

function principalOnly(draft: Draft): void {
  current(draft)
  for (const back of [2, 4, 7]) {
    const position = Math.max(0, draft.next - back)
    const amount = 5_000 * draft.random.int(2, 8)
    addPayment(draft, dueOf(draft, position) + 3, amount, { towards: 'PRINCIPAL' })
  }
}

const write: Record<Story, (draft: Draft) => void> = {
  new: current,
  current,
  'late-1-29': late,
  'late-30-59': late,
  'late-60-89': late,
  'late-90-119': late,
  'late-120-149': late,
  'late-150-179': late,
  'late-180-plus': late,
  'rolling-30': rolling,
  'cured-after-60': (draft) => curedAfter(draft, draft.random.int(62, 88)),
  'partially-paid': partial,
  'past-due-adjusted': adjusted,
  'paid-off-early': paidEarly,
  'paid-at-term': (draft) => {
    payOnTime(draft, 0, draft.next)
    pay(draft, draft.next, Math.max(0, draft.habit), { payoff: true })
  },
  'charged-off': chargedOff,
  'charged-off-recovering': chargedOff,
  'charged-off-paid': chargedOff,
  'bankrupt-7': (draft) => {
    current(draft)
    bankrupt(draft, '7', draft.first - draft.random.int(20, 90), 'discharged', draft.random.int(115, 150))
  },
  'bankrupt-13': (draft) => {
    payOnTime(draft, 0, draft.next)
    bankrupt(draft, '13', dueOf(draft, draft.next) + draft.random.int(35, 58), null, 0)
  },
  'bankrupt-discharged': (draft) => {
    current(draft)
    bankrupt(draft, '7', dueOf(draft, positionDueBefore(draft, 210)), 'discharged', draft.random.int(100, 140))
  },
  'bankrupt-dismissed': (draft) => {
    curedAfter(draft, draft.random.int(165, 175))
    bankrupt(draft, '13', dueOf(draft, draft.next) + draft.random.int(35, 58), 'dismissed', draft.random.int(80, 100))
  },
  deferred,
  modified,
  'reversed-payment': returned,
  'principal-only': principalOnly,
}

export function writeStory(draft: Draft): void {
  write[draft.plan.life.story](draft)
}

/** Money that comes after a charge-off; its amount must be settled before. */
export function writeRecoveries(draft: Draft): void {
  const { plan, random, first } = draft
  if (!plan.chargeOff) return
  const { day, amount } = plan.chargeOff
  const payAll = plan.life.story === 'charged-off-paid'
  if (plan.life.story !== 'charged-off-recovering' && !payAll) return
  if (payAll) {
    const settled = Math.min(first - 5, day + random.int(40, 110))
    addPayment(draft, settled, amount, { towards: 'RECOVERY' })
    if (plan.index % 2 === 0) plan.creditStatuses.push({ day: settled, value: '64' })
    return
  }
  const each = 2_500 * random.int(2, 5)
  for (let count = 0, left = amount; count < 24 && left > 0; count++) {
    addPayment(draft, day + 25 + 30 * count, Math.min(each, left), { towards: 'RECOVERY' })
    left -= each
  }
}
