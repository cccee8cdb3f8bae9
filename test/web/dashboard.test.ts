import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatShare,
  labelEvery,
  monthName,
  monthTick,
  pathOf,
  stack,
  ticksTo,
  wholeTicksTo,
} from '../../web/lib/charts.ts'
import { localDay, mergeCounts, needsOf, ruleTrends } from '../../web/lib/dashboard.ts'
import { append, type EventLog, emptyLog, most, mostMissed, type Numbered } from '../../web/lib/eventLog.ts'
import { buckets, delinquencyOf, toneOfStatus } from '../../web/lib/portfolio.ts'
import { quarantineFilter, readQuarantineSearch } from '../../web/lib/quarantineSearch.ts'
import { keysOf, paceOf } from '../../web/lib/runs.ts'

describe('scales', () => {
  test('ticks begin at zero, go up evenly, and reach what is shown', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 1e9, noNaN: true }), (max) => {
        const ticks = ticksTo(max)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9))
        expect(ticks.length).toBeLessThanOrEqual(6)
      }),
    )
    expect(ticksTo(0.146)).toEqual([0, 0.05, 0.1, 0.15])
    expect(ticksTo(0)).toEqual([0, 1])
  })

  test('counts have no half ones', () => {
    for (const max of [1, 2, 3, 7, 9, 11, 597]) {
      expect(wholeTicksTo(max).every(Number.isInteger)).toBe(true)
      expect(wholeTicksTo(max).length).toBeLessThanOrEqual(6)
    }
  })

  test('slices stand on each other from zero', () => {
    expect(stack([2, 0, 3])).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 2 },
      { from: 2, to: 5 },
    ])
  })

  test('a line breaks where nothing is known', () => {
    expect(pathOf([{ x: 0, y: 1 }, { x: 1, y: 2 }, null, { x: 3, y: 4 }])).toBe('M0.0 1.0 L1.0 2.0 M3.0 4.0')
  })

  test('labels keep out of each other’s way', () => {
    expect(labelEvery(12, 600, 46)).toBe(1)
    expect(labelEvery(12, 300, 46)).toBe(2)
    expect(labelEvery(12, 0, 46)).toBeGreaterThan(12)
  })

  test('what is not nothing never reads as nothing, and what is not all never as all', () => {
    expect([0, 0.0001, 0.146, 0.9994, 1].map(formatShare)).toEqual(['0%', '< 0.1%', '14.6%', '99.9%', '100%'])
  })

  test('months are named', () => {
    expect(monthName('2026-10')).toBe('Oct 2026')
    expect([monthTick('2026-10', false), monthTick('2027-01', false), monthTick('2026-10', true)]).toEqual([
      ...['Oct', 'Jan ’27', 'Oct ’26'],
    ])
  })
})

describe('a portfolio', () => {
  test('is late by its open accounts; paid, transferred and deleted ones are none', () => {
    const statuses = [
      { code: '11', count: 80 },
      { code: '71', count: 10 },
      { code: '83', count: 4 },
      { code: '97', count: 6 },
      { code: '13', count: 50 },
      { code: '05', count: 5 },
      { code: 'DA', count: 1 },
    ]
    const { open, counts, share } = delinquencyOf(statuses)
    expect(open).toBe(100)
    expect(share).toBeCloseTo(0.2)
    expect(Object.fromEntries(buckets.map(({ key }, index) => [key, counts[index]]))).toEqual({
      ...{ d30: 10, d60: 0, d90: 0, d120: 4, d180: 0, severe: 6 },
    })
    expect(delinquencyOf([]).share).toBe(0)
  })

  test('each status has the colour of its group', () => {
    expect(['11', '71', '82', '84', '97', '13', 'DF'].map(toneOfStatus)).toEqual([
      ...['current', 'd30', 'd120', 'd180', 'severe', 'closed', 'closed'],
    ])
  })
})

