/** Loans that go on with accounts whose own loans are not there any more: through the services, from the source to the next month. */
import { describe, expect, test } from 'vitest'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { portfolioHistory } from '../../server/reporting/periods/trends.ts'
import { waivePeriodFindings } from '../../server/reporting/periods/waive.ts'
import { record } from '../metro2/support.ts'
import { done } from '../services/app.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { addPeriod } from '../support/reported.ts'
import {
  app,
  at,
  close,
  compute,
  connect,
  correct,
  db,
  eachWithItsSource,
  furnisherId,
  open,
  paid,
  publish,
  remove,
  reported,
  requester,
  rows,
  source,
  sync,
  takenOver,
  unpaid,
} from './continuedSetting.ts'

eachWithItsSource()

/** May, closed: loan 1 pays, loan 2 never did. */
async function may(loans = [paid(1, 5), unpaid(2)]): Promise<{ first: string; closed: string }> {
  const first = await connect('One')
  source.loans = loans
  await sync(first)
  const closed = await open('2026-05')
  await close(closed)
  expect(await reported(closed)).toHaveLength(loans.length)
  return { first, closed }
}

/** A connection to another system, read as of the end of the month before. */
async function next(name: string, loans = [paid(1, 6), takenOver(2)], day = '2026-07-02'): Promise<string> {
  at(day)
  source.loans = loans
  const connectionId = await connect(name)
  await sync(connectionId)
  return connectionId
}

const july = async (connectionId: string) => {
  at('2026-08-02')
  source.loans = [paid(1, 7), takenOver(2)]
  await sync(connectionId)
}

