/** The preview of the wizard, and lists in forms of plugins. */
import { describe, expect, test } from 'vitest'
import { isNoColumns, withColumn } from '../../web/lib/columns.ts'
import {
  errorsByField,
  errorsOfEntry,
  type FormField,
  firstValues,
  missingFields,
  readEntries,
  storedValues,
  valuesToSend,
} from '../../web/lib/forms.ts'
import { filledFields, findingsText, outcomeWord, summaryOf } from '../../web/lib/preview.ts'
import { firstState, previewLacks, restore, steps } from '../../web/lib/wizard.ts'

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

describe('a list in a form', () => {
  const parts = field({
    ...{ name: 'parts', label: 'Further files', input: 'LIST', required: false, itemLabel: 'Further file' },
    fields: [
      field({ name: 'name', label: 'Name' }),
      field({ name: 'keyColumn', label: 'Key' }),
      field({ name: 'rows', input: 'NUMBER', required: false }),
      field({ name: 'columns', label: 'Columns', input: 'COLUMNS' }),
    ],
  })
  const fields = [field({ name: 'keyColumn', label: 'Key' }), parts]
  const stored = {
    keyColumn: 'id',
    parts: [{ name: 'payments', keyColumn: 'id', rows: 3, columns: [{ header: 'a' }] }],
  }

  test('what is stored becomes a form, and is sent as it was', () => {
    const values = storedValues(fields, stored)
    expect(readEntries(String(values.parts))).toMatchObject([{ name: 'payments', rows: '3' }])
    expect(valuesToSend(fields, values)).toEqual(stored)
  })

  test('an entry is kept as it is typed, and sent tidy; no entry is nothing', () => {
    const entry = { ...firstValues(parts.fields!), name: 'payments ', keyColumn: 'Loan ', columns: '[{"header":"a"}]' }
    const values = { keyColumn: 'id', parts: JSON.stringify([entry]) }
    expect(readEntries(values.parts)).toEqual([entry])
    expect(valuesToSend(fields, values).parts).toEqual([
      { name: 'payments', keyColumn: 'Loan', columns: [{ header: 'a' }] },
    ])
    expect(valuesToSend(fields, { keyColumn: 'id', parts: '' })).toEqual({ keyColumn: 'id' })
  })

  test.each(['{', '7', '["a"]', '[null]', '[[1]]', 'null'])('what is none is left alone: %s', (text) => {
    expect(readEntries(text)).toBeNull()
  })

  test('errors and what is missing find the entry, not a field of the same name', () => {
    const errors = [
      { path: ['input', 'settings', 'parts', '0', 'keyColumn'], message: 'No such column.' },
      { path: ['input', 'settings', 'keyColumn'], message: 'Neither.' },
      { path: ['input', 'settings', 'parts'], message: 'Too many.' },
    ]
    const found = errorsByField(errors, fields, 'settings')
    expect(found).toEqual({ 'parts.0.keyColumn': 'No such column.', keyColumn: 'Neither.', parts: 'Too many.' })
    expect(errorsOfEntry(found, 'parts', 0)).toEqual({ keyColumn: 'No such column.' })
    expect(errorsOfEntry(found, 'parts', 1)).toEqual({})
    expect(missingFields(fields, { keyColumn: '', parts: '[{"name":"payments","columns":"[]"}]' })).toEqual({
      ...{ keyColumn: 'Key is needed.', 'parts.0.keyColumn': 'Key is needed.' },
    })
  })

  test('a column is added once, as text', () => {
    const once = withColumn([], 'Branch')
    expect(once).toEqual([{ header: 'Branch', type: 'text', sensitive: false }])
    expect(withColumn(once, 'Branch')).toEqual(once)
    expect(['', ' ', '[]', ' [ ] '].every(isNoColumns)).toBe(true)
    expect(isNoColumns('[{]')).toBe(false)
  })
})

