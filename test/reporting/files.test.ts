/** Files of closed periods: written, read back, downloaded, and refused when they are not what they were. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { decodeHeader, decodeRecord } from '../../server/metro2/codec.ts'
import { metro2Lines } from '../../server/metro2/file.ts'
import type { Header, Metro2Record } from '../../server/metro2/record.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { dayCreated, fileName } from '../../server/reporting/files/header.ts'
import { createReadBack } from '../../server/reporting/files/readBack.ts'
import { writeFileWorker } from '../../server/reporting/files/work.ts'
import { j1, j2, record } from '../metro2/support.ts'
import { newFurnisher } from '../services/app.ts'
import { addPeriod } from '../support/reported.ts'
import { get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let furnisherId: string
beforeAll(async () => {
  server = await startTestServer({ workers: [writeFileWorker] })
  const requester = { organizationId: server.lender.id, actor: 'test', role: 'ADMIN' as const }
  furnisherId = await newFurnisher(server.app, requester, {
    equifaxProgramIdentifier: 'EQ12345678',
    experianProgramIdentifier: 'EX123',
  } as never)
})
afterAll(() => server.close())

const numbers = ['b-2', 'A1', 'a1', 'Z9', 'A10', '0001', 'B_1', 'A-1']
const accounts = (): Metro2Record[] =>
  numbers.map((consumerAccountNumber, index) =>
    record(
      { consumerAccountNumber: consumerAccountNumber.toUpperCase() + index, currentBalance: 100 + index },
      index === 1 ? [j1()] : [],
      index === 2 ? [j2()] : [],
    ),
  )

let months = 0
/** A closed period of its own month, so that tests do not meet. */
async function closed(records: Iterable<Metro2Record> = accounts(), extra: object = {}): Promise<string> {
  months += 1
  const asOf = `${2000 + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-28`
  return addPeriod(server.app, server.lender.id, { furnisherId, asOf, ...extra }, atDay(records, asOf))
}

function* atDay(records: Iterable<Metro2Record>, dateOfAccountInformation: string) {
  for (const each of records) yield { ...each, base: { ...each.base, dateOfAccountInformation } }
}

const create = `mutation ($input: CreateFileInput!) { createFile(input: $input) {
  file { id name state bureau number downloadPath operation { id state } } userErrors { code message path } } }`
const read = `query ($id: ID!) { metro2File(id: $id) {
  id name state bureau lineEnding number records bytes sha256 downloadPath readyAt header { name value } totals { name count }
  findings { ruleId severity count line } operation { state done total result failure { code message hint } } } }`

const rowId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!
const operator = () => server.lender.keys.OPERATOR

async function ask(periodId: string, input: object = {}) {
  const variables = { input: { periodId: encodeId('ReportingPeriod', periodId), ...input } }
  return (await get(server.url, operator(), create, variables)).createFile
}

async function written(periodId: string, input: object = {}) {
  const { file, userErrors } = await ask(periodId, input)
  expect(userErrors).toEqual([])
  await executeOperation(server.app, server.lender.id, rowId(file.operation.id), 'worker')
  return (await get(server.url, operator(), read, { id: file.id })).metro2File
}

