/** Every form in which a source may ask to be left alone for a while. */
import { afterEach, expect, test } from 'vitest'
import { retryAfterMs } from '../../server/egress/retry.ts'

const zone = process.env.TZ
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const now = Date.parse('2026-06-30T12:00:00Z')
const asked = (retryAfter: string | null, date: string | null = null) =>
  retryAfterMs({ get: (name) => (name === 'retry-after' ? retryAfter : name === 'date' ? date : null) }, now)

test.each([
  ['seconds', '120', 120_000],
  ['a part of a second', '0.25', 250],
  ['with blanks around them', ' 7 ', 7_000],
  ['a day', '86400', 86_400_000],
  ['a date', 'Tue, 30 Jun 2026 12:01:00 GMT', 60_000],
  ['the older form of a date', 'Tuesday, 30-Jun-26 12:01:00 GMT', 60_000],
  ['the oldest form of a date', 'Tue Jun 30 12:01:00 2026', 60_000],
  ['none', null, null],
  ['no time at all', '0', null],
  ['a date that is over', 'Tue, 30 Jun 2026 11:59:00 GMT', null],
  ['less than nothing', '-5', null],
  ['what is neither', 'soon', null],
])('%s', (_name, text, expected) => {
  for (const there of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
    process.env.TZ = there
    expect(asked(text), there).toBe(expected)
  }
})

test('a date counts from the clock of the source, in whatever form it tells it', () => {
  process.env.TZ = 'America/New_York'
  const later = 'Tue, 30 Jun 2026 15:00:30 GMT'
  expect(asked(later, 'Tue, 30 Jun 2026 15:00:00 GMT')).toBe(30_000)
  expect(asked(later, 'Tue Jun 30 15:00:00 2026')).toBe(30_000)
})
