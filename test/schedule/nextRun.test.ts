import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTimeZone, nextRunAfter } from '../../server/schedule/nextRun.ts'

const daily = (dailyAt: string, timeZone: string) => ({ cadence: 'DAILY' as const, dailyAt, timeZone })
const next = (dailyAt: string, zone: string, now: string) => {
  const due = nextRunAfter(daily(dailyAt, zone), Date.parse(now))
  return due === null ? null : new Date(due).toISOString()
}
const plain = (cadence: 'MANUAL' | 'HOURLY' | 'WEBHOOK_ONLY') => ({ cadence, dailyAt: null, timeZone: null })

test('hourly is an hour from now; manual and webhook-only are never due', () => {
  expect(nextRunAfter(plain('HOURLY'), 1_000)).toBe(3_601_000)
  expect(nextRunAfter(plain('MANUAL'), 1_000)).toBeNull()
  expect(nextRunAfter(plain('WEBHOOK_ONLY'), 1_000)).toBeNull()
})

test.each([
  ['later today', '06:30', 'America/New_York', '2026-01-10T11:00:00Z', '2026-01-10T11:30:00.000Z'],
  ['at the very moment: tomorrow', '06:30', 'America/New_York', '2026-01-10T11:30:00Z', '2026-01-11T11:30:00.000Z'],
  ['just missed: tomorrow', '06:30', 'America/New_York', '2026-01-10T11:30:01Z', '2026-01-11T11:30:00.000Z'],
  ['summer time', '06:30', 'America/New_York', '2026-07-10T11:00:00Z', '2026-07-11T10:30:00.000Z'],
  ['midnight', '00:00', 'America/Denver', '2026-01-10T23:00:00Z', '2026-01-11T07:00:00.000Z'],
  [
    'left out (spring): when the clocks say 03:00',
    '02:30',
    'America/New_York',
    '2026-03-08T05:00:00Z',
    '2026-03-08T07:00:00.000Z',
  ],
  ['the day after it was left out', '02:30', 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-09T06:30:00.000Z'],
  ['twice (autumn): the first time', '01:30', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T05:30:00.000Z'],
  ['twice: not the second time', '01:30', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00.000Z'],
  ['midnight left out', '00:00', 'America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T04:00:00.000Z'],
  ['half an hour of summer time', '02:15', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', '2026-10-03T15:30:00.000Z'],
  ['no summer time', '12:00', 'America/Phoenix', '2026-07-10T18:59:00Z', '2026-07-10T19:00:00.000Z'],
  ['ahead of UTC', '00:15', 'Asia/Kolkata', '2026-07-10T18:44:00Z', '2026-07-10T18:45:00.000Z'],
])('%s', (_name, at, zone, now, due) => {
  expect(next(at, zone, now)).toBe(due)
})

test.each([
  ['', 'UTC'],
  ['24:00', 'UTC'],
  ['7:30', 'UTC'],
])('%j is no time of day', (at, zone) => {
  expect(() => nextRunAfter(daily(at, zone), 0)).toThrow(RangeError)
})

test('names of zones', () => {
  expect(['America/New_York', 'UTC', 'Europe/Berlin'].map(isTimeZone)).toEqual([true, true, true])
  expect(['', '+02:00', 'Mars/Olympus', 'New York'].map(isTimeZone)).toEqual([false, false, false, false])
})

const zones = [
  'UTC',
  'America/New_York',
  'America/Denver',
  'America/Phoenix',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Europe/London',
  'America/St_Johns',
  'Pacific/Chatham',
]
const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) })
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`)

/** Local date and time by another way than the code's own. */
function local(instant: number, timeZone: string) {
  const text = new Date(instant).toLocaleString('sv-SE', { timeZone })
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

const dayAfter = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)

describe('properties of a daily run', () => {
  test('one on each calendar day, at its time unless the clocks left it out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), times, moments, (zone, at, now) => {
        const first = nextRunAfter(daily(at, zone), now)!
        const second = nextRunAfter(daily(at, zone), first)!
        expect(first).toBeGreaterThan(now)
        expect(local(second, zone).date).toBe(dayAfter(local(first, zone).date))
        const { time } = local(first, zone)
        if (time === at) return
        // Left out: a moment earlier the clocks stood before it, now they stand after it.
        expect(time > at).toBe(true)
        expect(local(first - 1_000, zone).time < at || at < '01:00').toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('asking at any moment before it is due answers the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        times,
        moments,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (zone, at, now, part) => {
          const due = nextRunAfter(daily(at, zone), now)!
          const later = now + Math.floor((due - now - 1) * part)
          expect(nextRunAfter(daily(at, zone), later)).toBe(due)
        },
      ),
      { numRuns: 300 },
    )
  })
})