const download = (path: string, key = operator(), init: RequestInit = {}) =>
  fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${key}` } })

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex')

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('a file with %s is what the records say, in the order of their bytes', async (lineEnding, end) => {
  const file = await written(await closed(), { lineEnding })
  expect(file).toMatchObject({ state: 'READY', bureau: 'ALL', number: 1, records: 8, findings: [] })
  expect(file.operation).toMatchObject({ state: 'SUCCEEDED', done: 16, total: 16, failure: null })
  expect(file.totals).toContainEqual({ name: 'totalBaseRecords', count: 8 })
  const response = await download(file.downloadPath)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${file.name}"`)
  expect(file.name).toMatch(/^METRO2_SUMMIT_LENDING_\d{6}_ALL\.txt$/)
  const text = await response.text()
  expect([sha256(text), String(text.length)]).toEqual([file.sha256, file.bytes])
  const lines = text.split(end)
  expect(lines.pop()).toBe('')
  expect(lines).toHaveLength(10)
  const { header } = decodeHeader(lines[0]!)
  expect(header).toMatchObject({ equifaxProgramIdentifier: 'EQ12345678', experianProgramIdentifier: 'EX123' })
  const told = Object.fromEntries(file.header.map(({ name, value }: { name: string; value: string }) => [name, value]))
  const { activityDate, dateCreated, equifaxProgramIdentifier } = header
  expect(told).toMatchObject({ activityDate, dateCreated, equifaxProgramIdentifier })
  expect(told).not.toHaveProperty('innovisProgramIdentifier')
  const found = lines.slice(1, -1).map((line) => decodeRecord(line).record)
  const order = found.map(({ base }) => base.consumerAccountNumber)
  expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)))
  const expected = [...atDay(accounts(), header.activityDate!)].sort((a, b) =>
    a.base.consumerAccountNumber < b.base.consumerAccountNumber ? -1 : 1,
  )
  expect([...metro2Lines(header, expected, { lineEnding: end as '\n' })].join('')).toBe(text)
})

test('the same bytes come each time, on another day too; asking again answers the same file', async () => {
  const periodId = await closed()
  const file = await written(periodId)
  const first = await (await download(file.downloadPath)).text()
  server.app.clock.now += 5 * 86_400_000
  const again = await ask(periodId)
  expect(again.file).toMatchObject({ id: file.id, state: 'READY' })
  expect(await (await download(file.downloadPath)).text()).toBe(first)
  const other = await written(periodId, { lineEnding: 'CRLF' })
  expect(other).toMatchObject({ number: 2, name: file.name.replace('.txt', '_2.txt') })
})

test('a file for one bureau names that bureau only; without its identifier there is none', async () => {
  const periodId = await closed()
  const file = await written(periodId, { bureau: 'EXPERIAN' })
  const { header } = decodeHeader((await (await download(file.downloadPath)).text()).split('\n')[0]!)
  expect(header).toMatchObject({
    ...{ experianProgramIdentifier: 'EX123', equifaxProgramIdentifier: '' },
    ...{ transunionProgramIdentifier: '', innovisProgramIdentifier: '' },
  })
  expect(await ask(periodId, { bureau: 'INNOVIS' })).toEqual({
    file: null,
    userErrors: [
      {
        code: 'PROGRAM_IDENTIFIER_MISSING',
        path: ['input', 'bureau'],
        message: expect.stringContaining('updateFurnisher'),
      },
    ],
  })
})

test.each([
  ['an open period', 'PERIOD_OPEN', () => closed(accounts(), { state: 'OPEN' })],
  ['a baseline', 'PERIOD_IS_BASELINE', () => closed(accounts(), { origin: 'BASELINE' })],
  ['a period without accounts', 'NOTHING_REPORTED', () => closed([])],
  ['no such period', 'NOT_FOUND', async () => '01890a5d-ac96-774b-bcce-b302099a8057'],
])('%s is refused', async (_what, code, make) => {
  expect((await ask(await make())).userErrors).toMatchObject([{ code, path: ['input', 'periodId'] }])
})

