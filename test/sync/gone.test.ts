/** Loans that the source no longer has: found by complete FULL runs alone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PullRequest, SourcePlugin } from '../../plugins/contract.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { readConnectionEvents, readSyncEvents } from '../../server/sync/hub.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { cancelSync, type StartSync, startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

/** Whether pulls end as complete ones do. */
let complete = true
/** Keys that lists leave out although the source has them. */
const lagging = new Set<string>()

const plugin: SourcePlugin = {
  ...fakePlugin,
  async *pull(ctx, request: PullRequest) {
    const pages = fakePlugin.pull(ctx, request)
    for (;;) {
      const next = await pages.next()
      if (next.done) return { ...next.value, complete: next.value.complete && complete }
      const isListed = ({ key }: { key: string }) => request.mode === 'IDS' || !lagging.has(key)
      yield { ...next.value, records: next.value.records.filter(isListed) }
    }
  },
}

describe.each(kinds)('loans that went away, on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string

  beforeAll(async () => {
    app = await testApp({ kind, plugins: [plugin] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    lagging.clear()
    complete = true
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant' },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
    await sync({ mode: 'FULL' })
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const started = async (extra: Partial<StartSync> = {}) => {
    const input: StartSync = {
      ...{ connectionId, mode: 'FULL', asOf: '2026-03-20', keys: null, range: null, trigger: 'MANUAL' },
      ...{ actor: admin.actor, ...extra },
    }
    return done(await startSync(app, admin.organizationId, input)).runId
  }
  const work = async (runId: string, worker = 'worker-1') => {
    await executeRun(app, admin.organizationId, runId, worker)
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const sync = async (extra: Partial<StartSync> = {}) => work(await started(extra))
  const eventsOf = (runId: string) => readSyncEvents(app.database, admin.organizationId, runId, 0, 1_000)
  const record = (sourceKey: string) => db().metro2Record.findFirstOrThrow({ where: { sourceKey } })
  const standing = async () => {
    const rows = await db().metro2Record.findMany({ orderBy: { sourceKey: 'asc' } })
    return Object.fromEntries(rows.map((row) => [row.sourceKey, row.exclusionReason ?? row.eligibility]))
  }
  const remove = (id: number) =>
    source.loans.splice(
      source.loans.findIndex((loan) => loan.id === id),
      1,
    )[0]!
  const all = { 1: 'REPORTABLE', 2: 'REPORTABLE', 3: 'REPORTABLE', 4: 'REPORTABLE', 5: 'REPORTABLE' }

  test('a complete FULL run excludes the loan it did not meet, with a version and an event', async () => {
    const loan = remove(2)
    const run = await sync()
    expect(run).toMatchObject({ state: 'SUCCEEDED', seen: 4, unchanged: 4, changed: 1, excluded: 1 })
    expect(await standing()).toEqual({ ...all, 2: 'GONE_FROM_SOURCE' })
    const gone = await record('2')
    expect(gone).toMatchObject({
      eligibility: 'EXCLUDED',
      version: 2,
      fields: null,
      sealedIdentity: null,
      surname: null,
    })
    expect(gone).toMatchObject({ errorCount: 0, exclusionDetail: expect.stringContaining('no longer found') })
    expect(await db().validationError.count({ where: { recordId: gone.id } })).toBe(0)
    expect(await db().consumerIndex.count({ where: { recordId: gone.id } })).toBe(0)
    const versions = await db().recordVersion.findMany({ where: { recordId: gone.id }, orderBy: { version: 'asc' } })
    expect(versions.map((row) => [row.eligibility, row.exclusionReason, row.runId === run.id])).toEqual([
      ['REPORTABLE', null, false],
      ['EXCLUDED', 'GONE_FROM_SOURCE', true],
    ])
    const events = await eventsOf(run.id)
    expect(events.filter((event) => event.kind === 'GONE').map((event) => event.payload)).toEqual([
      { count: 1, sourceKeys: ['2'] },
    ])
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))

    // It is told once; no later run brings the stored document back.
    const later = await sync()
    expect((await eventsOf(later.id)).map((event) => event.kind)).not.toContain('GONE')
    await sync({ mode: 'INCREMENTAL', asOf: '2026-03-25' })
    await sync({ mode: 'ROLLOVER', asOf: '2026-03-26' })
    expect(await record('2')).toMatchObject({ exclusionReason: 'GONE_FROM_SOURCE', version: 2 })

    // Seen again, with the very document that is stored.
    source.loans.push(loan)
    await sync({ asOf: '2026-03-26' })
    expect(await record('2')).toMatchObject({ eligibility: 'REPORTABLE', exclusionReason: null, version: 3 })
    expect(await db().sourceRecord.count({ where: { goneSince: { not: null } } })).toBe(0)
    expect(await db().consumerIndex.count({ where: { recordId: gone.id } })).toBe(1)
  })

  test('it comes back in an incremental run too', async () => {
    const loan = remove(2)
    await sync()
    source.loans.push({ ...loan, changed: 20 })
    await sync({ mode: 'INCREMENTAL' })
    expect(await standing()).toEqual(all)
  })

  test.each([
    ['INCREMENTAL', {}],
    ['IDS', { keys: ['1', '2'] }],
    ['RANGE', { range: { from: '2026-01-01', to: '2026-12-31' } }],
    ['ROLLOVER', {}],
  ] as const)('%s excludes nobody', async (mode, extra) => {
    remove(2)
    const input = { mode, ...extra } as Partial<StartSync>
    expect((await sync(input)).state).toBe('SUCCEEDED')
    expect(await standing()).toEqual(all)
  })

  test('only complete INCREMENTAL and FULL runs move the cursor', async () => {
    const cursor = async () => (await db().connection.findFirstOrThrow({ where: { id: connectionId } })).cursor
    expect(await cursor()).toEqual({ changed: 5 })
    Object.assign(source.loans[3]!, { changed: 20 })
    await sync({ mode: 'IDS', keys: ['4'] })
    await sync({ mode: 'RANGE', range: { from: '2026-01-01', to: '2026-12-31' } })
    await sync({ mode: 'ROLLOVER', asOf: '2026-03-21' })
    expect(await cursor()).toEqual({ changed: 5 })
    source.broken = 404
    expect((await sync({ asOf: '2026-03-21' })).state).toBe('FAILED')
    expect(await cursor()).toEqual({ changed: 5 })
    source.broken = null
    await sync({ mode: 'INCREMENTAL', asOf: '2026-03-21' })
    expect(await cursor()).toEqual({ changed: 20 })
  })

  test('a FULL run that did not meet every loan excludes nobody, leaves the cursor and says so', async () => {
    remove(2)
    Object.assign(source.loans[1]!, { changed: 30 })
    complete = false
    const run = await sync()
    expect(run).toMatchObject({ state: 'SUCCEEDED', excluded: 0, endCursor: null })
    expect(await standing()).toEqual(all)
    expect((await db().connection.findFirstOrThrow({ where: { id: connectionId } })).cursor).toEqual({ changed: 5 })
    expect((await eventsOf(run.id)).map((event) => event.kind)).toContain('NOTICE')
    // A person has to look at it: the period that waits for such a run cannot be closed.
    expect(await attentions()).toEqual([{ runId: run.id, code: 'LOANS_NOT_SHOWN' }])
  })

  const attentions = async () =>
    (await readConnectionEvents(app.database, admin.organizationId, connectionId, 0, 1_000)).flatMap((event) =>
      event.kind === 'ATTENTION' ? [{ runId: event.payload.runId, code: event.payload.failure.code }] : [],
    )

  /** Works a run until so many loans are seen, then lets `act` end it. */
  const interrupted = async (runId: string, seen: number, act: () => Promise<unknown>) => {
    let release = () => {}
    const asked = source.authorizations.length
    const working = work(runId)
    while ((await db().syncRun.findFirstOrThrow({ where: { id: runId } })).seen < seen) {
      if (source.authorizations.length >= asked + seen / 2 + 1 && !source.hold)
        source.hold = new Promise((resolve) => (release = resolve))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await act()
    source.hold = null
    release()
    await working
  }

  test('a run that goes on after a crash remembers what it met before', async () => {
    remove(3)
    const runId = await started()
    await interrupted(runId, 2, () =>
      db().syncRun.updateMany({ where: { id: runId }, data: { leaseUntil: new Date(0), attempt: 7 } }),
    )
    expect(await standing()).toEqual(all)
    expect(await work(runId, 'worker-2')).toMatchObject({ state: 'SUCCEEDED', attempt: 8 })
    expect(await standing()).toEqual({ ...all, 3: 'GONE_FROM_SOURCE' })
  })

  test('a cancelled run and a failed one exclude nobody, nor does what they met count for the next', async () => {
    remove(3)
    const cancelled = await started()
    await interrupted(cancelled, 2, () => cancelSync(app, admin.organizationId, cancelled))
    expect((await db().syncRun.findFirstOrThrow({ where: { id: cancelled } })).state).toBe('CANCELLED')
    source.broken = 404
    expect((await sync()).state).toBe('FAILED')
    source.broken = null
    expect(await standing()).toEqual(all)
    remove(1)
    await sync()
    expect(await standing()).toEqual({ ...all, 1: 'GONE_FROM_SOURCE', 3: 'GONE_FROM_SOURCE' })
  })

  test('a loan that lists leave out is asked for by its key before it counts as gone', async () => {
    lagging.add('2')
    remove(4)
    const run = await sync()
    expect(run).toMatchObject({ state: 'SUCCEEDED', excluded: 1 })
    expect(await standing()).toEqual({ ...all, 4: 'GONE_FROM_SOURCE' })
  })

  test('a source that shows nothing at all excludes nobody, and the run says so', async () => {
    const loans = source.loans.splice(0)
    const run = await sync()
    expect(run).toMatchObject({ state: 'SUCCEEDED', seen: 0, excluded: 0 })
    expect(await standing()).toEqual(all)
    const notices = (await eventsOf(run.id)).filter((event) => event.kind === 'NOTICE')
    expect(notices.map((event) => event.payload)).toEqual([{ message: expect.stringContaining('none of the loans') }])
    expect(await attentions()).toEqual([{ runId: run.id, code: 'LOANS_NOT_SHOWN' }])
    source.loans.push(...loans.slice(1))
    await sync()
    expect(await attentions()).toHaveLength(1)
    expect(await standing()).toEqual({ ...all, 1: 'GONE_FROM_SOURCE' })
  })

  test('an unreadable document counts as met; the quarantine of a loan that is gone is emptied', async () => {
    source.loans[1]!.contractDate = '2026-02-30'
    source.loans.push(fakeLoan(6, { contractDate: 'never' }))
    expect(await sync()).toMatchObject({ quarantined: 2, excluded: 0 })
    expect(await standing()).toEqual({ ...all, 2: 'HELD' })
    app.clock.now += 1_000
    remove(2)
    remove(6)
    await sync()
    expect(await standing()).toEqual({ ...all, 2: 'GONE_FROM_SOURCE' })
    expect(await db().quarantinedRecord.count()).toBe(0)
  })
})
