/** What must hold for any history, however strange. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  dateOf,
  dayNumber,
  daysBetween,
  isCalendarDate,
  monthEnd,
} from '../../server/metro2/dates.ts'
import { derive } from '../../server/metro2/derive.ts'
import type { Derived, LoanFacts } from '../../server/metro2/facts.ts'
import { asOf, delinquent, factsBetween, history, opened, within } from './anyHistory.ts'
import { loan } from './support.ts'

function derivedOf(facts: LoanFacts): Derived | null {
  const outcome = derive(facts, asOf)
  return outcome.kind === 'DERIVED' ? outcome.derived : null
}

/** A fixed seed: a red test must be red for everybody. */
fc.configureGlobal({ seed: 20260630 })
const runs = { numRuns: 1500 }

const nothing = {
  daysPastDue: null,
  accountStatus: null,
  amountPastDue: null,
  lastPaymentDate: null,
  firstDelinquencyDate: null,
  netChargeOff: null,
}

/** The slow way: on each day, the oldest instalment that all money so far does not reach. */
function countDays(dues: { due: string; amount: number }[], payments: { date: string; amount: number }[]) {
  const sorted = [...dues].sort((a, b) => (a.due < b.due ? -1 : 1))
  const daysOn = (date: string): number => {
    let money = payments.filter((p) => p.date <= date).reduce((sum, p) => sum + p.amount, 0)
    for (const { due, amount } of sorted) {
      money -= amount
      if (money < 0) return Math.max(0, daysBetween(due, date))
    }
    return 0
  }
  let first: string | null = null
  for (let date = asOf; date >= opened && daysOn(date) >= 30; date = addDays(date, -1)) first = date
  let profile = ''
  for (let back = 1; back <= 24; back++) {
    const end = monthEnd(addMonths(`${asOf.slice(0, 8)}01`, -back))
    profile += end < opened ? 'B' : `${Math.min(6, Math.floor(daysOn(end) / 30))}`
  }
  return { days: daysOn(asOf), first, profile, daysOn }
}

