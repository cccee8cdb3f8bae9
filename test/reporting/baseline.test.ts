/** A furnisher's last file becomes the month before: read, matched, replaced, decided upon, and in force for the months to come. */
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { decodeHeader } from '../../server/metro2/codec.ts'
import { metro2Lines } from '../../server/metro2/file.ts'
import type { Header, Metro2Record } from '../../server/metro2/record.ts'
import type { OperationContext } from '../../server/operations/contract.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { cancelOperation } from '../../server/operations/service.ts'
import { importBaselineWorker } from '../../server/reporting/baseline/work.ts'
import { reportedPages } from '../../server/reporting/files/reported.ts'
import { fileText } from '../../server/reporting/files/text.ts'
import { loadReports } from '../../server/reporting/periods/previous.ts'
import { handedOver } from '../../server/sync/runner.ts'
import { indexHash } from '../../server/vault/seal.ts'
import { sharedText } from '../metro2/shared.ts'
import { j1, j2, record } from '../metro2/support.ts'
import { done, dumpDatabase } from '../services/app.ts'
import { addPeriod } from '../support/reported.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'
import { newUpload } from '../support/uploads.ts'

/** What a test puts in the way of the worker's steps. */
let before: (context: OperationContext) => Promise<void> | void = () => {}
const server: TestServer = await startTestServer({
  workers: [
    {
      ...importBaselineWorker,
      async work(context) {
        await before(context)
        return importBaselineWorker.work(context)
      },
    },
  ],
})
afterAll(() => server.close())

let lender: TestOrganization
let seeded: Seeded
/** Account numbers of the three loans of the lender. */
let numbers: string[]
const ssns = ['666120001', '666120002', '666120003']

beforeEach(async () => {
  before = () => {}
  lender = await newTestOrganization(server.app, 'Lender')
  seeded = await seed(server.app, lender.id, loansOf(3))
  const db = server.app.database.tenant(lender.id)
  await db.connection.updateMany({ data: { environment: 'PRODUCTION' } })
  const keys = await server.app.keysOf(lender.id)
  numbers = []
  for (const [index, id] of seeded.recordIds.entries()) {
    const ssnHash = indexHash(keys, ssns[index]!)
    await db.consumerIndex.create({ data: { organizationId: lender.id, recordId: id, segment: 'base', ssnHash } })
    numbers.push((await db.metro2Record.findFirstOrThrow({ where: { id } })).consumerAccountNumber!)
  }
})

const header = (activityDate: string | null = '2026-05-31'): Header => ({
  ...decodeHeader(''.padEnd(426)).header,
  ...{ activityDate, dateCreated: activityDate, reporterName: 'OLD SYSTEM', reporterAddress: '1 MAIN ST' },
  equifaxProgramIdentifier: 'EQ1',
})

function account(consumerAccountNumber: string, more: Partial<Metro2Record['base']> = {}): Metro2Record {
  return record({ consumerAccountNumber, dateOfAccountInformation: '2026-05-31', timeStamp: '05312026000000', ...more })
}

const fileOf = (records: Metro2Record[], head = header(), lineEnding: '\n' | '\r\n' = '\n') => [
  ...metro2Lines(head, records, { lineEnding }),
]

const start = `mutation ($input: ImportBaselineInput!) { importBaseline(input: $input) {
  operation { id } userErrors { code path } } }`
const operationQuery = `query ($id: ID!) { operation(id: $id) { state done total result counts { name count } failure { code message hint } } }`

const rowId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!

async function asked(content: string, input: object = {}) {
  const uploadId = await newUpload(server.app, lender.id, 'old.txt', Buffer.from(content, 'latin1'))
  const variables = {
    input: { furnisherId: encodeId('Furnisher', seeded.furnisherId), uploadId: encodeId('Upload', uploadId), ...input },
  }
  return (await get(server.url, lender.keys.OPERATOR, start, variables)).importBaseline
}

async function run(content: string, input: object = { dryRun: false }) {
  const { operation, userErrors } = await asked(content, input)
  expect(userErrors).toEqual([])
  await executeOperation(server.app, lender.id, rowId(operation.id), 'worker')
  return (await get(server.url, lender.keys.VIEWER, operationQuery, { id: operation.id })).operation
}

