/** What the tests of baselines share: a lender of three loans for each test, files of an old system, and the import. */

import { afterAll, beforeEach, expect } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { decodeHeader } from '../../server/metro2/codec.ts'
import { metro2Lines } from '../../server/metro2/file.ts'
import type { Header, Metro2Record } from '../../server/metro2/record.ts'
import type { OperationContext } from '../../server/operations/contract.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { importBaselineWorker } from '../../server/reporting/baseline/work.ts'
import { indexHash } from '../../server/vault/seal.ts'
import { j1, record } from '../metro2/support.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'
import { newUpload } from '../support/uploads.ts'

/** What a test puts in the way of the worker's steps. */
let before: (context: OperationContext) => Promise<void> | void = () => {}

export const server: TestServer = await startTestServer({
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

export let lender: TestOrganization

export let seeded: Seeded

/** Account numbers of the three loans of the lender. */
export let numbers: string[]

export const ssns = ['666120001', '666120002', '666120003']

export const header = (activityDate: string | null = '2026-05-31'): Header => ({
  ...decodeHeader(''.padEnd(426)).header,
  ...{ activityDate, dateCreated: activityDate, reporterName: 'OLD SYSTEM', reporterAddress: '1 MAIN ST' },
  equifaxProgramIdentifier: 'EQ1',
})

export function account(consumerAccountNumber: string, more: Partial<Metro2Record['base']> = {}): Metro2Record {
  return record({ consumerAccountNumber, dateOfAccountInformation: '2026-05-31', timeStamp: '05312026000000', ...more })
}

export const fileOf = (records: Metro2Record[], head = header(), lineEnding: '\n' | '\r\n' = '\n') => [
  ...metro2Lines(head, records, { lineEnding }),
]

export const start = `mutation ($input: ImportBaselineInput!) { importBaseline(input: $input) {
  operation { id } userErrors { code path } } }`

export const operationQuery = `query ($id: ID!) { operation(id: $id) { state done total result counts { name count } failure { code message hint } } }`

export const rowId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!

export async function asked(content: string, input: object = {}) {
  const uploadId = await newUpload(server.app, lender.id, 'old.txt', Buffer.from(content, 'latin1'))
  const variables = {
    input: { furnisherId: encodeId('Furnisher', seeded.furnisherId), uploadId: encodeId('Upload', uploadId), ...input },
  }
  return (await get(server.url, lender.keys.OPERATOR, start, variables)).importBaseline
}

export async function run(content: string, input: object = { dryRun: false }) {
  const { operation, userErrors } = await asked(content, input)
  expect(userErrors).toEqual([])
  await executeOperation(server.app, lender.id, rowId(operation.id), 'worker')
  return (await get(server.url, lender.keys.VIEWER, operationQuery, { id: operation.id })).operation
}

export const rows = () => server.app.database.tenant(lender.id)

export const query = async (text: string) => get(server.url, lender.keys.VIEWER, text)

/** Account number, how it was matched, and the loan's place among the three. */
export async function matches() {
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

export async function accountId(number: string): Promise<string> {
  const { baselineAccounts } = await query(
    `{ baselineAccounts(filter: { search: "${number}" }) { edges { node { id } } } }`,
  )
  return baselineAccounts.edges[0].node.id
}

export const missing = async () =>
  (
    await query('{ baselineLoans(filter: { state: [MISSING] }) { edges { node { id consumerAccountNumber } } } }')
  ).baselineLoans.edges.map(({ node }: { node: object }) => node)

/** Two loans, one of them in other writing; one account that is no loan here; the third loan is in no account. */
export const usual = () => [
  account(numbers[0]!, {
    socialSecurityNumber: ssns[0]!,
    paymentHistoryProfile: `21${'0'.repeat(22)}`,
  }),
  account(`000${numbers[1]}`, { socialSecurityNumber: '219099998' }),
  record({ consumerAccountNumber: 'ELSEWHERE', dateOfAccountInformation: '2026-05-31' }, [j1()]),
]

/** Puts something in the way of the worker's steps. */
export function inTheWay(step: typeof before): void {
  before = step
}

/** Called once by each file. */
export function eachWithItsBaseline(): void {
  afterAll(() => server.close())
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
}
