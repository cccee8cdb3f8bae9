/** What must hold of any loan that was reported before, and of any month that follows another. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween, monthEnd, monthStart } from '../../server/metro2/dates.ts'
import { derive } from '../../server/metro2/derive.ts'
import { type Derived, derivedFields, type LoanFacts } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { validateAgainstPrevious } from '../../server/metro2/rules/previous.ts'
import { asOf, delinquent, factsBetween, history, opened, statuses, within } from './anyHistory.ts'
import { loan, record, snapshot } from './support.ts'

fc.configureGlobal({ seed: 20260630 })
const runs = { numRuns: 1000 }

function derivedOf(facts: LoanFacts, day: string, previous: Metro2Record | null = null): Derived | null {
  const outcome = derive(facts, day, previous)
  return outcome.kind === 'DERIVED' ? outcome.derived : null
}

/** Instalments from the opening on and payments; nothing else is known but a balance of these days. */
function plain(balances: string[], from = opened, to = asOf): fc.Arbitrary<LoanFacts> {
  const money = fc.integer({ min: 1, max: 4 }).map((n) => n * 10_000)
  const day = within(from, to)
  return fc
    .record({
      instalments: fc.array(fc.record({ due: day, amount: money }), { minLength: 1, maxLength: 24 }),
      payments: fc.array(fc.record({ date: day, amount: money }), { maxLength: 20 }),
    })
    .map(({ instalments, payments }) =>
      loan({
        dateOpened: opened,
        instalments: [{ due: addDays(opened, 30), amount: 10_000 }, ...instalments],
        satisfactions: payments.map((p) => ({ ...p, towards: 'INSTALMENTS', reversedOn: null })),
        snapshots: balances.map((date) => snapshot(date, 900_000)),
      }),
    )
}

const character = fc.constantFrom(...'0123456DB')

/** Any record reported as of a day. */
function reportedOn(day: fc.Arbitrary<string>, status: string[], characters = character): fc.Arbitrary<Metro2Record> {
  return fc
    .record({
      dateOfAccountInformation: day,
      accountStatus: fc.constantFrom(...status),
      paymentRating: fc.constantFrom('', '0', '1', 'G'),
      paymentHistoryProfile: fc.array(characters, { minLength: 24, maxLength: 24 }).map((all) => all.join('')),
      dateOfFirstDelinquency: fc.option(within(opened, asOf), { nil: null }),
      originalChargeOffAmount: fc.integer({ min: 0, max: 9_000 }),
      currentBalance: fc.integer({ min: 0, max: 9_000 }),
    })
    .map((base) => record(base))
}

const asRecord = (derived: Derived): Metro2Record => record({ ...derived.fields, dateOpened: opened })

