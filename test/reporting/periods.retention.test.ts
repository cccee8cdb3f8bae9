/** Reviews of months that were closed long ago go; what was reported, what it came to, and what the next month rests on stay. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { closeWorker } from '../../server/reporting/periods/close.ts'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { openCorrection } from '../../server/reporting/periods/open.ts'
import { errorTrend, portfolioHistory } from '../../server/reporting/periods/trends.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { purgeChunk } from '../../server/retention/purge.ts'
import { done } from '../services/app.ts'
import { newPeriodLender, type PeriodLender, paidLoan } from '../support/periods.ts'
import { get, startTestServer, type TestServer } from '../support/server.ts'

const dayMs = 86_400_000

let server: TestServer
let lender: PeriodLender
beforeAll(async () => {
  server = await startTestServer({ workers: [computeWorker, closeWorker] })
  lender = await newPeriodLender(server.app, { organizationId: server.lender.id, actor: 'test', role: 'ADMIN' })
})
afterAll(() => server.close())

const db = () => server.app.database.tenant(server.lender.id)
const reviewed = (periodId: string) => db().periodRecord.count({ where: { periodId } })

/** All three loans read after a month and reported, but for the third, which is held out. */
async function closed(month: string, last: number): Promise<string> {
  const end = new Date(Date.UTC(2026, last, 0)).toISOString().slice(0, 10)
  await lender.put(
    [1, 2, 3].map((id) => paidLoan(id, last)),
    end,
  )
  server.app.clock.now = Date.parse(end) + 2 * dayMs
  await lender.ran(new Date(server.app.clock.now).toISOString())
  const periodId = await lender.open(month)
  const input = {
    periodId,
    chosen: { sourceKey: '3' },
    reason: 'Disputed.',
    dryRun: false,
    expectedCount: 1,
    request: {},
  }
  done(await holdOut(server.app, lender.requester, input))
  expect(await lender.close(periodId)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 2 } })
  return periodId
}

async function purge() {
  while (await purgeChunk(server.app));
}

const shown = async (periodId: string) => {
  const query = `query ($id: ID!) {
    reportingPeriod(id: $id) { reviewDeletedAt counts { review records heldOut } rules { ruleId records } }
    periodRecords(filter: { period: $id }) { totalCount }
    reportedRecords(filter: { period: $id }) { totalCount } }`
  return get(server.url, server.lender.keys.VIEWER, query, { id: encodeId('ReportingPeriod', periodId) })
}

test('the review of a month goes with its age, but for the newest closed one; the month says so, and says what it came to', async () => {
  const may = await closed('2026-05', 5)
  const inMay = Date.parse('2026-06-02')
  const june = await closed('2026-06', 6)
  const july = await closed('2026-07', 7)
  const before = await shown(may)
  expect(before.reportingPeriod).toMatchObject({
    reviewDeletedAt: null,
    counts: [{ review: 'NEW', records: 3, heldOut: 1 }],
  })
  const trends = async () => [
    (await portfolioHistory(db(), lender.furnisherId, 12)).map(({ of }) => of),
    (await errorTrend(db(), lender.furnisherId, 12)).map(({ of }) => of),
  ]
  const trend = await trends()

  server.app.clock.now = inMay + 1_829 * dayMs
  await purge()
  expect(await reviewed(may)).toBe(3)
  server.app.clock.now = inMay + 1_832 * dayMs
  await purge()
  expect([await reviewed(may), await reviewed(june), await reviewed(july)]).toEqual([0, 3, 3])
  expect(server.app.logged()).toContain('"kind":"reviews"')
  expect(await server.app.metrics.page()).toContain('metro2_purged_rows_total{kind="reviews"} 3')
  const after = await shown(may)
  expect(after.reportingPeriod).toEqual({
    ...before.reportingPeriod,
    reviewDeletedAt: new Date(server.app.clock.now).toISOString(),
  })
  expect([after.periodRecords.totalCount, after.reportedRecords.totalCount]).toEqual([0, 2])

  server.app.clock.now += 10_000 * dayMs
  await purge()
  expect([await reviewed(june), await reviewed(july)]).toEqual([0, 3])
  expect(await trends()).toEqual(trend)
  expect(await db().reportedRecord.count()).toBe(6)

  // The newest closed month is corrected, and the next one goes on from it: what was held out in it is missing now.
  const correction = done(await openCorrection(server.app, lender.requester, { periodId: july, idempotencyKey: null }))
  expect(await lender.work(correction.operationId!)).toMatchObject({ state: 'SUCCEEDED', failure: null })
  expect((await lender.rows(correction.periodId)).map((row) => row.review)).toEqual(['UNCHANGED', 'UNCHANGED', 'NEW'])
})

test('the database lets rows of a review go only where it is marked and a later month is closed', async () => {
  const [newest, older] = await db().reportingPeriod.findMany({
    where: { state: 'CLOSED' },
    orderBy: { month: 'desc' },
    take: 2,
  })
  const of = ({ id }: { id: string }) => db().periodRecord.deleteMany({ where: { periodId: id } })
  await expect(of(newest!)).rejects.toThrow()
  await db().reportingPeriod.updateMany({ where: { id: newest!.id }, data: { reviewDeletedAt: new Date() } })
  await expect(of(newest!)).rejects.toThrow()
  await expect(db().reportedRecord.deleteMany({ where: { periodId: older!.id } })).rejects.toThrow()
})