describe('derive', () => {
  test('answers for any history, the same every time, without touching the facts', () => {
    let derived = 0
    fc.assert(
      fc.property(history, (facts) => {
        const before = structuredClone(facts)
        const first = derive(facts, asOf)
        expect(derive(facts, asOf)).toEqual(first)
        expect(facts).toEqual(before)
        if (first.kind === 'DERIVED') derived++
        else expect(first.reason).toMatch(/^[A-Z_]+$/)
      }),
      runs,
    )
    expect(derived).toBeGreaterThan(runs.numRuns / 3)
  })

  test('is blind to everything dated later', () => {
    // A due date moved forward names the day it stood on before; that day is no fact of the future.
    const future = factsBetween('2026-07-01', '2027-06-30')
    fc.assert(
      fc.property(history, future, (facts, later) => {
        const more: LoanFacts = {
          ...facts,
          closedOn: facts.closedOn ?? '2026-08-01',
          instalments: [...facts.instalments, ...(later.instalments ?? [])],
          satisfactions: [
            ...facts.satisfactions.map((s) => ({ ...s, reversedOn: s.reversedOn ?? '2026-07-09' })),
            ...(later.satisfactions ?? []),
          ],
          adjustments: [
            ...facts.adjustments.map((a) => (a.kind === 'DEFERRED' ? { ...a, until: a.until ?? '2026-09-01' } : a)),
            ...(later.adjustments ?? []),
          ],
          snapshots: [...facts.snapshots, ...(later.snapshots ?? [])],
          chargeOffs: [...facts.chargeOffs, ...(later.chargeOffs ?? [])],
          bankruptcies: [...facts.bankruptcies, ...(later.bankruptcies ?? []).filter((b) => b.filed !== null)],
        }
        expect(derive(more, asOf)).toEqual(derive(facts, asOf))
      }),
      runs,
    )
  })

  test('the date of first delinquency lies in the life of the account and goes with the status', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const result = derivedOf(facts)
        if (result === null) return
        const { dateOfFirstDelinquency: first, accountStatus, dateOfAccountInformation } = result.fields
        if (first !== null) {
          expect(first >= opened).toBe(true)
          expect(first <= dateOfAccountInformation).toBe(true)
          expect(result.delinquencyCommenced === null || daysBetween(result.delinquencyCommenced, first) >= 30).toBe(
            true,
          )
        } else if (delinquent.has(accountStatus)) {
          expect(result.findings.map((f) => f.rule)).toContain('DOFD-UNKNOWN')
        }
      }),
      runs,
    )
  })

  test('amounts, history and status keep to the format', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const result = derivedOf(facts)
        if (result === null) return
        const f = result.fields
        expect(f.paymentHistoryProfile).toMatch(/^[0-6DGHJKL]*B*$/)
        expect(f.paymentHistoryProfile).toHaveLength(24)
        const amounts = [f.currentBalance, f.amountPastDue, f.actualPaymentAmount, f.originalChargeOffAmount]
        for (const amount of amounts) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        expect(f.amountPastDue).toBeLessThanOrEqual(f.currentBalance)
        expect(f.dateOfAccountInformation <= asOf).toBe(true)
        if (['13', '62', '64', '05'].includes(f.accountStatus)) expect(f.currentBalance + f.amountPastDue).toBe(0)
        if (f.accountStatus === '97') expect(f.amountPastDue).toBe(f.currentBalance)
        if (f.accountStatus === '11') expect(f.amountPastDue).toBe(0)
      }),
      runs,
    )
  })

  test('equals a count day by day', () => {
    const day = within(opened, asOf)
    const money = fc.integer({ min: 1, max: 4 }).map((n) => n * 10_000)
    const first = { due: addDays(opened, 31), amount: 10_000 }
    const instalments = fc
      .array(fc.record({ due: day, amount: money }), { minLength: 1, maxLength: 24 })
      .map((all) => [first, ...all])
    const satisfactions = fc.array(fc.record({ date: day, amount: money }), { maxLength: 20 })
    let late = 0
    fc.assert(
      fc.property(instalments, satisfactions, fc.array(day, { maxLength: 15 }), (dues, payments, told) => {
        const facts = loan({
          dateOpened: opened,
          instalments: dues,
          satisfactions: payments.map((p) => ({ ...p, towards: 'INSTALMENTS', reversedOn: null })),
          snapshots: [{ ...nothing, date: asOf, balance: 900_000 }],
        })
        const expected = countDays(dues, payments)
        const result = derivedOf(facts)!
        if (expected.first !== null) late++
        // Snapshots that tell the truth of some days change nothing.
        const snapshots = told.map((date) => ({ ...nothing, date, balance: null, daysPastDue: expected.daysOn(date) }))
        const withSnapshots = derivedOf({ ...facts, snapshots: [...snapshots, ...facts.snapshots] })!
        expect(withSnapshots.findings).toEqual([])
        if (!told.includes(asOf)) expect(withSnapshots.fields).toEqual(result.fields)
        expect(result.daysPastDue).toBe(expected.days)
        expect(result.fields.dateOfFirstDelinquency).toBe(expected.first)
        expect(result.fields.paymentHistoryProfile).toBe(expected.profile)
      }),
      { ...runs, numRuns: 400 },
    )
    expect(late).toBeGreaterThan(100)
  })

  test('without a new fact a late loan only gets later, and keeps its first date', () => {
    const daysOn = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(daysOn, (days) => {
        const facts = loan({
          dateOpened: opened,
          instalments: [{ due: '2026-03-15', amount: 30000 }],
          snapshots: [{ ...nothing, date: '2026-03-14', daysPastDue: 0, balance: 400_000 }],
        })
        const outcome = derive(facts, addDays('2026-03-15', days))
        if (outcome.kind !== 'DERIVED') throw new Error(outcome.reason)
        expect(outcome.derived.daysPastDue).toBe(days)
        expect(outcome.derived.fields.dateOfFirstDelinquency).toBe(days < 30 ? null : '2026-04-14')
      }),
    )
  })
})

describe('dates', () => {
  test('agree with the calendar of the platform', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        const date = dateOf(day)
        const platform = new Date(day * 86_400_000)
        fc.pre(platform.getUTCFullYear() >= 1 && platform.getUTCFullYear() <= 9999)
        expect(date).toBe(platform.toISOString().slice(0, 10))
        expect(dayNumber(date)).toBe(day)
      }),
    )
  })

  test.each([
    '2026-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-04-31',
    '0000-01-01',
    '2026-1-01',
    '2026/01/01',
    '20260101',
    '',
    'x'.repeat(10),
  ])('%s is no calendar date', (text) => expect(isCalendarDate(text)).toBe(false))

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2024-02-29', 12, '2025-02-28'],
  ])('%s plus %d months is %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected))

  test.each([
    ['2024-02-10', '2024-02-29'],
    ['2100-02-10', '2100-02-28'],
    ['2026-12-01', '2026-12-31'],
  ])('the month of %s ends on %s', (date, end) => expect(monthEnd(date)).toBe(end))
})
