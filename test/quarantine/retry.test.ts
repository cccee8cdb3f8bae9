/** Documents in quarantine tried again: mapped without the source, or read again where the source sent them broken. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createConnection } from '../../server/connections/create.ts'
import { newId } from '../../server/ids.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import type { Requester } from '../../server/outcome.ts'
import { retryQuarantineWorker } from '../../server/quarantine/retry.ts'
import { type RetryQuarantined, retryQuarantined } from '../../server/quarantine/start.ts'
import { claimRun } from '../../server/sync/lease.ts'
import { pauseRun } from '../../server/sync/pause.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, refused, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

describe.each(kinds)('retrying quarantine on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string

  beforeAll(async () => {
    app = await testApp({ kind, workers: [retryQuarantineWorker] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3, 4].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant' },
      settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 50 },
      credentials: { token: source.token },
      ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const queue = async () => {
    const run = { connectionId, mode: 'FULL' as const, asOf: '2026-03-20', keys: null, range: null }
    return done(await startSync(app, admin.organizationId, { ...run, trigger: 'MANUAL', actor: 'test' })).runId
  }
  const sync = async () => {
    const runId = await queue()
    await executeRun(app, admin.organizationId, runId, 'w1')
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const ask = (input: Partial<RetryQuarantined>) =>
    retryQuarantined(app, admin, { ids: null, filter: null, expectedCount: null, idempotencyKey: null, ...input })
  const all = { connectionId: null, stages: null, codes: null }
  const retry = async (input: Partial<RetryQuarantined> = { filter: all }) => {
    const { operationId } = done(await ask(input))
    await executeOperation(app, admin.organizationId, operationId, 'w1')
    return db().operation.findFirstOrThrow({ where: { id: operationId } })
  }
  const ended = (id: string) => db().operation.findFirstOrThrow({ where: { id } })
  const quarantined = () => db().quarantinedRecord.findMany({ orderBy: { sourceKey: 'asc' } })

  /** A preset that takes the date for granted. */
  async function publish(dateOpened: string) {
    const text = fakePreset.replace('{ from: contractDate, required: true }', dateOpened)
    expect(text).not.toBe(fakePreset)
    const { presetId } = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    const { organizationId } = admin
    const version = { organizationId, id: newId(), presetId, version: 2, text, createdBy: 'test' }
    await db().mappingPresetVersion.create({ data: { ...version, createdAt: new Date() } })
    await db().mappingPreset.updateMany({ where: { id: presetId }, data: { publishedVersion: 2 } })
    return version.id
  }

  test('a mended preset takes them out without asking the source; the record is what a sync would have made', async () => {
    for (const index of [1, 2]) source.loans[index]!.contractDate = '2026-02-30'
    expect(await sync()).toMatchObject({ created: 2, quarantined: 2 })
    const versionId = await publish("{ value: '2026-01-15' }")
    const requests = source.authorizations.length
    const ended = await retry({ filter: { ...all, connectionId, stages: ['MAP'] }, expectedCount: 2 })
    expect(ended).toMatchObject({
      ...{ state: 'SUCCEEDED', total: 2, done: 2, counts: { released: 2, failed: 0, rereads: 0 } },
      result: { released: 2, failed: 0, rereads: 0 },
    })
    expect(source.authorizations).toHaveLength(requests)
    expect(await quarantined()).toEqual([])
    const record = await db().metro2Record.findFirstOrThrow({ where: { sourceKey: '2' }, include: { versions: true } })
    expect(record).toMatchObject({ displayKey: 'F-2', presetVersionId: versionId, asOf: new Date('2026-03-20') })
    expect(record.versions).toHaveLength(1)
    expect(await db().consumerIndex.count({ where: { recordId: record.id } })).toBe(1)
    // The next read finds nothing to do about it: same document, same function.
    expect(await sync()).toMatchObject({ created: 0, changed: 0, quarantined: 0 })
    const after = await db().metro2Record.findFirstOrThrow({ where: { sourceKey: '2' } })
    expect(Buffer.from(after.inputHash)).toEqual(Buffer.from(record.inputHash))
    expect(await db().auditLog.count({ where: { action: 'retryQuarantined', targetId: ended.id } })).toBe(1)
    const told = await db().connectionEvent.findMany({ where: { kind: 'QUARANTINE_RETRIED' } })
    expect(told.map((event) => event.payload)).toEqual([
      { operationId: ended.id, released: 2, failed: 0, actor: admin.actor },
    ])
  })

  test('what fails again stays with its new cause and one more attempt', async () => {
    source.loans[2]!.contractDate = '2026-02-30'
    await sync()
    const [before] = await quarantined()
    app.clock.now += 60_000
    expect(await retry({ ids: [before!.id] })).toMatchObject({ result: { released: 0, failed: 1, rereads: 0 } })
    const [after] = await quarantined()
    expect(after).toMatchObject({
      ...{ id: before!.id, count: 2, code: before!.code, firstSeenAt: before!.firstSeenAt },
      lastSeenAt: new Date(app.clock.now),
    })
    await publish("{ value: '2026-01-15' }")
    expect(await retry({ ids: [before!.id] })).toMatchObject({ result: { released: 1 } })
  })

  test('a loan with an older record, held since its document failed, is let go', async () => {
    await sync()
    Object.assign(source.loans[0]!, { contractDate: 'soon', changed: 12 })
    await sync()
    const held = () =>
      db().metro2Record.findFirstOrThrow({ where: { sourceKey: '1' }, include: { validationErrors: true } })
    expect(await held()).toMatchObject({ eligibility: 'HELD', version: 2 })
    await publish("{ value: '2026-01-15' }")
    await retry()
    const record = await held()
    expect(record).toMatchObject({ eligibility: 'REPORTABLE', errorCount: 0 })
    expect(record.validationErrors.map((each) => each.ruleId)).not.toContain('RECORD-QUARANTINED')
  })

  test('what the source sent broken is asked for again', async () => {
    source.loans[3]!.contractDate = '2026-02-30'
    await sync()
    const where = { sourceKey: '4' }
    const data = { stage: 'SOURCE' as const, displayKey: null, changeToken: null }
    await db().quarantinedRecord.updateMany({ where, data })
    expect(await retry()).toMatchObject({ result: { released: 0, failed: 0, rereads: 1 } })
    expect(await db().reread.findMany()).toMatchObject([{ connectionId, sourceKey: '4', runId: null }])
    expect(await quarantined()).toMatchObject([{ sourceKey: '4', count: 1 }])
  })

  test('a run at work keeps it from starting; of one that begins meanwhile it waits for the end', async () => {
    source.loans[2]!.contractDate = '2026-02-30'
    await sync()
    const { operationId } = done(await ask({ filter: all }))
    const runId = await queue()
    expect(refused(await ask({ filter: { ...all, connectionId } }))).toEqual(['RUN_ACTIVE'])
    const waits = vi.spyOn(app.events, 'syncEvents')
    const operation = executeOperation(app, admin.organizationId, operationId, 'w1')
    await vi.waitFor(() => expect(waits).toHaveBeenCalled())
    expect(await quarantined()).toMatchObject([{ count: 1 }])
    await executeRun(app, admin.organizationId, runId, 'w1')
    await operation
    expect(await ended(operationId)).toMatchObject({ state: 'SUCCEEDED', result: { released: 0, failed: 1 } })
    // Once by the run, once by the operation.
    expect(await quarantined()).toMatchObject([{ count: 3 }])
    waits.mockRestore()
  })

  test('a run that waits for its source is not waited for, nor one that comes to that', async () => {
    source.loans[2]!.contractDate = '2026-02-30'
    await sync()
    const { operationId } = done(await ask({ filter: all }))
    const runId = await queue()
    const where = { id: runId }
    await db().syncRun.updateMany({ where, data: { state: 'PAUSED', pausedUntil: new Date(app.clock.now + 60_000) } })
    await executeOperation(app, admin.organizationId, operationId, 'w1')
    expect(await ended(operationId)).toMatchObject({ state: 'FAILED', failure: { code: 'RUN_ACTIVE' } })

    await db().syncRun.updateMany({ where, data: { state: 'CANCELLED' } })
    const second = done(await ask({ filter: all })).operationId
    const next = await queue()
    const waits = vi.spyOn(app.events, 'syncEvents')
    const operation = executeOperation(app, admin.organizationId, second, 'w1')
    await vi.waitFor(() => expect(waits).toHaveBeenCalled())
    const run = await claimRun(app, admin.organizationId, next, 'w2')
    const failure = { code: 'UNREACHABLE', message: 'The source is down.', hint: 'Wait.' }
    expect(await pauseRun(app, run!, 'fake', 0, [], failure, 60_000)).toBe(true)
    await operation
    expect(await ended(second)).toMatchObject({ state: 'FAILED', failure: { code: 'RUN_ACTIVE' } })
    waits.mockRestore()
  })

  test('refuses what was not seen, what is gone, what is not its own and what is neither', async () => {
    source.loans[2]!.contractDate = '2026-02-30'
    await sync()
    const [row] = await quarantined()
    expect(refused(await ask({ filter: all, expectedCount: 2 }))).toEqual(['COUNT_CHANGED expectedCount'])
    expect(refused(await ask({ ids: [row!.id, newId()] }))).toEqual(['NOT_FOUND ids'])
    expect(refused(await ask({ ids: [row!.id], filter: all }))).toEqual(['INVALID_INPUT'])
    expect(refused(await ask({ filter: { ...all, codes: ['NO_SUCH'] } }))).toEqual(['NOTHING_CHOSEN'])
    const stranger = await newAdmin(app, 'Stranger')
    const theirs = { ids: [row!.id], filter: null, expectedCount: null, idempotencyKey: null }
    expect(refused(await retryQuarantined(app, stranger, theirs))).toEqual(['NOT_FOUND ids'])
  })
})
