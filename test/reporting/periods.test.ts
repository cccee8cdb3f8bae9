/** Reporting periods: months opened, computed, compared, held out, closed, corrected; the records of a closed one never change. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OperationWorker, workersByKind } from '../../server/operations/contract.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { joinIdentity, type PublicFields } from '../../server/records/identity.ts'
import { closePeriod, closeWorker, outdatedBy } from '../../server/reporting/periods/close.ts'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { discardPeriod, openCorrection, openPeriod } from '../../server/reporting/periods/open.ts'
import { identityPlace } from '../../server/reporting/periods/previous.ts'
import { reviewCounts } from '../../server/reporting/periods/summary.ts'
import { errorTrend, portfolioHistory } from '../../server/reporting/periods/trends.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { unsealText } from '../../server/vault/seal.ts'
import { profile, record } from '../metro2/support.ts'
import { done, dumpDatabase, newAdmin, refused, type TestApp, testApp } from '../services/app.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { newPeriodLender, type PeriodLender, paidLoan } from '../support/periods.ts'
import { addPeriod } from '../support/reported.ts'

let app: TestApp
let lender: PeriodLender

beforeAll(async () => {
  app = await testApp({ workers: [computeWorker, closeWorker] })
})
afterAll(() => app.close())
// An organization of its own for each.
beforeEach(async () => {
  app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  lender = await newPeriodLender(app, await newAdmin(app))
})

const db = () => app.database.tenant(lender.requester.organizationId)
const period = (id: string) => db().reportingPeriod.findFirstOrThrow({ where: { id } })
const reported = (periodId: string) => db().reportedRecord.findMany({ where: { periodId }, orderBy: { id: 'asc' } })
const ask = (month: string, asOf: string | null = null) =>
  openPeriod(app, lender.requester, { furnisherId: lender.furnisherId, month, asOf, idempotencyKey: null })
const askClose = (periodId: string) => closePeriod(app, lender.requester, { periodId, idempotencyKey: null })

async function reviews(periodId: string): Promise<Record<string, string>> {
  const rows = await lender.rows(periodId)
  return Object.fromEntries(rows.map((row) => [row.sourceKey ?? row.loanKey, row.review]))
}

/** Everybody paid up to a month, read in a FULL run after it, reported and closed. */
async function month(name: string, loans: Parameters<PeriodLender['put']>[0]): Promise<string> {
  const end = { '2026-05': '2026-05-31', '2026-06': '2026-06-30', '2026-07': '2026-07-31' }[name]!
  await lender.put(loans, end)
  app.clock.now = Date.parse(end) + 2 * 86_400_000
  await lender.ran(new Date(app.clock.now).toISOString())
  const id = await lender.open(name)
  expect(await lender.close(id)).toMatchObject({ state: 'SUCCEEDED', failure: null })
  return id
}

/** The preset with another recipe of the account number. */
const numbered = (recipe: string) => fakePreset.replace(/consumerAccountNumber: .*/, `consumerAccountNumber: ${recipe}`)

const all = { AND: [] }
const choose = (periodId: string, chosen: object, extra: object = {}) => ({
  ...{ periodId, chosen, reason: 'The borrower disputes it.', dryRun: false, expectedCount: 1, request: {} },
  ...extra,
})