describe('loans of a preview', () => {
  const tables = [
    { field: 'base.accountStatus', perCharacter: false, codes: [{ code: '11', title: 'Current account' }] },
    { field: 'base.paymentHistoryProfile', perCharacter: true, codes: [{ code: '0', title: 'Current' }] },
  ]
  const of = (
    name: string,
    value: string | null,
    trace: { sourcePath: string | null; evidence: string | null } | null = null,
  ) => filledFields([{ field: name, value, trace }], tables)

  test('fields have their numbers, titles, meanings and amounts', () => {
    expect(of('base.accountStatus', '11', { sourcePath: 'creditStatus', evidence: '0 days late' })).toEqual([
      {
        ...{ field: 'base.accountStatus', number: '17A', title: 'Account status', value: '11' },
        ...{ meaning: 'Current account', origin: '0 days late' },
      },
    ])
    expect(of('base.currentBalance', '9100')).toMatchObject([{ value: '$9,100', origin: 'filled by the program' }])
    expect(of('base.accountType', '01', { sourcePath: null, evidence: null })).toMatchObject([
      { origin: 'fixed by the preset' },
    ])
    expect(of('base.dateOpened', '2025-01-15')).toMatchObject([{ value: 'Jan 15, 2025' }])
    expect(of('base.paymentHistoryProfile', '0')).toMatchObject([{ value: '0', meaning: null }])
    expect(of('j1[0].surname', '•••', { sourcePath: 'Customers[1].lastName', evidence: null })).toMatchObject([
      { number: 'J1 1 · 3', title: expect.stringMatching(/surname/i), origin: 'Customers[1].lastName' },
    ])
    expect(of('k1.originalCreditorName', 'ACME')).toMatchObject([{ number: 'K1 · 2' }])
    expect(of('base.strange', 'x')).toMatchObject([{ title: 'strange' }])
  })

  test.each(['timeStamp', 'identificationNumber'])('%s is not told', (name) => {
    expect(of(`base.${name}`, 'x')).toEqual([])
  })
  test.each([null, ''])('what is blank is left out: %j', (value) => expect(of('base.city', value)).toEqual([]))

  const outcome = (eligibility: string | null, severities: string[] = [], failures = 0) => ({
    ...{ eligibility, findings: severities.map((severity) => ({ severity })), failures: Array(failures).fill({}) },
  })

  test('are summed up', () => {
    const outcomes = [outcome('HELD'), outcome('REPORTABLE'), outcome('REPORTABLE'), outcome(null), outcome('EXCLUDED')]
    expect(summaryOf(outcomes)).toBe('5 loans: 2 reportable, 1 held, 1 excluded, 1 rejected.')
    expect(summaryOf([outcome(null)])).toBe('1 loan: 1 rejected.')
    expect(outcomeWord(null)).toBe('Rejected')
  })

  test.each([
    [outcome('HELD', ['ERROR', 'WARNING', 'WARNING', 'INFO']), '1 error, 2 warnings'],
    [outcome('REPORTABLE', ['INFO']), 'none'],
    [outcome('EXCLUDED'), '–'],
    [outcome(null, [], 2), '2 problems'],
  ])('findings in words', (given, text) => expect(findingsText(given)).toBe(text))
})

describe('the wizard', () => {
  const plugin = {
    ...{ name: 'LoanPro', acquire: 'PULL', settingsFields: [], presets: [{ name: 'p' }], offersPreview: true },
    credentialsFields: [field({ name: 'token', input: 'PASSWORD', secret: true })],
  }
  const first = firstState(plugin, 'key')
  const entered = { ...first, credentials: { token: 't0ken' } }

  test('shows the preset before it asks for the furnisher', () => {
    expect(steps.indexOf('Preset')).toBeLessThan(steps.indexOf('Furnisher'))
    expect(steps.indexOf('Access')).toBeLessThan(steps.indexOf('Preset'))
  })

  test('says what a preview lacks', () => {
    expect(previewLacks(plugin, entered, false)).toBeNull()
    expect(previewLacks(plugin, restore(plugin, JSON.stringify(first), first), false)).toBe('SECRETS')
    expect(previewLacks({ ...plugin, offersPreview: false }, entered, true)).toBe('OFFER')
    const uploads = { ...plugin, acquire: 'UPLOAD', credentialsFields: [] }
    expect(previewLacks(uploads, entered, false)).toBe('FILE')
    expect(previewLacks(uploads, entered, true)).toBeNull()
  })
})
