import { describe, expect, test } from 'vitest'
import { derive } from '../../server/metro2/derive.ts'
import type { Derived, DerivedField, LoanFacts } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { bankrupt } from './histories/bankrupt.ts'
import { adjusted, reversals } from './histories/corrections.ts'
import { ended } from './histories/ended.ts'
import { frequencies } from './histories/frequencies.ts'
import { boundaries, calendar } from './histories/lateness.ts'
import { lenders } from './histories/lenders.ts'
import { lines } from './histories/lines.ts'
import { linesEnding, paidTwice } from './histories/linesEnding.ts'
import { living } from './histories/living.ts'
import { carried, contradicted } from './histories/previous.ts'
import { sources } from './histories/sources.ts'
import { special } from './histories/special.ts'
import { turns } from './histories/turns.ts'
import { due, loan, paid, payment, snapshot } from './support.ts'

function derived(facts: LoanFacts, asOf: string, previous: Metro2Record | null = null): Derived {
  const outcome = derive(facts, asOf, previous)
  if (outcome.kind !== 'DERIVED') throw new Error(`excluded: ${outcome.reason} ${outcome.detail}`)
  return outcome.derived
}

const tables = {
  ...{ boundaries, calendar, living, reversals, adjusted, ended, bankrupt, frequencies, sources, lenders },
  ...{ carried, contradicted, lines, linesEnding, paidTwice, special, turns },
}

for (const [table, histories] of Object.entries(tables)) {
  describe(table, () => {
    test.each(histories)('$name', (history) => {
      const result = derived(history.facts, history.asOf, history.previous ?? null)
      expect(result.fields).toMatchObject(history.expected)
      if (history.commenced !== undefined) expect(result.delinquencyCommenced).toBe(history.commenced)
      if (history.daysPastDue !== undefined) expect(result.daysPastDue).toBe(history.daysPastDue)
      if (history.indicators !== undefined) expect(result.consumerInformationIndicators).toEqual(history.indicators)
      if (history.findings !== undefined) expect(result.findings.map((f) => f.rule)).toEqual(history.findings)
      const corrected = result.corrected.map((correction) => correction.field)
      expect(corrected).toEqual(history.corrected ?? [])
      for (const [field, told] of Object.entries(history.evidence ?? {})) {
        expect(result.evidence[field as DerivedField]).toContain(told)
      }
    })
  })
}

describe('exclusions', () => {
  const balance = [snapshot('2026-06-30', 100000)]
  const filed = { consumerKey: 'c1', filed: '2026-03-05', ended: '2026-04-05' }
  test.each<[string, Partial<LoanFacts>]>([
    ['PORTFOLIO_NOT_COVERED', { portfolioType: 'L' }],
    ['PORTFOLIO_NOT_COVERED', { portfolioType: '' }],
    ['FREQUENCY_NOT_COVERED', { termsFrequency: 'X' }],
    ['NOT_OPENED', { dateOpened: '2026-07-01' }],
    ['LENDER_DO_NOT_REPORT', { lenderStatus: '99' }],
    ['NO_BALANCE', { snapshots: [], instalments: due('2026-06-15') }],
    ['NO_BALANCE', { snapshots: [snapshot('2026-06-30', null, 0)] }],
    ['NO_DELINQUENCY_FACTS', { snapshots: balance }],
    ['PARTIAL_CHARGE_OFF', { snapshots: balance, chargeOffs: [{ date: '2026-06-01', amount: 50000 }] }],
    ['BANKRUPTCY_NOT_COVERED', { bankruptcies: [{ ...filed, chapter: '9', state: 'PETITION' }] }],
    ['BANKRUPTCY_NOT_COVERED', { bankruptcies: [{ ...filed, chapter: null, state: 'DISCHARGED' }] }],
    ['BANKRUPTCY_NOT_COVERED', { bankruptcies: [{ ...filed, chapter: '13', state: 'REAFFIRMED' }] }],
    ['INVALID_FACTS', { dateOpened: '2026-02-30' }],
    ['INVALID_FACTS', { instalments: [{ due: '2026-06-15', amount: 10.5 }] }],
    ['INVALID_FACTS', { satisfactions: [payment('2026-06-15', -100)] }],
    ['INVALID_FACTS', { snapshots: [snapshot('2026-06-31', 100000)] }],
  ])('%s', (reason, facts) => {
    const outcome = derive(loan({ snapshots: [snapshot('2026-06-30', 100000, 0)], ...facts }), '2026-06-30')
    expect(outcome).toMatchObject({ kind: 'EXCLUDED', reason })
  })
})