describe('opening a month', () => {
  test('computes every loan as of its last day', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    expect(await period(id)).toMatchObject({ state: 'OPEN', origin: 'COMPUTED', revision: 1, computation: 1 })
    const rows = await lender.rows(id)
    expect(rows.map((row) => [row.sourceKey, row.review, row.accountStatus])).toEqual([
      ['1', 'NEW', '11'],
      ['2', 'NEW', '11'],
    ])
    expect((rows[0]!.fields as unknown as PublicFields).base).toMatchObject({
      ...{ dateOfAccountInformation: '2026-05-31', currentBalance: 7800, socialSecurityNumber: '' },
    })
  })

  test.each([
    ['2026-13', null, 'INVALID_MONTH month'],
    ['may', null, 'INVALID_MONTH month'],
    ['2026-06', null, 'MONTH_NOT_OVER asOf'],
    ['2026-06', '2026-06-03', 'DATE_IN_FUTURE asOf'],
    ['2026-05', '2026-06-01', 'DATE_OUTSIDE_MONTH asOf'],
    ['2026-05', '2026-02-30', 'INVALID_DATE asOf'],
  ])('%s as of %s is refused', async (name, asOf, reason) => {
    expect(refused(await ask(name, asOf))).toEqual([reason])
  })

  test('a month that is not over is opened as of a day that has come', async () => {
    await lender.put([paidLoan(1, 5)], '2026-06-01')
    const id = await lender.open('2026-06', '2026-06-01')
    expect(await reviews(id)).toEqual({ 1: 'NEW' })
  })

  test('one month after the other: an open one first, and none before a closed one', async () => {
    const may = done(await ask('2026-05')).periodId
    expect(refused(await ask('2026-05'))).toEqual(['PERIOD_EXISTS month'])
    expect(refused(await ask('2026-04'))).toEqual(['PERIOD_OPEN month'])
    expect(refused(await discardPeriod(app, lender.requester, may))).toEqual(['OPERATION_ACTIVE periodId'])
    await lender.work(app.dispatched.at(-1)!)
    done(await discardPeriod(app, lender.requester, may))
    await month('2026-05', [paidLoan(1, 5)])
    expect(refused(await ask('2026-04'))).toEqual(['LATER_MONTH_CLOSED month'])
    expect(refused(await ask('2026-05'))).toEqual(['PERIOD_EXISTS month'])
  })

  test('a furnisher whose connections are all sandboxes has nothing to report', async () => {
    const sandbox = await newPeriodLender(app, lender.requester, 'Sandbox', 'SANDBOX')
    const input = { furnisherId: sandbox.furnisherId, month: '2026-05', asOf: null, idempotencyKey: null }
    expect(refused(await openPeriod(app, lender.requester, input))).toEqual(['NO_PRODUCTION_CONNECTION furnisherId'])
  })

  test('a request with the same idempotency key opens it once', async () => {
    const input = { furnisherId: lender.furnisherId, month: '2026-05', asOf: null, idempotencyKey: 'k1' }
    const first = done(await openPeriod(app, lender.requester, input))
    expect(done(await openPeriod(app, lender.requester, input))).toMatchObject({ periodId: first.periodId })
  })

  test('what a worker that died had computed is gone on with', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    const { periodId, operationId } = done(await ask('2026-05'))
    const checkpoint = await someSteps(operationId!, computeWorker, 1)
    expect(checkpoint).toMatchObject({ stage: 'COMPUTE', phase: 'LOANS' })
    expect(await lender.work(operationId!)).toMatchObject({ state: 'SUCCEEDED', result: { NEW: 2 } })
    expect((await period(periodId)).computation).toBe(1)
  })
})

