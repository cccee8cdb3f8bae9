/** A month over the API: opened, reviewed, held out, closed, reported; and nothing of it shows an SSN. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { closeWorker } from '../../server/reporting/periods/close.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { newPeriodLender, type PeriodLender, paidLoan } from '../support/periods.ts'
import { get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let lender: PeriodLender
beforeAll(async () => {
  server = await startTestServer({ workers: [computeWorker, closeWorker] })
  const requester = { organizationId: server.lender.id, actor: 'test', role: 'ADMIN' as const }
  lender = await newPeriodLender(server.app, requester)
})
afterAll(() => server.close())

const ask = (query: string, variables: Record<string, unknown> = {}) =>
  get(server.url, server.lender.keys.OPERATOR, query, variables)
const rowId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!
const mutate = async (name: string, input: Record<string, unknown>, selection: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { code path } } }`
  return (await ask(query, { input }))[name]
}

async function opened(month: string): Promise<string> {
  const input = { furnisherId: encodeId('Furnisher', lender.furnisherId), month }
  const { period, operation } = await mutate('openPeriod', input, 'period { id state } operation { id }')
  await lender.work(rowId(operation.id))
  return period.id
}

test('from opening to what was reported', async () => {
  server.app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
  await lender.ran('2026-06-01T12:00:00Z')
  const may = await opened('2026-05')
  const done = await mutate('closePeriod', { periodId: may }, 'period { id } operation { id }')
  expect(done.userErrors).toEqual([])
  await lender.work(rowId(done.operation.id))

  const person = { first: 'Ana', last: 'Reyes', ssn: '666129999', born: '1981-02-28' }
  await lender.put([paidLoan(1, 6, { person }), paidLoan(2, 6)], '2026-06-30')
  await lender.quarantine('9')
  server.app.clock.now = Date.parse('2026-07-02T12:00:00Z')
  const june = await opened('2026-06')
  const review = await ask(
    `query ($period: ID!) {
      reportingPeriod(id: $period) {
        month revision origin state asOf outdatedBy counts { review records heldOut } closingReasons { code }
        furnisher { name } operation { kind state }
      }
      periodRecords(filter: { period: $period }, orderBy: { field: ACCOUNT_NUMBER }) { totalCount edges { node {
        id review comparison reason consumerAccountNumber currentBalance heldOut
        base { socialSecurityNumber dateOfBirth currentBalance } connection { name }
        findings { ruleId severity waived rule { title } values { name } } previous { period { month } accountStatus base { socialSecurityNumber } }
        differences { field before now } evidence { field }
      } } }
    }`,
    { period: june },
  )
  expect(review.reportingPeriod).toEqual({
    ...{ month: '2026-06', revision: 1, origin: 'COMPUTED', state: 'OPEN', asOf: '2026-06-30', outdatedBy: [] },
    counts: [
      { review: 'CHANGED', records: 2, heldOut: 0 },
      { review: 'HELD', records: 1, heldOut: 0 },
    ],
    closingReasons: [{ code: 'FULL_RUN_NEEDED' }, { code: 'OPEN_ERRORS' }],
    furnisher: { name: 'Core furnisher' },
    operation: { kind: 'COMPUTE_PERIOD', state: 'SUCCEEDED' },
  })
  expect(JSON.stringify(review)).not.toMatch(/66612|02-2[89]/)
  const [first, , held] = review.periodRecords.edges.map(({ node }: { node: unknown }) => node)
  expect(review.periodRecords.totalCount).toBe(3)
  expect(first).toMatchObject({
    ...{ review: 'CHANGED', consumerAccountNumber: 'F1', currentBalance: '6750.00', connection: { name: 'Core' } },
    base: { socialSecurityNumber: '***-**-9999', dateOfBirth: '1981-**-**' },
    previous: { period: { month: '2026-05' }, base: { socialSecurityNumber: '***-**-0001' } },
  })
  expect(first.differences).toContainEqual({
    ...{ field: 'base.socialSecurityNumber', before: '***-**-0001', now: '***-**-9999' },
  })
  expect(first.differences).toContainEqual({ field: 'base.currentBalance', before: '7800', now: '6750' })
  expect(held).toMatchObject({
    ...{ review: 'HELD', comparison: null, base: null, differences: [], previous: null },
    findings: [{ ruleId: 'RECORD-QUARANTINED', severity: 'ERROR', waived: false }],
  })

  await lender.ran('2026-07-01T12:00:00Z')
  const corrections = 'query ($id: ID!) { reportingPeriod(id: $id) { correctionReasons { code } } }'
  const isOpen = { reportingPeriod: { correctionReasons: [{ code: 'PERIOD_OPEN' }] } }
  expect(await ask(corrections, { id: may })).toEqual(isOpen)
  expect(await ask(corrections, { id: june })).toEqual(isOpen)
  const outdated = await ask('query ($id: ID!) { reportingPeriod(id: $id) { outdatedBy } }', { id: june })
  expect(outdated.reportingPeriod.outdatedBy).toEqual(['the documents of Core'])
  const filter = { period: june, openErrors: true }
  const choice = { periodId: june, filter, reason: 'Read again next month.' }
  const looked = await mutate('holdOutPeriodRecords', choice, 'count samples { id }')
  expect(looked).toMatchObject({ count: 1, samples: [{ id: held.id }], userErrors: [] })
  const applied = { ...choice, dryRun: false, expectedCount: 1 }
  expect(await mutate('holdOutPeriodRecords', applied, 'count period { id }')).toMatchObject({ count: 1 })
  const closing = await mutate('closePeriod', { periodId: june }, 'operation { id }')
  expect(closing.userErrors).toEqual([])
  expect(await lender.work(rowId(closing.operation.id))).toMatchObject({ state: 'SUCCEEDED' })

  // The numbers of tests are such as nobody has.
  const invalidSsns = { ruleId: 'G-ID-2', severity: 'WARNING', records: 2 }
  const after = await ask(
    `query ($period: ID!, $furnisher: ID!) {
      reportingPeriod(id: $period) { state closingReasons { code } portfolio { accountStatus accounts currentBalance } rules { ruleId } }
      reportedRecords(filter: { period: $period, search: "f1" }) { edges { node { consumerAccountNumber base { surname } } } }
      portfolioHistory(furnisher: $furnisher) { month periodId statuses { accounts currentBalance } }
      errorTrend(furnisher: $furnisher) { month recordsWithErrors recordsWithWarnings rules { ruleId severity records } }
    }`,
    { period: june, furnisher: encodeId('Furnisher', lender.furnisherId) },
  )
  expect(after).toEqual({
    reportingPeriod: {
      ...{ state: 'CLOSED', closingReasons: [], rules: [{ ruleId: 'G-ID-2' }] },
      portfolio: [{ accountStatus: '11', accounts: 2, currentBalance: '13500.00' }],
    },
    reportedRecords: { edges: [{ node: { consumerAccountNumber: 'F1', base: { surname: 'REYES' } } }] },
    portfolioHistory: [
      { month: '2026-05', periodId: may, statuses: [{ accounts: 2, currentBalance: '15600.00' }] },
      { month: '2026-06', periodId: june, statuses: [{ accounts: 2, currentBalance: '13500.00' }] },
    ],
    errorTrend: [
      { month: '2026-05', recordsWithErrors: 0, recordsWithWarnings: 2, rules: [invalidSsns] },
      { month: '2026-06', recordsWithErrors: 0, recordsWithWarnings: 2, rules: [invalidSsns] },
    ],
  })
  expect((await ask(corrections, { id: june })).reportingPeriod.correctionReasons).toEqual([])
  expect((await ask(corrections, { id: may })).reportingPeriod.correctionReasons).toEqual([
    { code: 'LATER_MONTH_CLOSED' },
  ])
  const late = await mutate('holdOutPeriodRecords', applied, 'count')
  expect(late).toEqual({ count: null, userErrors: [{ code: 'PERIOD_CLOSED', path: ['input', 'periodId'] }] })
})

test('lists filter by rule, review, status and name, and page by cursor', async () => {
  const list = async (filter: string) => {
    const { periodRecords } = await ask(
      `{ periodRecords(first: 1, filter: { ${filter} }) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } } }`,
    )
    return periodRecords
  }
  expect((await list('ruleId: ["RECORD-QUARANTINED"]')).totalCount).toBe(1)
  expect((await list('review: [NEW]')).totalCount).toBe(2)
  expect((await list('comparison: [CHANGED], accountStatus: ["11"]')).totalCount).toBe(2)
  expect((await list('search: "f2"')).totalCount).toBe(2)
  expect((await list('heldOut: true')).totalCount).toBe(1)
  expect((await list('openErrors: true')).totalCount).toBe(0)
  const page = await list('review: [CHANGED]')
  expect(page).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } })
})
