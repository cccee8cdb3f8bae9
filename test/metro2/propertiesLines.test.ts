/** Lines of credit, cards and open accounts, against accounts lived day by day. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMonths, dateOf, dayNumber, monthEnd } from '../../server/metro2/dates.ts'
import { derive } from '../../server/metro2/derive.ts'
import type { Derived, LoanFacts } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { anyLineTold, everything, type LineLife, lineLives, lineToldOn, truthOn } from './lineLedger.ts'
import { record } from './support.ts'

fc.configureGlobal({ seed: 20260630, endOnFailure: true })

function derivedOf(facts: LoanFacts, asOf: number, previous: Metro2Record | null = null): Derived {
  const outcome = derive(facts, dateOf(asOf), previous)
  if (outcome.kind !== 'DERIVED') throw new Error(outcome.reason)
  return outcome.derived
}

const errors = (derived: Derived) => derived.findings.filter((f) => f.severity === 'ERROR').map((f) => f.rule)

/** Too late, and nothing holds it. */
function silentlyLate(derived: Derived, truth: string): boolean {
  const first = derived.fields.dateOfFirstDelinquency
  return errors(derived).length === 0 && (first === null || first > truth)
}

/** Month ends in which the account is open, up to the end of its cycles. */
function monthEnds(life: LineLife): number[] {
  const ends: number[] = []
  const last = life.cycles.at(-1)!.due
  for (let day = monthEnd(dateOf(life.opened)); dayNumber(day) <= last; ) {
    ends.push(dayNumber(day))
    day = monthEnd(addMonths(`${day.slice(0, 8)}01`, 1))
  }
  return ends
}

/** Counts what was seen, so that a test that looks at nothing fails. */
class Seen {
  readonly counts: Record<string, number> = {}
  add(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }
  expectAtLeast(least: Record<string, number>): void {
    for (const [what, count] of Object.entries(least))
      expect(this.counts[what] ?? 0, what).toBeGreaterThanOrEqual(count)
  }
}

const common = { '11': 250, '71': 20, '78': 10, '80': 5, '82': 3, '83': 2, '84': 3, '13': 40, '97': 2 }

describe('a line of credit, a card, an open account', () => {
  test('every field of every month is as lived, where the source tells every day', () => {
    const seen = new Seen()
    fc.assert(
      fc.property(lineLives, fc.boolean(), fc.boolean(), (life, daysPastDue, namesPayment) => {
        for (const asOf of monthEnds(life)) {
          const { history, commenced, ...truth } = truthOn(life, asOf)
          const derived = derivedOf(lineToldOn(life, { ...everything, daysPastDue, namesPayment }, asOf), asOf)
          seen.add(truth.accountStatus)
          expect(errors(derived)).toEqual([])
          expect(derived.fields).toEqual({ ...truth, paymentHistoryProfile: history.join('') })
          expect(derived.delinquencyCommenced).toBe(commenced)
        }
      }),
      { numRuns: 60 },
    )
    seen.expectAtLeast(common)
  })

  test('nor does it matter how few snapshots are kept: only months of which none tells a balance say less', () => {
    const seen = new Seen()
    fc.assert(
      fc.property(lineLives, anyLineTold, (life, told) => {
        for (const asOf of monthEnds(life)) {
          const { history, commenced, highestCredit, ...truth } = truthOn(life, asOf)
          const facts = lineToldOn(life, told, asOf)
          const outcome = derive(facts, dateOf(asOf))
          if (outcome.kind === 'EXCLUDED') {
            // Nothing has fallen due yet, and no snapshot tells that nothing was owed.
            expect(outcome.reason).toBe('NO_DELINQUENCY_FACTS')
            expect(truth.accountStatus).toBe('11')
            continue
          }
          const { fields, delinquencyCommenced, findings } = outcome.derived
          if (findings.some((f) => f.severity === 'ERROR')) {
            seen.add('held')
            continue
          }
          seen.add(truth.accountStatus)
          const { paymentHistoryProfile, highestCredit: highest, ...rest } = fields
          expect(rest).toEqual(truth)
          expect(delinquencyCommenced).toBe(commenced)
          if (told.highest) expect(highest).toBe(highestCredit)
          else expect(highest).toBeLessThanOrEqual(highestCredit)
          ;[...paymentHistoryProfile].forEach((character, i) => {
            const truth = history[i]!
            // A balance of zero that no snapshot shows, or only one that is older than a day; months that nothing tells of.
            const current = truth === '0' || truth === 'E'
            if (character === '0' || (character === 'E' && told.every > 1)) expect(current).toBe(true)
            else if (character === 'B' || character === 'D') expect(current || truth === 'B').toBe(true)
            else expect(character).toBe(truth)
          })
        }
      }),
      { numRuns: 80 },
    )
    seen.expectAtLeast(common)
  })

  test('month after month, what was reported for the month before changes nothing but what came back since', () => {
    const seen = new Seen()
    fc.assert(
      fc.property(lineLives, anyLineTold, (life, told) => {
        let previous: Metro2Record | null = null
        for (const asOf of monthEnds(life)) {
          const truth = truthOn(life, asOf)
          const outcome = derive(lineToldOn(life, told, asOf), dateOf(asOf), previous)
          if (outcome.kind === 'EXCLUDED') continue
          const { derived } = outcome
          const { fields } = derived
          // An account without a statement and without a balance of the day before tells nothing of that day; nor is it known
          // what came before statements that begin long after the opening.
          if (errors(derived).length > 0) {
            expect(['RATING-UNKNOWN', 'DOFD-EDGE-1']).toEqual(expect.arrayContaining(errors(derived)))
            continue
          }
          expect(fields.accountStatus).toBe(truth.accountStatus)
          expect(fields.paymentRating).toBe(truth.paymentRating)
          expect(fields.dateOfFirstDelinquency).toBe(truth.dateOfFirstDelinquency)
          expect(fields.dateOfAccountInformation).toBe(truth.dateOfAccountInformation)
          seen.add(fields.accountStatus)
          const day: number = previous === null ? asOf : dayNumber(previous.base.dateOfAccountInformation!)
          const back = life.payments.some((paid) => paid.day <= day && paid.takenBack! > day && paid.takenBack! <= asOf)
          if (back) seen.add('taken back')
          // Below 30 days for a day between two reports, another delinquency begins; all else stands.
          const corrected = derived.corrected.map(({ field }) => field)
          if (!back && told.every === 1) expect(corrected.filter((f) => f !== 'dateOfFirstDelinquency')).toEqual([])
          previous = record({ ...fields, portfolioType: life.portfolio, dateOpened: dateOf(life.opened) })
        }
      }),
      { numRuns: 60 },
    )
    seen.expectAtLeast({ ...common, 'taken back': 20 })
  })

  test('without statements the date of first delinquency is never silently too late', () => {
    const seen = new Seen()
    fc.assert(
      fc.property(lineLives, anyLineTold, (life, told) => {
        for (const asOf of monthEnds(life)) {
          const truth = truthOn(life, asOf)
          const first = truth.dateOfFirstDelinquency
          if (first === null) continue
          const derived = derivedOf(lineToldOn(life, { ...told, daysPastDue: true, statements: false }, asOf), asOf)
          seen.add(errors(derived).length > 0 ? 'held' : 'reported')
          expect(silentlyLate(derived, first), `${derived.fields.dateOfFirstDelinquency} > ${first}`).toBe(false)
        }
      }),
      { numRuns: 80 },
    )
    seen.expectAtLeast({ reported: 60 })
  })
})
