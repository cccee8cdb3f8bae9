/** A furnisher's last file is read and becomes the month before: whole, matched, sealed, refused with a reason. */
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { reportedPages } from '../../server/reporting/files/reported.ts'
import { fileText } from '../../server/reporting/files/text.ts'
import { loadReports } from '../../server/reporting/periods/previous.ts'
import { sharedText } from '../metro2/shared.ts'
import { j1, j2, record } from '../metro2/support.ts'
import { dumpDatabase } from '../services/app.ts'
import {
  account,
  asked,
  eachWithItsBaseline,
  fileOf,
  header,
  lender,
  matches,
  missing,
  numbers,
  query,
  rows,
  run,
  seeded,
  server,
  ssns,
  usual,
} from './baselineSetting.ts'

eachWithItsBaseline()

test('a dry run tells what would come of it, and writes nothing', async () => {
  const lines = fileOf(usual())
  lines.splice(2, 0, 'this is no record at all, only a note of somebody\n')
  const operation = await run(lines.join(''), {})
  expect(operation).toMatchObject({ state: 'SUCCEEDED', failure: null })
  expect(operation.result).toMatchObject({
    ...{ dryRun: true, month: '2026-05', asOf: '2026-05-31', accounts: 3, unreadable: 1 },
    ...{ withLoan: 2, withSeveralLoans: 0, withoutLoan: 1 },
    unreadableLines: [{ line: 3, message: expect.stringContaining('49 characters') }],
    layout: 'one record a line (LF)',
  })
  expect(operation.result.findings).toContainEqual({ rule: 'UNREADABLE', severity: 'ERROR', count: 1, line: 3 })
  expect([await rows().reportingPeriod.count(), await rows().reportedRecord.count()]).toEqual([0, 0])
})

test('the import is the month before: matched, with what stands open on both sides', async () => {
  const lines = fileOf(usual())
  lines.splice(2, 0, 'this is no record at all, only a note of somebody\n')
  const operation = await run(lines.join(''))
  expect(operation).toMatchObject({ state: 'SUCCEEDED', done: 3, total: 3 })
  expect(operation.result).toMatchObject({
    ...{ dryRun: false, accounts: 3, byMatch: { NUMBER: 2, NONE: 1 }, otherConsumer: 1, loansWithoutAccount: 1 },
  })
  expect(await matches()).toEqual([
    [numbers[0]!, 'NUMBER', 0, true],
    [`000${numbers[1]}`, 'NUMBER', 1, false],
    ['ELSEWHERE', 'NONE', null, null],
  ])
  expect(await missing()).toEqual([{ id: expect.any(String), consumerAccountNumber: numbers[2] }])
  const { baselines } = await query(
    '{ baselines { edges { node { month asOf fileName reporterName accounts unreadable matches { match count } otherConsumer loansWithoutAccount findings { ruleId count line } } } } }',
  )
  expect(baselines.edges).toEqual([
    {
      node: {
        ...{ month: '2026-05', asOf: '2026-05-31', fileName: 'old.txt', reporterName: 'OLD SYSTEM', accounts: 3 },
        ...{ unreadable: 1, otherConsumer: 1, loansWithoutAccount: 1 },
        matches: expect.arrayContaining([{ match: 'NUMBER', count: 2 }]),
        findings: expect.arrayContaining([{ ruleId: 'UNREADABLE', count: 1, line: 3 }]),
      },
    },
  ])
  const { baselineProblems } = await query(
    '{ baselineProblems(filter: { ruleId: ["UNREADABLE"] }) { edges { node { line severity message } } } }',
  )
  expect(baselineProblems.edges).toEqual([
    { node: { line: 3, severity: 'ERROR', message: expect.stringContaining('no record') } },
  ])
})

test('the months to come find it by loan, with history and identity', async () => {
  await run(fileOf(usual()).join(''))
  const period = await rows().reportingPeriod.findFirstOrThrow()
  expect(period).toMatchObject({ origin: 'BASELINE', state: 'CLOSED', revision: 1 })
  const reported = await rows().reportedRecord.findMany({ orderBy: { line: 'asc' } })
  expect(reported.map(({ connectionId, sourceKey, line }) => [connectionId, sourceKey, line])).toEqual([
    [seeded.connectionId, '1', 2],
    [seeded.connectionId, '2', 3],
    [null, null, 4],
  ])
  const keys = await server.app.keysOf(lender.id)
  const which = { kind: 'BEFORE', month: '2026-06-01' } as const
  const before = await loadReports(rows(), keys, seeded.connectionId, ['1', '2', '3'], which)
  expect([...before.keys()].sort()).toEqual(['1', '2'])
  expect(before.get('1')).toMatchObject({ month: '2026-05-01', activityDate: '2026-05-31' })
  expect(before.get('1')!.record.base).toMatchObject({
    ...{ socialSecurityNumber: ssns[0], dateOfBirth: '1980-04-05', consumerAccountNumber: numbers[0] },
  })
  expect(reported[0]!.fields).toMatchObject({
    base: { paymentHistoryProfile: `21${'0'.repeat(22)}`, socialSecurityNumber: '' },
  })
})

