/** Answers of bureaus: what is taken, what is refused and why; by the API, and line by line from a file. */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ResponseLine, readResponseFile, WrongLayout } from '../../server/responses/csv.ts'
import { type GivenResponse, readResponse, withoutSsn } from '../../server/responses/response.ts'
import { dumpDatabase } from '../services/app.ts'
import { addReportedLoans } from '../support/responses.ts'
import type { TestServer } from '../support/server.ts'
import { gid, type Lender, month, newLender, rejection, startWritebackServer } from './lender.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const good: GivenResponse = {
  ...{ bureau: 'EQUIFAX', reference: 'EFX-1', month: '2026-05', accountNumber: 'A1', kind: 'REJECTED' },
  ...{ codes: ['e1', ' E1 ', 'E2'], disputeOutcome: '', respondedOn: '2026-06-01', message: ' Words. ' },
}
const problemsOf = (extra: Partial<GivenResponse>) => {
  const read = readResponse({ ...good, ...extra })
  return 'problems' in read ? read.problems.map(({ field, code }) => `${field} ${code}`) : []
}

describe('one answer', () => {
  test('is read, its codes in capitals and once', () => {
    expect(readResponse(good)).toEqual({
      response: {
        ...{ bureau: 'EQUIFAX', reference: 'EFX-1', month: '2026-05-01', accountNumber: 'A1', kind: 'REJECTED' },
        ...{ codes: ['E1', 'E2'], disputeOutcome: null, respondedOn: '2026-06-01', message: 'Words.' },
      },
    })
  })

  test.each<[Partial<GivenResponse>, string[]]>([
    [{ bureau: 'ACME' }, ['bureau INVALID_VALUE']],
    [{ bureau: 'equifax' }, []],
    [{ reference: '' }, ['reference INVALID_VALUE']],
    [{ reference: 'with blank' }, ['reference INVALID_VALUE']],
    [{ reference: '666-12-3456' }, ['reference LOOKS_LIKE_SSN']],
    [{ reference: '666123456' }, ['reference LOOKS_LIKE_SSN']],
    [{ reference: '20260615000012345678' }, []],
    [{ month: '2026-13' }, ['month INVALID_VALUE']],
    [{ month: '05/2026' }, ['month INVALID_VALUE']],
    [{ accountNumber: '' }, ['accountNumber INVALID_VALUE']],
    [{ codes: [] }, ['codes MISSING']],
    [{ codes: ['666123456'] }, ['codes INVALID_VALUE']],
    [{ kind: 'ACCEPTED' }, ['codes INVALID_VALUE']],
    [{ kind: 'ACCEPTED', codes: [] }, []],
    [{ kind: 'DISPUTE' }, ['disputeOutcome MISSING']],
    [{ kind: 'DISPUTE', disputeOutcome: 'MAYBE' }, ['disputeOutcome INVALID_VALUE']],
    [{ kind: 'DISPUTE', disputeOutcome: 'deleted_fraud', codes: [] }, []],
    [{ disputeOutcome: 'DELETED' }, ['disputeOutcome INVALID_VALUE']],
    [{ respondedOn: '2026-02-30' }, ['respondedOn INVALID_VALUE']],
    [{ message: 'x'.repeat(1_001) }, ['message INVALID_VALUE']],
    [{ bureau: '', month: '', kind: '' }, ['bureau INVALID_VALUE', 'kind INVALID_VALUE', 'month INVALID_VALUE']],
  ])('%j: %j', (extra, problems) => {
    expect(problemsOf(extra)).toEqual(problems)
  })

  test('no problem repeats what was given', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z#]{8,20}$/), (text) => {
        const read = readResponse({ ...good, bureau: text, month: text, kind: text, codes: [text], respondedOn: text })
        expect(JSON.stringify('problems' in read ? read.problems : [])).not.toContain(text)
      }),
    )
  })

  test('numbers that look like SSNs are blanked out, and others stay', () => {
    expect(withoutSsn('SSN 666-12-3456, 666 12 3456 and 666123456.')).not.toMatch(/3456/)
    expect(withoutSsn('Account 4000012345678, call 801-555-0100.')).toBe('Account 4000012345678, call 801-555-0100.')
  })
})

const header = 'bureau,reference,month,account_number,kind,codes,dispute_outcome,responded_on,message'

async function linesOf(text: string | Uint8Array, pieces = 7): Promise<ResponseLine[]> {
  const bytes = Buffer.from(text)
  async function* body() {
    for (let at = 0; at < bytes.length; at += pieces) yield bytes.subarray(at, at + pieces)
  }
  const lines: ResponseLine[] = []
  for await (const line of readResponseFile(body())) lines.push(line)
  return lines
}

