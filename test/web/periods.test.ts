/** What the pages of monthly reporting reckon by themselves. */
import { describe, expect, test } from 'vitest'
import { compareFields, fieldTitle, piecesOf } from '../../web/lib/comparison.ts'
import {
  periodFilter,
  readBaselineSearch,
  readFilesSearch,
  readPeriodSearch,
  withoutPeriod,
} from '../../web/lib/periodSearch.ts'
import {
  addMonths,
  connectionOf,
  lastDayOf,
  monthsToOpen,
  monthTitle,
  monthToOpen,
  nextStep,
  periodTitle,
  reasonText,
  stepsOf,
  sums,
  waitingForDay,
  ways,
  withDays,
  wordsOf,
} from '../../web/lib/periods.ts'
import { ruleBase } from '../../web/lib/ruler.ts'

describe('months', () => {
  test.each([
    ['2026-10', 1, '2026-11'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-03', -15, '2024-12'],
  ])('%s and %i', (month, count, expected) => expect(addMonths(month, count)).toBe(expected))

  test.each([
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-12', '2026-12-31'],
  ])('the last day of %s', (month, day) => expect(lastDayOf(month)).toBe(day))

  test('in words; the second revision is the first correction, a baseline that was imported again is none', () => {
    expect(monthTitle('2026-10')).toBe('October 2026')
    expect(periodTitle({ month: '2026-10', revision: 2 })).toBe('October 2026, correction 1')
    expect(periodTitle({ month: '2026-10', revision: 2, origin: 'BASELINE' })).toBe('October 2026')
  })

  const closed = (month: string) => ({ month, revision: 1, state: 'CLOSED' as const, origin: 'COMPUTED' })
  test('only what follows the newest closed one can be opened, up to this month', () => {
    expect(monthsToOpen([closed('2026-09'), closed('2026-08')], '2026-11-21')).toEqual(['2026-11', '2026-10'])
    expect(monthsToOpen([closed('2026-11')], '2026-11-21')).toEqual([])
    expect(monthsToOpen([], '2026-11-21')).toHaveLength(13)
  })

  test('meant is the one after the newest closed one, else the last that is over', () => {
    expect(monthToOpen([closed('2026-08')], '2026-11-21')).toBe('2026-09')
    expect(monthToOpen([], '2026-11-21')).toBe('2026-10')
    expect(monthToOpen([{ ...closed('2026-10'), state: 'OPEN' as const }], '2026-11-21')).toBe('2026-10')
  })
})

const counts = [
  { review: 'NEW' as const, records: 5, heldOut: 1 },
  { review: 'CORRECTED' as const, records: 2, heldOut: 0 },
  { review: 'HELD' as const, records: 3, heldOut: 2 },
  { review: 'EXCLUDED' as const, records: 4, heldOut: 0 },
]

const open = {
  ...{ state: 'OPEN' as const, origin: 'COMPUTED', computedAt: '2026-11-01T00:00:00Z', outdatedBy: [] as string[] },
  ...{ closingReasons: [{ code: 'OPEN_ERRORS' }], counts, operation: null, files: [] as { state: string }[] },
}
const statesOf = (period: Parameters<typeof stepsOf>[0]) => stepsOf(period).map(({ state }) => state)

describe('how far a period is', () => {
  test('what is reported, open and held out', () =>
    expect(sums(counts)).toEqual({ all: 14, reported: 6, open: 1, heldOut: 3 }))

  test('not computed yet', () =>
    expect(statesOf({ ...open, computedAt: null })).toEqual(['next', 'waiting', 'waiting', 'waiting']))
  test('being computed', () =>
    expect(statesOf({ ...open, computedAt: null, operation: { kind: 'COMPUTE_PERIOD', active: true } })[0]).toBe(
      'working',
    ))
  test('errors open', () => expect(statesOf(open)).toEqual(['done', 'next', 'blocked', 'waiting']))
  test('outdated: closing computes it anew', () =>
    expect(statesOf({ ...open, outdatedBy: ['the waivers'], closingReasons: [] })).toEqual([
      ...['next', 'next', 'next', 'waiting'],
    ]))
  test('nothing in the way', () =>
    expect(statesOf({ ...open, counts: [], closingReasons: [] })).toEqual(['done', 'done', 'next', 'waiting']))
  test('being closed', () =>
    expect(statesOf({ ...open, operation: { kind: 'CLOSE_PERIOD', active: true } })[2]).toBe('working'))
  test('closed, without and with files', () => {
    const closed = { ...open, state: 'CLOSED' as const }
    expect(statesOf(closed)[3]).toBe('next')
    expect(statesOf({ ...closed, files: [{ state: 'WRITING' }] })[3]).toBe('working')
    expect(statesOf({ ...closed, files: [{ state: 'FAILED' }] })[3]).toBe('next')
    expect(statesOf({ ...closed, files: [{ state: 'READY' }] })[3]).toBe('done')
  })

  test.each([
    [{ origin: 'BASELINE' }, 'Sent before'],
    [{ operation: { kind: 'CLOSE_PERIOD' as const, active: true } }, 'Being closed'],
    [{ computedAt: null }, 'Compute'],
    [{}, 'Review 1 held'],
    [{ counts: [] }, 'Review and close'],
    [{ state: 'CLOSED' as const }, 'Create files'],
    [{ state: 'CLOSED' as const, counts: [] }, 'Nothing reported'],
    [{ state: 'CLOSED' as const, files: [{ state: 'READY' }] }, 'Done'],
  ])('next: %o', (more, expected) => expect(nextStep({ ...open, ...more })).toBe(expected))

  test('a reason leads to the connection that it names, the longest name first', () => {
    const connections = ['Auto', 'Auto West', 'Auto West Test'].map((name) => ({
      ...{ id: name, name, environment: name.endsWith('Test') ? 'SANDBOX' : 'PRODUCTION' },
    }))
    expect(connectionOf('Auto West needs a FULL run', connections)?.id).toBe('Auto West')
    expect(connectionOf('Auto needs a FULL run', connections)?.id).toBe('Auto')
    expect(connectionOf('3 records have open errors', connections)).toBeUndefined()
  })
})

describe('held out and let in again', () => {
  const all = { search: {}, holdable: true, anyHeldOut: true, chosen: null }

  test('of everything that is shown, by what is shown', () => {
    expect(ways(all)).toEqual({ canHoldOut: true, canLetIn: true })
    expect(ways({ ...all, search: { heldOut: true } })).toEqual({ canHoldOut: false, canLetIn: true })
    expect(ways({ ...all, search: { heldOut: false } })).toEqual({ canHoldOut: true, canLetIn: false })
    expect(ways({ ...all, holdable: false, anyHeldOut: false })).toEqual({ canHoldOut: false, canLetIn: false })
  })

  test('of marked rows, by how they stand', () => {
    expect(ways({ ...all, chosen: [{ heldOut: true }] })).toEqual({ canHoldOut: false, canLetIn: true })
    expect(ways({ ...all, chosen: [{ heldOut: false }] })).toEqual({ canHoldOut: true, canLetIn: false })
    expect(ways({ ...all, chosen: [{ heldOut: true }, { heldOut: false }] })).toEqual({
      canHoldOut: true,
      canLetIn: true,
    })
  })
})

describe('a full run that is needed', () => {
  const connection = { businessDate: '2026-11-21', nextFullRunAt: '2026-11-22T08:05:00Z' }

  test('cannot begin before the day is over: what starts it is said instead', () => {
    expect(waitingForDay(connection, '2026-11-21')).toMatch(
      /^A run started before Nov 21, 2026 is over does not count\. One starts by itself on Nov 22/,
    )
    expect(waitingForDay({ ...connection, nextFullRunAt: null }, '2026-11-30')).toContain('Start a FULL run after it.')
  })

  test('can be started once the day is over, and where nobody knows the day', () => {
    expect(waitingForDay(connection, '2026-11-20')).toBeNull()
    expect(waitingForDay({ ...connection, businessDate: null }, '2026-11-21')).toBeNull()
  })

  test('days in a message stand as everywhere on the page', () => {
    expect(withDays('It began after 2026-11-30; loan 2026-11 and L-2026-11-301 stay.')).toBe(
      'It began after Nov 30, 2026; loan 2026-11 and L-2026-11-301 stay.',
    )
  })
})

describe('words', () => {
  test.each([
    ['totalStatusCode11', 'Total status code 11'],
    ['totalStatusCodeDA', 'Total status code DA'],
    ['totalSocialSecurityNumbersJ1', 'Total social security numbers J1'],
    ['reporterName', 'Reporter name'],
  ])('%s', (name, shown) => expect(wordsOf(name)).toBe(shown))
  test('reasons: codes as words, sentences as they are', () => {
    expect(reasonText('GONE_FROM_SOURCE')).toBe('Gone from source')
    expect(reasonText('Its final status 13 was reported.')).toBe('Its final status 13 was reported.')
  })
})

describe('addresses', () => {
  test('are read, and what makes no sense is passed over', () => {
    expect(
      readPeriodSearch({ tab: 'files', review: 'HELD', status: 5, heldOut: false, sort: 'x', descending: 'no' }),
    ).toEqual({
      ...{ tab: 'files', review: 'HELD', status: '05', heldOut: false },
    })
    expect(readPeriodSearch({ review: 'held', rule: '<script>', heldOut: 'maybe' })).toEqual({})
    expect(readBaselineSearch({ tab: 'loans', loan: 'MISSING', otherConsumer: 'true' })).toEqual({
      ...{ tab: 'loans', loan: 'MISSING' },
    })
    expect(readFilesSearch({ state: 'READY', furnisher: 'a b' })).toEqual({ state: 'READY' })
  })

  test('make the filter of the list; that of the mutations names no period', () => {
    const filter = periodFilter('p', { review: 'HELD', heldOut: false, rule: 'G-DUP-1' }, ' Lee ')
    expect(filter).toEqual({ period: 'p', review: ['HELD'], heldOut: false, ruleId: ['G-DUP-1'], search: 'Lee' })
    expect(withoutPeriod(filter)).not.toHaveProperty('period')
    expect(withoutPeriod(periodFilter('p', {}, ''))).toEqual({})
  })
})

describe('a record beside what was reported', () => {
  const base = { accountStatus: '71', amountPastDue: '810.00', socialSecurityNumber: '***-**-1234' }
  const now = ruleBase(base)

  test('marks the fields whose characters differ, and masked ones that the server names', () => {
    const before = ruleBase({ ...base, accountStatus: '11', amountPastDue: '0.00' })
    const fields = compareFields(now, before, ['base.socialSecurityNumber'])
    expect(fields.filter(({ changed }) => changed).map(({ name }) => name)).toEqual([
      ...['accountStatus', 'amountPastDue', 'socialSecurityNumber'],
    ])
  })

  test('of a new one nothing differs', () =>
    expect(compareFields(now, null, []).some(({ changed, before }) => changed || before !== null)).toBe(false))

  test('the pieces of a line are its 426 characters', () => {
    const fields = compareFields(now, ruleBase({ ...base, accountStatus: '11' }), [])
    const pieces = piecesOf(fields, 'before', 'amountPastDue')
    expect(pieces.map(({ text }) => text).join('')).toHaveLength(426)
    expect(pieces.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['11'])
    expect(pieces.filter(({ selected }) => selected).map(({ text }) => text)).toEqual(['000000810'])
  })

  test('fields have the titles of the format', () => {
    expect(fieldTitle('base.accountStatus')).toBe('17A Account status')
    expect(fieldTitle('j1[0].surname')).toBe('j1[0].surname')
  })
})