test('a file of ours is the same file again after it was imported', async () => {
  const k1 = { originalCreditorName: 'FIRST LENDER', creditorClassification: 12 }
  const l1 = { changeIndicator: 1, newConsumerAccountNumber: 'C3', newIdentificationNumber: '' }
  const records = [
    { ...account('A1'), k1 },
    record({ consumerAccountNumber: 'B2' }, [j1()], [j2()]),
    { ...account('B3'), l1 },
  ]
  const text = fileOf(records, header('2026-06-30')).join('')
  await run(text)
  const { id } = await rows().reportingPeriod.findFirstOrThrow()
  let again = ''
  for await (const piece of fileText(header('2026-06-30'), reportedPages(server.app, lender.id, id))) again += piece
  expect(again).toBe(text)
})

test('no SSN or date of birth of the file stands anywhere in the clear', async () => {
  const operation = await run(fileOf(usual()).join(''))
  const everything = `${await dumpDatabase(server.app.database)}${JSON.stringify(operation)}${server.app.logged()}`
  for (const secret of ['666120001', '219099998', '219099997']) expect(everything).not.toContain(secret)
})

test.each([
  ['CR LF', () => fileOf(usual(), header(), '\r\n').join('')],
  [
    'no line ends',
    () =>
      fileOf(usual())
        .map((line) => line.trimEnd().padEnd(526))
        .map((line) => `0526${line.slice(4)}`)
        .join(''),
  ],
  ['no trailer', () => fileOf(usual()).slice(0, -1).join('')],
])('a file with %s is read too', async (_what, make) => {
  const operation = await run(make())
  expect(operation.result).toMatchObject({ accounts: 3, byMatch: { NUMBER: 2, NONE: 1 } })
})

test('bytes that no database keeps do not stop it', async () => {
  const bytes = fileOf(usual()).join('').replace('DOE  ', 'D\0É  ')
  expect((await run(bytes)).result).toMatchObject({ accounts: 3 })
})

test.each([
  ['a zip', () => 'PK\x03\x04 and more', 'OTHER_FORMAT'],
  ['a letter', () => 'Dear bureau,\nplease find attached\n', 'NOT_METRO2'],
  ['a file from tomorrow', () => fileOf(usual(), header('2026-07-01')).join(''), 'DATE_IN_FUTURE'],
  ['a file without a date', () => fileOf(usual()).slice(1).join(''), 'MONTH_UNKNOWN'],
])('%s is refused with a reason, and writes nothing', async (_what, make, code) => {
  const operation = await run(make())
  expect(operation).toMatchObject({ state: 'FAILED', failure: { code, hint: expect.any(String) } })
  expect(await rows().reportingPeriod.count()).toBe(0)
})

test('the month can be given where the file has none, and must not differ where it has one', async () => {
  const without = await run(fileOf(usual()).slice(1).join(''), { dryRun: false, month: '2026-04' })
  expect(without.result).toMatchObject({ month: '2026-04', asOf: '2026-04-30' })
  const other = await run(fileOf(usual()).join(''), { dryRun: false, month: '2026-04' })
  expect(other.failure).toMatchObject({ code: 'MONTH_DIFFERS' })
})

test.each([
  [
    'no such upload',
    'NOT_FOUND',
    ['input', 'uploadId'],
    { uploadId: encodeId('Upload', '01890a5d-ac96-774b-bcce-b302099a8057') },
  ],
  [
    'no such furnisher',
    'NOT_FOUND',
    ['input', 'furnisherId'],
    { furnisherId: encodeId('Furnisher', '01890a5d-ac96-774b-bcce-b302099a8057') },
  ],
  ['no month', 'INVALID_MONTH', ['input', 'month'], { month: 'May 2026' }],
])('%s', async (_what, code, path, input) => {
  expect((await asked('x', input)).userErrors).toEqual([{ code, path }])
})

/** The only file of a zip archive. */
function unzip(zip: Buffer): string {
  const directory = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16)
  const size = zip.readUInt32LE(directory + 20)
  const local = zip.readUInt32LE(directory + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  return inflateRawSync(zip.subarray(start, start + size)).toString('latin1')
}

const archive = 'fixtures/metro2/cfpb/m2_2k_lines_deidentified.TXT.zip'

test.skipIf(sharedText(archive) === null)('a real file of 2,000 lines (skips without ../shared)', async () => {
  const real = unzip(Buffer.from(sharedText(archive)!, 'latin1'))
  const operation = await run(real)
  expect(operation).toMatchObject({ state: 'SUCCEEDED' })
  const lines = real.split(/\r?\n/).filter((line) => line.trim() !== '')
  const { accounts, unreadable, byMatch } = operation.result
  expect(accounts + unreadable + 2).toBe(lines.length)
  expect(byMatch).toEqual({ NONE: accounts })
  expect(await rows().reportedRecord.count()).toBe(accounts)
})