/** Works the operation until so many steps are committed, and lets the worker vanish. Answers its checkpoint. */
async function someSteps(operationId: string, worker: OperationWorker, most: number) {
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

describe('the review', () => {
  test('says of every loan how it stands against the month before', async () => {
    const late = { payments: paidLoan(3, 4).payments }
    await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5), paidLoan(3, 4), paidLoan(4, 5), paidLoan(5, 5)])
    const paidOff = paidLoan(2, 6, {
      payments: [...paidLoan(2, 5).payments, { date: '2026-06-14', amountCents: 780_000 }],
    })
    await lender.put([paidLoan(1, 6), paidOff, paidLoan(3, 4, late), paidLoan(6, 6)], '2026-06-30')
    await db().sourceRecord.deleteMany({ where: { sourceKey: '5' } })
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    const june = await lender.open('2026-06')
    expect(await reviews(june)).toMatchObject({ 1: 'CHANGED', 2: 'CHANGED', 3: 'CHANGED', 5: 'MISSING', 6: 'NEW' })
    const rows = await lender.rows(june)
    const missing = rows.find((row) => row.sourceKey === '5')!
    expect(missing).toMatchObject({ fields: null, errorCount: 0, warningRules: ['G-COMP-1'], accountStatus: '11' })
    expect(rows.find((row) => row.sourceKey === '3')).toMatchObject({ accountStatus: '71', comparison: 'CHANGED' })
  })

  test('an account that went missing stays in sight until somebody ends it', async () => {
    await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5)])
    await db().sourceRecord.deleteMany({ where: { connectionId: lender.connectionId, sourceKey: '2' } })
    expect(await reviews(await month('2026-06', [paidLoan(1, 6)]))).toEqual({ 1: 'CHANGED', 2: 'MISSING' })
    expect(await reviews(await month('2026-07', [paidLoan(1, 7)]))).toEqual({ 1: 'CHANGED', 2: 'MISSING' })
  })

  test('a loan that the source lost is missed when it was reported, and no more than that when it was not', async () => {
    await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5)])
    await lender.put([paidLoan(1, 6), paidLoan(3, 6)], '2026-06-30')
    const where = { connectionId: lender.connectionId, sourceKey: { in: ['2', '3'] } }
    await db().sourceRecord.updateMany({ where, data: { goneSince: new Date('2026-07-01') } })
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    const rows = await lender.rows(await lender.open('2026-06'))
    expect(rows.map((row) => [row.sourceKey, row.review, row.accountStatus])).toEqual([
      ['1', 'CHANGED', '11'],
      ['2', 'MISSING', '11'],
      ['3', 'EXCLUDED', null],
    ])
  })

  test('a loan that nobody touched is unchanged but for its day and one more month of history', async () => {
    const quiet = { paymentCents: 0, payments: paidLoan(1, 2).payments }
    await month('2026-05', [paidLoan(1, 2, quiet)])
    await lender.put([paidLoan(1, 2, quiet)], '2026-06-30')
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    const rows = await lender.rows(await lender.open('2026-06'))
    expect(rows.map((row) => row.comparison)).toEqual(['UNCHANGED'])
  })

  test('a paid loan is reported once and then dropped', async () => {
    const paidOff = paidLoan(1, 5, {
      payments: [...paidLoan(1, 4).payments, { date: '2026-05-14', amountCents: 885_000 }],
    })
    const may = await month('2026-05', [paidOff, paidLoan(2, 5)])
    expect((await reported(may)).map((row) => row.accountStatus).sort()).toEqual(['11', '13'])
    const june = await month('2026-06', [paidOff, paidLoan(2, 6)])
    expect(await reviews(june)).toMatchObject({ 1: 'FINAL', 2: 'CHANGED' })
    expect(await reported(june)).toHaveLength(1)
    const july = await month('2026-07', [paidOff, paidLoan(2, 7)])
    expect(await reviews(july)).toMatchObject({ 1: 'FINAL', 2: 'CHANGED' })
  })

  test('an account number that changes is told in an L1 segment once', async () => {
    await month('2026-05', [paidLoan(1, 5)])
    await lender.publish(numbered('{ from: number, then: [{ keep: digits }] }'))
    const june = await month('2026-06', [paidLoan(1, 6)])
    const [inJune] = await reported(june)
    expect(inJune).toMatchObject({
      consumerAccountNumber: 'F1',
      fields: { base: { consumerAccountNumber: 'F1' }, l1: { changeIndicator: 1, newConsumerAccountNumber: '1' } },
    })
    const [inJuly] = await reported(await month('2026-07', [paidLoan(1, 7)]))
    expect(inJuly).toMatchObject({ consumerAccountNumber: '1', fields: { base: { consumerAccountNumber: '1' } } })
    expect(inJuly!.fields).not.toHaveProperty('l1')
  })

  test('a payment that turns up later corrects what was reported, and the evidence is kept', async () => {
    const may = await month('2026-05', [paidLoan(1, 3), paidLoan(2, 5)])
    expect((await reported(may)).map((row) => row.accountStatus)).toEqual(['71', '11'])
    await lender.put([paidLoan(1, 6), paidLoan(2, 6)], '2026-06-30')
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    const [first, second] = await lender.rows(await lender.open('2026-06'))
    expect(first).toMatchObject({ review: 'CORRECTED', accountStatus: '11', errorCount: 0 })
    const evidence = first!.evidence as unknown as { field: string; reported: string; derived: string }[]
    expect(evidence.map(({ field }) => field)).toContain('paymentHistoryProfile')
    expect(first!.warningRules).toContain('PHP-Status-1')
    expect(second).toMatchObject({ review: 'CHANGED', evidence: null })
  })

  test('what a baseline says is the month before: its accounts are compared, missed, set aside or finished', async () => {
    const account = (consumerAccountNumber: string) =>
      record({
        ...{ consumerAccountNumber, identificationNumber: 'SUMMIT01', dateOpened: '2026-01-15' },
        ...{ dateOfAccountInformation: '2026-04-30', paymentHistoryProfile: profile('000') },
      })
    const records = [account('F1'), account('F8'), account('F9'), account('OLD3')]
    const { furnisherId, connectionId } = lender
    const { organizationId } = lender.requester
    const baseline = await addPeriod(
      app,
      organizationId,
      { furnisherId, asOf: '2026-04-30', origin: 'BASELINE' },
      records,
    )
    const ids = Object.fromEntries((await reported(baseline)).map((row) => [row.consumerAccountNumber, row.id]))
    const match = (number: string, sourceKey: string) =>
      db().reportedRecord.updateMany({ where: { id: ids[number]! }, data: { connectionId, sourceKey } })
    await match('F1', '1')
    await match('OLD3', '3')
    await db().baselineAccount.create({
      data: {
        ...{ organizationId, id: ids.F9!, periodId: baseline, line: 4, consumerAccountNumber: 'F9', accountKey: 'F9' },
        ...{ accountStatus: '11', currentBalance: 0, surname: 'DOE', ssnHashes: [], match: 'IGNORED', reason: 'Sold.' },
      },
    })
    const ended = paidLoan(2, 3, {
      payments: [...paidLoan(2, 2).payments, { date: '2026-03-14', amountCents: 1_095_000 }],
    })
    await lender.put([paidLoan(1, 5), ended, paidLoan(3, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    const rows = await lender.rows(id)
    expect(Object.fromEntries(rows.map((row) => [row.consumerAccountNumber, row.review]))).toEqual({
      ...{ F1: 'CHANGED', F2: 'FINAL', OLD3: 'CHANGED', F8: 'MISSING' },
    })
    expect(rows.find((row) => row.sourceKey === '3')).toMatchObject({
      fields: { l1: { newConsumerAccountNumber: 'F3' } },
    })
    // A match that is made afterwards makes the review outdated.
    expect(await outdatedBy(app, db(), await period(id))).toEqual([])
    await match('F8', '8')
    expect(await outdatedBy(app, db(), await period(id))).toEqual(['what was reported before'])
  })

  test('loans that only quarantine knows, and those that cannot be read any more, are held', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.quarantine('2')
    await lender.quarantine('9')
    const id = await lender.open('2026-05')
    expect(await reviews(id)).toEqual({ 1: 'NEW', 2: 'HELD', 9: 'HELD' })
    const [, second, ninth] = await lender.rows(id)
    expect(second).toMatchObject({ errorRules: ['RECORD-QUARANTINED'], comparison: 'NEW' })
    expect(ninth).toMatchObject({ errorRules: ['RECORD-QUARANTINED'], comparison: null, fields: null })
  })

  test('two loans under one number are held until one of them is held out', async () => {
    await lender.publish(numbered('{ value: SAME1 }'))
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    expect(await reviews(id)).toEqual({ 1: 'HELD', 2: 'HELD' })
    const [first] = await lender.rows(id)
    expect(first).toMatchObject({ errorRules: ['G-DUP-1'] })
    done(await holdOut(app, lender.requester, choose(id, { id: first!.id })))
    expect(await reviews(id)).toEqual({ 1: 'NEW', 2: 'NEW' })
    done(await holdOut(app, lender.requester, choose(id, { id: first!.id }, { reason: null })))
    expect(await reviews(id)).toEqual({ 1: 'HELD', 2: 'HELD' })
    await lender.compute(id)
    expect(await reviews(id)).toEqual({ 1: 'HELD', 2: 'HELD' })
  })

  test('computing again keeps ids and what was held out, and drops loans that are gone', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    const [first] = await lender.rows(id)
    done(await holdOut(app, lender.requester, choose(id, { id: first!.id })))
    await db().sourceRecord.deleteMany({ where: { sourceKey: '2' } })
    await lender.compute(id)
    const rows = await lender.rows(id)
    expect(rows.map((row) => [row.id, row.heldOutReason])).toEqual([[first!.id, 'The borrower disputes it.']])
  })
})

