import { describe, expect, test } from 'vitest'
import { decodeToken, encodeToken, headOfHit, headOfUpdate, tokenOf } from '../../plugins/loanpro/changeToken.ts'
import { mergeSnapshot } from '../../plugins/loanpro/snapshot.ts'
import { archiveRowOf, rawOf } from './documents.ts'

const hit = {
  id: 9118,
  displayId: 'L1',
  loanAmount: '10000.00',
  daysPastDue: 3,
  portfolios: [],
  customers: [{ id: 1 }],
}

describe('head of a search hit', () => {
  test.each<[string, object]>([
    ['a day later', { ...hit, daysPastDue: 4, nextPaymentDate: '/Date(1654732800)/', _score: 2.5 }],
    ['numbers as text', { ...hit, id: '9118', customers: [{ id: '1' }] }],
    ['amounts written otherwise', { ...hit, loanAmount: 10_000 }],
    ['empty lists as null', { ...hit, portfolios: null }],
    ['fields in another order', Object.fromEntries(Object.entries(hit).reverse())],
  ])('stays with %s', (_, other) => expect(headOfHit(other as typeof hit)).toBe(headOfHit(hit)))

  test.each<[string, object]>([
    ['another amount', { ...hit, loanAmount: '10000.01' }],
    ['another customer', { ...hit, customers: [{ id: 2 }] }],
    ['a new field', { ...hit, archived: 1 }],
  ])('moves with %s', (_, other) => expect(headOfHit(other as typeof hit)).not.toBe(headOfHit(hit)))

  test('list items are not run together', () => {
    expect(headOfHit({ a: ['1', '23'] })).not.toBe(headOfHit({ a: ['12', '3'] }))
    expect(headOfHit({ a: ['', 'b'] })).not.toBe(headOfHit({ a: ['b', ''] }))
  })
})

describe('events of an archive row', () => {
  const events = (date: string, changes: Record<string, unknown> = {}) =>
    tokenOf('s', archiveRowOf(date, changes) as never, date).events
  test('late loans grow later by a day a day, and that is no event', () => {
    expect(events('2026-07-01', { daysPastDue: 21 })).toBe(events('2026-06-30', { daysPastDue: 20 }))
    expect(events('2026-07-01', { daysPastDue: '21' })).toBe(events('2026-06-30', { daysPastDue: 20 }))
  })
  test.each<[string, Record<string, unknown>]>([
    ['days past due jump', { daysPastDue: 7 }],
    ['a payment', { principalBalance: '8800.00' }],
    ['a charge-off', { netChargeOff: '100.00' }],
    ['a status', { creditStatus: 'loan.creditstatus.97' }],
    ['an archived custom field', { customFieldsBreakdown: '{"41":"XB"}' }],
  ])('%s', (_, changes) => expect(events('2026-06-30', changes)).not.toBe(events('2026-06-30')))
  test('accruals are none', () => {
    expect(events('2026-06-30', { payoff: '9051.10', perdiem: '1.10' })).toBe(events('2026-06-30'))
  })
})

test('tokens come back as they went', () => {
  const token = tokenOf(headOfUpdate('/Date(1)/'), archiveRowOf('2026-06-30') as never, '2026-06-30')
  expect(decodeToken(encodeToken(token))).toEqual(token)
  const none = tokenOf('s1', null, '2026-06-30')
  expect(decodeToken(encodeToken(none))).toEqual(none)
})

test.each([undefined, '', 'x', '0:a:b:c@d:e', '1:a:b:c:e', '1::b:c@d:e'])('"%s" is no token', (text) => {
  expect(decodeToken(text)).toBeNull()
})

describe('mergeSnapshot', () => {
  const daysOf = (raw: string) => (JSON.parse(raw) as { archive: { date: string }[] }).archive.map(({ date }) => date)
  const raw = rawOf({}, [archiveRowOf('2026-05-31'), archiveRowOf('2026-06-29')])
  const rowOf = (date: string, changes = {}) => JSON.stringify(archiveRowOf(date, changes))

  test('of a month the last row stays', () => {
    const merged = mergeSnapshot(raw, rowOf('2026-06-30', { daysPastDue: 9 }))
    expect(daysOf(merged)).toEqual([archiveRowOf('2026-05-31').date, archiveRowOf('2026-06-30').date])
    expect(mergeSnapshot(merged, rowOf('2026-06-30', { daysPastDue: 9 }))).toBe(merged)
  })
  test('a row of the same day is replaced', () => {
    const merged = mergeSnapshot(raw, rowOf('2026-06-29', { daysPastDue: 9 }))
    expect(JSON.parse(merged).archive.at(-1)).toMatchObject({ daysPastDue: 9 })
  })
  test('what is older than 25 months goes', () => {
    const old = rawOf({}, [archiveRowOf('2024-05-31'), archiveRowOf('2024-06-30')])
    expect(daysOf(mergeSnapshot(old, rowOf('2026-07-31')))).toEqual([
      archiveRowOf('2024-06-30').date,
      archiveRowOf('2026-07-31').date,
    ])
  })
  test('what is no document or no row is refused', () => {
    expect(() => mergeSnapshot('{', rowOf('2026-06-30'))).toThrow('complete JSON')
    expect(() => mergeSnapshot(raw, '[]')).toThrow('an object')
    expect(() => mergeSnapshot(raw, '{"date":null}')).toThrow('a date')
  })
})
