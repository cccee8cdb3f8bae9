import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogueOf, fieldNames } from '../../plugins/csv/columns.ts'
import { loanproColumns } from '../../plugins/csv/known.ts'
import { csv } from '../../plugins/csv/plugin.ts'
import { presetFor } from '../../plugins/csv/presets/template.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import { type Cells, csvOf, fileOf, loan, normalized, pullFiles, settingsFor, tableOf } from './support.ts'

describe('the shipped preset', () => {
  test('is the draft for LoanPro’s columns, so that both say the same', () => {
    const shipped = readFileSync(new URL('../../plugins/csv/presets/csv-metro2.yaml', import.meta.url), 'utf8')
    expect(presetFor({ columns: loanproColumns, parts: [] }).text).toBe(shipped)
  })

  const mapped = async (extra: Cells) => {
    const file = fileOf(csvOf([loan(1, extra)]))
    const settings = await settingsFor([file])
    const { records } = await pullFiles(settings, [file])
    const { document } = await normalized(settings, (records[0] as { raw: string }).raw)
    const compiled = compilePreset(csv.presets[0]!.text, catalogueOf(csv.settings.schema.parse(settings) as never))
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
    const inputs = { asOf: '2026-06-30', identificationNumber: 'X', snapshotDate: '2026-06-30', previous: null }
    const outcome = compiled.program.run(document, inputs)
    if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
    return { ...outcome.record.base, rules: outcome.findings.map(({ severity, rule }) => `${severity} ${rule}`) }
  }

  test.each<[string, Cells, object]>([
    ['current', {}, { accountStatus: '11', dateOfFirstDelinquency: null, currentBalance: 9_100, rules: [] }],
    [
      'late, with the lender’s date of first delinquency',
      { daysPastDue: '45', amountPastDue: '350', dateOfFirstDelinquency: '06/15/2026' },
      { accountStatus: '71', dateOfFirstDelinquency: '2026-06-15', amountPastDue: 350, rules: [] },
    ],
    [
      'late, and nobody says since when: held',
      { daysPastDue: '45', amountPastDue: '350' },
      { accountStatus: '71', rules: ['ERROR DOFD-EDGE-1'] },
    ],
    [
      'charged off: what is left is owed once',
      {
        ...{ daysPastDue: '200', creditStatus: '97', chargeOffDate: '05/01/2026', chargeOffAmount: '9,500.00' },
        ...{ dateOfFirstDelinquency: '12/15/2025', payoff: '9,500.00' },
      },
      {
        ...{ accountStatus: '97', currentBalance: 9_500, originalChargeOffAmount: 9_500 },
        ...{ dateOfFirstDelinquency: '2025-12-15', rules: [] },
      },
    ],
    [
      'its own profile of 24 months',
      { paymentHistoryProfile: `${'0'.repeat(17)}BBBBBBB` },
      { paymentHistoryProfile: '00000000000000000BBBBBBB' },
    ],
    ['a leading zero that a spreadsheet dropped', { creditBureau: '1' }, { accountType: '01' }],
    [
      'codes with LoanPro’s prefixes',
      { creditBureau: 'loan.creditbureau.12', reportingType: 'loan.reportingtype.I' },
      { accountType: '12', portfolioType: 'I' },
    ],
    ['a surname with its suffix', { lastName: 'Reyes, Jr.' }, { surname: 'REYES' }],
    ['a shortened SSN', { ssn: '66612' }, { socialSecurityNumber: '', rules: ['ERROR SSN-MASKED'] }],
  ])('%s', async (_, extra, expected) => expect(await mapped(extra)).toMatchObject(expected))
})

describe('what columns seem to be', () => {
  const typesOf = async (column: string, cells: string[]) => {
    const rows = cells.map((cell, index) => [`L-${index}`, cell])
    const { columns, settings } = await csv.inspectUpload!({}, [fileOf(tableOf([['Loan Number', column], ...rows]))])
    const { type, sensitive, samples } = columns[1]!
    const confirmed = (settings.columns as { values?: string[] }[])[1]!
    return { type, sensitive, samples, values: confirmed.values, dateFormat: settings.dateFormat }
  }

  test.each<[string, string[], object]>([
    ['Opened', ['01/31/2026', '02/01/2026'], { type: 'date', dateFormat: 'US' }],
    ['Opened', ['31/01/2026', '01/02/2026'], { type: 'date', dateFormat: 'DMY' }],
    ['Opened', ['01/02/2026'], { type: 'date', dateFormat: 'US' }],
    ['Opened', ['2026-01-31'], { type: 'date' }],
    ['Balance', ['1,200', '15'], { type: 'money' }],
    ['Whatever', ['$1,200.50'], { type: 'money' }],
    ['Days Past Due', ['0', '45'], { type: 'integer' }],
    ['Rate', ['4.5', '12'], { type: 'decimal' }],
    ['Autopay', ['Yes', 'no', ''], { type: 'boolean' }],
    ['ZIP', ['84601', '01234'], { type: 'text' }],
    ['Branch', ['0012', '0044'], { type: 'text' }],
    ['Charge Off Date', ['', ''], { type: 'date' }],
    ['Charge Off Amount', ['', ''], { type: 'money' }],
    ['SSN', ['666-12-0001'], { type: 'text', sensitive: true, samples: [], values: undefined }],
    ['Social Security', ['666120001'], { type: 'text', sensitive: true, samples: [] }],
    ['Tax ID', ['666120001'], { type: 'text', sensitive: true }],
    ['DOB', ['02/28/1980'], { type: 'date', sensitive: true, samples: [] }],
    ['Borrower Name', ['Ana'], { sensitive: true }],
    ['Status', [...Array(12).fill('Open'), ...Array(12).fill('Closed')], { type: 'text', values: ['Closed', 'Open'] }],
  ])('%s %j', async (column, cells, expected) => expect(await typesOf(column, cells)).toMatchObject(expected))

  test('names in presets are letters, digits and _, each once, and none that the language has for itself', () => {
    expect(
      fieldNames(['Loan Amount ($)', 'loan amount', 'row', 'LoanSetup.contractDate', '1st', 'Número', '語']),
    ).toEqual([
      ...['Loan_Amount', 'loan_amount_2', 'row_2', 'LoanSetup_contractDate', 'column_1st', 'Numero', 'column'],
    ])
  })

  test('a file that lacks what Metro 2 needs: the check of the draft names it', async () => {
    const { preset, settings } = await csv.inspectUpload!({}, [fileOf('Loan Number,Balance\nL-1,12.00\n')])
    const catalogue = catalogueOf({ columns: settings.columns as never, parts: [] })
    const compiled = compilePreset(preset!.text, catalogue)
    const problems = compiled.ok ? [] : compiled.problems
    const missing = problems.filter(({ code }) => code === 'MISSING_FIELD')
    // What is not there needs no table.
    expect(problems.filter(({ code }) => code === 'NEVER_HIT')).toEqual([])
    expect(missing.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['account.dateOpened', 'account.highestCredit', 'account.termsDuration']),
    )
  })
})