describe('holding out', () => {
  test('counts first, and takes only what was counted', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    const dry = done(await holdOut(app, lender.requester, choose(id, all, { dryRun: true, expectedCount: null })))
    expect(dry.count).toBe(2)
    expect((await lender.rows(id)).every((row) => row.heldOutAt === null)).toBe(true)
    expect(refused(await holdOut(app, lender.requester, choose(id, all)))).toEqual(['COUNT_CHANGED expectedCount'])
    const unsaid = choose(id, all, { expectedCount: null })
    expect(refused(await holdOut(app, lender.requester, unsaid))).toEqual(['COUNT_REQUIRED expectedCount'])
    expect(refused(await holdOut(app, lender.requester, choose(id, all, { reason: ' ' })))).toEqual([
      'INVALID_REASON reason',
    ])
    done(await holdOut(app, lender.requester, choose(id, all, { expectedCount: 2 })))
    expect(await reviewCounts(db(), id)).toEqual([{ review: 'NEW', records: 2, heldOut: 2 }])
    done(await holdOut(app, lender.requester, choose(id, all, { expectedCount: 2, reason: null })))
    expect(await reviewCounts(db(), id)).toEqual([{ review: 'NEW', records: 2, heldOut: 0 }])
  })

  test('what is held out is not reported, and the month after still sees it', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.ran('2026-06-01T12:00:00Z')
    const may = await lender.open('2026-05')
    const [first] = await lender.rows(may)
    done(await holdOut(app, lender.requester, choose(may, { id: first!.id })))
    await lender.close(may)
    expect((await reported(may)).map((row) => row.sourceKey)).toEqual(['2'])
    expect(refused(await holdOut(app, lender.requester, choose(may, { id: first!.id })))).toEqual([
      'PERIOD_CLOSED periodId',
    ])
    await lender.put([paidLoan(1, 6), paidLoan(2, 6)], '2026-06-30')
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    expect(await reviews(await lender.open('2026-06'))).toEqual({ 1: 'NEW', 2: 'CHANGED' })
  })
})

