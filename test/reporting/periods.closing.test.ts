/** A month is closed: refused with reasons, frozen once, never changed; corrections of it, and trends over months. */
import { describe, expect, test } from 'vitest'
import { executeOperation } from '../../server/operations/runner.ts'
import { joinIdentity, type PublicFields } from '../../server/records/identity.ts'
import { closeWorker, outdatedBy } from '../../server/reporting/periods/close.ts'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { correctionRefusals, discardPeriod, openCorrection } from '../../server/reporting/periods/open.ts'
import { identityPlace } from '../../server/reporting/periods/previous.ts'
import { errorTrend, portfolioHistory } from '../../server/reporting/periods/trends.ts'
import { unsealText } from '../../server/vault/seal.ts'
import { done, dumpDatabase, refused } from '../services/app.ts'
import { paidLoan } from '../support/periods.ts'
import {
  app,
  askClose,
  choose,
  db,
  eachWithItsLender,
  lender,
  month,
  period,
  reported,
  reviews,
  someSteps,
} from './periodSetting.ts'

eachWithItsLender()

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
    const early = await askClose(id)
    expect(refused(early)).toEqual(['FULL_RUN_NEEDED periodId', 'OPEN_ERRORS periodId'])
    expect(JSON.stringify(early)).toContain('began after 2026-05-31 and read every loan; there was none yet.')
    expect(JSON.stringify(early)).not.toMatch(/startSync|wait until that day is over/)
    const { now } = app.clock
    app.clock.now = Date.parse('2026-05-31T20:00:00Z')
    expect(JSON.stringify(await askClose(id))).toContain('It is 2026-05-31 there: wait until that day is over.')
    app.clock.now = now
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
    const june = await month('2026-06', [paidLoan(1, 6)])
    expect(refused(await correct(may))).toEqual(['LATER_MONTH_CLOSED periodId'])
    const reasons = async (periodId: string) => {
      const row = await db().reportingPeriod.findFirstOrThrow({ where: { id: periodId } })
      return (await correctionRefusals(db(), row)).map(({ code }) => code)
    }
    expect(await reasons(may)).toEqual(['LATER_MONTH_CLOSED'])
    expect(await reasons(june)).toEqual([])
    done(await correct(june))
    expect(await reasons(june)).toEqual(['PERIOD_OPEN'])
    expect(await reasons(may)).toEqual(['LATER_MONTH_CLOSED'])
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
  expect(trend[1]!.of.rules).toContainEqual({ ruleId: 'RECORD-QUARANTINED', severity: 'ERROR', records: 1 })
  expect(trend[1]!.of.records).toMatchObject({ errors: 1 })
})

test('trends: a record that breaks several rules is one record, also in a month kept by an older server; one held out is none', async () => {
  await lender.put([paidLoan(1, 5), paidLoan(2, 4), paidLoan(3, 4)], '2026-05-31')
  app.clock.now = Date.parse('2026-06-02T12:00:00Z')
  await lender.open('2026-05')
  const { id, summary } = await db().reportingPeriod.findFirstOrThrow({ where: { origin: 'COMPUTED' } })
  const records = await db().periodRecord.findMany({ where: { periodId: id } })
  const put = (place: number, data: object) =>
    db().periodRecord.updateMany({ where: { id: records[place]!.id }, data: { warningRules: [], ...data } })
  await put(0, { errorRules: ['A', 'B', 'C'], warningRules: ['D', 'E'] })
  await put(1, { errorRules: ['A'] })
  await put(2, {
    errorRules: ['A'],
    warningRules: ['D'],
    heldOutAt: new Date(),
    heldOutBy: 'test',
    heldOutReason: 'Wrong.',
  })
  const { records: _counted, ...older } = summary as { records: object }
  await db().reportingPeriod.updateMany({ where: { id }, data: { summary: older } })
  const recordsOf = async () => (await errorTrend(db(), lender.furnisherId, 12)).map(({ of }) => of.records)
  expect(await recordsOf()).toEqual([{ errors: 2, warnings: 1 }])
  // Its rows are gone by now, and nobody counted them.
  await db().reportingPeriod.updateMany({ where: { id }, data: { reviewCounts: [] } })
  expect(await recordsOf()).toEqual([null])
})
