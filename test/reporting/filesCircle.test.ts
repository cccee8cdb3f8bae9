/** The whole circle: a month is closed and written into a file; whoever gets that file begins with it as the month before. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeHeader } from '../../server/metro2/codec.ts'
import { metro2Lines } from '../../server/metro2/file.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import type { Requester } from '../../server/outcome.ts'
import { importBaseline } from '../../server/reporting/baseline/start.ts'
import { importBaselineWorker } from '../../server/reporting/baseline/work.ts'
import { createFile } from '../../server/reporting/files/create.ts'
import { fileBytes } from '../../server/reporting/files/download.ts'
import { reportedPages } from '../../server/reporting/files/reported.ts'
import { writeFileWorker } from '../../server/reporting/files/work.ts'
import { closeWorker } from '../../server/reporting/periods/close.ts'
import { openPeriod } from '../../server/reporting/periods/open.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { done, newAdmin, type TestApp, testApp } from '../services/app.ts'
import { newPeriodLender, paidLoan } from '../support/periods.ts'
import { seed } from '../support/seed.ts'
import { newUpload } from '../support/uploads.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp({ workers: [computeWorker, closeWorker, writeFileWorker, importBaselineWorker] })
})
afterAll(() => app.close())

/** Closes May of a lender and writes its file. */
async function fileOfMay(): Promise<{ text: string; records: AsyncGenerator<Metro2Record[]> }> {
  const requester = await newAdmin(app, 'Before')
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  const lender = await newPeriodLender(app, requester)
  await db.furnisher.updateMany({ data: { transunionProgramIdentifier: 'TU1' } })
  await lender.put([paidLoan(2, 5), paidLoan(1, 5)], '2026-05-31')
  app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  await lender.ran('2026-06-02T00:00:00Z')
  const periodId = await lender.open('2026-05')
  expect(await lender.close(periodId)).toMatchObject({ state: 'SUCCEEDED' })
  const asked = { periodId, bureau: 'TRANSUNION', lineEnding: 'CRLF', idempotencyKey: null } as const
  const { fileId } = done(await createFile(app, requester, asked))
  const { id } = await db.operation.findFirstOrThrow({ where: { targetId: fileId } })
  expect(await lender.work(id)).toMatchObject({ state: 'SUCCEEDED', failure: null })
  const file = await db.metro2File.findFirstOrThrow({ where: { id: fileId } })
  expect(file).toMatchObject({ state: 'READY', records: 2, findings: [] })
  let text = ''
  for await (const piece of fileBytes(app, file)) text += piece.toString('latin1')
  return { text, records: reportedPages(app, organizationId, periodId) }
}

async function worked(requester: Requester, operationId: string) {
  await executeOperation(app, requester.organizationId, operationId, 'worker')
  return app.database.tenant(requester.organizationId).operation.findFirstOrThrow({ where: { id: operationId } })
}

test('a file of a closed month is the month before of whoever imports it', async () => {
  const { text, records } = await fileOfMay()
  const header = decodeHeader(text.split('\r\n')[0]!).header
  const { value: page } = await records.next()
  expect([...metro2Lines(header, page as Metro2Record[], { lineEnding: '\r\n' })].join('')).toBe(text)

  app.clock.now = Date.parse('2026-07-02T12:00:00Z')
  const requester = await newAdmin(app, 'After')
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  const { furnisherId } = await seed(app, organizationId, [paidLoan(1, 6), paidLoan(2, 6), paidLoan(3, 6)])
  await db.connection.updateMany({ data: { environment: 'PRODUCTION' } })
  const uploadId = await newUpload(app, organizationId, 'may.txt', text)
  const asked = { furnisherId, uploadId, month: null, dryRun: false, idempotencyKey: null }
  const imported = await worked(requester, done(await importBaseline(app, requester, asked)).operationId)
  expect(imported).toMatchObject({ state: 'SUCCEEDED', result: { accounts: 2, byMatch: { NUMBER: 2 } } })

  const opened = done(
    await openPeriod(app, requester, { furnisherId, month: '2026-06', asOf: null, idempotencyKey: null }),
  )
  expect(await worked(requester, opened.operationId!)).toMatchObject({ state: 'SUCCEEDED', failure: null })
  const rows = await db.periodRecord.findMany({ where: { periodId: opened.periodId }, orderBy: { sourceKey: 'asc' } })
  const before = await db.reportedRecord.findMany({ orderBy: { sourceKey: 'asc' } })
  expect(before.map(({ sourceKey }) => sourceKey)).toEqual(['1', '2'])
  const known = Object.fromEntries(rows.map((row) => [row.sourceKey, row.previousReportedId]))
  expect(known).toMatchObject({ 1: before[0]!.id, 2: before[1]!.id, 3: null })
  const fresh = rows.find(({ sourceKey }) => sourceKey === '3')!
  expect(fresh.comparison ?? fresh.review).toBe('NEW')
})
