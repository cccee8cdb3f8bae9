import { expect, test } from 'vitest'
import { addToImpact, emptyImpact, type LoanImpact } from '../../server/presets/impactCounts.ts'

const loan = (recordId: string, change: Partial<LoanImpact> = {}): LoanImpact => ({
  recordId,
  before: { eligibility: 'REPORTABLE', rules: ['A'] },
  now: { eligibility: 'REPORTABLE', rules: ['A'] },
  fields: [],
  codes: [],
  ...change,
})

function impactOf(...loans: LoanImpact[]) {
  const impact = emptyImpact()
  for (const each of loans) addToImpact(impact, each)
  return impact
}

test('a loan that stays as it is counts as looked at and nothing else', () => {
  expect(impactOf(loan('1'))).toEqual({ ...emptyImpact(), records: 1 })
})

test('fields are counted once a loan, without the index of the consumer', () => {
  const impact = impactOf(
    loan('1', { fields: ['j1[0].surname', 'j1[1].surname', 'base.city'] }),
    loan('2', { fields: ['j1[0].surname'] }),
  )
  expect(impact).toMatchObject({ records: 2, changed: 2 })
  expect(impact.fields).toEqual({
    'j1.surname': { count: 2, samples: ['1', '2'] },
    'base.city': { count: 1, samples: ['1'] },
  })
})

test('rules that appear and vanish, and what becomes of the loan', () => {
  const impact = impactOf(
    loan('1', { now: { eligibility: 'HELD', rules: ['A', 'B'] } }),
    loan('2', { now: { eligibility: 'REPORTABLE', rules: [] } }),
  )
  expect(impact.newlyFailing).toEqual({ B: { count: 1, samples: ['1'] } })
  expect(impact.newlyPassing).toEqual({ A: { count: 1, samples: ['2'] } })
  expect(impact.moves).toEqual({ 'REPORTABLE>HELD': { count: 1, samples: ['1'] } })
  expect(impact.changed).toBe(2)
})

test('a rejected document passes no rule', () => {
  const impact = impactOf(loan('1', { now: { eligibility: 'REJECTED', rules: [] }, codes: ['MISSING'] }))
  expect(impact).toMatchObject({ changed: 1, rejected: 1, newlyPassing: {} })
  expect(impact.failures).toEqual({ MISSING: { count: 1, samples: ['1'] } })
})

test('five samples each, however many loans; names that every object inherits are counted like others', () => {
  const loans = Array.from({ length: 8 }, (_, i) => loan(`${i}`, { fields: ['constructor'] }))
  expect(impactOf(...loans).fields.constructor).toEqual({ count: 8, samples: ['0', '1', '2', '3', '4'] })
})
