/** K4 from the facts of a loan: when deferred payments start, or what balloon falls due when. */
import type { LoanFacts } from './facts.ts'
import { formatCents, wholeDollars } from './money.ts'
import type { CalendarDate, K4Segment } from './record.ts'

export interface SpecializedPayment {
  segment: K4Segment
  /** What it rests on, for lineage. */
  evidence: string
}

type Facts = Pick<LoanFacts, 'termsFrequency' | 'instalments' | 'adjustments'>

interface Due {
  due: CalendarDate
  amount: number
  balloon: number
}

const none: K4Segment = {
  specializedPaymentIndicator: 0,
  deferredPaymentStartDate: null,
  balloonPaymentDueDate: null,
  balloonPaymentAmount: 0,
}

/** Instalments as the lender has moved them by the as-of day, without those deferred away, earliest first. */
function schedule({ instalments, adjustments }: Facts, asOf: CalendarDate): Due[] {
  const made = adjustments.filter((change) => change.date <= asOf)
  const moved = new Map(
    made.flatMap((change) => (change.kind === 'DUE_DATE_CHANGED' ? [[change.from, change.to]] : [])),
  )
  const deferrals = made.filter((change) => change.kind === 'DEFERRED')
  return instalments
    .map(({ due, amount, balloon }) => ({ due: moved.get(due) ?? due, amount, balloon: balloon ?? 0 }))
    .filter(({ due, amount }) => {
      const isAway = deferrals.some(({ date, until }) => due >= date && (until === null || due < until))
      return amount > 0 && !isAway
    })
    .sort((a, b) => (a.due < b.due ? -1 : 1))
}

/**
 * The segment that the facts call for, or null. A loan of terms frequency D is deferred until its first instalment from the
 * as-of day on; of several balloons the next one counts, or the last where all are past.
 */
export function specializedPayment(facts: Facts, asOf: CalendarDate): SpecializedPayment | null {
  if (facts.termsFrequency === 'D') return deferred(facts, asOf)
  const balloons = facts.instalments.some(({ balloon }) => (balloon ?? 0) > 0)
    ? schedule(facts, asOf).filter(({ balloon }) => balloon > 0)
    : []
  const next = balloons.find(({ due }) => due >= asOf) ?? balloons.at(-1)
  if (next === undefined) return null
  const segment = { ...none, specializedPaymentIndicator: 1, balloonPaymentDueDate: next.due }
  const evidence = `balloon of ${formatCents(next.balloon)} due ${next.due}`
  return { segment: { ...segment, balloonPaymentAmount: wholeDollars(next.balloon) }, evidence }
}

function deferred(facts: Facts, asOf: CalendarDate): SpecializedPayment | null {
  const first = schedule(facts, asOf).find(({ due }) => due >= asOf)
  const end = facts.adjustments
    .flatMap((change) => (change.kind === 'DEFERRED' && change.date <= asOf && change.until ? [change.until] : []))
    .filter((until) => until >= asOf)
    .sort()
    .at(-1)
  const start = first?.due ?? end
  if (start === undefined) return null
  const evidence = first === undefined ? `payments are deferred until ${start}` : `first payment due ${start}`
  return { segment: { ...none, specializedPaymentIndicator: 2, deferredPaymentStartDate: start }, evidence }
}
