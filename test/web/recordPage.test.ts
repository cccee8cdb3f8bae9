/** What the page of a record shows, as far as it is reckoned without a browser. */
import { describe, expect, test } from 'vitest'
import { readable, type Segments, segmentDifferences, segmentTitle } from '../../web/lib/recordValues.ts'
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
