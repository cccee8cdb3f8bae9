/** Sources with instalments that may contradict their own snapshots, against loans lived day by day. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOf, dayNumber } from '../../server/metro2/dates.ts'
import { derive } from '../../server/metro2/derive.ts'
import type { Derived, LoanFacts } from '../../server/metro2/facts.ts'
import { anySchedule, anyTold, daysLate, ledgers, toldWithSchedule, trueFirst } from './ledger.ts'

fc.configureGlobal({ seed: 20260630 })

function derivedOf(facts: LoanFacts, asOf: number): Derived {
  const outcome = derive(facts, dateOf(asOf))
  if (outcome.kind !== 'DERIVED') throw new Error(outcome.reason)
  return outcome.derived
}

const held = (derived: Derived) => derived.findings.some((f) => f.severity === 'ERROR')
const after = fc.integer({ min: 0, max: 29 })

describe('a loan with instalments', () => {
  test('that are whole: the date of first delinquency is the true one, whatever snapshots are kept and whatever came back', () => {
    let late = 0
    fc.assert(
      fc.property(ledgers(anyTold), after, (ledger, days) => {
        const asOf = ledger.dues.at(-1)! + days
        const truth = trueFirst(ledger, asOf)
        const derived = derivedOf(toldWithSchedule(ledger, asOf, { kind: 'WHOLE', at: 0 }), asOf)
        expect(held(derived)).toBe(false)
        expect(derived.daysPastDue).toBe(daysLate(ledger, asOf, asOf))
        expect(derived.fields.dateOfFirstDelinquency).toBe(truth === null ? null : dateOf(truth))
        if (truth !== null) late++
      }),
      { numRuns: 400 },
    )
    expect(late).toBeGreaterThan(120)
  })

  test('that contradict the snapshots: it is never silently too late', () => {
    const seen: Record<string, number> = {}
    fc.assert(
      fc.property(ledgers(anyTold), anySchedule, after, (ledger, schedule, days) => {
        const asOf = ledger.dues.at(-1)! + days
        const truth = trueFirst(ledger, asOf)
        if (truth === null) return
        const derived = derivedOf(toldWithSchedule(ledger, asOf, schedule), asOf)
        const what = `${schedule.kind} ${held(derived) ? 'held' : 'reported'}`
        seen[what] = (seen[what] ?? 0) + 1
        if (held(derived)) return
        const first = derived.fields.dateOfFirstDelinquency
        expect(first !== null && dayNumber(first) <= truth, `${first} > ${dateOf(truth)}`).toBe(true)
      }),
      { numRuns: 2000 },
    )
    for (const kind of ['SINCE', 'PAYMENT_MISSING', 'PAYMENT_TOO_MANY', 'SHIFTED', 'INSTALMENT_MISSING']) {
      expect(seen[`${kind} reported`] ?? 0, kind).toBeGreaterThan(20)
    }
  })
})