describe('what needs a person', () => {
  const counts = { reportable: 10, held: 0, excluded: 0, quarantined: 0 }
  const connection = (extra: object = {}) =>
    ({
      ...{ id: 'c1', name: 'Core', environment: 'PRODUCTION', attention: [], recordCounts: counts, businessDate: null },
      ...{ furnisher: { id: 'f1', name: 'Summit' }, ...extra },
    }) as never
  const period = (extra: object = {}) =>
    ({
      ...{ id: 'p1', month: '2026-10', asOf: '2026-10-31', revision: 1, state: 'OPEN' },
      ...{ furnisher: { id: 'f1', name: 'Summit' }, ...extra },
    }) as never
  const said = (connections: never[], periods: never[], today = '2026-11-21') =>
    needsOf(connections, periods, today).map(({ what }) => what)

  test('nothing, when all is well', () => {
    expect(said([connection()], [period({ state: 'CLOSED' })])).toEqual([])
  })

  test('a key that expires soon, behind what stopped', () => {
    const key = { id: 'k', name: 'Month end', expiresAt: '2026-11-30T12:00:00.000Z' }
    const attention = [{ code: 'RUNS_FAILED', message: 'The last run failed.', hint: 'Look.', since: null }]
    const needs = needsOf([connection({ attention })], [period({ state: 'CLOSED' })], '2026-11-21', [key])
    expect(needs.map(({ target }) => target.page)).toEqual(['connection', 'keys'])
    const what = expect.stringMatching(/expires on Nov 30, 2026/)
    expect(needs[1]).toMatchObject({ tone: 'warn', place: 'Month end', what })
  })

  test('what stopped stands before what only waits', () => {
    const attention = [
      { code: 'WEBHOOK_NOT_SET', message: 'No webhook.', hint: 'Set it.', since: null },
      { code: 'RUNS_FAILED', message: 'The last run failed.', hint: 'Look.', since: null },
    ]
    const held = connection({ attention, recordCounts: { ...counts, held: 7, quarantined: 1 } })
    expect(said([held], [period({ state: 'CLOSED' })])).toEqual([
      ...['The last run failed.', 'No webhook.', '7 records are held by errors.', '1 loan is unreadable.'],
    ])
  })

  test('a month that is over and open, a correction of one, and one that nobody opened', () => {
    expect(said([connection()], [period()])).toEqual(['Oct 2026 is over and not closed.'])
    expect(said([connection()], [period({ revision: 2 })])).toEqual([
      'Correction 1 of Oct 2026 is over and not closed.',
    ])
    expect(said([connection()], [period({ month: '2026-09', state: 'CLOSED' })])).toEqual([
      'Oct 2026 has not been opened.',
    ])
    expect(said([connection()], [period()], '2026-10-31')).toEqual([])
    expect(said([connection()], [], '2027-01-02')).toEqual(['Dec 2026 has not been opened.'])
  })

  test('the day is the lender’s: its month is not over because it is tomorrow here', () => {
    const there = (businessDate: string) => connection({ businessDate })
    expect(said([there('2026-10-31')], [period()], '2026-11-01')).toEqual([])
    expect(said([there('2026-10-31')], [period({ month: '2026-09', state: 'CLOSED' })], '2026-11-01')).toEqual([])
    expect(said([there('2026-11-01')], [period()], '2026-10-31')).toEqual(['Oct 2026 is over and not closed.'])
    // In two zones: not over until it is over in both. A sandbox says nothing of the day.
    expect(said([there('2026-11-01'), there('2026-10-31')], [period()])).toEqual([])
    const sandbox = connection({ environment: 'SANDBOX', businessDate: '2026-11-02' })
    expect(said([there('2026-10-31'), sandbox], [period()])).toEqual([])
  })

  test('a day in the middle of a month is over before the month is', () => {
    const middle = period({ month: '2026-11', asOf: '2026-11-20' })
    expect(said([connection({ businessDate: '2026-11-21' })], [middle])).toEqual([
      'Nov 2026, as of Nov 20, 2026, is not closed.',
    ])
    expect(said([connection({ businessDate: '2026-11-20' })], [middle])).toEqual([])
  })

  test('a sandbox reports nothing', () => {
    expect(said([connection({ environment: 'SANDBOX' })], [])).toEqual([])
  })

  test('the day is that of the one who looks', () => {
    expect(localDay(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
  })
})

test('rules stand by severity, then by count; months are told of errors and warnings alone', () => {
  const now = [
    { ruleId: 'I', severity: 'INFO', count: 99, rule: null },
    { ruleId: 'W', severity: 'WARNING', count: 5, rule: { title: 'Warned' } },
    { ruleId: 'E', severity: 'ERROR', count: 1, rule: null },
  ] as const
  const trend = [
    { month: '2026-09', rules: [{ ruleId: 'W', records: 3 }] },
    { month: '2026-10', rules: [] },
  ]
  expect(ruleTrends(now, trend).map(({ ruleId, months }) => [ruleId, months])).toEqual([
    ['E', [0, 0]],
    ['W', [3, 0]],
    ['I', null],
  ])
})

test('counts of several connections are added', () => {
  const lists = [
    [
      { code: '11', count: 1 },
      { code: '71', count: 5 },
    ],
    [{ code: '11', count: 9 }],
  ]
  expect(mergeCounts('code', lists)).toEqual([
    { code: '11', count: 10 },
    { code: '71', count: 5 },
  ])
})

describe('runs', () => {
  test('their pace', () => {
    const times = { startedAt: '2026-11-21T09:00:00Z', finishedAt: '2026-11-21T09:00:10Z' }
    expect(paceOf({ ...times, seen: 500, remapped: 0 })).toEqual({ seconds: 10, perSecond: 50 })
    expect(paceOf({ ...times, seen: 0, remapped: 0 })).toEqual({ seconds: 10, perSecond: null })
    expect(paceOf({ startedAt: null, finishedAt: null, seen: 0, remapped: 0 })).toBeNull()
  })

  test('loans are named however they were pasted', () => {
    expect(keysOf(' 12, 13;14\n12\t15 ')).toEqual(['12', '13', '14', '15'])
  })

  test('an hour of events leaves a window of them', () => {
    let log: EventLog<Numbered> = emptyLog
    for (let seq = 1; seq <= 40_000; seq += 2) log = append(log, { seq })
    expect(log.events).toHaveLength(most)
    expect(log.missed).toHaveLength(mostMissed)
    expect(log.dropped).toBe(20_000 - most)
    expect(log.last).toBe(39_999)
  })
})

test('the address of the quarantine is read, and what makes no sense passed over', () => {
  expect(readQuarantineSearch({ connection: 'Q29u', stage: 'MAP', code: 'MISSING', other: 1 })).toEqual({
    ...{ connection: 'Q29u', stage: 'MAP', code: 'MISSING' },
  })
  expect(readQuarantineSearch({ connection: '<b>', stage: 'X', code: 'no code' })).toEqual({})
  expect(quarantineFilter({ stage: 'MAP', code: 'MISSING' })).toEqual({ stage: ['MAP'], code: ['MISSING'] })
})