describe('closing', () => {
  test('freezes what the review says, with SSN and date of birth sealed for the reported record', async () => {
    const id = await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5)])
    expect(await period(id)).toMatchObject({ state: 'CLOSED', closedBy: lender.requester.actor })
    const [row] = await reported(id)
    expect(row).toMatchObject({
      sourceKey: '1',
      accountStatus: '11',
      currentBalance: 7800n,
      review: 'NEW',
      revision: 1,
    })
    const keys = await app.keysOf(lender.requester.organizationId)
    const identity = JSON.parse(unsealText(keys, identityPlace(row!.id), row!.sealedIdentity))
    const whole = joinIdentity(row!.fields as unknown as PublicFields, identity)
    expect(whole.base).toMatchObject({ socialSecurityNumber: '666120001', dateOfBirth: '1980-02-29' })
    expect(done(await askClose(id))).toMatchObject({ operationId: null })
    const kept = await dumpDatabase(app.database)
    expect(kept).not.toMatch(/666120001|1980-02-29|02291980/)
  })

  test('is refused with every reason at once', async () => {
    await lender.put([paidLoan(1, 5)], '2026-05-31')
    await lender.quarantine('9')
    const id = await lender.open('2026-05')
    expect(refused(await askClose(id))).toEqual(['FULL_RUN_NEEDED periodId', 'OPEN_ERRORS periodId'])
    // It began before the as-of date had ended, so what changed on that day may be missing.
    await lender.ran('2026-05-31T23:00:00Z')
    await lender.compute(id)
    expect(refused(await askClose(id))).toEqual(['FULL_RUN_NEEDED periodId', 'OPEN_ERRORS periodId'])
    await lender.ran('2026-06-01T01:00:00Z', 'FULL', 'FAILED')
    await lender.ran('2026-06-01T02:00:00Z', 'INCREMENTAL')
    // It succeeded without having been shown every loan.
    await lender.ran('2026-06-01T02:30:00Z', 'FULL', 'SUCCEEDED', false)
    await lender.compute(id)
    const outcome = await askClose(id)
    expect(refused(outcome)).toEqual(['FULL_RUN_NEEDED periodId', 'OPEN_ERRORS periodId'])
    expect(JSON.stringify(outcome)).toContain('1 record has open errors: RECORD-QUARANTINED (1)')
    await lender.ran('2026-06-01T03:00:00Z', 'FULL', 'SUCCEEDED_WITH_ERRORS')
    await lender.compute(id)
    const held = (await lender.rows(id)).find((row) => row.sourceKey === '9')!
    done(await holdOut(app, lender.requester, choose(id, { id: held.id })))
    expect(await lender.close(id)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 1 } })
  })

  test('waits for a run that is at work', async () => {
    await lender.put([paidLoan(1, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    const id = await lender.open('2026-05')
    await lender.ran('2026-06-01T04:00:00Z', 'INCREMENTAL', 'RUNNING')
    expect(refused(await askClose(id))).toEqual(['RUN_ACTIVE periodId'])
  })

  test('computes anew what changed since: documents, preset, rule settings', async () => {
    await lender.put([paidLoan(1, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    expect(await lender.close(id)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 2 } })
    expect(await period(id)).toMatchObject({ computation: 2 })
  })

  test('rule settings of the organization say what holds a record, also when they change after the computation', async () => {
    await lender.put([paidLoan(1, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    const id = await lender.open('2026-05')
    expect(await reviews(id)).toEqual({ 1: 'NEW' })
    // The SSNs of tests are such as nobody has: G-ID-2 warns of them as shipped.
    const { organizationId } = lender.requester
    const setting = { reason: 'x', updatedAt: new Date('2026-06-01'), updatedBy: 'test' }
    await db().ruleSetting.create({ data: { organizationId, ruleId: 'G-ID-2', severity: 'ERROR', ...setting } })
    expect(await outdatedBy(app, db(), await period(id))).toEqual(['the rule settings'])
    expect(await lender.close(id)).toMatchObject({ state: 'FAILED', failure: { code: 'OPEN_ERRORS' } })
    const [row] = await lender.rows(id)
    expect(row).toMatchObject({ review: 'HELD', comparison: 'NEW', errorRules: ['G-ID-2'] })
    expect(refused(await askClose(id))).toEqual(['OPEN_ERRORS periodId'])
  })

  test('an error that computing anew finds ends it with the reason', async () => {
    await lender.put([paidLoan(1, 5)], '2026-05-31')
    const id = await lender.open('2026-05')
    await lender.quarantine('9')
    await lender.ran('2026-06-01T03:00:00Z')
    expect(await lender.close(id)).toMatchObject({ state: 'FAILED', failure: { code: 'OPEN_ERRORS' } })
    expect(await reported(id)).toEqual([])
    expect(await period(id)).toMatchObject({ state: 'OPEN' })
  })

  test('what a worker that died had frozen is gone on with, and nothing is frozen twice', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    const id = await lender.open('2026-05')
    const { operationId } = done(await askClose(id))
    expect(done(await askClose(id))).toMatchObject({ operationId })
    expect(await someSteps(operationId!, closeWorker, 2)).toMatchObject({ stage: 'FREEZE', reported: 2 })
    expect(await period(id)).toMatchObject({ state: 'OPEN' })
    expect(await lender.work(operationId!)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 2 } })
    expect(await reported(id)).toHaveLength(2)
  })

  test('a closing that was cancelled leaves nothing behind for the next one', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    const id = await lender.open('2026-05')
    const { operationId } = done(await askClose(id))
    await someSteps(operationId!, closeWorker, 2)
    await db().operation.updateMany({ where: { id: operationId! }, data: { state: 'CANCELLED' } })
    const [first] = await lender.rows(id)
    done(await holdOut(app, lender.requester, choose(id, { id: first!.id })))
    expect(await lender.close(id)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 1 } })
    expect((await reported(id)).map((row) => row.sourceKey)).toEqual(['2'])
  })

  test('what is held out while it is frozen begins the freezing again', async () => {
    await lender.put([paidLoan(1, 5), paidLoan(2, 5)], '2026-05-31')
    await lender.ran('2026-06-01T03:00:00Z')
    const id = await lender.open('2026-05')
    const [first] = await lender.rows(id)
    const { operationId } = done(await askClose(id))
    let held = false
    const disturbed = {
      kind: 'CLOSE_PERIOD' as const,
      work: (context: Parameters<typeof closeWorker.work>[0]) =>
        closeWorker.work({
          ...context,
          step: async (work) => {
            await context.step(work)
            if (held || (await reported(id)).length === 0) return
            held = true
            done(await holdOut(app, lender.requester, choose(id, { id: first!.id })))
          },
        }),
    }
    const workers = new Map([['CLOSE_PERIOD' as const, disturbed]])
    await executeOperation({ ...app, operationWorkers: workers }, lender.requester.organizationId, operationId!, 'w')
    expect(await period(id)).toMatchObject({ state: 'CLOSED' })
    expect((await reported(id)).map((row) => row.sourceKey)).toEqual(['2'])
  })

  test('a closed period never changes, whatever asks the database', async () => {
    const id = await month('2026-05', [paidLoan(1, 5)])
    const [row] = await reported(id)
    const where = { id: row!.id }
    await expect(db().reportedRecord.updateMany({ where, data: { accountStatus: '97' } })).rejects.toThrow()
    await expect(db().reportedRecord.deleteMany({ where })).rejects.toThrow()
    await expect(db().reportedRecord.create({ data: { ...row!, id: id, fields: {} } })).rejects.toThrow()
    await expect(db().periodRecord.updateMany({ where, data: { heldOutReason: 'x' } })).rejects.toThrow()
    await expect(db().periodRecord.deleteMany({ where })).rejects.toThrow()
    await expect(db().reportingPeriod.updateMany({ where: { id }, data: { state: 'OPEN' } })).rejects.toThrow()
    await expect(db().reportingPeriod.deleteMany({ where: { id } })).rejects.toThrow()
    expect(await reported(id)).toEqual([row])
    expect(refused(await discardPeriod(app, lender.requester, id))).toEqual(['PERIOD_CLOSED periodId'])
  })
})

