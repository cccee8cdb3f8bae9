/**
 * A loan lived day by day, and what a source without instalments tells of it: snapshots of a window of days as the source knew
 * the loan on each, and the payments with the day they were taken back.
 */
import fc from 'fast-check'
import { dateOf, dayNumber } from '../../server/metro2/dates.ts'
import type { LoanFacts, Snapshot } from '../../server/metro2/facts.ts'
import { loan } from './support.ts'

export interface Told {
  /** Days before the as-of day of which snapshots are kept. */
  window: number
  /** One of so many days has a snapshot. */
  every: number
  /** What a snapshot says of the last day below 30: nothing, what its source counts anew, or what the source believed on the days. */
  word: 'NONE' | 'COUNTED' | 'BELIEVED'
  /** Whether snapshots name the last payment. */
  namesPayment: boolean
}

export interface Ledger {
  dues: number[]
  payments: { day: number; amount: number; takenBack: number | null }[]
  told: Told
  /** Which days of the window have a snapshot. */
  shows: number
}

const opened = dayNumber('2024-01-10')
const instalment = 30_000

const life = fc
  .record({
    months: fc.integer({ min: 4, max: 24 }),
    pays: fc.array(
      fc.record({
        skips: fc.integer({ min: 0, max: 9 }),
        after: fc.integer({ min: -3, max: 50 }),
        onTime: fc.boolean(),
        amount: fc.constantFrom(1, 1, 1, 1, 2, 3, 0.5),
        takenBackAfter: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 2 }),
      }),
      { minLength: 24, maxLength: 24 },
    ),
    skipping: fc.constantFrom(1, 3, 6),
    shows: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ months, pays, skipping, shows }) => {
    const dues = Array.from({ length: months }, (_, i) => opened + 31 + 30 * i)
    const payments = dues.flatMap((due, i) => {
      const { skips, after, onTime, amount, takenBackAfter } = pays[i]!
      if (skips < skipping) return []
      const day = due + (onTime ? 0 : after)
      return [{ day, amount: amount * instalment, takenBack: takenBackAfter === null ? null : day + takenBackAfter }]
    })
    return { dues, payments: payments.sort((a, b) => a.day - b.day), shows }
  })

export function ledgers(told: fc.Arbitrary<Told>): fc.Arbitrary<Ledger> {
  return fc.record({ life, told }).map((both) => ({ ...both.life, told: both.told }))
}

export const anyTold: fc.Arbitrary<Told> = fc.record({
  window: fc.constantFrom(45, 100, 400, 900),
  every: fc.constantFrom(1, 3, 12, 30),
  word: fc.constantFrom('NONE', 'COUNTED', 'BELIEVED'),
  namesPayment: fc.boolean(),
})

/** Days past due on `day`, by what was known of taken-back money on `knownOn`. */
export function daysLate(ledger: Ledger, day: number, knownOn: number): number {
  let money = 0
  for (const { day: paid, amount, takenBack } of ledger.payments) {
    if (paid <= day && !(takenBack !== null && takenBack <= knownOn)) money += amount
  }
  for (const due of ledger.dues) {
    if (due >= day) break
    money -= instalment
    if (money < 0) return day - due
  }
  return 0
}

/** First day of the unbroken days of 30 or more that the as-of day belongs to, counted on every day; null when it is below 30. */
export function trueFirst(ledger: Ledger, asOf: number): number | null {
  let first: number | null = null
  for (let day = asOf; day > opened && daysLate(ledger, day, asOf) >= 30; day--) first = day
  return first
}

function word(ledger: Ledger, day: number): string | null {
  const { told } = ledger
  if (told.word === 'NONE') return null
  for (let at = day; at >= opened; at--) {
    if (daysLate(ledger, at, told.word === 'COUNTED' ? day : at) < 30) return dateOf(at)
  }
  return null
}