const rows = () => server.app.database.tenant(lender.id)
const query = async (text: string) => get(server.url, lender.keys.VIEWER, text)

/** Account number, how it was matched, and the loan's place among the three. */
async function matches() {
  const { baselineAccounts } = await query(
    '{ baselineAccounts { edges { node { line consumerAccountNumber match sameConsumer record { id } } } } }',
  )
  return baselineAccounts.edges.map(
    ({ node }: { node: { [name: string]: unknown; record: { id: string } | null } }) => [
      node.consumerAccountNumber,
      node.match,
      node.record === null ? null : seeded.recordIds.indexOf(rowId(node.record.id)),
      node.sameConsumer,
    ],
  )
}

async function accountId(number: string): Promise<string> {
  const { baselineAccounts } = await query(
    `{ baselineAccounts(filter: { search: "${number}" }) { edges { node { id } } } }`,
  )
  return baselineAccounts.edges[0].node.id
}

const missing = async () =>
  (
    await query('{ baselineLoans(filter: { state: [MISSING] }) { edges { node { id consumerAccountNumber } } } }')
  ).baselineLoans.edges.map(({ node }: { node: object }) => node)

/** Two loans, one of them in other writing; one account that is no loan here; the third loan is in no account. */
const usual = () => [
  account(numbers[0]!, {
    socialSecurityNumber: ssns[0]!,
    paymentHistoryProfile: `21${'0'.repeat(22)}`,
  }),
  account(`000${numbers[1]}`, { socialSecurityNumber: '219099998' }),
  record({ consumerAccountNumber: 'ELSEWHERE', dateOfAccountInformation: '2026-05-31' }, [j1()]),
]

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

test('importing again replaces it, of the same month or another', async () => {
  await run(fileOf(usual()).join(''))
  const again = await run(fileOf(usual().slice(0, 1)).join(''))
  expect(again.result).toMatchObject({ accounts: 1, byMatch: { NUMBER: 1 }, loansWithoutAccount: 2 })
  expect([await rows().reportingPeriod.count(), await rows().reportedRecord.count()]).toEqual([1, 1])
  expect([
    await rows().baselineAccount.count(),
    await rows().baselineLoan.count(),
    await rows().baseline.count(),
  ]).toEqual([1, 2, 1])
  await run(fileOf(usual(), header('2026-04-30')).join(''))
  const [period, another] = await rows().reportingPeriod.findMany()
  expect([period!.month.toISOString().slice(0, 7), another]).toEqual(['2026-04', undefined])
})

test('what people decided goes over to the file that replaces it, where that allows it', async () => {
  await run(fileOf([...usual(), account('SOLD')]).join(''))
  const found = (await query('{ baselineAccounts { edges { node { id consumerAccountNumber } } } }')).baselineAccounts
  const ids = Object.fromEntries(
    found.edges.map(({ node }: { node: { id: string; consumerAccountNumber: string } }) => [
      node.consumerAccountNumber,
      node.id,
    ]),
  )
  const decide = (name: string, input: string) =>
    get(server.url, lender.keys.OPERATOR, `mutation { ${name}(input: ${input}) { userErrors { code } } }`)
  const third = encodeId('Metro2Record', seeded.recordIds[2]!)
  await decide('unmatchBaselineAccount', `{ accountId: "${ids[numbers[0]!]}" }`)
  await decide('matchBaselineAccount', `{ accountId: "${ids.ELSEWHERE}", recordId: "${third}" }`)
  await decide('ignoreBaselineAccount', `{ accountId: "${ids.SOLD}", reason: "sold" }`)
  const [{ id }] = await missing()
  await decide('ignoreBaselineLoan', `{ loanId: "${id}", reason: "new" }`)
  const again = await run(fileOf([account('SOLD'), ...usual()]).join(''))
  expect(again.counts).toContainEqual({ name: 'decisionsCarried', count: 4 })
  expect((await matches()).map(([number, match, loan]: unknown[]) => [number, match, loan])).toEqual([
    ['SOLD', 'IGNORED', null],
    [numbers[0], 'NONE', null],
    [`000${numbers[1]}`, 'NUMBER', 1],
    ['ELSEWHERE', 'MANUAL', 2],
  ])
  expect(
    (await rows().reportedRecord.findMany({ orderBy: { line: 'asc' } })).map(({ sourceKey }) => sourceKey),
  ).toEqual([...[null, null, '2', '3']])
  expect(await missing()).toEqual([])
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  expect(await decide('unmatchBaselineAccount', `{ accountId: "${await accountId('SOLD')}" }`)).toEqual({
    unmatchBaselineAccount: { userErrors: [{ code: 'CHANGED_MEANWHILE' }] },
  })
  await get(
    server.url,
    lender.keys.OPERATOR,
    `mutation { cancelOperation(input: { operationId: "${operation.id}" }) { userErrors { code } } }`,
  )
  // Another account has the number of that loan now.
  await run(fileOf([...usual(), account(numbers[2]!)]).join(''))
  expect((await matches()).map(([number, match]: unknown[]) => [number, match])).toContainEqual(['ELSEWHERE', 'NONE'])
})

