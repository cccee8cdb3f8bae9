/** What the web client reckons by itself. */
import { describe, expect, test } from 'vitest'
import { csvOf, savedText } from '../../web/lib/csv.ts'
import { differences } from '../../web/lib/differences.ts'
import { append, type EventLog, emptyLog, most, type Numbered, skip } from '../../web/lib/eventLog.ts'
import { formatDay, formatMoney, formatSeconds, humanize } from '../../web/lib/format.ts'
import { errorsByField, type FormField, valuesToSend, withoutSecrets } from '../../web/lib/forms.ts'
import { historyMonths } from '../../web/lib/history.ts'
import { readRecordSearch, recordFilter } from '../../web/lib/recordSearch.ts'
import { hasRole } from '../../web/lib/roles.ts'
import { changed, firstState, keep, readWizardSearch, restore, shownStep, wizardSearch } from '../../web/lib/wizard.ts'

describe('values', () => {
  test.each([
    ['1234.00', '$1,234'],
    ['1234567.50', '$1,234,567.50'],
    ['-3.05', '-$3.05'],
    ['0.00', '$0'],
    [null, '–'],
  ])('money %s', (money, shown) => expect(formatMoney(money)).toBe(shown))

  test('a day is itself in every time zone', () => expect(formatDay('2026-01-01')).toBe('Jan 1, 2026'))
  test('an absent day', () => expect(formatDay(null)).toBe('–'))
  test.each([
    [0.4, '0 s'],
    [95, '1 min 35 s'],
    [7_260, '2 h 1 min'],
  ])('%f seconds', (seconds, shown) => expect(formatSeconds(seconds)).toBe(shown))
  test('codes', () => expect(humanize('SUCCEEDED_WITH_ERRORS')).toBe('Succeeded with errors'))
})

test('each role has what those before it have', () => {
  expect(hasRole('ADMIN', 'VIEWER')).toBe(true)
  expect(hasRole('OPERATOR', 'OPERATOR')).toBe(true)
  expect(hasRole('ANALYST', 'OPERATOR')).toBe(false)
  expect(hasRole('AUDITOR' as never, 'ANALYST')).toBe(false)
})

