/** What the tests of reporting periods share: a lender of each test, and the steps of a month. */
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type OperationWorker, workersByKind } from '../../server/operations/contract.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { closePeriod, closeWorker } from '../../server/reporting/periods/close.ts'
import { openPeriod } from '../../server/reporting/periods/open.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { newAdmin, type TestApp, testApp } from '../services/app.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { newPeriodLender, type PeriodLender } from '../support/periods.ts'

export let app: TestApp
/** An organization of its own for each test. */
export let lender: PeriodLender

/** Called once by each file. */
export function eachWithItsLender(): void {
  beforeAll(async () => {
    app = await testApp({ workers: [computeWorker, closeWorker] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    app.clock.now = Date.parse('2026-06-02T12:00:00Z')
    lender = await newPeriodLender(app, await newAdmin(app))
  })
}

export const db = () => app.database.tenant(lender.requester.organizationId)
export const period = (id: string) => db().reportingPeriod.findFirstOrThrow({ where: { id } })
export const reported = (periodId: string) =>
  db().reportedRecord.findMany({ where: { periodId }, orderBy: { id: 'asc' } })
export const ask = (month: string, asOf: string | null = null) =>
  openPeriod(app, lender.requester, { furnisherId: lender.furnisherId, month, asOf, idempotencyKey: null })
export const askClose = (periodId: string) => closePeriod(app, lender.requester, { periodId, idempotencyKey: null })
export async function reviews(periodId: string): Promise<Record<string, string>> {
  const rows = await lender.rows(periodId)
  return Object.fromEntries(rows.map((row) => [row.sourceKey ?? row.loanKey, row.review]))
}
/** Everybody paid up to a month, read in a FULL run after it, reported and closed. */
export async function month(name: string, loans: Parameters<PeriodLender['put']>[0]): Promise<string> {
  const end = { '2026-05': '2026-05-31', '2026-06': '2026-06-30', '2026-07': '2026-07-31' }[name]!
  await lender.put(loans, end)
  app.clock.now = Date.parse(end) + 2 * 86_400_000
  await lender.ran(new Date(app.clock.now).toISOString())
  const id = await lender.open(name)
  expect(await lender.close(id)).toMatchObject({ state: 'SUCCEEDED', failure: null })
  return id
}
/** The preset with another recipe of the account number. */
export const numbered = (recipe: string) =>
  fakePreset.replace(/consumerAccountNumber: .*/, `consumerAccountNumber: ${recipe}`)
export const all = { AND: [] }
export const choose = (periodId: string, chosen: object, extra: object = {}) => ({
  ...{ periodId, chosen, reason: 'The borrower disputes it.', dryRun: false, expectedCount: 1, request: {} },
  ...extra,
})
/** Works the operation until so many steps are committed, and lets the worker vanish. Answers its checkpoint. */
export async function someSteps(operationId: string, worker: OperationWorker, most: number) {
  let steps = 0
  const dying: OperationWorker = {
    ...worker,
    work: (context) =>
      worker.work({
        ...context,
        step: async (work) => {
          if (steps === most) throw new Error('the machine is gone')
          steps += 1
          return context.step(work)
        },
      }),
  }
  const { organizationId } = lender.requester
  await executeOperation({ ...app, operationWorkers: workersByKind([dying]) }, organizationId, operationId, 'w')
  const row = await db().operation.findFirstOrThrow({ where: { id: operationId } })
  // As a crash leaves it: no end, and a lease that is over.
  await db().operation.updateMany({
    where: { id: operationId },
    data: { state: 'RUNNING', leaseUntil: new Date(0), finishedAt: null },
  })
  return row.checkpoint
}