test('another organization gets none of it', async () => {
  const periodId = await closed()
  const input = { periodId: encodeId('ReportingPeriod', periodId) }
  const { createFile } = await get(server.url, server.other.keys.ADMIN, create, { input })
  expect(createFile.userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  const file = await written(periodId)
  expect((await get(server.url, server.other.keys.ADMIN, read, { id: file.id })).metro2File).toBeNull()
  expect((await download(file.downloadPath, server.other.keys.ADMIN)).status).toBe(404)
})

describe('who may download', () => {
  test('OPERATOR and ADMIN; each download is in the audit log, HEAD is none', async () => {
    const file = await written(await closed())
    const db = server.app.database.tenant(server.lender.id)
    const audited = () => db.auditLog.count({ where: { action: 'downloadFile', targetId: rowId(file.id) } })
    for (const role of ['VIEWER', 'ANALYST'] as const) {
      expect((await download(file.downloadPath, server.lender.keys[role])).status).toBe(403)
    }
    expect((await download(file.downloadPath, 'nobody')).status).toBe(401)
    const head = await download(file.downloadPath, operator(), { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, file.bytes, ''])
    expect(await audited()).toBe(0)
    for (const role of ['OPERATOR', 'ADMIN'] as const) {
      const response = await download(file.downloadPath, server.lender.keys[role])
      expect(response.status).toBe(200)
      await response.arrayBuffer()
    }
    expect(await audited()).toBe(2)
  })

  test.each(['01890a5d-ac96-774b-bcce-b302099a8057', '0'.repeat(36)])('no such file: %s', async (id) => {
    expect((await download(`/files/${id}`)).status).toBe(404)
  })

  test('a file that is not ready says so', async () => {
    const { file } = await ask(await closed())
    const response = await download(`/files/${rowId(file.id)}`)
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'FILE_NOT_READY', state: 'WRITING' } }],
    })
    expect(file.downloadPath).toBeNull()
  })
})

test('a file of many pages streams, and a client who goes away harms nothing', async () => {
  const many = Array.from({ length: 2_600 }, (_, i) =>
    record({ consumerAccountNumber: `N${String(i).padStart(6, '0')}` }),
  )
  const file = await written(await closed(many))
  expect(file).toMatchObject({ state: 'READY', records: 2_600, operation: { done: 5_200 } })
  const text = await (await download(file.downloadPath)).text()
  expect(sha256(text)).toBe(file.sha256)
  const headers = { authorization: `Bearer ${operator()}` }
  const [response] = (await once(httpGet(server.url + file.downloadPath, { headers }), 'response')) as [IncomingMessage]
  await once(response, 'data')
  response.destroy()
  expect((await download(file.downloadPath)).status).toBe(200)
  expect(server.app.logged()).not.toContain('request failed')
})

test('records that no longer give the file break the download off before its end, and mark it', async () => {
  const periodId = await closed()
  const file = await written(periodId)
  await tamper(periodId)
  const response = await download(file.downloadPath)
  await expect(response.text()).rejects.toThrow()
  const after = (await get(server.url, operator(), read, { id: file.id })).metro2File
  expect(after).toMatchObject({ state: 'CORRUPT', downloadPath: null })
  expect((await download(file.downloadPath)).status).toBe(409)
  const db = server.app.database.tenant(server.lender.id)
  expect(await db.auditLog.count({ where: { action: 'fileCorrupt', targetId: rowId(file.id) } })).toBe(1)
  expect(server.app.logged()).toContain('do not give its file any more')
})

/** Past the server and its triggers, as somebody with the database in hands can. */
async function tamper(periodId: string) {
  const { sql } = server.app.database
  await sql('ALTER TABLE reported_records DISABLE TRIGGER USER')
  await sql(
    `UPDATE reported_records SET fields = jsonb_set(fields, '{base,currentBalance}', '1') WHERE period_id = $1 AND consumer_account_number = 'A11'`,
    [periodId],
  )
  await sql('ALTER TABLE reported_records ENABLE TRIGGER USER')
}

test('what does not pass the check after writing is not given out, and says why', async () => {
  const twice = [record({ consumerAccountNumber: 'TWICE' }), record({ consumerAccountNumber: 'TWICE' })]
  const file = await written(await closed(twice))
  expect(file).toMatchObject({ state: 'FAILED', downloadPath: null })
  expect(file.findings).toEqual([{ ruleId: 'G-DUP-1', severity: 'ERROR', count: 1, line: 3 }])
  expect(file.operation).toMatchObject({ state: 'FAILED', failure: { code: 'FILE_CHECK_FAILED' } })
  expect(file.operation.failure.message).toContain('line 3')
})

