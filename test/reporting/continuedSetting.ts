/** What the tests of accounts that go on at another connection share: a source, connections to it, and the months of a furnisher, all through the services. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { createConnection } from '../../server/connections/create.ts'
import { deleteConnection } from '../../server/connections/delete.ts'
import { startSync } from '../../server/connections/runs.ts'
import { newId } from '../../server/ids.ts'
import { monthEnd } from '../../server/metro2/dates.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import type { Requester } from '../../server/outcome.ts'
import { closePeriod, closeWorker } from '../../server/reporting/periods/close.ts'
import { openCorrection, openPeriod } from '../../server/reporting/periods/open.ts'
import { computeWorker, startComputation } from '../../server/reporting/periods/work.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeLoan, type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

export let app: TestApp
export let source: FakeSource
export let requester: Requester
export let furnisherId: string

export const db = () => app.database.tenant(requester.organizationId)

/** Called once by each file. The clock stands on 2026-06-02: May can be reported. */
export function eachWithItsSource(workers: Parameters<typeof testApp>[0] = {}): void {
  beforeAll(async () => {
    app = await testApp({ ...workers, workers: [computeWorker, closeWorker, ...(workers.workers ?? [])] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([])
    requester = await newAdmin(app)
    furnisherId = await newFurnisher(app, requester)
    app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  })
  afterEach(() => source.close())
}

export const at = (day: string) => {
  app.clock.now = Date.parse(`${day}T12:00:00Z`)
}

export async function connect(name: string, environment: 'PRODUCTION' | 'SANDBOX' = 'PRODUCTION', presetId?: string) {
  const made = done(
    await createConnection(app, requester, {
      ...{ pluginId: fakePlugin.id, furnisherId, name, preset: null, presetId: presetId ?? null },
      settings: { baseUrl: source.url, environment },
      credentials: { token: source.token },
      ...{ startFirstSync: false, idempotencyKey: null },
    }),
  )
  return made.connectionId
}

/** A FULL run as of the end of the month before the clock's day. */
export async function sync(connectionId: string) {
  const asOf = monthEnd(previousMonth(app.clock.now))
  const asked = { connectionId, mode: 'FULL' as const, asOf, keys: null, range: null, idempotencyKey: null }
  const { runId } = done(await startSync(app, requester, asked))
  await executeRun(app, requester.organizationId, runId, 'worker')
  const run = await db().syncRun.findFirstOrThrow({ where: { id: runId } })
  expect(run).toMatchObject({ failure: null })
  return run
}

const previousMonth = (now: number) => `${new Date(now - 20 * 86_400_000).toISOString().slice(0, 7)}-01`

export async function remove(connectionId: string) {
  const { name: confirmName } = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
  done(await deleteConnection(app, requester, { connectionId, confirmName }))
}

/** Another text of the preset of a connection, published. */
export async function publish(connectionId: string, text: string) {
  const { presetId } = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
  const { publishedVersion } = await db().mappingPreset.findFirstOrThrow({ where: { id: presetId } })
  const version = publishedVersion + 1
  const { organizationId } = requester
  const row = { organizationId, id: newId(), presetId, version, text, createdAt: new Date(0), createdBy: 'test' }
  await db().mappingPresetVersion.create({ data: row })
  await db().mappingPreset.updateMany({ where: { id: presetId }, data: { publishedVersion: version } })
}

export async function work(operationId: string | null) {
  await executeOperation(app, requester.organizationId, operationId!, 'worker')
  return db().operation.findFirstOrThrow({ where: { id: operationId! } })
}

export async function open(month: string): Promise<string> {
  const opened = done(await openPeriod(app, requester, { furnisherId, month, asOf: null, idempotencyKey: null }))
  expect(await work(opened.operationId)).toMatchObject({ failure: null })
  return opened.periodId
}

export async function correct(periodId: string): Promise<string> {
  const opened = done(await openCorrection(app, requester, { periodId, idempotencyKey: null }))
  expect(await work(opened.operationId)).toMatchObject({ failure: null })
  return opened.periodId
}

export async function compute(periodId: string) {
  const { operationId } = done(await startComputation(app, requester, { periodId, idempotencyKey: null }))
  expect(await work(operationId)).toMatchObject({ failure: null })
}

export async function close(periodId: string) {
  const { operationId } = done(await closePeriod(app, requester, { periodId, idempotencyKey: null }))
  expect(await work(operationId)).toMatchObject({ state: 'SUCCEEDED', failure: null })
}

/** The review, by what people at the source call the loans: sources may use the same keys. */
export async function rows(periodId: string) {
  const found = await db().periodRecord.findMany({
    where: { periodId },
    orderBy: [{ displayKey: 'asc' }, { id: 'asc' }],
  })
  return found.map((row) => ({
    ...{ loan: row.displayKey, at: row.connectionId, review: row.review, previous: row.previousReportedId },
    ...{ number: row.consumerAccountNumber, dofd: row.dateOfFirstDelinquency?.toISOString().slice(0, 10) ?? null },
    ...{
      rules: [...row.errorRules, ...row.warningRules].filter((rule) => rule !== 'G-ID-2'),
      reason: row.reason,
      id: row.id,
    },
    fields: row.fields as { base: Record<string, unknown>; l1?: object } | null,
  }))
}

export const reported = (periodId: string) =>
  db().reportedRecord.findMany({ where: { periodId }, orderBy: { displayKey: 'asc' } })

/** Pays on the 14th, from February to a month: 5 = May. */
export const paid = (id: number, last: number, extra: Partial<FakeLoan> = {}) =>
  fakeLoan(id, {
    payments: Array.from({ length: last - 1 }, (_, index) => ({
      date: `2026-${String(index + 2).padStart(2, '0')}-14`,
      amountCents: 105_000,
    })),
    changed: last,
    ...extra,
  })

/** Has paid nothing: first due on 2026-02-15. */
export const unpaid = (id: number, extra: Partial<FakeLoan> = {}) => fakeLoan(id, { payments: [], ...extra })

/** The same loan in a system that took over what was still due in April: nothing of it tells of the months before. */
export const takenOver = (id: number, extra: Partial<FakeLoan> = {}) => unpaid(id, { firstDue: '2026-04-15', ...extra })