describe('what was reported before', () => {
  test('is an input like any other: an answer for any, with evidence for every field', () => {
    const previous = fc.option(reportedOn(within(opened, '2026-08-31'), statuses), { nil: null, freq: 3 })
    const portfolio = fc.constantFrom('I', 'M', 'C', 'O', 'R')
    fc.assert(
      fc.property(history, previous, portfolio, (any, before, portfolioType) => {
        const facts = { ...any, portfolioType }
        const result = derivedOf(facts, asOf, before)
        expect(derivedOf(facts, asOf, before)).toEqual(result)
        if (result === null) return
        for (const field of derivedFields) expect(result.evidence[field]).toMatch(/\S/)
        const { fields } = result
        expect(fields.paymentHistoryProfile).toMatch(/^[0-6DEGHJKL]*B*$/)
        expect(fields.paymentHistoryProfile).toHaveLength(24)
        const amounts = [fields.creditLimit, fields.highestCredit, fields.scheduledMonthlyPaymentAmount]
        for (const amount of amounts) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        if (portfolioType === 'O') expect(fields.scheduledMonthlyPaymentAmount).toBe(0)
        if (fields.dateOfFirstDelinquency !== null) {
          expect(fields.dateOfFirstDelinquency >= opened).toBe(true)
          expect(fields.dateOfFirstDelinquency <= fields.dateOfAccountInformation).toBe(true)
        }
        expect(result.corrected.every(({ evidence }) => evidence !== '')).toBe(true)
      }),
      runs,
    )
  })

  test('is not seen through: lines and loans with a report are blind to what is dated later', () => {
    const later = factsBetween('2026-07-01', '2027-06-30')
    const previous = reportedOn(within(opened, asOf), statuses)
    const portfolio = fc.constantFrom('I', 'M', 'C', 'O', 'R')
    fc.assert(
      fc.property(history, later, previous, portfolio, (any, future, before, portfolioType) => {
        const facts = { ...any, portfolioType, closedOn: any.closedOn ?? '2026-08-01' }
        const more = {
          ...facts,
          instalments: [...facts.instalments, ...(future.instalments ?? [])],
          satisfactions: [...facts.satisfactions, ...(future.satisfactions ?? [])],
          snapshots: [...facts.snapshots, ...(future.snapshots ?? [])],
          chargeOffs: [...facts.chargeOffs, ...(future.chargeOffs ?? [])],
        }
        expect(derive(more, asOf, before)).toEqual(derive(facts, asOf, before))
      }),
      runs,
    )
  })

  test('changes nothing that the facts tell', () => {
    const monthEnds = within(opened, '2026-05-31').map(monthEnd)
    const open = ['11', '71', '78', '80', '82', '83', '84']
    let differing = 0
    fc.assert(
      fc.property(plain([asOf]), reportedOn(monthEnds, open), (facts, previous) => {
        const without = derivedOf(facts, asOf)!
        const result = derivedOf(facts, asOf, previous)!
        expect(result.fields).toEqual(without.fields)
        expect(result.delinquencyCommenced).toBe(without.delinquencyCommenced)
        if (result.corrected.length > 0) differing++
      }),
      runs,
    )
    expect(differing).toBeGreaterThan(100)
  })

  test('that says the same contradicts nothing, month after month', () => {
    let delinquentMonths = 0
    const days = ['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']
    const cycle = ['2026-03-25', '2026-04-25', '2026-05-25', '2026-06-25']
    fc.assert(
      fc.property(plain([...days, ...cycle]), fc.constantFrom(days, cycle), (facts, asOfDays) => {
        let previous: { record: Metro2Record; activityDate: string } | null = null
        for (const day of asOfDays) {
          const result: Derived = derivedOf(facts, day, previous?.record ?? null)!
          if (delinquent.has(result.fields.accountStatus)) delinquentMonths++
          const now = asRecord(result)
          const moved = result.corrected.map(({ field }) => field)
          // A loan that was below 30 days for a day between two reports begins another delinquency; all else stands.
          expect(moved.filter((field) => field !== 'dateOfFirstDelinquency')).toEqual([])
          if (previous !== null) {
            const found = validateAgainstPrevious(now, previous, { asOf: day }).filter((f) => f.severity === 'ERROR')
            expect(found.filter((f) => moved.length === 0 || !f.rule.includes('DOFD'))).toEqual([])
          }
          previous = { record: now, activityDate: day }
        }
      }),
      { ...runs, numRuns: 500 },
    )
    expect(delinquentMonths).toBeGreaterThan(200)
  })

  test('keeps a date of first delinquency from moving forward once it is frozen', () => {
    const frozen = ['61', '62', '63', '64', '65', '88', '89', '93', '94', '95', '96', '97']
    let kept = 0
    fc.assert(
      fc.property(history, reportedOn(within('2025-01-31', asOf), frozen), (facts, previous) => {
        const first = previous.base.dateOfFirstDelinquency
        if (first === null || first > previous.base.dateOfAccountInformation!) return
        const result = derivedOf(facts, asOf, previous)
        if (result === null || !delinquent.has(result.fields.accountStatus)) return
        if (first > result.fields.dateOfAccountInformation) return
        expect(result.fields.dateOfFirstDelinquency).not.toBeNull()
        expect(result.fields.dateOfFirstDelinquency! <= first).toBe(true)
        if (result.fields.dateOfFirstDelinquency === first) kept++
      }),
      runs,
    )
    expect(kept).toBeGreaterThan(100)
  })

  test('has its original charge-off amount for ever', () => {
    fc.assert(
      fc.property(history, reportedOn(within('2025-01-31', asOf), ['97', '64']), (facts, previous) => {
        const result = derivedOf(facts, asOf, previous)
        const reported = previous.base.originalChargeOffAmount
        if (result === null || reported === 0) return
        const { accountStatus, originalChargeOffAmount } = result.fields
        if (accountStatus === '97' || accountStatus === '64') expect(originalChargeOffAmount).toBe(reported)
      }),
      runs,
    )
  })
})

