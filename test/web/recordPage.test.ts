/** What the page of a record shows, as far as it is reckoned without a browser. */
import { describe, expect, test } from 'vitest'
import { layout } from '../../web/generated/layout.ts'
import {
  findingValue,
  readable,
  type Segments,
  segmentDifferences,
  segmentTitle,
  valueTitle,
} from '../../web/lib/recordValues.ts'
import { formatSsn, secondsLeft, shownMs } from '../../web/lib/reveal.ts'

describe('what was revealed', () => {
  test('is shown for one minute, counted in whole seconds', () => {
    const until = 1_000_000 + shownMs
    expect([0, 1, 1_000, 59_999, 60_000, 90_000].map((past) => secondsLeft(until, 1_000_000 + past))).toEqual([
      60, 60, 59, 1, 0, 0,
    ])
  })
  test('a number is written as people know it', () => {
    expect(formatSsn('666120001')).toBe('666-12-0001')
    expect(formatSsn('12')).toBe('12')
  })
})

describe('what a finding is about', () => {
  test.each([
    ['originalChargeOffAmount', '0', 'Original charge-off amount $0'],
    ['currentBalance', '12450', 'Current balance $12,450'],
    ['lenderStatus', '97', 'Lender status 97'],
    ['accountStatus', '97', 'Account status 97'],
    ['portfolioType', 'I', 'Portfolio type I'],
    ['dateClosed', '2026-11-02', 'Date closed Nov 2, 2026'],
    ['dateClosed', '', 'Date closed blank'],
    ['telephoneNumber', '8015550100', 'Telephone number 8015550100'],
    ['postalCode', '841010000', 'Postal code 841010000'],
  ])('%s %s', (name, value, said) => expect(`${valueTitle(name)} ${findingValue(name, value)}`).toBe(said))

  test('no other number of nine digits is an amount', () => {
    const nine = Object.values(layout).flatMap((fields) =>
      fields.filter(({ type, length }) => type === 'N' && length === 9),
    )
    const others = new Set(
      nine.map(({ name }) => name).filter((name) => !/Amount|Balance|Credit|Limit|PastDue/i.test(name)),
    )
    expect([...others]).toEqual(['socialSecurityNumber'])
  })
})

test.each([
  ['7955.00', '$7,955'],
  ['2026-12-21', 'Dec 21, 2026'],
  ['0BBBBB', '0BBBBB'],
  ['11', '11'],
])('%s is read as %s', (value, shown) => expect(readable(value)).toBe(shown))

describe('differences of two versions', () => {
  const version = (extra: Partial<Segments> = {}): Segments => ({
    base: { timeStamp: '1', accountStatus: '11', currentBalance: '10.00' },
    ...{ j1: [{ surname: 'ABBOTT' }], j2: [] },
    ...extra,
  })

  test('are named by the number and title of the field, without the time stamp', () => {
    const now = version({ base: { timeStamp: '2', accountStatus: '71', currentBalance: '9.00' } })
    expect(segmentDifferences(version(), now)).toEqual([
      { segment: 'base', field: 'accountStatus', number: '17A', title: 'Account status', before: '11', now: '71' },
      { segment: 'base', field: 'currentBalance', number: '21', title: 'Current balance', before: '$10', now: '$9' },
    ])
    expect(segmentDifferences(version(), version())).toEqual([])
  })

  test('hold consumers that came and went', () => {
    const now = version({ j1: [], j2: [{ surname: 'CRANE' }] })
    expect(segmentDifferences(version(), now).map(({ segment, before, now }) => [segment, before, now])).toEqual([
      ['j1[0]', 'ABBOTT', ''],
      ['j2[0]', '', 'CRANE'],
    ])
    expect([segmentTitle('base'), segmentTitle('j1[0]'), segmentTitle('j2[1]')]).toEqual(['', 'J1 1', 'J2 2'])
  })

  test('hold a record that ceased to be one', () => {
    const gone = segmentDifferences(version(), { base: null, j1: [], j2: [] })
    expect(gone).toContainEqual(expect.objectContaining({ field: 'accountStatus', before: '11', now: '' }))
  })
})
