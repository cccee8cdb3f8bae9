/** A month is opened: who takes part, in which order, and what becomes of a computation that is cut off. */
import { describe, expect, test } from 'vitest'
import type { PublicFields } from '../../server/records/identity.ts'
import { discardPeriod, openPeriod } from '../../server/reporting/periods/open.ts'
import { computeWorker } from '../../server/reporting/periods/work.ts'
import { done, refused } from '../services/app.ts'
import { newPeriodLender, paidLoan } from '../support/periods.ts'
import {
  app,
  ask,
  askClose,
  db,
  eachWithItsLender,
  lender,
  month,
  period,
  reviews,
  someSteps,
} from './periodSetting.ts'

eachWithItsLender()

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
    const checkpoint = await someSteps(operationId!, computeWorker, 3)
    expect(checkpoint).toMatchObject({ stage: 'COMPUTE', phase: 'LOANS' })
    expect(await lender.work(operationId!)).toMatchObject({ state: 'SUCCEEDED', result: { NEW: 2 } })
    expect((await period(periodId)).computation).toBe(1)
  })
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