describe('corrections', () => {
  const correct = (periodId: string) => openCorrection(app, lender.requester, { periodId, idempotencyKey: null })

  test('report what changed since alone, with correction indicator 1; the next month goes on from them', async () => {
    const may = await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5)])
    const reversed = paidLoan(2, 4)
    await lender.put([reversed], '2026-05-31')
    await lender.ran('2026-06-03T12:00:00Z')
    const opened = done(await correct(may))
    await lender.work(opened.operationId!)
    expect(await reviews(opened.periodId)).toEqual({ 1: 'UNCHANGED', 2: 'CORRECTED' })
    expect(await lender.close(opened.periodId)).toMatchObject({ state: 'SUCCEEDED', result: { reported: 1 } })
    const rows = await reported(opened.periodId)
    expect(rows).toMatchObject([
      { sourceKey: '2', revision: 2, fields: { base: { correctionIndicator: 1, currentBalance: 8850 } } },
    ])
    expect(await reported(may)).toHaveLength(2)
    await lender.put([paidLoan(1, 6), reversed], '2026-06-30')
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    const june = await lender.rows(await lender.open('2026-06'))
    expect(june.map((row) => row.previousReportedId).sort()).toEqual([(await reported(may))[0]!.id, rows[0]!.id].sort())
    const [before] = await portfolioHistory(db(), lender.furnisherId, 12)
    expect(before!.of).toEqual([{ accountStatus: '11', accounts: 2, currentBalance: 16_650, amountPastDue: 0 }])
  })

  test('are opened of the newest closed month only, one at a time', async () => {
    const may = await month('2026-05', [paidLoan(1, 5)])
    const first = done(await correct(may))
    expect(refused(await correct(may))).toEqual(['PERIOD_OPEN periodId'])
    expect(refused(await correct(first.periodId))).toEqual(['PERIOD_OPEN periodId'])
    await lender.work(first.operationId!)
    done(await discardPeriod(app, lender.requester, first.periodId))
    await month('2026-06', [paidLoan(1, 6)])
    expect(refused(await correct(may))).toEqual(['LATER_MONTH_CLOSED periodId'])
  })
})

