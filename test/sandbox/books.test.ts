import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPlan, headOf } from '../../plugins/loanpro/sandbox/build.ts'
import { dateText, dayOf, dayOfMonth, stepDue } from '../../plugins/loanpro/sandbox/calendar.ts'
import { stateOn, timelinesOf } from '../../plugins/loanpro/sandbox/ledger.ts'
import { lifeOf } from '../../plugins/loanpro/sandbox/lives.ts'
import { truthOf } from '../../plugins/loanpro/sandbox/truth.ts'

const first = dayOf('2026-06-30')
const loans = fc.record({ seed: fc.integer({ min: 0, max: 1_000_000 }), index: fc.integer({ min: 0, max: 3_000 }) })

describe('scripts', () => {
  it('books and truth agree on days past due, whatever the loan and the day', () => {
    fc.assert(
      fc.property(
        loans,
        fc.array(fc.integer({ min: -700, max: 700 }), { minLength: 5, maxLength: 30 }),
        ({ seed, index }, days) => {
          const portfolio = { seed, first, loans: 2_900 }
          const plan = buildPlan(portfolio, index)
          const timelines = timelinesOf(plan)
          const truth = truthOf(
            headOf(portfolio, index),
            () => plan,
            () => true,
          )
          for (const day of days.map((offset) => first + offset)) {
            const late = truth.daysPastDueOn(dateText(day))
            if (late !== null) expect([day, stateOn(timelines, day).daysPastDue]).toEqual([day, late])
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('money stays whole and never negative, and a loan ends at zero', () => {
    fc.assert(
      fc.property(loans, ({ seed, index }) => {
        const plan = buildPlan({ seed, first, loans: 2_900 }, index)
        const timelines = timelinesOf(plan)
        for (const payment of plan.payments) expect(payment.amount).toBeGreaterThan(0)
        for (let day = plan.setups[0]!.from; day < first + 1_200; day += 31) {
          const { principal, interest, fees, payoff } = stateOn(timelines, day)
          for (const amount of [principal, interest, fees, payoff]) {
            expect(Number.isInteger(amount)).toBe(true)
            expect(amount).toBeGreaterThanOrEqual(0)
          }
        }
        const end = plan.payments.find((payment) => payment.payoff)
        if (end) expect(stateOn(timelines, Math.max(end.day, first + 1_500)).payoff).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('the schedule repays the principal exactly', () => {
    fc.assert(
      fc.property(loans, ({ seed, index }) => {
        const plan = buildPlan({ seed, first, loans: 2_900 }, index)
        plan.setups.forEach((setup, position) => {
          const own = plan.instalments.filter((instalment) => instalment.setup === position)
          expect(own.reduce((sum, instalment) => sum + instalment.principal, 0)).toBe(setup.principal)
          const last = own.at(-1)!
          expect(Math.abs(last.amount - setup.payment)).toBeLessThan(setup.payment)
        })
      }),
      { numRuns: 100 },
    )
  })

  it('a life depends on seed and position alone', () => {
    expect(lifeOf(1, 77)).toEqual(lifeOf(1, 77))
    const many = Array.from({ length: 300 }, (_, index) => lifeOf(9, index).story)
    expect(many.filter((story) => story === 'current').length).toBeGreaterThan(120)
  })
})

describe('due dates', () => {
  it.each([
    ['2026-01-28', 1, 'monthly', '2026-02-28'],
    ['2026-03-05', -2, 'monthly', '2026-01-05'],
    ['2026-01-02', 1, 'semimonthly', '2026-01-16'],
    ['2026-01-02', 3, 'semimonthly', '2026-02-16'],
    ['2026-01-20', -1, 'semimonthly', '2026-01-06'],
    ['2026-01-20', 1, 'semimonthly', '2026-02-06'],
    ['2026-01-02', 2, 'biweekly', '2026-01-30'],
    ['2026-01-02', -1, 'weekly', '2025-12-26'],
  ] as const)('%s %i %s is %s', (from, steps, frequency, expected) => {
    expect(dateText(stepDue(dayOf(from), steps, frequency))).toBe(expected)
  })

  it('stepping there and back is nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 19_000, max: 22_000 }),
        fc.integer({ min: -60, max: 60 }),
        fc.constantFrom('monthly', 'semimonthly', 'biweekly', 'weekly'),
        (day, steps, frequency) => {
          fc.pre(dayOfMonth(day) <= 28)
          expect(stepDue(stepDue(day, steps, frequency), -steps, frequency)).toBe(day)
        },
      ),
    )
  })

  it.each(['2026-02-30', '2026-13-01', 'soon', ''])('%o is refused', (text) => {
    expect(() => dayOf(text)).toThrow(/date/)
  })
})