describe('a file', () => {
  test('quotes, empty lines, CRLF and a byte order mark; lines are numbered as an editor does', async () => {
    const rows = [
      'E,R1,2026-05,A1,K,E1;E2 E3,,,"said ""no"", twice"',
      '',
      'E,R2,2026-05,A2,K,,,,"two\nlines"',
      'E,R3,2026-05,A3,K,,,,',
    ]
    const lines = await linesOf(`\ufeff${[header, ...rows].join('\r\n')}`)
    expect(lines).toMatchObject([
      { line: 2, given: { reference: 'R1', codes: ['E1', 'E2', 'E3'], message: 'said "no", twice' } },
      { line: 4, given: { reference: 'R2', message: 'two\nlines' } },
      { line: 6, given: { reference: 'R3' } },
    ])
  })

  test('it does not matter how the bytes come', async () => {
    const text = `${header}\r\nE,R1,2026-05,A1,K,,,,"é, ""x""\r\ny"\nE,R2,2026-05,A2,K,,,,z`
    const whole = await linesOf(text, 1_000)
    for (const pieces of [1, 2, 3, 5]) expect(await linesOf(text, pieces)).toEqual(whole)
  })

  test('a bad line is told, and the lines after it are read', async () => {
    const lines = await linesOf([header, 'E,R1', 'E,R2,2026-05,A"1,K,,,,', 'E,R3,2026-05,A3,K,,,,'].join('\n'))
    expect(lines).toMatchObject([
      { line: 2, problem: expect.stringContaining('2 values') },
      { line: 3, problem: expect.stringContaining('quote') },
      { line: 4, given: { reference: 'R3' } },
    ])
  })

  test('a quote that is never closed costs some lines, not the memory of the server', async () => {
    const rest = Array.from({ length: 3_000 }, (_, index) => `E,R${index},2026-05,A1,K,,,,`)
    const lines = await linesOf([header, 'E,R,2026-05,A1,K,,,,"open', ...rest].join('\n'), 5_000)
    expect(lines[0]).toMatchObject({ line: 2, problem: expect.stringContaining('quote') })
    expect(lines.at(-1)).toMatchObject({ given: { reference: 'R2999' } })
  })

  test.each([
    ['nothing', ''],
    ['no header', 'EQUIFAX,R1,2026-05,666-12-3456,REJECTED'],
    ['a column too many: it may hold an SSN', `${header},ssn\n`],
    ['a column twice', 'bureau,reference,month,account_number,kind,kind\n'],
    ['a column missing', 'bureau,reference,month,kind\n'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('%s is refused as a whole, without a value', async (_name, text) => {
    const error = await linesOf(text as string).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(WrongLayout)
    expect(`${error} ${(error as WrongLayout).hint}`).not.toMatch(/666|EQUIFAX/)
  })
})

describe('through the server', () => {
  let server: TestServer
  let lender: Lender
  beforeAll(async () => {
    server = await startWritebackServer()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    lender = await newLender(server, { loans: 4 })
  })
  afterEach(() => lender.sandbox.close())

  const responses = async () => {
    const query = `{ bureauResponses(first: 100, orderBy: { field: CREATED_AT }) { edges { node {
      bureau reference kind codes disputeOutcome sourceKey line message month respondedOn period { id } } } } }`
    const { bureauResponses } = await lender.ask(query)
    return bureauResponses.edges.map(({ node }: { node: object }) => node)
  }

  test('answers are tied to loan and period, and sent again they change nothing', async () => {
    const [a, b] = lender.keys as [string, string]
    const given = [rejection(a), rejection(b, { kind: 'DISPUTE', disputeOutcome: 'MODIFIED', codes: [] })]
    expect(await lender.record(given)).toMatchObject({ recorded: 2, userErrors: [] })
    expect(await lender.record([...given, given[0]!])).toMatchObject({ recorded: 0, userErrors: [] })
    expect(await responses()).toMatchObject([
      { sourceKey: a, reference: `EFX-${a}`, month, period: { id: gid('ReportingPeriod', lender.periodId) } },
      { sourceKey: b, kind: 'DISPUTE', disputeOutcome: 'MODIFIED' },
    ])
  })

  test('one wrong answer, and none is stored; each wrong value is named', async () => {
    const [a] = lender.keys as [string]
    const { userErrors } = await lender.record([
      rejection(a),
      rejection(a, { reference: 'R2', consumerAccountNumber: 'A0' }),
    ])
    expect(userErrors).toMatchObject([
      { code: 'NOT_REPORTED', path: ['input', 'responses', '1', 'consumerAccountNumber'] },
    ])
    await lender
      .record([rejection(a, { codes: [], reference: '666-12-3456' })])
      .then((answer) => expect(answer.userErrors.map(({ code }) => code)).toEqual(['LOOKS_LIKE_SSN', 'MISSING']))
    expect(await responses()).toEqual([])
  })

  test('another answer under the same reference is refused; at another bureau it is another answer', async () => {
    const [a] = lender.keys as [string]
    await lender.record([rejection(a)])
    expect((await lender.record([rejection(a, { codes: ['E7'] })])).userErrors).toMatchObject([
      { code: 'REFERENCE_TAKEN' },
    ])
    expect(await lender.record([rejection(a, { bureau: 'EXPERIAN' })])).toMatchObject({ recorded: 1 })
  })

  test('the last closed revision counts; an open one and an account reported twice do not', async () => {
    const { organization, furnisherId, connectionId, keys } = lender
    const loan = { connectionId, sourceKey: keys[0]!, accountNumber: `A${keys[0]}` }
    const add = (period: { month: string; revision?: number; state?: 'OPEN' }, loans = [loan]) =>
      addReportedLoans(server.app, organization.id, { furnisherId, ...period }, loans)
    const second = await add({ month, revision: 2 })
    await add({ month, revision: 3, state: 'OPEN' })
    await add({ month: '2026-04' }, [loan, { ...loan, sourceKey: keys[1]! }])
    await lender.record([rejection(keys[0]!)])
    expect(await responses()).toMatchObject([{ period: { id: gid('ReportingPeriod', second) } }])
    const { userErrors } = await lender.record([rejection(keys[0]!, { reference: 'R2', month: '2026-04' })])
    expect(userErrors).toMatchObject([{ code: 'ACCOUNT_AMBIGUOUS' }])
  })

  test('the same answers at the same moment are stored once', async () => {
    const given = lender.keys.map((key) => rejection(key))
    const answers = await Promise.all([1, 2, 3].map(() => lender.record(given)))
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    expect(answers.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(given.length)
    expect(await responses()).toHaveLength(given.length)
  })

  const upload = async (text: string, purpose = 'BUREAU_RESPONSE') => {
    const headers = { authorization: `Bearer ${lender.organization.keys.OPERATOR}` }
    const url = `${server.url}/uploads?purpose=${purpose}&name=answers.csv`
    return ((await (await fetch(url, { method: 'POST', body: text, headers })).json()) as { id: string }).id
  }
  const startImport = async (uploadId: string) => {
    const query = `mutation ($input: ImportBureauResponsesInput!) { importBureauResponses(input: $input) {
      operation { id } userErrors { code } } }`
    const input = { furnisherId: gid('Furnisher', lender.furnisherId), uploadId }
    return (await lender.ask(query, { input })).importBureauResponses
  }
  const rowOf = (key: string, extra = '') => `EQUIFAX,EFX-${key},${month},A${key},REJECTED,E1 E2,,2026-06-15,${extra}`

  test('a file: good lines are stored, each bad one is listed with number and reason, and again nothing is doubled', async () => {
    const [a, b] = lender.keys as [string, string]
    const file = [
      header,
      rowOf(a, 'canary'),
      rowOf('0'),
      'EQUIFAX,666-12-3456',
      rowOf(b),
      rowOf(a, 'other'),
      rowOf(a, 'canary'),
    ]
    const uploadId = await upload(file.join('\n'))
    const operation = await lender.work((await startImport(uploadId)).operation.id)
    expect(operation).toMatchObject({
      state: 'SUCCEEDED',
      result: {
        ...{ recorded: 2, known: 1, bad: 3, problemsCut: false },
        problems: [
          { line: 3, field: 'account_number', code: 'NOT_REPORTED' },
          { line: 4, code: 'UNREADABLE' },
          { line: 6, field: 'reference', code: 'REFERENCE_TAKEN' },
        ],
      },
    })
    expect(await responses()).toMatchObject([
      { sourceKey: a, line: 2, codes: ['E1', 'E2'], message: 'canary', respondedOn: '2026-06-15' },
      { sourceKey: b, line: 5 },
    ])
    const again = await lender.work((await startImport(uploadId)).operation.id)
    expect(again.result).toMatchObject({ recorded: 0, known: 3, bad: 3 })
    const dump = await dumpDatabase(server.app.database)
    for (const text of ['canary', '666-12-3456']) expect(dump).not.toContain(text)
  })

  test('a file that is none, and one for something else', async () => {
    const operation = await lender.work((await startImport(await upload('a,b\n1,2\n'))).operation.id)
    expect(operation).toMatchObject({ state: 'FAILED', failure: { code: 'WRONG_LAYOUT' } })
    const { userErrors } = await startImport(await upload('x', 'BASELINE'))
    expect(userErrors).toEqual([{ code: 'WRONG_PURPOSE' }])
  })

  test('an import goes on after the last line that was dealt with', async () => {
    const [a, b] = lender.keys as [string, string]
    const { operation } = await startImport(await upload([header, rowOf(a), rowOf(b)].join('\n')))
    const db = server.app.database.tenant(lender.organization.id)
    const checkpoint = { line: 2, recorded: 1, known: 0, bad: 0, problems: [] }
    await db.operation.updateMany({ where: { kind: 'IMPORT_RESPONSES' }, data: { checkpoint } })
    expect((await lender.work(operation.id)).result).toMatchObject({ recorded: 2 })
    expect(await responses()).toMatchObject([{ sourceKey: b, line: 3 }])
  })
})