describe('events', () => {
  const log = (...numbers: number[]) =>
    numbers.reduce<EventLog<Numbered>>((before, seq) => append(before, { seq }), emptyLog)

  test('one that comes twice, after a break, is taken once', () => {
    expect(log(1, 2, 2, 1, 3).events.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })
  test('a gap is noticed', () => expect(log(1, 4).missed).toEqual([{ fromSeq: 2, toSeq: 3 }]))
  test('what the server no longer has is told, and gone on after', () => {
    const after = append(skip(log(1), { fromSeq: 2, toSeq: 9 }), { seq: 10 })
    expect(after.missed).toEqual([{ fromSeq: 2, toSeq: 9 }])
    expect(after.last).toBe(10)
  })
  test('the page does not grow', () => {
    const long = log(...Array.from({ length: most + 50 }, (_, index) => index + 1))
    expect([long.events.length, long.dropped, long.last]).toEqual([most, 50, most + 50])
    expect(long.missed).toEqual([])
  })
})

test('history: the first character is the month before the account information', () => {
  const months = historyMonths(`01${'B'.repeat(22)}`, '2026-02-28')
  expect(months.slice(0, 3)).toEqual([
    { month: '2026-01', code: '0', tone: 'good' },
    { month: '2025-12', code: '1', tone: 'late' },
    { month: '2025-11', code: 'B', tone: 'none' },
  ])
  expect(months).toHaveLength(24)
  expect(months[23]!.month).toBe('2024-02')
  expect(historyMonths('0', null)).toEqual([])
})

test('differences of two versions', () => {
  const before = { __typename: 'BaseSegment', accountStatus: '11', dateClosed: null, surname: 'DOE' }
  const now = { __typename: 'BaseSegment', accountStatus: '71', dateClosed: '', surname: 'DOE' }
  expect(differences(before, now)).toEqual([{ field: 'accountStatus', before: '11', now: '71' }])
  expect(differences(null, { surname: 'DOE' })).toEqual([{ field: 'surname', before: '', now: 'DOE' }])
})

test('a cell of a spreadsheet runs nothing', () => {
  expect(csvOf([['=1+1', 'a"b', 'x,y', -5, null]])).toBe(`'=1+1,"a""b","x,y",-5,\r\n`)
})

test('a file that does not hold all findings says so, and how to come by the rest', () => {
  expect(savedText(1, 1, false)).toBe('1 finding saved.')
  expect(savedText(20_000, 23_456, false)).toMatch(
    /^20,000 findings saved\. 3,456 more are left out: .*20,000.* A connection/,
  )
  expect(savedText(20_000, 20_001, true)).toMatch(/ 1 more is left out: .*20,000\. The query validationErrors /)
})

describe('search in the address', () => {
  test('what makes no sense is passed over', () => {
    const raw = {
      eligibility: 'MAYBE',
      status: 11,
      late: '30',
      sort: 'SURNAME; DROP',
      rule: '../x y',
      descending: 'yes',
    }
    expect(readRecordSearch(raw)).toEqual({ status: '11', late: 30 })
  })
  test('a status that begins with zero', () => expect(readRecordSearch({ status: 5 })).toEqual({ status: '05' }))
  test('the text searched for is no part of it', () => {
    expect(readRecordSearch({ search: 'DOE', text: 'DOE' })).toEqual({})
    expect(recordFilter({ late: 30 }, ' DOE ')).toEqual({ daysPastDueMin: 30, search: 'DOE' })
  })
})

const field = (changes: Partial<FormField>): FormField => ({
  ...{
    name: 'x',
    label: 'X',
    help: '',
    input: 'TEXT',
    required: true,
    advanced: false,
    secret: false,
    placeholder: null,
  },
  ...{ defaultValue: null, options: [] },
  ...changes,
})

describe('forms of plugins', () => {
  const fields = [
    field({ name: 'token', input: 'PASSWORD', secret: true }),
    field({ name: 'pages', input: 'NUMBER' }),
    field({ name: 'columns', input: 'COLUMNS' as never }),
    field({ name: 'empty', required: false }),
  ]
  test('numbers as numbers, inputs of later versions as JSON, nothing for nothing', () => {
    const values = { token: ' kept as typed ', pages: '25', columns: '[{"a":1}]', empty: '' }
    expect(valuesToSend(fields, values)).toEqual({ token: ' kept as typed ', pages: 25, columns: [{ a: 1 }] })
    expect(valuesToSend(fields, { pages: 'many', columns: '{' })).toEqual({ pages: 'many', columns: '{' })
  })
  test('secrets are not kept', () => {
    expect(withoutSecrets(fields, { token: 't0ken', pages: '25' })).toEqual({ pages: '25' })
  })
  test('errors find their field', () => {
    const errors = [
      { path: ['input', 'settings', 'pages'], message: 'Too many.' },
      { path: ['input', 'name'], message: 'Taken.' },
    ]
    expect(errorsByField(errors, fields, 'settings')).toEqual({ pages: 'Too many.', '': 'Taken.' })
  })
})

describe('the wizard', () => {
  const plugin = {
    name: 'LoanPro',
    acquire: 'PULL',
    settingsFields: [field({ name: 'baseUrl' })],
    credentialsFields: [field({ name: 'token', input: 'PASSWORD', secret: true }), field({ name: 'instanceId' })],
    presets: [{ name: 'installment' }],
  }
  const first = firstState(plugin, 'key')

  test('leaving and coming back loses nothing but secrets, which are asked for again', () => {
    const left = { ...first, reached: 3, name: 'Ours', credentials: { token: 's3cret', instanceId: '42' } }
    const kept = keep(plugin, left)
    expect(kept).not.toContain('s3cret')
    const back = restore(plugin, kept, firstState(plugin, 'other'))
    expect(back).toEqual({ ...left, reached: 0, credentials: { token: '', instanceId: '42' } })
  })
  test('the address says which step is shown; one that cannot be gone to gives way to the furthest that can', () => {
    expect([2, 5, 1, 6, 2.5, '3', undefined].map((step) => readWizardSearch({ step }))).toEqual([
      ...[{ step: 2 }, { step: 5 }],
      ...[{}, {}, {}, {}, {}],
    ])
    expect([0, 1, 4].map(wizardSearch)).toEqual([{}, { step: 2 }, { step: 5 }])
    expect(shownStep({}, 3)).toBe(0)
    expect(shownStep({ step: 3 }, 3)).toBe(2)
    expect(shownStep({ step: 5 }, 1)).toBe(1)
  })
  test('another access has to be checked, another preset or schedule does not', () => {
    const at = { ...first, reached: 4, furnisherId: 'f' }
    expect(changed(at, { preset: 'other', cadence: 'MANUAL' }).reached).toBe(4)
    expect(changed(at, { credentials: { token: 'new' } }).reached).toBe(0)
    expect(changed(at, { settings: {} }).reached).toBe(0)
    expect(changed(at, { furnisherId: '' }).reached).toBe(2)
    expect(changed(first, { reached: 1 }).reached).toBe(1)
  })
  test('what was connected stays so', () => {
    const connected = { connectionId: 'c', runId: 'r' }
    expect(restore(plugin, keep(plugin, { ...first, connected, reached: 4 }), first)).toMatchObject({
      connected,
      reached: 4,
    })
  })
  test('what cannot be read begins anew', () => {
    expect(restore(plugin, '{', first)).toBe(first)
    expect(restore(plugin, null, first)).toBe(first)
  })
})
