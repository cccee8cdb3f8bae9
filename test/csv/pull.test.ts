import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { csv } from '../../plugins/csv/plugin.ts'
import { testContext } from '../support/pluginContext.ts'
import { csvOf, fileOf, loan, normalized, pullFiles, settingsFor, tableOf } from './support.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('rows that are not what they should be', () => {
  const settings = () => settingsFor([fileOf(csvOf([loan(1), loan(2)]))])

  test('a second row of the same loan: nobody knows which is true, so the loan is held', async () => {
    const { records, end } = await pullFiles(await settings(), [fileOf(csvOf([loan(1), loan(2), loan(1)]))])
    expect(records.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['DOCUMENT L-1', 'DOCUMENT L-2', 'MALFORMED L-1'])
    expect(records[2]).toMatchObject({ message: 'Line 4 has the same loan number as line 2.' })
    // Whose row it is is known, so what the file lacks is known too.
    expect(end.complete).toBe(true)
  })

  test('a second row of the same loan, behind a resume', async () => {
    const rows = [...numbers(600).map((number) => loan(number)), loan(1)]
    const whole = await pullFiles(await settings(), [fileOf(csvOf(rows), null, 9_999)])
    const checkpoint = whole.pages[1]!.checkpoint
    const resumed = await pullFiles(await settings(), [fileOf(csvOf(rows), null, 9_999)], { checkpoint })
    expect(resumed.records.at(-1)).toMatchObject({ kind: 'MALFORMED', key: 'L-1' })
  })

  test.each<[string, (text: string) => string, string, string]>([
    ['no loan number', (text) => text.replace('L-2', ' '), 'line 3', 'Line 3 has no loan number.'],
    ['a shortened loan number', (text) => text.replace('L-2', '1.2E+11'), 'line 3', 'that a spreadsheet shortened'],
    [
      'a column too many',
      (text) => text.replace('L-2,', 'L-2,,'),
      'L-2',
      'Line 3 has 34 columns, the header row has 33.',
    ],
    [
      'a quote that swallows the row behind it',
      (text) => {
        const bare = text.replace(/"([^"]*)"/g, (_, cell: string) => cell.replaceAll(',', ''))
        return bare.replace('usa\r\nL-2', '"usa\r\nL-2').replace('usa\r\nL-3', 'usa"\r\nL-3')
      },
      'L-1',
      'Line 2 goes on to line 3 inside a quote',
    ],
  ])(
    '%s: quarantined with its line, its cells kept, and nothing can be said to be gone',
    async (_, spoil, key, said) => {
      const text = spoil(csvOf([loan(1), loan(2), loan(3)]))
      const { records, end, ctx } = await pullFiles(await settings(), [fileOf(text)])
      const bad = records.filter((record) => record.kind === 'MALFORMED')
      expect(bad).toEqual([expect.objectContaining({ key, message: expect.stringContaining(said) })])
      expect(JSON.parse((bad[0] as { raw: string }).raw).all.length).toBeGreaterThan(2)
      expect(end.complete).toBe(false)
      expect(ctx.notices.join()).toContain('none is marked as gone')
    },
  )

  test('cells that are not what their columns say: all of the row at once, by line and column, never with the value', async () => {
    const given = await settings()
    const { records } = await pullFiles(given, [
      fileOf(
        csvOf([loan(1), loan(2, { contractDate: 'soon', ssn: 'x', loanAmount: 'much', birthDate: '13/13/1980' })]),
      ),
    ])
    const raw = (records[1] as { raw: string }).raw
    const failure = await normalized(given, raw).catch((error: unknown) => error as Error)
    expect((failure as Error).message).toBe(
      'Line 3, column "contractDate": not a date in the form MM/DD/YYYY; Line 3, column "loanAmount": not an amount; ' +
        'Line 3, column "birthDate": not a date in the form MM/DD/YYYY',
    )
  })

  test('a column that is confirmed and not in the file ends the run: missing is not empty', async () => {
    const lacking = csvOf([loan(1)].map(({ chargeOffDate: _, ...rest }) => rest))
    await expect(pullFiles(await settings(), [fileOf(lacking)])).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
      message: 'Line 1 lacks the column "chargeOffDate".',
    })
  })

  test('columns in another order and headers in other letters are the same; a new column is drift', async () => {
    const given = await settings()
    const { displayId, ...rest } = loan(1)
    const row = Object.fromEntries(Object.entries(rest).map(([name, cell]) => [` ${name.toUpperCase()} `, cell]))
    const text = csvOf([{ ...row, Shoe: '44', displayId: displayId! }])
    const { records } = await pullFiles(given, [fileOf(text)])
    expect(records[0]).toMatchObject({ kind: 'DOCUMENT', key: 'L-1' })
    const { document, unknownFields } = await normalized(given, (records[0] as { raw: string }).raw)
    expect(document).toMatchObject({ city: 'Provo', loanAmount: 1_200_000, contractDate: '2025-01-15' })
    expect(unknownFields).toEqual(['shoe'])
  })

  test('a header row alone takes nothing away', async () => {
    const header = csvOf([loan(1)]).split('\r\n')[0]!
    await expect(pullFiles(await settings(), [fileOf(`${header}\r\n`)])).rejects.toMatchObject({ code: 'EMPTY_FILE' })
  })

  test('a whole file of a connection that keeps what is missing is not complete', async () => {
    const given = { ...(await settings()), removal: 'KEEP' }
    const { end } = await pullFiles(given, [fileOf(csvOf([loan(1)]))])
    expect(end).toEqual({ cursor: {}, complete: false })
  })

  test('the day of the balances, where the file has it', async () => {
    const rows = [loan(1, { 'As of': '06/29/2026' }), loan(2, { 'As of': '' })]
    const file = fileOf(csvOf(rows))
    const { records } = await pullFiles({ ...(await settingsFor([file])), asOfColumn: 'As of' }, [file])
    expect(records).toMatchObject([
      { kind: 'DOCUMENT', snapshotDate: '2026-06-29' },
      { kind: 'MALFORMED', key: 'L-2', message: 'Line 3 has no day of its balances.' },
    ])
  })
})

