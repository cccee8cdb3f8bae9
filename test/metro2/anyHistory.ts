/** Histories of any kind, for tests of properties. */
import fc from 'fast-check'
import { dateOf, dayNumber } from '../../server/metro2/dates.ts'
import type { Adjustment, LoanFacts } from '../../server/metro2/facts.ts'
import { loan } from './support.ts'

export const opened = '2024-01-10'
export const asOf = '2026-06-30'
export const delinquent = new Set('61 62 63 64 65 71 78 80 82 83 84 88 89 93 94 95 96 97'.split(' '))
export const statuses = ['05', '11', '13', '62', '64', '71', '84', '88', '89', '93', '94', '95', '96', '97', 'DA', 'DF']

export function within(from: string, to: string) {
  return fc.integer({ min: dayNumber(from), max: dayNumber(to) }).map(dateOf)
}

export const cents = fc.integer({ min: 0, max: 200_000 })

export function factsBetween(from: string, to: string) {
  const day = within(from, to)
  const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
  const adjustment: fc.Arbitrary<Adjustment> = fc.oneof(
    fc.record({ kind: fc.constant('DUE_DATE_CHANGED' as const), date: day, from: day, to: day }),
    fc.record({ kind: fc.constant('PAST_DUE_ADJUSTED' as const), date: day, amount: optional(cents) }),
    fc.record({ kind: fc.constant('DAYS_PAST_DUE_RESET' as const), date: day }),
    fc.record({ kind: fc.constant('DEFERRED' as const), date: day, until: optional(day) }),
  )
  return fc.record({
    instalments: fc.array(fc.record({ due: day, amount: cents }), { maxLength: 12 }),
    satisfactions: fc.array(
      fc.record({
        date: day,
        amount: cents,
        towards: fc.constantFrom('INSTALMENTS', 'INSTALMENTS', 'CREDIT', 'PRINCIPAL', 'FEES', 'RECOVERY'),
        reversedOn: optional(day),
      }),
      { maxLength: 8 },
    ),
    adjustments: fc.array(adjustment, { maxLength: 2 }),
    snapshots: fc.array(
      fc.record({
        date: day,
        daysPastDue: optional(fc.integer({ min: 0, max: 250 })),
        accountStatus: optional(fc.constantFrom(...statuses)),
        balance: optional(fc.integer({ min: -5_000, max: 500_000 })),
        amountPastDue: optional(cents),
        lastPaymentDate: optional(day),
        firstDelinquencyDate: optional(day),
        netChargeOff: optional(cents),
        lastUnderThirty: optional(day),
      }),
      { maxLength: 10 },
    ),
    chargeOffs: fc.array(fc.record({ date: day, amount: cents }), { maxLength: 1 }),
    bankruptcies: fc.array(
      fc.record({
        consumerKey: fc.constantFrom('c1', 'c2'),
        chapter: fc.constantFrom('7', '11', '12', '13', '9', null),
        state: fc.constantFrom('PETITION', 'DISCHARGED', 'DISMISSED', 'REAFFIRMED'),
        filed: optional(day),
        ended: optional(day),
      }),
      { maxLength: 1 },
    ),
    liable: fc.option(fc.subarray(['c1', 'c2']), { nil: undefined }),
  }) as fc.Arbitrary<Partial<LoanFacts>>
}

export const history = fc
  .record({
    past: factsBetween(opened, asOf),
    lenderStatus: fc.option(fc.constantFrom(...statuses), { nil: null, freq: 3 }),
    closedOn: fc.option(within(opened, asOf), { nil: null, freq: 4 }),
    termsFrequency: fc.constantFrom('M', 'B', 'W', 'D', ''),
  })
  .map(({ past, ...rest }) => loan({ dateOpened: opened, ...rest, ...past }))