describe('time and money', () => {
  const middle = '2026-02-20'

  test('without a new fact a late loan gets later by a day a day, and keeps its date', () => {
    const past = factsBetween(opened, middle).map((facts) =>
      loan({ dateOpened: opened, ...facts, chargeOffs: [], bankruptcies: [] }),
    )
    let late = 0
    fc.assert(
      fc.property(past, fc.integer({ min: 1, max: 120 }), (facts, days) => {
        const ended = facts.adjustments.map((a) => (a.kind === 'DEFERRED' ? { ...a, until: a.date } : a))
        const then = derivedOf({ ...facts, adjustments: ended }, middle)
        const later = derivedOf({ ...facts, adjustments: ended }, addDays(middle, days))
        if (then === null || then.daysPastDue === 0 || then.fields.currentBalance === 0) return
        late++
        expect(later!.daysPastDue).toBe(then.daysPastDue + days)
        if (then.fields.dateOfFirstDelinquency === null) return
        expect(later!.fields.dateOfFirstDelinquency).toBe(then.fields.dateOfFirstDelinquency)
      }),
      runs,
    )
    expect(late).toBeGreaterThan(200)
  })

  test('partial payments never move the date of first delinquency', () => {
    const part = fc.record({ date: within('2026-01-16', asOf), amount: fc.integer({ min: 1, max: 4_999 }) })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        // At most 6 × $49.99 towards the $300.00 of January 15.
        const facts = loan({
          dateOpened: '2025-12-20',
          instalments: ['2026-01-15', '2026-02-15', '2026-03-15'].map((due) => ({ due, amount: 30_000 })),
          satisfactions: parts.map((p) => ({ ...p, towards: 'INSTALMENTS', reversedOn: null })),
          snapshots: [snapshot(asOf, 400_000)],
        })
        const result = derivedOf(facts, asOf)!
        expect(result.fields.dateOfFirstDelinquency).toBe('2026-02-14') // Jan 15 +16 +14
        expect(result.daysPastDue).toBe(daysBetween('2026-01-15', asOf))
      }),
    )
  })

  test('a payment that was taken back was never made', () => {
    fc.assert(
      fc.property(plain([asOf]), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (facts, back) => {
        const reversedOn = (i: number) => (back[i] ? asOf : null)
        const returned = {
          ...facts,
          satisfactions: facts.satisfactions.map((s, i) => ({ ...s, reversedOn: reversedOn(i) })),
        }
        const never = { ...facts, satisfactions: facts.satisfactions.filter((_, i) => !back[i]) }
        expect(derivedOf(returned, asOf)!.fields).toEqual(derivedOf(never, asOf)!.fields)
      }),
      runs,
    )
  })

  test('money beyond the statement of a line never lets a later minimum go unpaid', () => {
    const months = ['2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15']
    fc.assert(
      fc.property(fc.integer({ min: 3_000, max: 90_000 }), (amount) => {
        const facts = loan({
          portfolioType: 'R',
          instalments: months.map((due) => ({ due, amount: 3_000 })),
          satisfactions: [{ date: '2026-02-10', amount, towards: 'INSTALMENTS', reversedOn: null }],
          snapshots: [snapshot('2026-05-31', 400_000)],
        })
        expect(derivedOf(facts, '2026-05-31')!.daysPastDue).toBe(daysBetween('2026-03-15', '2026-05-31'))
      }),
    )
  })

  test('the month of a report is told as of the day it was reported', () => {
    fc.assert(
      fc.property(plain(['2026-05-25', asOf]), (facts) => {
        const may = derivedOf(facts, '2026-05-25')!
        const june = derivedOf(facts, asOf, asRecord(may))!
        const months = daysBetween(monthStart('2026-05-25'), monthStart(asOf))
        expect(months).toBe(31)
        const bucket = Math.min(6, Math.floor(may.daysPastDue / 30))
        expect(june.fields.paymentHistoryProfile[0]).toBe(`${bucket}`)
      }),
      runs,
    )
  })
})
