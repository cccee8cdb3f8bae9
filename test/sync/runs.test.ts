import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { readSyncEvents } from '../../server/sync/hub.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { cancelSync, type StartSync, startSync } from '../../server/sync/service.ts'
import { done, dumpDatabase, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

describe.each(kinds)('sync runs on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string

  beforeAll(async () => {
    app = await testApp({ kind })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      pluginId: 'fake',
      furnisherId: await newFurnisher(app, admin),
      name: 'Tenant',
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      preset: null,
      presetId: null,
      startFirstSync: false,
      idempotencyKey: null,
    })
    connectionId = done(made).connectionId
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const start = async (extra: Partial<StartSync> = {}) => {
    const input: StartSync = {
      ...{ connectionId, mode: 'INCREMENTAL', asOf: '2026-03-20', keys: null, range: null, trigger: 'MANUAL' },
      actor: admin.actor,
      ...extra,
    }
    return startSync(app, admin.organizationId, input)
  }
  const started = async (extra: Partial<StartSync> = {}) => done(await start(extra)).runId
  const work = (runId: string, worker = 'worker-1') => executeRun(app, admin.organizationId, runId, worker)
  const sync = async (extra: Partial<StartSync> = {}) => {
    const runId = await started(extra)
    await work(runId)
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const events = (runId: string) => readSyncEvents(app.database, admin.organizationId, runId, 0, 1_000)
  const records = () => db().metro2Record.findMany({ orderBy: { sourceKey: 'asc' } })
  const expectGapless = async (runId: string) => {
    const seqs = (await events(runId)).map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    const run = await db().syncRun.findFirstOrThrow({ where: { id: runId } })
    expect(run.lastSeq).toBe(seqs.length)
  }

  test('a first sync reads every loan, writes its record and says so in order', async () => {
    const run = await sync()
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      seen: 5,
      created: 5,
      changed: 0,
      unchanged: 0,
      quarantined: 0,
      attempt: 1,
    })
    const kindsSeen = (await events(run.id)).map((event) => event.kind)
    expect(kindsSeen).toEqual([
      'RUN_STATE',
      'RUN_STATE',
      'PAGE',
      'BATCH',
      'PAGE',
      'BATCH',
      'PAGE',
      'BATCH',
      'RUN_STATE',
    ])
    await expectGapless(run.id)
    const [first] = await records()
    expect(first).toMatchObject({
      accountStatus: '11',
      eligibility: 'REPORTABLE',
      surname: 'REYES',
      consumerAccountNumber: 'F1',
      version: 1,
    })
    const connection = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    expect(connection.cursor).toEqual({ changed: 5 })
    expect(connection.asOf).toEqual(new Date('2026-03-20'))
  })

  test('nothing changed: a full pass finds every loan unchanged and writes no version', async () => {
    await sync()
    const before = await records()
    const run = await sync({ mode: 'FULL' })
    expect(run).toMatchObject({ state: 'SUCCEEDED', seen: 5, created: 0, changed: 0, unchanged: 5 })
    expect(await records()).toEqual(before)
    expect(await db().recordVersion.count()).toBe(5)
  })

  test('a changed loan gets a new version, the others stay', async () => {
    await sync()
    Object.assign(source.loans[1]!, { changed: 9, payments: [{ date: '2026-02-14', amountCents: 205_000 }] })
    const run = await sync()
    expect(run).toMatchObject({ seen: 1, created: 0, changed: 1 })
    expect((await records()).map((record) => record.version)).toEqual([1, 2, 1, 1, 1])
  })

  test('nothing changes at the source, 30 days pass: 11 becomes 71 with its date of first delinquency, and is held: its balance is old', async () => {
    // One instalment of 2026-02-15 is paid; that of 2026-03-15 is 5 days late on 03-20 and 35 on 04-19; 30 days late on 04-14.
    await sync()
    expect((await records()).map((record) => record.accountStatus)).toEqual(['11', '11', '11', '11', '11'])
    const run = await sync({ asOf: '2026-04-19' })
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', seen: 0, remapped: 5, held: 5, requests: 0 })
    expect(await db().validationError.count({ where: { ruleId: 'BALANCE-AGE-1', severity: 'ERROR' } })).toBe(5)
    for (const record of await records()) {
      expect(record).toMatchObject({ accountStatus: '71', eligibility: 'HELD', daysPastDue: 35, version: 2 })
      expect(record.dateOfFirstDelinquency).toEqual(new Date('2026-04-14'))
      expect(record.delinquencyCommenced).toEqual(new Date('2026-03-15'))
      expect(record.asOf).toEqual(new Date('2026-04-19'))
    }
  })

  test('a day on which only the dates move makes no version', async () => {
    await sync()
    const run = await sync({ mode: 'ROLLOVER', asOf: '2026-03-21' })
    expect(run).toMatchObject({ state: 'SUCCEEDED', seen: 5, remapped: 5, changed: 0 })
    for (const record of await records()) {
      expect(record.version).toBe(1)
      expect(record.fields).toMatchObject({ base: { dateOfAccountInformation: '2026-03-21' } })
    }
  })

  test('a document that cannot be mapped is quarantined with its cause; the run goes on; a good one lets it out', async () => {
    source.loans[2]!.contractDate = '2026-02-30'
    const run = await sync()
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', seen: 5, created: 4, quarantined: 1 })
    const [row] = await db().quarantinedRecord.findMany()
    expect(row).toMatchObject({ sourceKey: '3', stage: 'MAP', count: 1 })
    expect(row!.failures).toEqual([expect.objectContaining({ field: 'base.dateOpened', sourcePath: 'contractDate' })])
    expect((await events(run.id)).filter((event) => event.kind === 'QUARANTINED')).toHaveLength(1)
    const again = await sync({ mode: 'FULL' })
    expect(again).toMatchObject({ quarantined: 1, unchanged: 4 })
    expect((await db().quarantinedRecord.findFirstOrThrow()).count).toBe(2)
    Object.assign(source.loans[2]!, { contractDate: '2026-01-15', changed: 11 })
    expect(await sync()).toMatchObject({ state: 'SUCCEEDED', created: 1, quarantined: 0 })
    expect(await db().quarantinedRecord.count()).toBe(0)
  })

  test('a loan whose latest document is unreadable keeps its record, held, and rolls over no more until it is mended', async () => {
    await sync()
    const good = source.loans[0]!.contractDate
    Object.assign(source.loans[0]!, { contractDate: 'soon', changed: 12 })
    await sync()
    const held = () =>
      db().metro2Record.findFirstOrThrow({ where: { sourceKey: '1' }, include: { validationErrors: true } })
    expect(await held()).toMatchObject({
      eligibility: 'HELD',
      errorCount: 1,
      validationErrors: expect.arrayContaining([expect.objectContaining({ ruleId: 'RECORD-QUARANTINED' })]),
    })
    await sync({ asOf: '2026-03-25' })
    expect((await held()).asOf).toEqual(new Date('2026-03-20'))
    // Back to the very document that is stored: it must be mapped again all the same.
    Object.assign(source.loans[0]!, { contractDate: good, changed: 13 })
    await sync({ asOf: '2026-03-25' })
    expect(await held()).toMatchObject({
      eligibility: 'REPORTABLE',
      errorCount: 0,
      asOf: new Date('2026-03-25'),
    })
  })

  test('a refused token ends the run with its cause and pauses the connection', async () => {
    const runId = await started()
    source.token = 'rotated-token'
    await work(runId)
    const run = await db().syncRun.findFirstOrThrow({ where: { id: runId } })
    expect(run).toMatchObject({ state: 'FAILED', failure: { code: 'UNAUTHORIZED', hint: 'Replace the token.' } })
    const connection = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    expect(connection).toMatchObject({ state: 'PAUSED', pauseReason: { code: 'UNAUTHORIZED' } })
    expect(await start()).toMatchObject({ ok: false, errors: [{ code: 'CONNECTION_PAUSED' }] })
    await expectGapless(runId)
  })

  test('there is at most one active run on a connection', async () => {
    await started()
    expect(await start()).toMatchObject({ ok: false, errors: [{ code: 'RUN_ACTIVE' }] })
    const both = await Promise.all([start(), start()])
    expect(both.every((each) => !each.ok)).toBe(true)
  })

  test('cancelling: at once while queued, after the request at hand while running; what is written stays', async () => {
    const queued = await started()
    expect(await cancelSync(app, admin.organizationId, queued)).toMatchObject({ ok: true })
    expect(await db().syncRun.findFirstOrThrow({ where: { id: queued } })).toMatchObject({ state: 'CANCELLED' })
    await work(queued)
    expect(await records()).toEqual([])

    const runId = await started()
    let release = () => {}
    const asked = source.authorizations.length
    source.hold = new Promise((resolve) => (release = resolve))
    const working = work(runId)
    while (source.authorizations.length === asked) await new Promise((resolve) => setImmediate(resolve))
    expect(await cancelSync(app, admin.organizationId, runId)).toMatchObject({ ok: true })
    await working
    release()
    source.hold = null
    expect(await db().syncRun.findFirstOrThrow({ where: { id: runId } })).toMatchObject({ state: 'CANCELLED' })
    await expectGapless(runId)
    expect(await cancelSync(app, admin.organizationId, runId)).toMatchObject({ ok: true })
    expect(await sync()).toMatchObject({ state: 'SUCCEEDED', created: 5 })
  })

  test('a worker that lost its lease writes nothing more; the next one goes on from the checkpoint', async () => {
    const runId = await started()
    // The third page is held, so that two pages are written when the first worker is thought dead.
    let release = () => {}
    const asked = source.authorizations.length
    const working = work(runId, 'worker-1')
    while ((await db().syncRun.findFirstOrThrow({ where: { id: runId } })).seen < 2) {
      if (source.authorizations.length >= asked + 2 && !source.hold)
        source.hold = new Promise((resolve) => (release = resolve))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await db().syncRun.updateMany({ where: { id: runId }, data: { leaseUntil: new Date(0) } })
    release()
    source.hold = null
    await Promise.all([working, work(runId, 'worker-2')])
    const run = await db().syncRun.findFirstOrThrow({ where: { id: runId } })
    expect(run).toMatchObject({ state: 'SUCCEEDED', created: 5 })
    expect(await records()).toHaveLength(5)
    await expectGapless(runId)
  })

  test('IDS reads those loans only and moves neither cursor nor as-of date', async () => {
    await sync()
    Object.assign(source.loans[3]!, { changed: 20, payments: [] })
    const run = await sync({ mode: 'IDS', keys: ['4'] })
    expect(run).toMatchObject({ seen: 1, changed: 1 })
    expect((await db().connection.findFirstOrThrow({ where: { id: connectionId } })).cursor).toEqual({ changed: 5 })
  })

  test.each([
    ['IDS without keys', { mode: 'IDS' }, 'KEYS_REQUIRED'],
    ['keys with another mode', { keys: ['1'] }, 'KEYS_UNEXPECTED'],
    ['RANGE without days', { mode: 'RANGE' }, 'RANGE_REQUIRED'],
    [
      'a range that ends before it begins',
      { mode: 'RANGE', range: { from: '2026-03-02', to: '2026-03-01' } },
      'INVALID_RANGE',
    ],
    ['an impossible day', { asOf: '2026-02-30' }, 'INVALID_DATE'],
    ['a connection that is not there', { connectionId: '00000000-0000-7000-8000-000000000000' }, 'NOT_FOUND'],
  ] as const)('%s is refused', async (_name, extra, code) => {
    expect(await start(extra as Partial<StartSync>)).toMatchObject({ ok: false, errors: [{ code }] })
    expect(await db().syncRun.count()).toBe(0)
  })

  test('an incremental run may not go back in time; a full one may', async () => {
    await sync()
    expect(await start({ asOf: '2026-03-19' })).toMatchObject({ ok: false, errors: [{ code: 'DATE_BEFORE_LAST_RUN' }] })
    expect(await sync({ mode: 'FULL', asOf: '2026-03-19' })).toMatchObject({ state: 'SUCCEEDED' })
  })

  test.each(['FULL', 'ROLLOVER'] as const)('a %s run goes back 24 months and no further', async (mode) => {
    await sync()
    const { asOf: stands } = await db().connection.findFirstOrThrow()
    for (const asOf of ['1900-01-01', '2020-03-20'])
      expect(await start({ mode, asOf })).toMatchObject({ ok: false, errors: [{ code: 'DATE_TOO_EARLY' }] })
    expect((await db().connection.findFirstOrThrow()).asOf).toEqual(stands)
    const earliest = new Date(stands!)
    earliest.setUTCFullYear(earliest.getUTCFullYear() - 2)
    const asOf = earliest.toISOString().slice(0, 10)
    expect(await start({ mode, asOf })).toMatchObject({ ok: true })
  })

  test('the log tells of the end of each run, with its connection', async () => {
    const run = await sync({ mode: 'FULL' })
    source.token = 'another-one'
    const failed = await sync()
    const entries = app
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const told = (runId: string, msg: string) => entries.find((entry) => entry.runId === runId && entry.msg === msg)
    const ids = { organizationId: admin.organizationId, connectionId }
    expect(told(run.id, 'a run ended')).toMatchObject({ ...ids, state: 'SUCCEEDED', code: null })
    expect(told(failed.id, 'a run ended')).toMatchObject({ ...ids, state: 'FAILED', code: expect.any(String) })
    expect(told(failed.id, 'the run failed')).toMatchObject(ids)
  })

  test('no SSN and no date of birth stands in the database in the clear', async () => {
    Object.assign(source.loans[0]!.person, { ssn: '665771234', born: '1961-07-23' })
    source.loans[1]!.contractDate = 'never'
    Object.assign(source.loans[1]!.person, { ssn: '665884321', born: '1962-08-24' })
    await sync()
    const dump = await dumpDatabase(app.database)
    for (const canary of ['665771234', '1961-07-23', '07231961', '665884321', '1962-08-24', '08241962']) {
      expect(dump).not.toContain(canary)
      expect(app.logged()).not.toContain(canary)
    }
    expect(await db().consumerIndex.count()).toBe(4)
  })
})
