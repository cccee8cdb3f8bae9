import { describe, expect, it } from 'vitest'
import { examplesOf, runExamples } from '../../server/mapping/examples.ts'
import { documentedPreset, loan, placeOf, problemsOf, programOf } from './support.ts'

function withExample(expected: string, given: unknown = loan()): string {
  return `${documentedPreset}\nexamples:\n  - title: paid on time\n    asOf: 2026-06-30\n    given: ${JSON.stringify(given)}\n    expect: ${expected}\n`
}

function results(text: string) {
  return runExamples(programOf(text), examplesOf(text))
}

describe('examples', () => {
  it('pass when the record is as expected', () => {
    const text = withExample("{ accountStatus: 11, dateOfFirstDelinquency: '', currentBalance: 9900 }")
    expect(results(text)).toEqual([{ title: 'paid on time', passed: true, differences: [] }])
  })

  it('tell every difference', () => {
    expect(results(withExample('{ accountStatus: 71, interestTypeIndicator: V }'))[0]).toEqual({
      title: 'paid on time',
      passed: false,
      differences: ['accountStatus: expected 71, got 11', 'interestTypeIndicator: expected V, got F'],
    })
  })

  it('can expect an exclusion or a rejection', () => {
    expect(
      results(withExample('{ outcome: EXCLUDED, reason: TEMPORARY_ACCOUNT }', { temporaryAccount: true }))[0]!.passed,
    ).toBe(true)
    expect(results(withExample('{ outcome: REJECTED, reason: MISSING }', loan({ displayId: null })))[0]!.passed).toBe(
      true,
    )
  })

  it('are checked with the preset', () => {
    const text = withExample('{ accountStatus: 11 }').replace('asOf: 2026-06-30', 'asOf: 2026-06-31')
    expect(problemsOf(text)).toMatchObject([{ code: 'BAD_VALUE', ...placeOf('2026-06-31', text) }])
    const unknown = withExample('{ acountStatus: 11 }')
    expect(problemsOf(unknown)).toMatchObject([{ code: 'UNKNOWN_KEY', hint: 'did you mean accountStatus?' }])
  })
})