function snapshotOf(ledger: Ledger, day: number): Snapshot {
  const known = ledger.payments.filter((p) => p.day <= day && !(p.takenBack !== null && p.takenBack <= day))
  return {
    date: dateOf(day),
    daysPastDue: daysLate(ledger, day, day),
    accountStatus: null,
    balance: 500_000,
    amountPastDue: null,
    lastPaymentDate: ledger.told.namesPayment && known.length > 0 ? dateOf(known.at(-1)!.day) : null,
    firstDelinquencyDate: null,
    netChargeOff: null,
    lastUnderThirty: word(ledger, day),
  }
}

/** What the source tells on the as-of day, which always has a snapshot. */
export function toldOn(ledger: Ledger, asOf: number): LoanFacts {
  const { told, shows } = ledger
  const snapshots: Snapshot[] = []
  for (let day = Math.max(opened, asOf - told.window); day <= asOf; day++) {
    const shown = ((day * 48_271 + shows) % 2_147_483_647) % told.every === 0
    if (shown || day === asOf) snapshots.push(snapshotOf(ledger, day))
  }
  const satisfactions = ledger.payments.map(({ day, amount, takenBack }) => ({
    date: dateOf(day),
    amount,
    towards: 'INSTALMENTS' as const,
    reversedOn: takenBack === null ? null : dateOf(takenBack),
  }))
  return loan({ dateOpened: dateOf(opened), satisfactions, snapshots })
}

/** What the source tells of the schedule: all of it, or with a fault. */
export interface ToldSchedule {
  kind:
    | 'WHOLE'
    | 'SINCE'
    | 'SINCE_WITH_ALL_PAYMENTS'
    | 'PAYMENT_MISSING'
    | 'PAYMENT_TOO_MANY'
    | 'SHIFTED'
    | 'INSTALMENT_MISSING'
  /** Which instalment or payment, as a share of all. */
  at: number
}

export const anySchedule: fc.Arbitrary<ToldSchedule> = fc.record({
  kind: fc.constantFrom(
    'SINCE',
    'SINCE_WITH_ALL_PAYMENTS',
    'PAYMENT_MISSING',
    'PAYMENT_TOO_MANY',
    'SHIFTED',
    'INSTALMENT_MISSING',
  ),
  at: fc.integer({ min: 0, max: 99 }).map((n) => n / 100),
})

/**
 * The same with instalments, which may contradict the snapshots. Money that was taken back is always told: nothing could tell of
 * it otherwise.
 */
export function toldWithSchedule(ledger: Ledger, asOf: number, { kind, at }: ToldSchedule): LoanFacts {
  const facts = toldOn(ledger, asOf)
  const k = Math.floor(at * ledger.dues.length)
  // One instalment less than all looks like a first payment that was put off.
  const first = Math.max(k, Math.min(2, ledger.dues.length - 1))
  const since = kind === 'SINCE' || kind === 'SINCE_WITH_ALL_PAYMENTS' ? ledger.dues[first]! : opened
  const dues = ledger.dues
    .filter((due, i) => due >= since && !(kind === 'INSTALMENT_MISSING' && i === k))
    .map((due, i) => due + (kind === 'SHIFTED' && i >= k ? 11 : 0))
  let satisfactions = facts.satisfactions
  const stayed = satisfactions.filter(({ reversedOn }) => reversedOn === null)
  if (kind === 'SINCE') {
    satisfactions = satisfactions.filter(({ date, reversedOn }) => dayNumber(date) >= since || reversedOn !== null)
  }
  if (kind === 'PAYMENT_MISSING') {
    const missing = stayed[Math.floor(at * stayed.length)]
    satisfactions = satisfactions.filter((one) => one !== missing)
  }
  if (kind === 'PAYMENT_TOO_MANY') {
    // What is entered late is known to the source a month after its day.
    const more = {
      date: dateOf(Math.min(ledger.dues[k]!, asOf - 32)),
      amount: instalment,
      towards: 'INSTALMENTS' as const,
      reversedOn: null,
    }
    satisfactions = [...satisfactions, more]
  }
  return { ...facts, satisfactions, instalments: dues.map((due) => ({ due: dateOf(due), amount: instalment })) }
}
