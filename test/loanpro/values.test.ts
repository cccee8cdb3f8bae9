import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import {
  dateToDay,
  dayToDate,
  type Json,
  readBirthDate,
  readBoolean,
  readCode,
  readDate,
  readDecimal,
  readEntity,
  readInstant,
  readInteger,
  readJsonMap,
  readMoney,
  readRows,
  readText,
} from '../../plugins/loanpro/values.ts'

const refused = (read: () => unknown) => {
  expect(read).toThrow(SourceFailure)
  expect(read).toThrow(/^field is not /)
}

describe('dates (trap 1: /Date()/ holds seconds, may be negative, and has a zero date)', () => {
  test.each<[Json, string | null]>([
    ['/Date(1652227200)/', '2022-05-11'],
    ['/Date(-223948800)/', '1962-11-27'],
    ['/Date(0)/', '1970-01-01'],
    ['/Date(-1)/', '1969-12-31'],
    ['/Date(-62169984000)/', null],
    ['/Date(-3786825600)/', '1850-01-01'],
    ['/Date(-3786825601)/', null],
    ['/Date(253402300799)/', '9999-12-31'],
    ['/Date(951782400)/', '2000-02-29'],
    ['2026-06-30', '2026-06-30'],
    ['2017-11-15 18:14:00', '2017-11-15'],
    ['0000-00-00', null],
    ['0000-00-00 00:00:00', null],
    ['', null],
    [null, null],
  ])('%s is %s', (text, date) => expect(readDate(text, 'field')).toBe(date))

  test('milliseconds are not taken for seconds', () => refused(() => readDate('/Date(1652227200000)/', 'field')))
  test.each(['2026-02-30', '/Date()/', '/Date(1.5)/', 'XX/27', 'yesterday', '11/27/1962'])('%s is refused', (text) =>
    refused(() => readDate(text, 'field')),
  )

  test('a date-only value is the UTC day, whatever the zone of this machine', () => {
    const zone = process.env.TZ
    process.env.TZ = 'America/Los_Angeles'
    try {
      expect(readDate('/Date(1652227200)/', 'field')).toBe('2022-05-11')
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  test('every second of a day is that day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -43_829, max: 2_932_896 }), fc.integer({ min: 0, max: 86_399 }), (day, second) => {
        const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
        expect(readDate(`/Date(${day * 86_400 + second})/`, 'field')).toBe(date)
        expect(dayToDate(dateToDay(date))).toBe(date)
      }),
    )
  })

  test('instants keep their time', () => {
    expect(readInstant('/Date(1650311603)/', 'field')).toBe('2022-04-18T19:53:23.000Z')
    expect(readInstant('/Date(-62169984000)/', 'field')).toBeNull()
    refused(() => readInstant('soon', 'field'))
  })
})

test('trap 10: a censored date of birth stays the text that was sent, a missing one is null', () => {
  expect(readBirthDate('11/27/XXXX')).toBe('11/27/XXXX')
  expect(readBirthDate('XX')).toBe('XX')
  expect(readBirthDate(null)).toBeNull()
  expect(readBirthDate('/Date(-223948800)/')).toBe('1962-11-27')
})

describe('money', () => {
  test.each<[Json, number | null]>([
    ['9018.44', 901_844],
    ['0', 0],
    ['75111.98', 7_511_198],
    ['900.3', 90_030],
    ['1120.', 112_000],
    ['.5', 50],
    ['-0.01', -1],
    ['-0.00', 0],
    ['297.005', 29_701],
    [100, 10_000],
    [297.47000000000003, 29_747],
    [1.005, 100],
    ['', null],
    [null, null],
  ])('%s is %s cents', (text, cents) => expect(readMoney(text, 'field')).toBe(cents))

  test.each<Json>(['1,234.50', 'abc', '.', '12e3', true, [], {}, '99999999999999999'])('%s is refused', (value) =>
    refused(() => readMoney(value, 'field')),
  )

  test('what is written with two decimals comes back to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        expect(readMoney((cents / 100).toFixed(2), 'field')).toBe(cents === 0 ? 0 : cents)
      }),
    )
  })
})

