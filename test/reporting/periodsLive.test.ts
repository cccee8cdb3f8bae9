/** Live records are compared with what was last reported, as the next month will be; previews and lineage with them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSync } from '../../server/connections/runs.ts'
import { newId } from '../../server/ids.ts'
import { previewMapping } from '../../server/presets/preview.ts'
import { traceRecord } from '../../server/records/lineage.ts'
import { closeWorker, outdatedBy } from '../../server/reporting/periods/close.ts'
import { waivePeriodFindings } from '../../server/reporting/periods/waive.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { done, newAdmin, refused, type TestApp, testApp } from '../services/app.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { newPeriodLender, type PeriodLender, paidLoan } from '../support/periods.ts'

let app: TestApp
let lender: PeriodLender
beforeAll(async () => {
  app = await testApp({ workers: [computeWorker, closeWorker] })
  app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  lender = await newPeriodLender(app, await newAdmin(app))
})
afterAll(() => app.close())

const db = () => app.database.tenant(lender.requester.organizationId)

/** A live record for each stored document, by a run that asks no source. */
async function rollover(asOf: string) {
  const { connectionId, requester } = lender
  const { organizationId } = requester
  for (const row of await db().sourceRecord.findMany({ where: { connectionId, record: { is: null } } })) {
    const version = await db().mappingPresetVersion.findFirstOrThrow({ where: { presetId: lender.presetId } })
    await db().metro2Record.create({
      data: {
        ...{ organizationId, id: newId(), connectionId, sourceRecordId: row.id, sourceKey: row.sourceKey },
        ...{ displayKey: row.displayKey, presetVersionId: version.id, asOf: new Date('2026-01-01'), version: 1 },
        ...{
          inputHash: Buffer.from(''),
          contentHash: Buffer.from(''),
          eligibility: 'EXCLUDED',
          exclusionReason: 'TEST',
        },
        ...{ errorCount: 0, warningCount: 0, infoCount: 0, lastRunId: newId(), createdAt: row.fetchedAt },
        changedAt: row.fetchedAt,
      },
    })
  }
  const run = { connectionId, mode: 'ROLLOVER' as const, asOf, keys: null, range: null, idempotencyKey: null }
  const { runId } = done(await startSync(app, requester, run))
  await executeRun(app, organizationId, runId, 'worker')
  expect(await db().syncRun.findFirstOrThrow({ where: { id: runId } })).toMatchObject({ failure: null })
  return db().metro2Record.findMany({ where: { connectionId }, orderBy: { sourceKey: 'asc' } })
}

test('a changed number shows its L1 in the live record, and findings about the month before stand there too', async () => {
  await lender.put([paidLoan(1, 5), paidLoan(2, 3)], '2026-05-31')
  await lender.ran('2026-06-01T12:00:00Z')
  const [before] = await rollover('2026-05-31')
  expect(before).toMatchObject({ consumerAccountNumber: 'F1' })
  const may = await lender.open('2026-05')
  expect(await lender.close(may)).toMatchObject({ state: 'SUCCEEDED' })

  const text = fakePreset.replace(
    /consumerAccountNumber: .*/,
    'consumerAccountNumber: { from: number, then: [{ keep: digits }] }',
  )
  await lender.publish(text)
  await lender.put([paidLoan(1, 6), paidLoan(2, 6)], '2026-06-30')
  app.clock.now = Date.parse('2026-07-01T12:00:00Z')
  const [first, second] = await rollover('2026-06-30')
  expect(first).toMatchObject({
    consumerAccountNumber: 'F1',
    fields: { l1: { changeIndicator: 1, newConsumerAccountNumber: '1' } },
  })
  const errors = await db().validationError.findMany({ where: { recordId: second!.id } })
  expect(errors.map((each) => each.ruleId)).toContain('PHP-Status-1')

  const { requester, connectionId } = lender
  const input = { connectionId, text, recordIds: [first!.id, second!.id], sample: 1 }
  const { preview } = done(await previewMapping(app, requester, input))
  expect(preview.problems).toEqual([])
  expect(preview.records.map((each) => each.changes)).toEqual([[], []])
  const traces = await traceRecord(app, requester.organizationId, first!.id)
  expect(traces.length).toBeGreaterThan(10)
})

test('what the review finds is waived there, for the values it has there', async () => {
  const { requester } = lender
  const setting = { reason: 'x', updatedAt: new Date('2026-06-01'), updatedBy: 'test' }
  const { organizationId } = requester
  // The SSNs of tests are such as nobody has.
  await db().ruleSetting.create({ data: { organizationId, ruleId: 'G-ID-2', severity: 'ERROR', ...setting } })
  const june = await lender.open('2026-06')
  expect((await lender.rows(june)).map((row) => row.review)).toEqual(['HELD', 'HELD'])
  const asked = {
    ...{ periodId: june, chosen: { errorCount: { gt: 0 } }, ruleIds: ['G-ID-2'], reason: 'Test consumers.' },
    ...{ dryRun: true, expectedCount: null, request: {} },
  }
  expect(done(await waivePeriodFindings(app, requester, asked))).toMatchObject({ count: 2, batchId: null })
  const waive = { ...asked, dryRun: false }
  expect(refused(await waivePeriodFindings(app, requester, waive))).toEqual(['COUNT_REQUIRED expectedCount'])
  const wrong = { ...waive, expectedCount: 1 }
  expect(refused(await waivePeriodFindings(app, requester, wrong))).toEqual(['COUNT_CHANGED expectedCount'])
  const locked = { ...waive, ruleIds: ['RECORD-QUARANTINED'] }
  expect(refused(await waivePeriodFindings(app, requester, locked))).toEqual(['RULE_LOCKED ruleIds'])
  const { batchId } = done(await waivePeriodFindings(app, requester, { ...waive, expectedCount: 2 }))
  expect(await db().waiver.count({ where: { batchId: batchId! } })).toBe(2)
  expect(await outdatedBy(app, db(), await db().reportingPeriod.findFirstOrThrow({ where: { id: june } }))).toEqual([
    'the waivers',
  ])
  await lender.compute(june)
  const rows = await lender.rows(june)
  expect(rows.map((row) => [row.review, row.errorRules])).toEqual([
    ['CHANGED', []],
    ['CORRECTED', []],
  ])
  const live = await db().metro2Record.findMany({ where: { connectionId: lender.connectionId } })
  expect(live.map((each) => each.waivedCount)).toEqual([1, 1])
})