test('writing that was given up does not stand in the way of the next', async () => {
  const periodId = await closed()
  const { file } = await ask(periodId)
  expect((await ask(periodId)).file.id).toBe(file.id)
  const cancel = 'mutation ($id: ID!) { cancelOperation(input: { operationId: $id }) { userErrors { code } } }'
  await get(server.url, operator(), cancel, { id: file.operation.id })
  const next = await written(periodId)
  expect(next).toMatchObject({ state: 'READY', number: 2 })
  expect((await get(server.url, operator(), read, { id: file.id })).metro2File.state).toBe('FAILED')
})

describe('names', () => {
  test.each([
    [{ furnisher: 'Summit Lending, LLC' }, 'METRO2_SUMMIT_LENDING_LLC_202606_ALL.txt'],
    [{ furnisher: '  (../..) ' }, 'METRO2_202606_ALL.txt'],
    [{ bureau: 'EQUIFAX', revision: 2, number: 3 }, 'METRO2_LENDER_202606_EQUIFAX_CORRECTION1_3.txt'],
  ])('%j', (given, name) => {
    const all = { furnisher: 'Lender', month: '2026-06-01', revision: 1, bureau: 'ALL', number: 1, ...given } as const
    expect(fileName(all as never)).toBe(name)
  })

  test('the day of creation lies in the future for no bureau', () => {
    expect(dayCreated(new Date('2026-07-01T06:59:00Z'))).toBe('2026-06-30')
    expect(dayCreated(new Date('2026-07-01T07:00:00Z'))).toBe('2026-07-01')
  })
})

describe('reading back', () => {
  const header = (): Header => ({
    ...decodeHeader(''.padEnd(426)).header,
    ...{ activityDate: '2026-06-30', dateCreated: '2026-06-30', reporterName: 'LENDER', reporterAddress: '1 MAIN ST' },
    equifaxProgramIdentifier: 'EQ1',
  })
  const lines = () => [...metro2Lines(header(), accounts())]
  const check = (parts: string[], today = '2026-06-30') => {
    const reader = createReadBack({ lineEnding: '\n', bureau: 'ALL', today })
    for (const part of parts) reader.push(part)
    return reader.end()
  }
  const rules = (parts: string[], today?: string) => check(parts, today).findings.map(({ rule }) => rule)

  test('finds nothing in a good file, however it is cut', () => {
    expect(check(lines())).toEqual({ records: 8, findings: [] })
    expect(check([...lines().join('')])).toEqual({ records: 8, findings: [] })
  })

  test.each<[string, (all: string[]) => string[], string]>([
    ['a line is missing', (all) => all.toSpliced(3, 1), 'G-TRL-1'],
    ['the trailer is missing', (all) => all.slice(0, -1), 'CODEC-CONSTANT'],
    ['the last line has no end', (all) => all.with(-1, all.at(-1)!.trimEnd()), 'LINE-END'],
    ['a line is cut', (all) => all.with(2, `${all[2]!.slice(0, 400)}\n`), 'CODEC-TOO_SHORT'],
    ['an amount is none', (all) => all.with(1, `${all[1]!.slice(0, 90)}X${all[1]!.slice(91)}`), 'CODEC-NOT_A_NUMBER'],
    ['reserved bytes are used', (all) => all.with(0, `${all[0]!.slice(0, 400)}X${all[0]!.slice(401)}`), 'ROUND-TRIP'],
  ])('%s', (_what, change, rule) => {
    expect(rules(change(lines()))).toContain(rule)
  })

  test('dates after today', () => {
    expect(rules(lines(), '2026-06-29')).toContain('G-HDR-1')
  })
})
