/** Runs whose source does not answer: they wait, go on by themselves from their checkpoint, and give up in the end. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import { createConnection } from '../../server/connections/create.ts'
import { pauseConnection, resumeConnection } from '../../server/connections/pause.ts'
import { GaveUp } from '../../server/egress/fetch.ts'
import { handOutLeftovers } from '../../server/jobs.ts'
import type { Requester } from '../../server/outcome.ts'
import { readConnectionEvents, readSyncEvents } from '../../server/sync/hub.ts'
import { claimRun, releaseRun } from '../../server/sync/lease.ts'
import { pauseMinutes, pauseMs } from '../../server/sync/pause.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { cancelSync, startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

const minute = 60_000
const down = (asked: number | null = null) =>
  new GaveUp('TRANSIENT', 'UNREACHABLE', 'The source does not accept connections.', 'Look there.', asked, undefined)

/** The source is down after so many pages of each pull; null: it is up. */
let pagesUntilDown: number | null = null
/** A person asks for something just before the source goes down. */
let meanwhile: () => Promise<unknown> = async () => {}
const plugin: SourcePlugin = {
  ...fakePlugin,
  async *pull(ctx, request) {
    const pages = fakePlugin.pull(ctx, request)
    for (let page = 0; ; page++) {
      if (page === pagesUntilDown) {
        await meanwhile()
        throw down()
      }
      const next = await pages.next()
      if (next.done) return next.value
      yield next.value
    }
  },
}

test.each([
  ['a first failure', down(), 0, 1 * minute],
  ['one after two pauses', down(), 2, 15 * minute],
  ['a source that asks for more', down(40 * minute), 0, 40 * minute],
  ['a source that asks for less', down(minute), 3, 30 * minute],
  ['a source that asks for a week', down(7 * 1440 * minute), 0, 1440 * minute],
  ['any plugin’s own', new SourceFailure('TRANSIENT', 'MAINTENANCE', 'It is.', 'Wait.'), 0, minute],
  ['the last pause', down(), pauseMinutes.length - 1, 240 * minute],
  ['pauses used up', down(), pauseMinutes.length, null],
  ['a wrong token', new SourceFailure('CONFIGURATION', 'UNAUTHORIZED', 'No.', 'Replace it.'), 0, null],
  ['what waiting does not mend', new SourceFailure('SYSTEM', 'UNEXPECTED', 'No.', 'Report it.'), 0, null],
  ['a database that is restarting', Object.assign(new Error('shutting down'), { code: '57P01' }), 0, minute],
  ['a fault of this program', new Error('oops'), 0, null],
])('pause after %s', (_name, error, pauses, expected) => {
  expect(pauseMs(error, pauses, () => 0)).toBe(expected)
  const longest = pauseMs(error, pauses, () => 1)
  expect(longest).toBe(expected === null ? null : Math.round(expected * 1.1))
})