test('once a month was closed on it, it stays; and none comes after a month that was reported from here', async () => {
  await run(fileOf(usual()).join(''))
  await addPeriod(server.app, lender.id, { furnisherId: seeded.furnisherId, asOf: '2026-06-30' }, [
    account(numbers[0]!),
  ])
  expect((await run(fileOf(usual()).join(''))).failure).toMatchObject({ code: 'BASELINE_IN_USE' })
  expect((await run(fileOf(usual(), header('2026-06-30')).join(''))).failure).toMatchObject({
    code: 'BASELINE_TOO_LATE',
  })
  expect(await rows().reportedRecord.count({ where: { line: { not: null } } })).toBe(3)
  const [{ id }] = await missing()
  const ignore = `mutation { ignoreBaselineLoan(input: { loanId: "${id}", reason: "new" }) { userErrors { code } } }`
  const { ignoreBaselineLoan } = await get(server.url, lender.keys.OPERATOR, ignore)
  expect(ignoreBaselineLoan.userErrors).toEqual([{ code: 'BASELINE_IN_USE' }])
})

test('a month that is open here keeps a baseline of it out', async () => {
  await addPeriod(server.app, lender.id, { furnisherId: seeded.furnisherId, asOf: '2026-05-31', state: 'OPEN' }, [])
  expect((await run(fileOf(usual()).join(''))).failure).toMatchObject({ code: 'PERIOD_EXISTS' })
})

test('loans of a sandbox are no match, and loans opened since are not missing', async () => {
  await rows().metro2Record.updateMany({
    where: { id: seeded.recordIds[2]! },
    data: { dateOpened: new Date('2026-06-01') },
  })
  expect((await run(fileOf(usual()).join(''))).result).toMatchObject({ loansWithoutAccount: 0 })
  await rows().connection.updateMany({ data: { environment: 'SANDBOX' } })
  expect((await run(fileOf(usual()).join(''))).result).toMatchObject({ byMatch: { NONE: 3 }, loansWithoutAccount: 0 })
})

test('the same number twice: the consumer tells, else nobody', async () => {
  const twice = [
    account(numbers[0]!, { socialSecurityNumber: '219099998' }),
    account(numbers[0]!, { socialSecurityNumber: ssns[0]! }),
    account(numbers[1]!, { socialSecurityNumber: ssns[1]! }),
    account(numbers[1]!, { socialSecurityNumber: ssns[1]! }),
  ]
  await run(fileOf(twice).join(''))
  expect((await matches()).map(([, match, loan]: unknown[]) => [match, loan])).toEqual([
    ['AMBIGUOUS', null],
    ['NUMBER_AND_SSN', 0],
    ['AMBIGUOUS', null],
    ['AMBIGUOUS', null],
  ])
})

test('a worker that is lost in the middle is followed by one that does it all', async () => {
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  const id = rowId(operation.id)
  let steps = 0
  before = (context) => {
    const { step } = context
    // After the accounts were written, as a process that is killed.
    context.step = async (work) => {
      await step(work)
      if (++steps === 2) throw new Error('lost')
    }
    Object.defineProperty(context.signal, 'reason', { value: handedOver })
  }
  await executeOperation(server.app, lender.id, id, 'first')
  expect(await rows().reportedRecord.count()).toBe(3)
  expect(await rows().reportingPeriod.findMany({ select: { state: true } })).toEqual([{ state: 'OPEN' }])
  await rows().operation.updateMany({ where: { id }, data: { state: 'RUNNING', leaseUntil: null, finishedAt: null } })
  before = () => {}
  await executeOperation(server.app, lender.id, id, 'second')
  expect((await rows().operation.findFirstOrThrow({ where: { id } })).state).toBe('SUCCEEDED')
  expect([await rows().reportingPeriod.count(), await rows().reportedRecord.count()]).toEqual([1, 3])
})

