import { describe, expect, it } from 'vitest'
import { diffPresets } from '../../server/mapping/diff.ts'
import { documentedPreset, edited } from './support.ts'

describe('diffPresets', () => {
  it('sees no change in the same preset, laid out and quoted another way', () => {
    const text = edited('interestTypeIndicator: { value: F }', "interestTypeIndicator:\n    value: 'F'   # fixed")
    expect(diffPresets(documentedPreset, text)).toEqual([])
  })

  it('tells added, removed and changed recipes and entries', () => {
    const one = edited('interestTypeIndicator: { value: F }', 'creditLimit: { value: 0 }')
    const two = edited('weekly: W', 'weekly: B', one)
    const segment = edited('{ value: 12 }', '{ value: 08 }')
    expect(diffPresets(documentedPreset, segment)).toEqual([
      { path: 'segments.k1.creditorClassification', kind: 'CHANGED', before: '{ value: 12 }', after: '{ value: 08 }' },
    ])
    const three = edited('then: [name], required: true }\n    firstName', 'then: [name] }\n    firstName', two)
    expect(diffPresets(documentedPreset, three)).toEqual([
      { path: 'tables.termsFrequency.weekly', kind: 'CHANGED', before: 'W', after: 'B' },
      { path: 'account.creditLimit', kind: 'ADDED', before: null, after: '{ value: 0 }' },
      {
        path: 'consumers.fields.surname',
        kind: 'CHANGED',
        before: '{ from: row.lastName, then: [name], required: true }',
        after: '{ from: row.lastName, then: [name] }',
      },
      { path: 'account.interestTypeIndicator', kind: 'REMOVED', before: '{ value: F }', after: null },
    ])
  })

  it('has nothing to say of a text that is no preset', () => {
    expect(diffPresets(documentedPreset, 'a: [')).toBeNull()
  })
})
