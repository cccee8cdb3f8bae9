import { describe, expect, test } from 'vitest'
import { compareColumns, type FoundColumn, lineOf, missingOf, settingsWith } from '../../web/lib/uploads.ts'

const found = (header: string, extra: Partial<FoundColumn> = {}): FoundColumn => ({
  ...{ part: null, header, type: 'text', sensitive: false, filled: 3, samples: [] },
  ...extra,
})
const settings = {
  environment: 'PRODUCTION',
  columns: [
    { header: 'Loan Number', type: 'text', sensitive: false },
    { header: 'SSN', type: 'text', sensitive: true },
    { header: 'Opened', type: 'date', sensitive: false, format: 'ISO' },
  ],
  parts: [],
}
const states = (rows: ReturnType<typeof compareColumns>) => rows.map(({ header, state, read }) => [header, state, read])

describe('the columns of a file beside the confirmed ones', () => {
  test('headers are one whatever their case and blanks; a new column is not read by itself', () => {
    const rows = compareColumns(
      settings,
      [found('loan  number'), found('ssn'), found('Opened'), found('branch')],
      [null],
    )
    expect(states(rows)).toEqual([
      ['loan  number', 'known', true],
      ['ssn', 'known', true],
      ['Opened', 'known', true],
      ['branch', 'new', false],
    ])
    expect(rows[1]!.sensitive).toBe(true)
    expect(rows[2]).toMatchObject({ type: 'date', looksLike: 'text' })
    expect(settingsWith(settings, rows, {})).toBeNull()
  })

  test('a confirmed column that is missing stops the run until it is not read any more', () => {
    const rows = compareColumns(settings, [found('Loan Number'), found('SSN')], [null])
    expect(missingOf(rows).map(({ header }) => header)).toEqual(['Opened'])
    const without = rows.map((row) => (row.state === 'missing' ? { ...row, read: false } : row))
    expect(missingOf(without)).toEqual([])
    expect(settingsWith(settings, without, {})?.columns).toEqual(settings.columns.slice(0, 2))
  })

  test('what is confirmed is kept, with what this page does not know of it', () => {
    const rows = compareColumns(
      settings,
      [found('Loan Number'), found('SSN'), found('Opened'), found('branch')],
      [null],
    )
    const chosen = rows.map((row) => (row.header === 'branch' ? { ...row, read: true, type: 'integer' } : row))
    expect(settingsWith(settings, chosen, {})).toEqual({
      ...settings,
      columns: [...settings.columns, { header: 'branch', type: 'integer', sensitive: false }],
    })
  })

  test('a further file that is new is read with all its columns', () => {
    const columns = [
      ...['Loan Number', 'SSN', 'Opened'].map((header) => found(header)),
      found('no', { part: 'payments' }),
      found('amount', { part: 'payments', type: 'money' }),
    ]
    const rows = compareColumns(settings, columns, [null, 'payments'])
    expect(settingsWith(settings, rows, { payments: 'no' })?.parts).toEqual([
      {
        ...{ name: 'payments', keyColumn: 'no' },
        columns: [
          { header: 'no', type: 'text', sensitive: false },
          { header: 'amount', type: 'money', sensitive: false },
        ],
      },
    ])
  })
})

test('the line of a refused row is read from its message', () => {
  expect(lineOf('Line 4, column "contractDate": not a date')).toBe(4)
  expect(lineOf('Line 17 of payments has 3 columns')).toBe(17)
  expect(lineOf('It is missing.')).toBeNull()
})
