import { expect, test } from 'vitest'
import {
  addQuarantined,
  addToImpact,
  causeOf,
  emptyImpact,
  type LoanImpact,
} from '../../server/presets/impactCounts.ts'

const loan = (recordId: string, change: Partial<LoanImpact> = {}): LoanImpact => ({
  recordId,
  before: { eligibility: 'REPORTABLE', rules: ['A'] },
  now: { eligibility: 'REPORTABLE', rules: ['A'] },
  fields: [],
  codes: [],
  newlyRejected: null,
  outdated: false,
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

test('an outdated record is counted as such, and as changed only where the text does something to it', () => {
  const impact = impactOf(loan('1', { outdated: true }), loan('2', { outdated: true, fields: ['base.city'] }))
  expect(impact).toMatchObject({ records: 2, changed: 1, outdated: { count: 2, samples: ['1', '2'] } })
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

test('a cause is a code and a place without indexes; of what comes from no single value, the field', () => {
  const failure = { code: 'MISSING', field: 'j1[0].surname' }
  expect(causeOf({ ...failure, sourcePath: 'Customers[3].Phones[0].phone' })).toBe('MISSING Customers.Phones.phone')
  expect(causeOf({ ...failure, sourcePath: null })).toBe('MISSING j1.surname')
  expect(causeOf({ code: 'MALFORMED_DOCUMENT', sourcePath: null, field: '' })).toBe('MALFORMED_DOCUMENT')
})

test('causes are counted once a document, and no more than 200 of them', () => {
  const impact = emptyImpact()
  const now = { eligibility: 'REJECTED' as const, causes: Array.from({ length: 300 }, (_, i) => `C${i}`) }
  addQuarantined(impact, { quarantinedId: '1', causes: [], now: { ...now, causes: ['C1', 'C1'] }, byPublished: false })
  addQuarantined(impact, { quarantinedId: '2', causes: [], now, byPublished: false })
  expect(impact.quarantine.remaining.count).toBe(2)
  expect(impact.quarantine.remaining.causes.C1).toBe(2)
  expect(Object.keys(impact.quarantine.remaining.causes)).toHaveLength(200)
})