test('trends: accounts and balances by status, open findings by rule, month by month', async () => {
  await month('2026-05', [paidLoan(1, 5), paidLoan(2, 4)])
  await lender.put([paidLoan(1, 6), paidLoan(2, 4)], '2026-06-30')
  await lender.quarantine('9')
  app.clock.now = Date.parse('2026-07-02T12:00:00Z')
  await lender.open('2026-06')
  const history = await portfolioHistory(db(), lender.furnisherId, 12)
  expect(history.map(({ of }) => of)).toEqual([
    [{ accountStatus: '11', accounts: 2, currentBalance: 16_650, amountPastDue: 0 }],
  ])
  const trend = await errorTrend(db(), lender.furnisherId, 12)
  expect(trend.map((each) => each.period.month.toISOString().slice(0, 7))).toEqual(['2026-05', '2026-06'])
  expect(trend[1]!.of).toContainEqual({ ruleId: 'RECORD-QUARANTINED', severity: 'ERROR', records: 1 })
})

test('a preset that does not compile ends the computation with what to do', async () => {
  await lender.publish('preset: broken')
  const { operationId } = done(await ask('2026-05'))
  expect(await lender.work(operationId!)).toMatchObject({ state: 'FAILED', failure: { code: 'PRESET_DOES_NOT_FIT' } })
})

test('sandbox connections never take part', async () => {
  await lender.put([paidLoan(1, 5)], '2026-05-31')
  const id = await lender.open('2026-05')
  await db().connection.updateMany({ where: { id: lender.connectionId }, data: { environment: 'SANDBOX' } })
  await lender.compute(id)
  expect(await lender.rows(id)).toEqual([])
  expect(refused(await askClose(id))).toEqual(['NO_PRODUCTION_CONNECTION periodId'])
})
