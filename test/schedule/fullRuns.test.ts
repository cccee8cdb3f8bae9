/** FULL runs that start by themselves before a period closes, and what they are estimated to take. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { Environment, SyncMode, SyncRunState } from '../../prisma/generated/client/enums.ts'
import { newId } from '../../server/ids.ts'
import type { Requester } from '../../server/outcome.ts'
import { estimatedFullSync } from '../../server/schedule/estimate.ts'
import { endOfDay, lastPartRun, nextFullRun, startDueFullRuns } from '../../server/schedule/fullRuns.ts'
import { newAdmin, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { fakeLoan } from '../support/fakeSource.ts'
import { newPeriodLender, type PeriodLender } from '../support/periods.ts'

test.each([
  ['America/New_York', '2026-03-31', '2026-04-01T04:00:00Z'],
  ['America/New_York', '2026-01-31', '2026-02-01T05:00:00Z'],
  ['America/New_York', '2026-10-31', '2026-11-01T04:00:00Z'],
  ['Pacific/Honolulu', '2026-05-31', '2026-06-01T10:00:00Z'],
  ['Etc/GMT+12', '2026-05-31', '2026-06-01T12:00:00Z'],
  ['Pacific/Kiritimati', '2026-05-31', '2026-05-31T10:00:00Z'],
  ['UTC', '2028-02-28', '2028-02-29T00:00:00Z'],
])('%s: %s is over at %s', (timeZone, day, end) => {
  expect(endOfDay(loanpro, { timeZone }, day).toISOString()).toBe(end.replace('Z', '.000Z'))
})

describe.each(kinds)('FULL runs of periods on %s', (kind) => {
  let app: TestApp
  let requester: Requester
  let lender: PeriodLender

  beforeAll(async () => {
    app = await testApp({
      kind,
      plugins: [{ ...fakePlugin, pacing: () => ({ requestsPerSecond: 2, concurrency: 1 }) }],
    })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    requester = await newAdmin(app)
    app.clock.now = Date.parse('2026-06-30T12:00:00Z')
    lender = await newPeriodLender(app, requester)
  })

  // What is left of one test must not be due in the next.
  afterEach(() => app.database.system.connection.updateMany({ data: { state: 'PAUSED' } }))

  const db = () => app.database.tenant(requester.organizationId)
  const connection = () => db().connection.findFirstOrThrow({ where: { id: lender.connectionId } })
  const due = async () => {
    const found = await nextFullRun(app, db(), await connection())
    return found && [found.at.toISOString(), found.asOf]
  }
  const openPeriod = (asOf: string, state: 'OPEN' | 'CLOSED' = 'OPEN') =>
    db().reportingPeriod.create({
      data: {
        ...{ organizationId: requester.organizationId, id: newId(), furnisherId: lender.furnisherId, state },
        ...{ month: new Date(`${asOf.slice(0, 7)}-01`), asOf: new Date(asOf), origin: 'COMPUTED', createdBy: 'test' },
        createdAt: new Date(app.now()),
      },
    })
  /** As the next look of a process that looks once a minute. */
  const look = async (at = app.now()) => {
    app.clock.now = Math.max(at, app.now() + 60_000)
    await startDueFullRuns(app)
    return db().syncRun.findMany({ where: { mode: 'FULL', trigger: 'SCHEDULE' }, orderBy: { createdAt: 'asc' } })
  }
  const ended = (state: SyncRunState, whole = true) =>
    db().syncRun.updateMany({
      where: { state: 'QUEUED' },
      data: { state, finishedAt: new Date(app.now()), ...(whole && { endCursor: {} }) },
    })

  test('none without an open period, of a sandbox, of a paused connection', async () => {
    expect(await due()).toBe(null)
    await openPeriod('2026-04-30', 'CLOSED')
    expect(await due()).toBe(null)
    await openPeriod('2026-05-31')
    expect(await due()).toEqual(['2026-06-01T00:00:00.000Z', '2026-05-31'])
    await db().connection.updateMany({ data: { state: 'PAUSED' } })
    expect(await due()).toBe(null)
    await db().connection.updateMany({ data: { state: 'ACTIVE', environment: 'SANDBOX' as Environment } })
    expect(await due()).toBe(null)
    expect(await look()).toEqual([])
  })

  test('starts once when the as-of date is over at the lender, whatever the cadence, as of that date', async () => {
    await openPeriod('2026-06-30')
    expect(await due()).toEqual(['2026-07-01T00:00:00.000Z', '2026-06-30'])
    expect(await look()).toEqual([])
    const runs = await look(Date.parse('2026-07-01T00:00:00Z'))
    expect(runs).toMatchObject([{ state: 'QUEUED', requestedBy: 'system:schedule', asOf: new Date('2026-06-30') }])
    expect(app.dispatched).toContain(runs[0]!.id)
    expect(await due()).toBe(null)
    await ended('SUCCEEDED_WITH_ERRORS')
    expect(await due()).toBe(null)
    expect(await look()).toHaveLength(1)
  })

  test('a FULL run that began before the end of the day does not count; one begun after it does, whoever started it', async () => {
    await openPeriod('2026-05-31')
    await lender.ran('2026-05-31T23:59:00Z')
    expect(await due()).not.toBe(null)
    for (const mode of ['INCREMENTAL', 'RANGE', 'IDS', 'ROLLOVER'] as SyncMode[])
      await lender.ran('2026-06-02T00:00:00Z', mode)
    expect(await due()).not.toBe(null)
    await lender.ran('2026-06-01T00:00:00Z')
    expect(await due()).toBe(null)
  })

  test('waits while another run is at work', async () => {
    await openPeriod('2026-05-31')
    await lender.ran('2026-06-02T00:00:00Z', 'INCREMENTAL', 'RUNNING')
    expect(await look()).toEqual([])
    await db().syncRun.updateMany({ data: { state: 'SUCCEEDED' } })
    expect(await look()).toHaveLength(1)
  })

  test.each([
    ['FAILED', 3_600_000],
    ['CANCELLED', 24 * 3_600_000],
    // Without having been shown every loan: no period can be closed by it.
    ['SUCCEEDED', 24 * 3_600_000],
    ['SUCCEEDED_WITH_ERRORS', 24 * 3_600_000],
  ] as const)('one that ended %s is tried again later', async (state, wait) => {
    await openPeriod('2026-05-31')
    await look()
    await ended(state, false)
    const again = new Date(app.now() + wait)
    expect(await due()).toEqual([again.toISOString(), '2026-05-31'])
    expect(await look()).toHaveLength(1)
    expect(await look(again.getTime())).toHaveLength(2)
  })

  test('one that was not shown every loan is told of until another one was', async () => {
    const part = async () => lastPartRun(app, db(), await connection())
    await openPeriod('2026-05-31')
    await look()
    expect(await part()).toBe(null)
    await ended('SUCCEEDED', false)
    expect(await part()).toMatchObject({ finishedAt: expect.any(Date) })
    expect(await nextFullRun(app, db(), await connection())).toMatchObject({ tried: 'SUCCEEDED' })
    await look(app.now() + 25 * 3_600_000)
    await ended('SUCCEEDED')
    expect(await part()).toBe(null)
  })

  test('of several processes one starts it', async () => {
    await openPeriod('2026-05-31')
    app.clock.now += 60_000
    const others = [0, 1, 2].map(() => ({ ...app }))
    const started = await Promise.all(others.map((other) => startDueFullRuns(other)))
    expect(started.flat()).toHaveLength(1)
  })

  test('the estimate follows the last complete run, the loans known and the pace as it is', async () => {
    const estimate = async () => estimatedFullSync(app, db(), await connection())
    await lender.put(
      [1, 2, 3, 4, 5, 6].map((id) => fakeLoan(id)),
      '2026-05-31',
    )
    expect(await estimate()).toBe(null)
    await lender.ran('2026-06-01T00:00:00Z', 'INCREMENTAL')
    await db().syncRun.updateMany({ data: { seen: 1, requests: 50 } })
    expect(await estimate()).toBe(null)
    // What the source told the check counts until something was read.
    const checkReport = { steps: [], capabilities: {}, portfolio: { loans: 900, requests: 31 } }
    await db().connection.updateMany({ data: { checkReport } })
    expect(await estimate()).toEqual({ loans: 900, requests: 31, seconds: 16 })
    await lender.ran('2026-06-02T00:00:00Z', 'FULL')
    await db().syncRun.updateMany({ where: { mode: 'FULL' }, data: { seen: 4, requests: 10 } })
    expect(await estimate()).toEqual({ loans: 6, requests: 15, seconds: 8 })
    // A source that took three seconds a request; of a run that waited in between nothing is known.
    const took = (seconds: number, attempt: number) => {
      const data = { attempt, finishedAt: new Date(Date.parse('2026-06-02T00:00:00Z') + seconds * 1_000) }
      return db().syncRun.updateMany({ where: { mode: 'FULL' }, data })
    }
    await took(30, 1)
    expect(await estimate()).toEqual({ loans: 6, requests: 15, seconds: 45 })
    await took(3, 1)
    expect(await estimate()).toEqual({ loans: 6, requests: 15, seconds: 8 })
    await took(3_600, 2)
    expect(await estimate()).toEqual({ loans: 6, requests: 15, seconds: 8 })
    await db().sourceRecord.updateMany({ where: { sourceKey: '6' }, data: { goneSince: new Date() } })
    const now = new Date(app.now())
    await db().sourcePace.create({
      data: {
        ...{ organizationId: requester.organizationId, connectionId: lender.connectionId },
        ...{ fullAt: now, pausedUntil: now, slowness: 300, slowedAt: now },
      },
    })
    expect(await estimate()).toEqual({ loans: 5, requests: 13, seconds: 20 })
    app.clock.now += 600_000
    expect(await estimate()).toEqual({ loans: 5, requests: 13, seconds: 13 })
  })
})
