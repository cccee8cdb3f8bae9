/** FULL runs of many connections at once: the same answers as one by one, by a number of statements that does not grow. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Connection, ReportingPeriod, SyncRun } from '../../prisma/generated/client/client.ts'
import { newId } from '../../server/ids.ts'
import type { Requester } from '../../server/outcome.ts'
import { estimatedFullSync, estimatedFullSyncs } from '../../server/schedule/estimate.ts'
import {
  type DueFullRun,
  endOfDay,
  lastPartRun,
  lastPartRuns,
  nextFullRun,
  nextFullRuns,
} from '../../server/schedule/fullRuns.ts'
import { newAdmin, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { fakeLoan } from '../support/fakeSource.ts'
import { newPeriodLender, type PeriodLender } from '../support/periods.ts'

const hourMs = 3_600_000
/** What became of the runs of a connection: how long before or after the end of the day, in hours, and how they ended. */
const histories: [hours: number, mode: SyncRun['mode'], state: SyncRun['state'], whole: boolean][][] = [
  [],
  [[-1, 'FULL', 'SUCCEEDED', true]],
  [[0, 'FULL', 'SUCCEEDED', true]],
  [[1, 'FULL', 'SUCCEEDED_WITH_ERRORS', false]],
  [
    [1, 'FULL', 'SUCCEEDED', false],
    [2, 'FULL', 'FAILED', true],
    [3, 'INCREMENTAL', 'SUCCEEDED', true],
  ],
  [
    [1, 'FULL', 'SUCCEEDED', true],
    [5, 'FULL', 'CANCELLED', true],
  ],
  [[2, 'FULL', 'CANCELLED', true]],
  [[1, 'INCREMENTAL', 'RUNNING', true]],
  [
    [1, 'FULL', 'FAILED', true],
    [2, 'FULL', 'RUNNING', true],
  ],
]