describe('severity of what contradicts', () => {
  test.each([
    ['11', 'ERROR'],
    ['78', 'ERROR'],
    ['13', 'ERROR'],
    ['64', 'ERROR'],
    ['97', 'ERROR'],
  ])('the lender says %s of a loan 45 days late', (lenderStatus, severity) => {
    const facts = loan({ lenderStatus, instalments: due('2026-05-16'), snapshots: [snapshot('2026-06-30', 500000)] })
    const found = derived(facts, '2026-06-30').findings.find((f) => f.rule === 'LENDER-STATUS-1')
    expect(found).toMatchObject({ severity, values: { lenderStatus, factsStatus: '71', daysPastDue: '45' } })
  })

  test('the lender says 71 of a loan 75 days late: a milder late status is a warning', () => {
    const facts = loan({
      lenderStatus: '71',
      instalments: due('2026-04-16'),
      snapshots: [snapshot('2026-06-30', 500000)],
    })
    const found = derived(facts, '2026-06-30').findings.find((f) => f.rule === 'LENDER-STATUS-1')
    expect(found).toMatchObject({ severity: 'WARNING', values: { lenderStatus: '71', factsStatus: '78' } })
  })

  test('a disagreement names both values', () => {
    const facts = loan({ instalments: due('2026-03-15'), snapshots: [snapshot('2026-04-20', 500000, 12)] })
    const [found] = derived(facts, '2026-04-20').findings
    expect(found).toMatchObject({
      severity: 'WARNING',
      values: { day: '2026-04-20', source: '12', recomputed: '36' },
    })
  })

  test('paid on an unknown day is an error, not a guess', () => {
    const facts = loan({ snapshots: [snapshot('2026-05-31', 0, 0), snapshot('2026-06-30', 0, 0)] })
    const result = derived(facts, '2026-06-30')
    expect(result.fields).toMatchObject({ accountStatus: '13', dateClosed: null, paymentRating: '' })
    expect(result.findings.filter((f) => f.severity === 'ERROR').map((f) => f.rule)).toEqual([
      'RATING-UNKNOWN',
      'PAID-DATE-1',
    ])
  })
})

describe('evidence', () => {
  test('names the oldest unpaid instalment and the day', () => {
    const facts = loan({ instalments: due('2026-05-10'), snapshots: [snapshot('2026-06-24', 500000)] })
    expect(derived(facts, '2026-06-24').evidence).toMatchObject({
      accountStatus: 'oldest unpaid instalment 2026-05-10, 45 days at 2026-06-24',
      dateOfFirstDelinquency: '30 days past due since 2026-06-09 without a day below; due date missed 2026-05-10',
    })
  })

  test('order of facts does not matter', () => {
    const facts = loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: paid('2026-02-15', '2026-03-20'),
      snapshots: [snapshot('2026-03-31', 450000, 0), snapshot('2026-05-31', 440000)],
    })
    const shuffled = {
      ...facts,
      instalments: [...facts.instalments].reverse(),
      satisfactions: [...facts.satisfactions].reverse(),
      snapshots: [...facts.snapshots].reverse(),
    }
    expect(derive(shuffled, '2026-05-31')).toEqual(derive(facts, '2026-05-31'))
  })
})
