/** What counts as a Social Security number in texts that others wrote. */
import { expect, test } from 'vitest'
import { looksLikeSsn, withoutSsn } from '../../server/responses/response.ts'

test.each([
  '666123456',
  '666-12-3456',
  '666 12 3456',
  '666-12 3456',
  '666.12.3456',
  '666/12/3456',
  '666_12_3456',
  '666\u201312\u20133456',
  '666\u00a012\u00a03456',
  '666 - 12 - 3456',
  '666,12,3456',
  '６６６-１２-３４５６',
])('%s is one, wherever it stands', (number) => {
  expect(looksLikeSsn(number)).toBe(true)
  expect(withoutSsn(`SSN ${number}, twice: ${number}.`)).toBe('SSN •••••••••, twice: •••••••••.')
  expect(withoutSsn(`ref${number}x`)).toBe('ref•••••••••x')
})

test.each([
  '801-555-0100',
  '84601-1234',
  '4000012345678',
  '2026-11-21',
  'codes 100, 25, 2026',
  'code 104 12/2026',
  '1666.12.3456',
  '666.12.34567',
])('%s is none', (text) => {
  expect(looksLikeSsn(text)).toBe(false)
  expect(withoutSsn(text)).toBe(text)
})
