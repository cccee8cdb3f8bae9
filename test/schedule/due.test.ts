import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../../server/app.ts'
import { type CreateConnection, createConnection } from '../../server/connections/create.ts'
import { pauseConnection, resumeConnection } from '../../server/connections/pause.ts'
import { updateConnection } from '../../server/connections/update.ts'
import { type Database, openDatabase } from '../../server/database/open.ts'
import type { Requester } from '../../server/outcome.ts'
import { startDueRuns } from '../../server/schedule/due.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { cancelSync, startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, refused, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'

const hour = 3_600_000

describe.each(kinds)('cadence on %s', (kind) => {
  let app: TestApp
  /** The same database as another process sees it; the embedded one has a single process. */
  let other: App
  let otherDatabase: Database | null = null
  let source: FakeSource
  let admin: Requester
  let connectionId: string

  beforeAll(async () => {
    app = await testApp({ kind })
    const { boss } = app.database
    if ('connectionString' in boss)
      otherDatabase = await openDatabase({ databaseUrl: boss.connectionString, folder: null, poolSize: 4 })
    other = { ...app, database: otherDatabase ?? app.database }
  })
  afterAll(async () => {
    await otherDatabase?.close()
    await app.close()
  })
  beforeEach(async () => {
    source = await startFakeSource()
    admin = await newAdmin(app)
    connectionId = done(await create()).connectionId
  })
  afterEach(async () => {
    // What is left of one test must not be due in the next.
    await app.database.system.connection.updateMany({ data: { nextRunAt: null } })
    await source.close()
  })

  const create = async (extra: Partial<CreateConnection> = {}) =>
    createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await furnisher(), name: 'Tenant', preset: null, presetId: null },
      ...{ settings: { baseUrl: source.url, environment: 'SANDBOX' }, credentials: { token: source.token } },
      ...{ startFirstSync: false, idempotencyKey: null },
      ...extra,
    })
  const furnisher = async () => (await db().furnisher.findFirst())?.id ?? (await newFurnisher(app, admin))
  const db = () => app.database.tenant(admin.organizationId)
  const row = () => db().connection.findFirstOrThrow({ where: { id: connectionId } })
  const runs = () => db().syncRun.findMany({ where: { connectionId }, orderBy: { createdAt: 'asc' } })
  const untilDue = async () => {
    app.clock.now = (await row()).nextRunAt!.getTime()
  }
  const update = (extra: object) =>
    updateConnection(app, admin, { connectionId, confirmFurnisherChange: false, ...extra })

  test('a connection is hourly unless something else is asked for', async () => {
    expect(await row()).toMatchObject({ cadence: 'HOURLY', nextRunAt: new Date(app.now() + hour) })
    const manual = done(await create({ name: 'By hand', cadence: 'MANUAL' }))
    const found = await db().connection.findFirstOrThrow({ where: { id: manual.connectionId } })
    expect(found).toMatchObject({ cadence: 'MANUAL', nextRunAt: null })
  })

  test('every wrong value of a cadence is named', async () => {
    expect(refused(await create({ name: 'a', cadence: 'DAILY' }))).toEqual([
      'INVALID_TIME dailyAt',
      'INVALID_TIME_ZONE timeZone',
    ])
    expect(refused(await update({ cadence: 'DAILY', dailyAt: '6:30', timeZone: 'Mars/Olympus' }))).toHaveLength(2)
    expect(refused(await update({ dailyAt: '06:30' }))).toEqual(['INVALID_CADENCE dailyAt'])
  })

  test('a daily run: due at its time; its time can be changed alone', async () => {
    done(await update({ cadence: 'DAILY', dailyAt: '06:30', timeZone: 'America/New_York' }))
    const first = (await row()).nextRunAt!
    expect(first.toISOString()).toMatch(/T10:30|T11:30/)
    done(await update({ dailyAt: '07:30' }))
    expect((await row()).nextRunAt!.getTime() - first.getTime()).toBe(hour)
    done(await update({ cadence: 'MANUAL' }))
    expect(await row()).toMatchObject({ cadence: 'MANUAL', dailyAt: null, timeZone: null, nextRunAt: null })
  })

  test('nothing starts before it is due; then one incremental run does', async () => {
    app.clock.now += hour - 1
    expect(await startDueRuns(app)).toEqual([])
    await untilDue()
    const started = await startDueRuns(app)
    expect(started).toHaveLength(1)
    expect(app.dispatched).toContain(started[0])
    expect(await runs()).toMatchObject([
      { mode: 'INCREMENTAL', trigger: 'SCHEDULE', state: 'QUEUED', requestedBy: 'system:schedule' },
    ])
    expect((await row()).nextRunAt).toEqual(new Date(app.now() + hour))
    await executeRun(app, admin.organizationId, started[0]!, 'worker')
    expect(await runs()).toMatchObject([{ state: 'SUCCEEDED', created: 3 }])
  })

  test('however many workers look at one due moment, one run starts', async () => {
    for (let round = 1; round <= 10; round++) {
      await untilDue()
      const started = await Promise.all([app, other, app, other].map((each) => startDueRuns(each)))
      expect(started.flat()).toHaveLength(1)
      expect(await runs()).toHaveLength(round)
      done(await cancelSync(app, admin.organizationId, started.flat()[0]!))
      // The run is over, and the moment was used up with it.
      expect(await startDueRuns(other)).toEqual([])
    }
  })

  test('an active run puts the due one off; hours that were missed are made up once', async () => {
    const manual = { connectionId, mode: 'FULL' as const, asOf: null, keys: null, range: null }
    const { runId } = done(
      await startSync(app, admin.organizationId, { ...manual, trigger: 'MANUAL', actor: admin.actor }),
    )
    app.clock.now += 5 * hour
    const due = (await row()).nextRunAt
    expect(await startDueRuns(app)).toEqual([])
    expect((await row()).nextRunAt).toEqual(due)
    await executeRun(app, admin.organizationId, runId, 'worker')
    const started = await startDueRuns(app)
    expect(started).toHaveLength(1)
    await executeRun(app, admin.organizationId, started[0]!, 'worker')
    expect(await startDueRuns(app)).toEqual([])
    expect((await row()).nextRunAt).toEqual(new Date(app.now() + hour))
  })

  test('a paused connection is silent, and starts afresh when it is resumed', async () => {
    done(await pauseConnection(app, admin, connectionId))
    app.clock.now += 5 * hour
    expect(await startDueRuns(app)).toEqual([])
    done(await resumeConnection(app, admin, connectionId))
    expect(await startDueRuns(app)).toEqual([])
    expect((await row()).nextRunAt).toEqual(new Date(app.now() + hour))
  })

  test('paused by a refused token, it goes on by its cadence with new credentials', async () => {
    await untilDue()
    source.token = 'rotated-token'
    const [runId] = await startDueRuns(app)
    await executeRun(app, admin.organizationId, runId!, 'worker')
    app.clock.now += 5 * hour
    expect(await startDueRuns(app)).toEqual([])
    done(await update({ credentials: { token: 'rotated-token' }, cadence: 'DAILY', dailyAt: '06:30', timeZone: 'UTC' }))
    const after = await row()
    expect(after).toMatchObject({ state: 'ACTIVE', cadence: 'DAILY' })
    expect(after.nextRunAt!.getTime()).toBeGreaterThan(app.now())
    expect(after.nextRunAt!.toISOString()).toContain('T06:30:00.000Z')
  })

  test('a run of a sandbox whose clock is ahead does not go back behind its last as-of date', async () => {
    const ahead = new Date('2031-05-06')
    await db().connection.updateMany({ where: { id: connectionId }, data: { asOf: ahead } })
    await untilDue()
    expect(await startDueRuns(app)).toHaveLength(1)
    expect((await runs())[0]!.asOf).toEqual(ahead)
  })

  test('a run that is refused for good is logged and tried at the next due time, not every second', async () => {
    await db().connection.updateMany({ where: { id: connectionId }, data: { pluginId: 'gone' } })
    await untilDue()
    expect(await startDueRuns(app)).toEqual([])
    expect((await row()).nextRunAt).toEqual(new Date(app.now() + hour))
    expect(app.logged()).toContain('UNKNOWN_PLUGIN')
  })

  test('one that cannot be started at all lets the others have their turn, and is tried a minute later', async () => {
    const { connectionId: other } = done(await create({ name: 'Well' }))
    const { presetId } = await row()
    const { presetId: otherPresetId } = await db().connection.findFirstOrThrow({ where: { id: other } })
    expect(otherPresetId).not.toBe(presetId)
    const { publishedVersion } = await db().mappingPreset.findFirstOrThrow({ where: { id: presetId } })
    const publish = (version: number) =>
      db().mappingPreset.updateMany({ where: { id: presetId }, data: { publishedVersion: version } })
    const logged = () => app.logged().split('could not be started').length - 1
    const before = logged()
    await publish(999)
    await untilDue()
    expect(await startDueRuns(app)).toHaveLength(1)
    expect(await startDueRuns(app)).toEqual([])
    expect(logged() - before).toBe(1)
    expect(await runs()).toEqual([])
    expect((await row()).nextRunAt).toEqual(new Date(app.now() + 60_000))
    await publish(publishedVersion)
    app.clock.now += 60_000
    expect(await startDueRuns(app)).toHaveLength(1)
    expect(await runs()).toHaveLength(1)
  })
})