describe.each(kinds)('a run whose source is down, on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string
  let runId: string

  beforeAll(async () => {
    app = await testApp({ kind, plugins: [plugin] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    pagesUntilDown = null
    meanwhile = async () => {}
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant' },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
    const input = { connectionId, mode: 'FULL' as const, asOf: '2026-03-20', keys: null, range: null }
    const begun = await startSync(app, admin.organizationId, { ...input, trigger: 'MANUAL', actor: admin.actor })
    runId = done(begun).runId
    app.dispatched.length = 0
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const run = () => db().syncRun.findFirstOrThrow({ where: { id: runId } })
  const work = async () => {
    await executeRun(app, admin.organizationId, runId, 'worker')
    return run()
  }
  const handedOut = async () => {
    app.dispatched.length = 0
    await handOutLeftovers(app, app)
    return app.dispatched.includes(runId)
  }
  const states = async () => {
    const events = await readSyncEvents(app.database, admin.organizationId, runId, 0, 1_000)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    return events.flatMap((event) => (event.kind === 'RUN_STATE' ? [event.payload] : []))
  }
  const told = async () => {
    const events = await readConnectionEvents(app.database, admin.organizationId, connectionId, 0, 1_000)
    return events.filter((event) => event.kind === 'ATTENTION').length
  }

  test('waits, is handed out when the time has come, and goes on where it stood', async () => {
    pagesUntilDown = 1
    const paused = await work()
    expect(paused).toMatchObject({
      state: 'PAUSED',
      seen: 2,
      pauses: 1,
      leaseUntil: null,
      failure: { code: 'UNREACHABLE' },
    })
    const wait = paused.pausedUntil!.getTime() - app.now()
    expect(wait).toBeGreaterThanOrEqual(minute)
    expect(wait).toBeLessThanOrEqual(1.1 * minute)
    expect((await states()).at(-1)).toEqual({
      ...{ state: 'PAUSED', attempt: 1, pausedUntil: paused.pausedUntil!.toISOString() },
      failure: expect.objectContaining({ code: 'UNREACHABLE' }),
    })
    expect(await handedOut()).toBe(false)
    expect(await work()).toMatchObject({ state: 'PAUSED', attempt: 1 })

    app.clock.now += wait
    pagesUntilDown = null
    expect(await handedOut()).toBe(true)
    const asked = source.authorizations.length
    expect(await work()).toMatchObject({
      state: 'SUCCEEDED',
      seen: 5,
      created: 5,
      attempt: 2,
      failure: null,
      pausedUntil: null,
    })
    // The page that was written is not read again: two pages and the empty one.
    expect(source.authorizations.length - asked).toBe(3)
    expect((await states()).map(({ state }) => state)).toEqual(['QUEUED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCEEDED'])
    expect(await told()).toBe(0)
  })

  test('a page that gets through starts the count of pauses anew', async () => {
    pagesUntilDown = 0
    for (const pauses of [1, 2, 3]) {
      const paused = await work()
      expect(paused.pauses).toBe(pauses)
      app.clock.now = paused.pausedUntil!.getTime()
    }
    pagesUntilDown = 1
    expect(await work()).toMatchObject({ state: 'PAUSED', pauses: 1, seen: 2 })
  })

  test('gives up after the last pause, and tells the connection from the fourth one on', async () => {
    pagesUntilDown = 0
    for (const [index] of pauseMinutes.entries()) {
      const paused = await work()
      expect(paused).toMatchObject({ state: 'PAUSED', pauses: index + 1 })
      expect(await told()).toBe(Math.max(0, index - 2))
      app.clock.now = paused.pausedUntil!.getTime()
    }
    expect(await work()).toMatchObject({ state: 'FAILED', failure: { code: 'UNREACHABLE', hint: 'Look there.' } })
    expect(await told()).toBe(8)
    const connection = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    expect(connection.state).toBe('ACTIVE')
  })

  test('is cancelled while it waits, and is not taken up again', async () => {
    pagesUntilDown = 1
    const { pausedUntil } = await work()
    expect(await cancelSync(app, admin.organizationId, runId)).toMatchObject({ ok: true })
    app.clock.now = pausedUntil!.getTime()
    expect(await handedOut()).toBe(false)
    expect(await work()).toMatchObject({ state: 'CANCELLED', attempt: 1, seen: 2 })
  })

  test('a cancel that another process asked for while it ran is not put off by the pause', async () => {
    pagesUntilDown = 1
    meanwhile = () =>
      db().syncRun.updateMany({ where: { id: runId }, data: { cancelRequestedAt: new Date(app.now()) } })
    expect(await work()).toMatchObject({ state: 'CANCELLED', pausedUntil: null })
    expect((await states()).map(({ state }) => state)).toEqual(['QUEUED', 'RUNNING', 'PAUSED', 'CANCELLED'])
  })

  test('of a connection that somebody paused, waits until it is resumed', async () => {
    await pauseConnection(app, admin, connectionId)
    app.clock.now += minute
    const asked = source.authorizations.length
    expect(await handedOut()).toBe(false)
    expect(await work()).toMatchObject({ state: 'QUEUED', attempt: 0 })
    await resumeConnection(app, admin, connectionId)
    expect(await handedOut()).toBe(true)

    pagesUntilDown = 1
    const { pausedUntil } = await work()
    await pauseConnection(app, admin, connectionId)
    app.clock.now = pausedUntil!.getTime()
    pagesUntilDown = null
    const before = source.authorizations.length
    expect(before).toBeGreaterThan(asked)
    expect(await handedOut()).toBe(false)
    expect(await work()).toMatchObject({ state: 'PAUSED', attempt: 1 })
    expect(source.authorizations).toHaveLength(before)
    await resumeConnection(app, admin, connectionId)
    expect(await handedOut()).toBe(true)
    expect(await work()).toMatchObject({ state: 'SUCCEEDED', seen: 5 })
  })

  test('at work when the connection is paused, goes on to its end, also in other hands', async () => {
    const claimed = await claimRun(app, admin.organizationId, runId, 'gone')
    await pauseConnection(app, admin, connectionId)
    await releaseRun(app, claimed!)
    expect(await handedOut()).toBe(true)
    expect(await work()).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
  })

  test('holds its connection while it waits', async () => {
    pagesUntilDown = 1
    await work()
    const input = { connectionId, mode: 'INCREMENTAL' as const, asOf: '2026-03-20', keys: null, range: null }
    const other = await startSync(app, admin.organizationId, { ...input, trigger: 'MANUAL', actor: admin.actor })
    expect(other).toMatchObject({ ok: false, errors: [{ code: 'RUN_ACTIVE' }] })
  })
})
