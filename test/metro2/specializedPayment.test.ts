/** K4 by hand: which day payments start, which balloon counts. */
import { describe, expect, test } from 'vitest'
import type { Adjustment, Instalment } from '../../server/metro2/facts.ts'
import { specializedPayment } from '../../server/metro2/specializedPayment.ts'
import { due, loan } from './support.ts'

const asOf = '2026-06-30'
const of = (termsFrequency: string, instalments: Instalment[], adjustments: Adjustment[] = []) =>
  specializedPayment(loan({ termsFrequency, instalments, adjustments }), asOf)

describe('a deferred loan', () => {
  const start = (instalments: Instalment[], adjustments: Adjustment[] = []) =>
    of('D', instalments, adjustments)?.segment.deferredPaymentStartDate ?? null

  test('starts with its first instalment from the as-of day on', () => {
    expect(of('D', due('2027-03-15', '2027-02-15'))).toEqual({
      segment: {
        specializedPaymentIndicator: 2,
        deferredPaymentStartDate: '2027-02-15',
        balloonPaymentDueDate: null,
        balloonPaymentAmount: 0,
      },
      evidence: 'first payment due 2027-02-15',
    })
    expect(start(due('2026-06-29', '2026-06-30', '2026-07-30'))).toBe('2026-06-30')
  })

  test('instalments that are deferred away do not start it, and a moved one starts it where it stands now', () => {
    const deferred: Adjustment = { kind: 'DEFERRED', date: '2026-01-01', until: '2026-09-01' }
    expect(start(due('2026-08-15', '2026-09-15'), [deferred])).toBe('2026-09-15')
    const moved: Adjustment = { kind: 'DUE_DATE_CHANGED', date: '2026-05-01', from: '2026-08-15', to: '2026-10-01' }
    expect(start(due('2026-08-15', '2026-11-15'), [moved])).toBe('2026-10-01')
    expect(start(due('2026-08-15'), [{ ...moved, date: '2026-07-01' }])).toBe('2026-08-15')
  })

  test('without instalments the end of the deferral starts it', () => {
    expect(start([], [{ kind: 'DEFERRED', date: '2026-01-01', until: '2026-12-01' }])).toBe('2026-12-01')
    expect(start([], [{ kind: 'DEFERRED', date: '2026-01-01', until: '2026-06-29' }])).toBeNull()
  })

  test('nothing is said where nothing tells the day', () => {
    expect(of('D', [])).toBeNull()
    expect(of('D', due('2026-06-29'))).toBeNull()
    expect(of('D', due('2026-08-15'), [{ kind: 'DEFERRED', date: '2026-01-01', until: null }])).toBeNull()
  })
})

describe('a balloon', () => {
  const balloon = (date: string, cents: number): Instalment => ({ due: date, amount: 30_000 + cents, balloon: cents })

  test('is said with its day and whole dollars', () => {
    expect(of('M', [...due('2026-07-10'), balloon('2028-12-10', 5_000_099)])).toEqual({
      segment: {
        specializedPaymentIndicator: 1,
        deferredPaymentStartDate: null,
        balloonPaymentDueDate: '2028-12-10',
        balloonPaymentAmount: 50_000,
      },
      evidence: 'balloon of $50,000.99 due 2028-12-10',
    })
  })

  test('of several the next one counts; when all are past, the last', () => {
    const all = [balloon('2025-06-30', 100_00), balloon('2027-06-30', 300_00), balloon('2026-06-30', 200_00)]
    expect(of('M', all)?.segment.balloonPaymentAmount).toBe(200)
    expect(of('M', all.slice(0, 1))?.segment).toMatchObject({
      balloonPaymentAmount: 100,
      balloonPaymentDueDate: '2025-06-30',
    })
  })

  test('an ordinary loan has no such segment', () => {
    expect(of('M', due('2026-07-10', '2026-08-10'))).toBeNull()
    expect(of('M', [{ due: '2026-07-10', amount: 30_000, balloon: 0 }])).toBeNull()
    expect(of('M', [])).toBeNull()
  })
})