describe('a connection that is deleted and made again', () => {
  test('its loans go on with what was reported, and nothing is missing; the month after is like any other', async () => {
    const { first, closed } = await may()
    await remove(first)
    const second = await next('Two')
    const before = await reported(closed)
    const june = await open('2026-06')
    const [one, two, ...others] = await rows(june)
    expect(others).toEqual([])
    expect(one).toMatchObject({ loan: 'F-1', at: second, review: 'CHANGED', previous: before[0]!.id })
    expect(one!.rules).toEqual(['ACCOUNT-CONTINUED-1'])
    // Without its past it would be 2026-05-15: what the new system was told begins in April.
    expect(two).toMatchObject({ loan: 'F-2', previous: before[1]!.id, dofd: '2026-03-17' })
    const { base } = before[1]!.fields as { base: { paymentHistoryProfile: string } }
    expect(String(two!.fields!.base.paymentHistoryProfile).slice(1)).toBe(base.paymentHistoryProfile.slice(0, -1))
    expect(two!.rules).toContain('ACCOUNT-CONTINUED-1')
    await close(june)
    expect((await portfolioHistory(db(), furnisherId, 2)).map(({ of }) => of.length)).toEqual([2, 2])
    await july(second)
    const after = await rows(await open('2026-07'))
    expect(after.map((row) => [row.loan, row.at, row.dofd])).toEqual([
      ['F-1', second, null],
      ['F-2', second, '2026-03-17'],
    ])
    expect(after.flatMap((row) => row.rules)).not.toContain('ACCOUNT-CONTINUED-1')
  })

  test('the live record shows it as soon as a FULL run has read all', async () => {
    const { first } = await may()
    await remove(first)
    const second = await next('Two')
    const live = await db().metro2Record.findFirstOrThrow({ where: { connectionId: second, displayKey: 'F-2' } })
    expect(live.dateOfFirstDelinquency).toEqual(new Date('2026-03-17'))
    expect(
      await db().validationError.count({
        where: { recordId: live.id, ruleId: 'ACCOUNT-CONTINUED-1', severity: 'WARNING' },
      }),
    ).toBe(1)
  })

  test('a sandbox goes on with nothing', async () => {
    const { first } = await may()
    await remove(first)
    const trial = await connect('Trial', 'SANDBOX')
    at('2026-07-02')
    source.loans = [takenOver(2)]
    await sync(trial)
    const live = await db().metro2Record.findFirstOrThrow({ where: { connectionId: trial } })
    expect(live.dateOfFirstDelinquency).toEqual(new Date('2026-05-15'))
    expect(await db().continuedAccount.count()).toBe(0)
  })

  test('twice over: the last report counts, and a correction of the month between finds the one before it', async () => {
    const { first, closed } = await may()
    await remove(first)
    const second = await next('Two')
    const june = await open('2026-06')
    await close(june)
    await remove(second)
    const third = await next('Three')
    const corrected = await correct(june)
    expect((await rows(corrected)).map((row) => [row.loan, row.at, row.review, row.previous])).toEqual([
      ['F-1', third, 'UNCHANGED', (await reported(closed))[0]!.id],
      ['F-2', third, 'UNCHANGED', (await reported(closed))[1]!.id],
    ])
    await close(corrected)
    await july(third)
    const after = await rows(await open('2026-07'))
    expect(after.map((row) => row.previous)).toEqual((await reported(june)).map((row) => row.id))
    expect(after.map((row) => row.rules.includes('ACCOUNT-CONTINUED-1'))).toEqual([true, true])
  })

  test('a correction of the closed month is made by the loans that go on with it, and the month counts each account once', async () => {
    const { first, closed } = await may()
    await remove(first)
    await next('Two', [paid(1, 4), unpaid(2)], '2026-06-03')
    const corrected = await correct(closed)
    expect((await rows(corrected)).map((row) => [row.loan, row.review])).toEqual([
      ['F-1', 'CORRECTED'],
      ['F-2', 'UNCHANGED'],
    ])
    await close(corrected)
    const [month] = await portfolioHistory(db(), furnisherId, 1)
    expect(month!.of.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(2)
  })

  test('an account that was paid is not reported again', async () => {
    const paidOff = paid(1, 5, { payments: [{ date: '2026-05-14', amountCents: 1_200_000 }] })
    const { first, closed } = await may([paidOff, unpaid(2)])
    expect((await reported(closed))[0]).toMatchObject({ accountStatus: '13' })
    await remove(first)
    await next('Two', [paidOff, takenOver(2)])
    expect((await rows(await open('2026-06'))).map((row) => row.review)).toEqual(['FINAL', 'CORRECTED'])
  })

  test('a number that an L1 segment announced is the number of the account', async () => {
    const { first } = await may([paid(1, 5)])
    await publish(first, fakePreset.replace('{ keep: alphanumeric }', '{ keep: digits }'))
    at('2026-07-02')
    source.loans = [paid(1, 6)]
    await sync(first)
    const june = await open('2026-06')
    expect((await rows(june))[0]!.fields).toMatchObject({ l1: { newConsumerAccountNumber: '1' } })
    await close(june)
    const { presetId } = await db().connection.findFirstOrThrow({ where: { id: first } })
    await remove(first)
    at('2026-08-02')
    source.loans = [paid(1, 7)]
    await sync(await connect('Two', 'PRODUCTION', presetId))
    const [one, ...others] = await rows(await open('2026-07'))
    expect(others).toEqual([])
    expect(one).toMatchObject({ number: '1', previous: (await reported(june))[0]!.id, rules: ['ACCOUNT-CONTINUED-1'] })
    expect(one!.fields!.l1).toBeUndefined()
  })
})

describe('what is not certain is held', () => {
  test('the number is that of another consumer now: somebody has to say that it is the same debt', async () => {
    const { first } = await may([unpaid(2)])
    await remove(first)
    await next('Two', [takenOver(2, { person: { first: 'Bo', last: 'Lund', ssn: '666129999', born: '1970-01-01' } })])
    const june = await open('2026-06')
    const [two] = await rows(june)
    expect(two).toMatchObject({ review: 'HELD', dofd: '2026-03-17' })
    expect(two!.rules).toContain('ACCOUNT-CONTINUED-2')
    const waive = {
      ...{
        periodId: june,
        chosen: { id: two!.id },
        ruleIds: ['ACCOUNT-CONTINUED-2'],
        reason: 'Same debt; the SSN was wrong.',
      },
      ...{ dryRun: false, expectedCount: 1, request: {} },
    }
    done(await waivePeriodFindings(app, requester, waive))
    await compute(june)
    expect((await rows(june))[0]!.rules).not.toContain('ACCOUNT-CONTINUED-2')
  })

  test('several loans claim the account: all are held until one has the number', async () => {
    const { first } = await may([unpaid(2)])
    await remove(first)
    await next('Two', [takenOver(2)])
    const third = await next('Three', [takenOver(2)])
    const june = await open('2026-06')
    const held = (await rows(june)).map((row) => [
      row.review,
      row.previous !== null,
      row.rules.includes('ACCOUNT-CLAIM-1'),
    ])
    expect(held.sort()).toEqual([
      ['HELD', false, true],
      ['HELD', false, true],
      ['MISSING', true, false],
    ])
    await remove(third)
    await compute(june)
    const [two, ...others] = await rows(june)
    expect(others).toEqual([])
    expect(two).toMatchObject({ dofd: '2026-03-17', review: 'CORRECTED' })
    expect(two!.rules).not.toContain('ACCOUNT-CLAIM-1')
  })

  test('of several loans the one with the consumer goes on with the account', async () => {
    const { first } = await may([unpaid(2)])
    await remove(first)
    const second = await next('Two', [takenOver(2)])
    await next('Three', [takenOver(2, { person: { first: 'Bo', last: 'Lund', ssn: '666129999', born: '1970-01-01' } })])
    const found = await rows(await open('2026-06'))
    expect(
      found.map((row) => [row.at === second, row.previous !== null, row.rules.includes('G-DUP-1')]).sort(),
    ).toEqual([
      [false, false, true],
      [true, true, true],
    ])
  })

  test('the loan that was reported is still there: holding it out does not make the other one new', async () => {
    await may([unpaid(2)])
    const second = await next('Two', [takenOver(2)])
    const june = await open('2026-06')
    const found = await rows(june)
    expect(found.map((row) => row.rules.includes('G-DUP-1'))).toEqual([true, true])
    const old = found.find((row) => row.at !== second)!
    const choice = { periodId: june, dryRun: false, expectedCount: 1, request: {} }
    done(await holdOut(app, requester, { ...choice, chosen: { id: old.id }, reason: 'Moved.' }))
    const claiming = async () => (await rows(june)).find((row) => row.at === second)!
    expect(await claiming()).toMatchObject({ review: 'HELD' })
    expect((await claiming()).rules).toContain('ACCOUNT-CLAIM-1')
    expect((await claiming()).rules).not.toContain('G-DUP-1')
    done(await holdOut(app, requester, { ...choice, chosen: { id: old.id }, reason: null }))
    expect((await claiming()).rules).not.toContain('ACCOUNT-CLAIM-1')
  })
})

describe('a loan that moves to another connection', () => {
  test('goes on there once it is gone from the first; the first one says where', async () => {
    const { first, closed } = await may()
    at('2026-07-02')
    source.loans = [paid(1, 6)]
    await sync(first)
    await next('Two', [takenOver(2)])
    const june = await open('2026-06')
    const before = await reported(closed)
    expect((await rows(june)).map((row) => [row.loan, row.at === first, row.review, row.previous, row.reason])).toEqual(
      [
        ['F-1', true, 'CHANGED', before[0]!.id, null],
        ['F-2', true, 'EXCLUDED', before[1]!.id, 'CONTINUED: Its account goes on with loan F-2.'],
        ['F-2', false, 'CORRECTED', before[1]!.id, null],
      ],
    )
    // It comes back to where it was before anything was reported from there.
    source.loans = [paid(1, 6), unpaid(2)]
    await sync(first)
    await compute(june)
    const back = await rows(june)
    expect(back.filter((row) => row.rules.includes('G-DUP-1')).map((row) => row.loan)).toEqual(['F-2', 'F-2'])
    expect(await db().continuedAccount.count()).toBe(0)
  })
})

describe('an account of a baseline that had no loan', () => {
  async function baseline(match: 'NONE' | 'IGNORED' | 'AMBIGUOUS') {
    const { organizationId } = requester
    const fields = { consumerAccountNumber: '00F2', socialSecurityNumber: '666120002', dateOpened: '2026-01-15' }
    const late = {
      accountStatus: '80',
      dateOfFirstDelinquency: '2026-03-17',
      currentBalance: 12_000,
      amountPastDue: 4_200,
    }
    const account = record({ ...fields, ...late })
    const periodId = await addPeriod(app, organizationId, { furnisherId, asOf: '2026-05-31', origin: 'BASELINE' }, [
      account,
    ])
    const { id } = (await reported(periodId))[0]!
    await db().baselineAccount.create({
      data: {
        ...{
          organizationId,
          id,
          periodId,
          line: 2,
          consumerAccountNumber: '00F2',
          accountKey: 'F2',
          accountStatus: '80',
        },
        ...{ currentBalance: 12_000, surname: 'REYES', ssnHashes: [], match },
      },
    })
    return id
  }

  test('goes on with a loan that comes later', async () => {
    const id = await baseline('NONE')
    await next('One', [takenOver(2)])
    const [two, ...others] = await rows(await open('2026-06'))
    expect(others).toEqual([])
    expect(two).toMatchObject({ previous: id, dofd: '2026-03-17', number: '00F2' })
    expect(two!.rules).toContain('ACCOUNT-CONTINUED-1')
  })

  test.each(['IGNORED', 'AMBIGUOUS'] as const)('not where it is %s: what people say of it stands', async (match) => {
    await baseline(match)
    await next('One', [takenOver(2)])
    const two = (await rows(await open('2026-06'))).find((row) => row.loan === 'F-2')!
    expect(two.previous).toBeNull()
  })
})
