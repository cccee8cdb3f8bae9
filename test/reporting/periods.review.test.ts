/** The review of a month: how each loan stands against the month before, and what is held out of it. */
import { describe, expect, test } from 'vitest'
import { outdatedBy } from '../../server/reporting/periods/close.ts'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { reviewCounts } from '../../server/reporting/periods/summary.ts'
import { profile, record } from '../metro2/support.ts'
import { done, refused } from '../services/app.ts'
import { paidLoan } from '../support/periods.ts'
import { addPeriod } from '../support/reported.ts'
import {
  all,
  app,
  choose,
  db,
  eachWithItsLender,
  lender,
  month,
  numbered,
  period,
  reported,
  reviews,
} from './periodSetting.ts'

eachWithItsLender()

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

  test('an account that was held out of a month and is not there in the next is missing', async () => {
    await month('2026-05', [paidLoan(1, 5), paidLoan(2, 5)])
    await lender.put([paidLoan(1, 6), paidLoan(2, 6)], '2026-06-30')
    app.clock.now = Date.parse('2026-07-02T12:00:00Z')
    await lender.ran('2026-07-02T11:00:00Z')
    const june = await lender.open('2026-06')
    done(await holdOut(app, lender.requester, choose(june, { sourceKey: '2' })))
    expect(await lender.close(june)).toMatchObject({ state: 'SUCCEEDED' })
    await db().sourceRecord.deleteMany({ where: { sourceKey: '2' } })
    expect(await reviews(await month('2026-07', [paidLoan(1, 7)]))).toEqual({ 1: 'CHANGED', 2: 'MISSING' })
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