describe.each(kinds)('on %s', (kind) => {
  let app: TestApp
  let requester: Requester
  const lenders: PeriodLender[] = []
  const db = () => app.database.tenant(requester.organizationId)
  const connections = () => db().connection.findMany({ orderBy: { id: 'asc' } })

  const openPeriod = (furnisherId: string, asOf: string, state: 'OPEN' | 'CLOSED') =>
    db().reportingPeriod.create({
      data: {
        ...{ organizationId: requester.organizationId, id: newId(), furnisherId, state, origin: 'COMPUTED' },
        ...{ month: new Date(`${asOf.slice(0, 7)}-01`), asOf: new Date(asOf), createdBy: 'test' },
        createdAt: new Date(app.now()),
      },
    })

  beforeAll(async () => {
    app = await testApp({
      kind,
      plugins: [{ ...fakePlugin, pacing: () => ({ requestsPerSecond: 2, concurrency: 1 }) }],
    })
    requester = await newAdmin(app)
    app.clock.now = Date.parse('2026-06-02T12:00:00Z')
    const over = Date.parse('2026-06-01T00:00:00Z')
    for (const [index, history] of histories.entries()) {
      const lender = await newPeriodLender(app, requester, `Lender ${index}`)
      lenders.push(lender)
      await openPeriod(lender.furnisherId, '2026-04-30', 'OPEN')
      await openPeriod(lender.furnisherId, '2026-05-31', index === 1 ? 'CLOSED' : 'OPEN')
      await lender.put(
        Array.from({ length: index }, (_, id) => fakeLoan(id + 1)),
        '2026-05-31',
      )
      for (const [hours, mode, state, whole] of history) {
        await lender.ran(new Date(over + hours * hourMs).toISOString(), mode, state, whole)
      }
      await db().syncRun.updateMany({
        where: { connectionId: lender.connectionId },
        data: { seen: 10, requests: index * 7 },
      })
    }
    const [sandbox, paused] = [lenders[2]!, lenders[6]!]
    const checkReport = { steps: [], capabilities: {}, portfolio: { loans: 900, requests: 31 } }
    await db().connection.updateMany({ where: { id: lenders[0]!.connectionId }, data: { checkReport } })
    await db().connection.updateMany({ where: { id: sandbox.connectionId }, data: { environment: 'SANDBOX' } })
    await db().connection.updateMany({ where: { id: paused.connectionId }, data: { state: 'PAUSED' } })
  })
  afterAll(() => app.close())

  test('each is answered as if it were asked about alone', async () => {
    const rows = await connections()
    const alone = async <T>(ask: (row: Connection) => Promise<T>) => {
      const answers: T[] = []
      for (const row of rows) answers.push(await ask(row))
      return answers
    }
    expect(await nextFullRuns(app, db(), rows)).toEqual(await alone((row) => nextFullRun(app, db(), row)))
    expect(await lastPartRuns(app, db(), rows)).toEqual(await alone((row) => lastPartRun(app, db(), row)))
    expect(await estimatedFullSyncs(app, db(), rows)).toEqual(await alone((row) => estimatedFullSync(app, db(), row)))
  })

  test('and as all runs and periods together say', async () => {
    const rows = await connections()
    const runs = await db().syncRun.findMany({ orderBy: { createdAt: 'desc' } })
    const periods = await db().reportingPeriod.findMany({ orderBy: { asOf: 'desc' } })
    const expected = rows.map((row) => dueBy(row, runs, periods))
    expect(await nextFullRuns(app, db(), rows)).toEqual(expected)
    expect(new Set(expected.map((each) => each && `${each.tried} ${each.asOf}`))).toEqual(
      new Set([null, ...['null 2026-05-31', 'SUCCEEDED_WITH_ERRORS 2026-05-31', 'FAILED 2026-05-31']]),
    )
    const part = rows.map(({ id }) => {
      const ended = runs.find((run) => run.connectionId === id && run.mode === 'FULL' && run.state.startsWith('SUCC'))
      return ended && ended.endCursor === null ? { finishedAt: ended.finishedAt } : null
    })
    expect(await lastPartRuns(app, db(), rows)).toEqual(part)
    expect(part.filter((each) => each !== null)).toHaveLength(2)
    const estimates = await estimatedFullSyncs(app, db(), rows)
    expect(estimates[0]).toEqual({ loans: 900, requests: 31, seconds: 16 })
    expect(estimates[3]).toEqual({ loans: 3, requests: Math.ceil((3 * 21) / 10), seconds: 4 })
  })

  test.runIf(kind === 'pglite')('by as many statements for all as for two', async () => {
    const rows = await connections()
    const count = async (work: () => Promise<unknown>) => {
      const spy = vi.spyOn(PGlite.prototype, 'query')
      try {
        await work()
        return spy.mock.calls.length
      } finally {
        spy.mockRestore()
      }
    }
    const some = [rows[0]!, rows[3]!]
    for (const ask of [nextFullRuns, lastPartRuns, estimatedFullSyncs]) {
      const few = await count(() => ask(app, db(), some))
      expect(few).toBeGreaterThan(0)
      expect(await count(() => ask(app, db(), rows))).toBe(few)
    }
    expect(await count(() => nextFullRuns(app, db(), rows))).toBe(3)
    expect(await count(() => lastPartRuns(app, db(), rows))).toBe(1)
  })
})

/** The rule, said with everything at hand. `runs` and `periods` newest first. */
function dueBy(row: Connection, runs: SyncRun[], periods: ReportingPeriod[]): DueFullRun | null {
  if (row.environment !== 'PRODUCTION' || row.state !== 'ACTIVE') return null
  const period = periods.find(({ furnisherId, state }) => furnisherId === row.furnisherId && state === 'OPEN')
  if (!period) return null
  const asOf = period.asOf.toISOString().slice(0, 10)
  const over = endOfDay(fakePlugin, row.settings, asOf)
  const since = runs.filter((run) => run.connectionId === row.id && run.mode === 'FULL' && run.createdAt >= over)
  const isDone = ({ state, endCursor }: SyncRun) =>
    state === 'RUNNING' || (state.startsWith('SUCCEEDED') && endCursor !== null)
  if (since.some(isDone)) return null
  const [tried] = since
  if (!tried) return { at: over, asOf, tried: null }
  const hours = tried.state === 'FAILED' ? 1 : 24
  return { at: new Date(tried.finishedAt!.getTime() + hours * hourMs), asOf, tried: tried.state }
}