describe('payments in a second file', () => {
  const payments = (rows: [string, string, string][]) => tableOf([['Loan Number', 'Payment Date', 'Amount'], ...rows])
  const files = (rows: [string, string, string][], loans = [loan(1), loan(2)]) => [
    fileOf(csvOf(loans)),
    fileOf(payments(rows), 'payments'),
  ]
  const some: [string, string, string][] = [
    ['L-2', '06/14/2026', '350.00'],
    ['L-1', '05/14/2026', '350.00'],
    ['L-2', '05/14/2026', '100.00'],
    ['L-7', '05/14/2026', '1.00'],
  ]

  test('are found by the loan number, whatever their order, and told where they belong to no loan', async () => {
    const uploads = files(some)
    const given = await settingsFor(uploads)
    expect(given.parts).toMatchObject([{ name: 'payments', keyColumn: 'Loan Number' }])
    const { records, ctx } = await pullFiles(given, uploads)
    const raws = records.map((record) => (record as { raw: string }).raw)
    expect((await normalized(given, raws[0]!)).document.payments).toEqual([
      { Loan_Number: 'L-1', Payment_Date: '2026-05-14', Amount: 35_000 },
    ])
    expect((await normalized(given, raws[1]!)).document.payments).toMatchObject([
      { Amount: 35_000 },
      { Amount: 10_000 },
    ])
    expect(ctx.notices).toEqual(['1 of 4 rows of further files belong to no loan of this file.'])
  })

  test('the draft of the preset reads them', async () => {
    const inspection = await csv.inspectUpload!({}, files(some))
    expect(inspection.preset!.text).toContain('each: payments')
    expect(inspection.columns.filter(({ part }) => part === 'payments').map(({ type }) => type)).toEqual([
      ...['text', 'date', 'money'],
    ])
  })

  test('a loan without a row has none; without the file nobody knows, so there is no run', async () => {
    const given = await settingsFor(files(some))
    const { records } = await pullFiles(given, files(some.slice(0, 1)))
    expect((await normalized(given, (records[0] as { raw: string }).raw)).document.payments).toEqual([])
    await expect(pullFiles(given, files(some).slice(0, 1))).rejects.toMatchObject({ code: 'PART_MISSING' })
    const strange = [...files(some), fileOf('A,B\n1,2\n', 'fees')]
    await expect(pullFiles(given, strange)).rejects.toMatchObject({ code: 'UNKNOWN_PART' })
  })

  test('one bad row refuses the file before anything is read: a payment left out would move the date of first delinquency', async () => {
    const given = await settingsFor(files(some))
    const torn = [fileOf(csvOf([loan(1)])), fileOf(`${payments(some)}L-1,06/15/2026\r\n`, 'payments')]
    await expect(pullFiles(given, torn)).rejects.toMatchObject({
      code: 'PART_UNREADABLE',
      message: expect.stringContaining('Line 6 of payments'),
    })
  })
})

test('100,000 rows: memory stays flat', { timeout: 120_000 }, async () => {
  const text = csvOf([loan(1, { memo: 'x'.repeat(500) })])
  const header = text.slice(0, text.indexOf('\r\n') + 2)
  const row = text.slice(header.length)
  const rows = 100_000
  const file = {
    ...{ part: null, name: 'big.csv', bytes: rows * row.length },
    async *read() {
      yield Buffer.from(header)
      for (let at = 0; at < rows; at += 500) {
        yield Buffer.from(Array.from({ length: 500 }, (_, index) => row.replace('L-1', `L-${at + index}`)).join(''))
      }
    },
  }
  const settings = await settingsFor([fileOf(text)])
  const ctx = testContext({ settings: csv.settings.schema.parse(settings), credentials: {} })
  const request = { mode: 'FULL', asOf: '2026-06-30', keys: null, range: null, checkpoint: null, cursor: null } as const
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const began = held()
  let seen = 0
  let most = 0
  for await (const page of csv.pull(ctx, { ...request, known: async () => new Map(), uploads: [file] })) {
    seen += page.records.length
    if (seen % 25_000 === 0) most = Math.max(most, held() - began)
  }
  expect(seen).toBe(rows)
  // The line of each loan number is kept, for doubles; nothing else.
  expect(most).toBeLessThan(40_000_000)
})
