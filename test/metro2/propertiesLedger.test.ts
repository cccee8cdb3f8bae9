/** Sources without instalments: against a loan lived day by day, the date of first delinquency is never silently too late. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMonths, dateOf, dayNumber, monthEnd } from '../../server/metro2/dates.ts'
import { derive } from '../../server/metro2/derive.ts'
import type { Derived, LoanFacts } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { anyTold, ledgers, toldOn, trueFirst } from './ledger.ts'
import { record } from './support.ts'

fc.configureGlobal({ seed: 20260630 })

function derivedOf(facts: LoanFacts, asOf: number, previous: Metro2Record | null = null): Derived {
  const outcome = derive(facts, dateOf(asOf), previous)
  if (outcome.kind !== 'DERIVED') throw new Error(outcome.reason)
  return outcome.derived
}

const held = (derived: Derived) => derived.findings.some((f) => f.severity === 'ERROR')

/** Too late, and nothing holds it. */
function silentlyLate(derived: Derived, truth: number): boolean {
  const first = derived.fields.dateOfFirstDelinquency
  return !held(derived) && (first === null || dayNumber(first) > truth)
}

describe('the date of first delinquency without instalments', () => {
  test('is never later than the truth, or the record is held', () => {
    let late = 0
    let reported = 0
    fc.assert(
      fc.property(ledgers(anyTold), fc.integer({ min: 0, max: 29 }), (ledger, after) => {
        const asOf = ledger.dues.at(-1)! + after
        const truth = trueFirst(ledger, asOf)
        if (truth === null) return
        const derived = derivedOf(toldOn(ledger, asOf), asOf)
        late++
        if (!held(derived)) reported++
        expect(silentlyLate(derived, truth), `${derived.fields.dateOfFirstDelinquency} > ${dateOf(truth)}`).toBe(false)
      }),
      { numRuns: 1500 },
    )
    expect(late).toBeGreaterThan(500)
    expect(reported).toBeGreaterThan(200)
  })

  test('nor month after month, with what was reported for the month before', () => {
    let months = 0
    fc.assert(
      fc.property(ledgers(anyTold), (ledger) => {
        let previous: Metro2Record | null = null
        let month = monthEnd(addMonths(`${dateOf(ledger.dues[0]!).slice(0, 8)}01`, 1))
        for (; dayNumber(month) <= ledger.dues.at(-1)!; month = monthEnd(addMonths(`${month.slice(0, 8)}01`, 1))) {
          const asOf = dayNumber(month)
          const derived = derivedOf(toldOn(ledger, asOf), asOf, previous)
          const truth = trueFirst(ledger, asOf)
          if (truth !== null) {
            months++
            const said = `${month}: ${derived.fields.dateOfFirstDelinquency} > ${dateOf(truth)}`
            expect(silentlyLate(derived, truth), said).toBe(false)
          }
          if (!held(derived)) previous = record({ ...derived.fields, dateOpened: '2024-01-10' })
        }
      }),
      { numRuns: 200 },
    )
    expect(months).toBeGreaterThan(500)
  })
})