describe('other scalars', () => {
  test.each<[Json, boolean | null]>([
    [0, false],
    [1, true],
    ['0', false],
    ['1', true],
    [true, true],
    ['loan.firstdayinterest.yes', true],
    ['loan.lastasfinal.no', false],
    [null, null],
  ])('boolean %s is %s', (value, read) => expect(readBoolean(value, 'field')).toBe(read))
  test('what is neither yes nor no is refused', () => refused(() => readBoolean('maybe', 'field')))

  test('numbers', () => {
    expect(readDecimal('36.0000', 'field')).toBe(36)
    expect(readInteger('12', 'field')).toBe(12)
    refused(() => readInteger('36.5', 'field'))
    refused(() => readDecimal('4 %', 'field'))
  })

  test('text may come as a number', () => {
    expect(readText(94510, 'field')).toBe('94510')
    refused(() => readText(['a'], 'field'))
  })
})

describe('codes', () => {
  const known = new Map([
    ['biweekly', 'biWeekly'],
    ['00', '00'],
    ['1c', '1C'],
    ['tx.principal', 'tx.principal'],
  ])
  test.each<[Json, string, string | null]>([
    ['loan.frequency.biWeekly', 'loan.frequency.', 'biWeekly'],
    ['loan.frequency.biweekly', 'loan.frequency.', 'biWeekly'],
    ['LOAN.FREQUENCY.BIWEEKLY', 'loan.frequency.', 'biWeekly'],
    ['loan.creditbureau.00', 'loan.creditbureau.', '00'],
    ['loan.creditbureau.1C', 'loan.creditbureau.', '1C'],
    ['payment.extra.tx.principal', 'payment.extra.', 'tx.principal'],
    ['loan.frequency.fortnightly', 'loan.frequency.', 'fortnightly'],
    ['loan.frequncy.biweekly', 'loan.frequency.', 'biWeekly'],
    ['', 'loan.frequency.', null],
    [null, 'loan.frequency.', null],
  ])('%s is %s', (value, prefix, code) => expect(readCode(value, prefix, known, 'field')).toBe(code))
})

describe('nested collections (trap 4: {results}, a bare array, deferred, null or missing)', () => {
  const row = { id: 1 }
  test.each<[string, Json | undefined, Json]>([
    ['bare array', [row], [row]],
    ['results', { results: [row] }, [row]],
    ['empty results', { results: [] }, []],
    ['null', null, []],
    ['[]', [], []],
    ['deferred', { __deferred: { uri: 'Loans(id=1)/Payments' } }, null],
    ['missing', undefined, null],
    ['a list printed as a map', { results: { '0': row, '2': row } }, [row, row]],
    ['one object where a list is expected', row, [row]],
  ])('%s', (_, value, rows) => expect(readRows(value, 'field')).toEqual(rows))

  test('impossible shapes are refused', () => {
    refused(() => readRows('text', 'field'))
    refused(() => readRows([1], 'field'))
    refused(() => readEntity('text', 'field'))
    refused(() => readEntity([row, row], 'field'))
  })

  test('an entity may be an object, [] for none, or a list of one', () => {
    expect(readEntity(row, 'field')).toBe(row)
    expect(readEntity([], 'field')).toBeNull()
    expect(readEntity([row], 'field')).toBe(row)
    expect(readEntity({ __deferred: { uri: 'x' } }, 'field')).toBeNull()
  })
})

test('JSON in strings: with a leading space, and [] for an empty map', () => {
  expect(readJsonMap(' {"1":0,"2":5}', 'field')).toEqual({ '1': 0, '2': 5 })
  expect(readJsonMap('[]', 'field')).toEqual({})
  expect(readJsonMap('', 'field')).toEqual({})
  expect(readJsonMap('["20"]', 'field')).toEqual({ '0': '20' })
  refused(() => readJsonMap('{"1":', 'field'))
})
