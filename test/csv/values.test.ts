import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DateFormat,
  isShortened,
  type MoneyFormat,
  readBoolean,
  readDate,
  readDecimal,
  readInteger,
  readMoney,
} from '../../plugins/csv/values.ts'

describe('dates', () => {
  test.each<[string, DateFormat, string | null | undefined]>([
    ['01/31/2026', 'US', '2026-01-31'],
    ['1/5/2026', 'US', '2026-01-05'],
    ['1-5-2026', 'US', '2026-01-05'],
    ['1/5/2026 12:00:00 AM', 'US', '2026-01-05'],
    ['31/01/2026', 'DMY', '2026-01-31'],
    ['31.01.2026', 'DMY', '2026-01-31'],
    ['2026-01-31', 'ISO', '2026-01-31'],
    ['2026-01-31T00:00:00Z', 'US', '2026-01-31'],
    ['2026-01-31 10:11:12', 'DMY', '2026-01-31'],
    ['00/00/0000', 'US', null],
    ['0000-00-00', 'ISO', null],
    ['31/01/2026', 'US', undefined],
    ['02/30/2026', 'US', undefined],
    ['02/29/2025', 'US', undefined],
    ['1/5/26', 'US', undefined],
    ['01/01/0026', 'US', undefined],
    ['soon', 'US', undefined],
    ['45321', 'US', undefined],
  ])('%s as %s is %s', (cell, format, expected) => expect(readDate(cell, format)).toBe(expected))

  test('any day is read back, whatever the format', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [year, month, dayOfMonth] = iso.split('-')
        expect(readDate(`${month}/${dayOfMonth}/${year}`, 'US')).toBe(iso)
        expect(readDate(`${dayOfMonth}/${month}/${year}`, 'DMY')).toBe(iso)
        expect(readDate(iso, 'ISO')).toBe(iso)
      }),
    )
  })
})

describe('amounts', () => {
  test.each<[string, MoneyFormat, number | undefined]>([
    ['1,234.56', 'US', 123_456],
    ['$1,234.56', 'US', 123_456],
    ['-$12', 'US', -1_200],
    ['$-12', 'US', -1_200],
    ['(12.50)', 'US', -1_250],
    ['($12.50)', 'US', -1_250],
    ['12.50-', 'US', -1_250],
    ['+5', 'US', 500],
    ['.5', 'US', 50],
    ['5.', 'US', 500],
    ['12.345', 'US', 1_235],
    ['-0.00', 'US', 0],
    ['1.234,56', 'EUROPEAN', 123_456],
    ['1 234,56', 'EUROPEAN', 123_456],
    ['€12,5', 'EUROPEAN', 1_250],
    ['123456', 'CENTS', 123_456],
    ['12.50', 'CENTS', undefined],
    ['1.234,56', 'US', undefined],
    ['12,34', 'US', undefined],
    ['1,2345', 'US', undefined],
    ['--5', 'US', undefined],
    ['(-5)', 'US', undefined],
    ['(5', 'US', undefined],
    ['1.2E+11', 'US', undefined],
    ['$', 'US', undefined],
    ['abc', 'US', undefined],
    ['99999999999999999', 'US', undefined],
  ])('%s as %s is %s', (cell, format, expected) => expect(readMoney(cell, format)).toBe(expected))

  test('any amount is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const dollars = (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, useGrouping: true })
        expect(readMoney(dollars, 'US')).toBe(cents)
        expect(readMoney(`$${dollars}`.replace('$-', '-$'), 'US')).toBe(cents)
        expect(readMoney(String(cents), 'CENTS')).toBe(cents)
      }),
    )
  })

  test('a hostile cell takes no time', () => {
    const began = performance.now()
    for (const cell of [' '.repeat(100_000), '1,'.repeat(50_000), '('.repeat(100_000), `${'1'.repeat(100_000)}x`]) {
      readMoney(cell, 'US')
      readDate(cell, 'US')
    }
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})

test.each([
  ['4.5', 4.5],
  ['4.5%', 4.5],
  ['1,200', 1_200],
  ['x', undefined],
])('the number %s is %s', (cell, expected) => expect(readDecimal(cell, 'US')).toBe(expected))

test.each([
  ['36', 36],
  ['36.0000', 36],
  ['36.5', undefined],
])('the whole number %s is %s', (cell, expected) => expect(readInteger(cell, 'US')).toBe(expected))

test.each([
  ['Yes', true],
  ['0', false],
  ['f', false],
  ['maybe', undefined],
])('%s is %s', (cell, expected) => expect(readBoolean(cell)).toBe(expected))

test('a number that a spreadsheet shortened is known', () => {
  expect(['1.23457E+11', '1E+12', '12345', 'E-7'].map(isShortened)).toEqual([true, true, false, false])
})