test('an import that is cancelled, or fails in the middle, leaves nothing that stands in the way', async () => {
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  const id = rowId(operation.id)
  let steps = 0
  before = (context) => {
    const { step } = context
    context.step = async (work) => {
      await step(work)
      if (++steps === 3)
        done(await cancelOperation(server.app, { organizationId: lender.id, actor: 'test', role: 'ADMIN' }, id))
    }
  }
  await executeOperation(server.app, lender.id, id, 'worker')
  expect((await rows().operation.findFirstOrThrow({ where: { id } })).state).toBe('CANCELLED')
  expect([
    await rows().reportingPeriod.count(),
    await rows().reportedRecord.count(),
    await rows().baselineAccount.count(),
  ]).toEqual([0, 0, 0])
})

test('people match, take back and ignore, with a reason; every deed is in the audit log', async () => {
  await run(fileOf(usual()).join(''))
  const accounts = (await query('{ baselineAccounts { edges { node { id match candidates { id } } } } }'))
    .baselineAccounts.edges
  const [first, , elsewhere] = accounts.map(({ node }: { node: object }) => node)
  expect(first.candidates).toEqual([{ id: encodeId('Metro2Record', seeded.recordIds[0]!) }])
  const decide = async (name: string, input: object) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { account { match reason } userErrors { code path } } }`
    return (await get(server.url, lender.keys.OPERATOR, text, { input }))[name]
  }
  const third = encodeId('Metro2Record', seeded.recordIds[2]!)
  const taken = await decide('matchBaselineAccount', {
    accountId: elsewhere.id,
    recordId: encodeId('Metro2Record', seeded.recordIds[0]!),
  })
  expect(taken).toEqual({ account: null, userErrors: [{ code: 'LOAN_TAKEN', path: ['input', 'recordId'] }] })
  const matched = await decide('matchBaselineAccount', { accountId: elsewhere.id, recordId: third })
  expect(matched).toEqual({ account: { match: 'MANUAL', reason: null }, userErrors: [] })
  expect(await missing()).toEqual([])
  expect((await rows().reportedRecord.findFirstOrThrow({ where: { line: 4 } })).sourceKey).toBe('3')
  expect((await decide('unmatchBaselineAccount', { accountId: first.id })).account.match).toBe('NONE')
  expect((await missing()).map((loan: { consumerAccountNumber: string }) => loan.consumerAccountNumber)).toEqual([
    numbers[0],
  ])
  expect((await rows().reportedRecord.findFirstOrThrow({ where: { line: 2 } })).sourceKey).toBeNull()
  expect((await decide('ignoreBaselineAccount', { accountId: first.id, reason: ' ' })).userErrors).toMatchObject([
    { code: 'REASON_REQUIRED' },
  ])
  const ignored = await decide('ignoreBaselineAccount', { accountId: first.id, reason: 'sold in May' })
  expect(ignored.account).toEqual({ match: 'IGNORED', reason: 'sold in May' })
  const [{ id }] = await missing()
  const loan = `mutation { ignoreBaselineLoan(input: { loanId: "${id}", reason: "new here" }) { loan { state reason } } }`
  expect((await get(server.url, lender.keys.OPERATOR, loan)).ignoreBaselineLoan.loan).toEqual({
    state: 'IGNORED',
    reason: 'new here',
  })
  const actions = (
    await rows().auditLog.findMany({ where: { action: { contains: 'Baseline' } }, orderBy: { id: 'asc' } })
  ).map(({ action }) => action)
  expect(actions).toEqual([
    ...['importBaseline', 'replaceBaseline', 'matchBaselineAccount', 'unmatchBaselineAccount'],
    ...['ignoreBaselineAccount', 'ignoreBaselineLoan'],
  ])
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
