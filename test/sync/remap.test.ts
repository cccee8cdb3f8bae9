/** Records mapped again after a publication: from what is stored, quarantine included, and never from the source. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { saveDraft } from '../../server/presets/drafts.ts'
import { publishPreset, rollbackPreset } from '../../server/presets/publish.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

const asOf = '2026-03-20'

describe.each(kinds)('mapping again on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string
  let presetId: string

  beforeAll(async () => {
    app = await testApp({ kind })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{
        pluginId: 'fake',
        furnisherId: await newFurnisher(app, admin),
        name: 'Tenant',
        preset: null,
        presetId: null,
      },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      ...{ credentials: { token: source.token }, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
    presetId = (await db().connection.findFirstOrThrow()).presetId
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const work = async (runId: string) => {
    await executeRun(app, admin.organizationId, runId, 'worker')
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const sync = async (mode: 'FULL' | 'INCREMENTAL') => {
    const input = { connectionId, mode, asOf, keys: null, range: null, trigger: 'MANUAL' as const, actor: 'test' }
    return work(done(await startSync(app, admin.organizationId, input)).runId)
  }
  const options = { note: null, confirmAccountNumberChanges: null, remap: true, idempotencyKey: null }
  /** Publishes a text and maps again; answers the run. */
  const publish = async (text: string) => {
    done(await saveDraft(app, admin, { presetId, text, expectedRevision: null, baseVersion: null }))
    const input = { presetId, expectedRevision: 1, takesShippedUpdate: false, ...options }
    const { runIds } = done(await publishPreset(app, admin, input))
    return work(runIds[0]!)
  }
  const rollback = async (version: number) => {
    const { runIds } = done(
      await rollbackPreset(app, admin, { presetId, version, expectedPublishedVersion: null, ...options }),
    )
    return work(runIds[0]!)
  }
  const records = () =>
    db().metro2Record.findMany({
      orderBy: { sourceKey: 'asc' },
      select: {
        sourceKey: true,
        eligibility: true,
        version: true,
        accountType: true,
        presetVersion: { select: { version: true } },
      },
    })
  const stands = async () => (await records()).map((each) => [each.sourceKey, each.eligibility, each.accountType])

  const carLoan = fakePreset.replace("accountType: { value: '01' }", "accountType: { value: '00' }")
  const cash = { date: '2026-02-20', amountCents: 1 }
  /** Nobody of more than four letters. */
  const rejecting = carLoan.replace('row.first, then: [name]', 'row.first, then: [{ maxLength: 4 }, name]')

  test('what an edit breaks goes to quarantine, and going back brings all of it back, without the source', async () => {
    source.loans[1]!.person.first = 'Anabel'
    source.loans[3]!.person.first = 'Anatol'
    await sync('FULL')
    const before = await stands()
    source.broken = 500
    const asked = source.authorizations.length
    const broken = await publish(rejecting)
    expect(broken).toMatchObject({
      mode: 'ROLLOVER',
      state: 'SUCCEEDED_WITH_ERRORS',
      seen: 5,
      remapped: 5,
      quarantined: 2,
    })
    expect(broken).toMatchObject({ requests: 0, attempt: 1 })
    expect((await records()).filter((each) => each.eligibility === 'HELD').map((each) => each.sourceKey)).toEqual([
      '2',
      '4',
    ])
    expect(await db().quarantinedRecord.count()).toBe(2)
    const back = await rollback(1)
    expect(back).toMatchObject({ state: 'SUCCEEDED', seen: 5, remapped: 5, quarantined: 0, requests: 0 })
    expect(await stands()).toEqual(before)
    expect(new Set((await records()).map((each) => each.presetVersion.version))).toEqual(new Set([3]))
    expect(await db().quarantinedRecord.count()).toBe(0)
    expect(await db().validationError.count({ where: { ruleId: 'RECORD-QUARANTINED' } })).toBe(0)
    expect(source.authorizations).toHaveLength(asked)
  })

  test('an edit that repairs lets out what never had a record; what still fails is tried once and counted', async () => {
    source.loans[0]!.person.last = ''
    source.loans[2]!.contractDate = 'soon'
    expect(await sync('FULL')).toMatchObject({ created: 3, quarantined: 2 })
    source.broken = 500
    const repairing = fakePreset.replace('[name], required: true }', "[name], onMissing: { default: 'UNKNOWN' } }")
    const run = await publish(repairing)
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', seen: 5, created: 1, quarantined: 1, requests: 0 })
    expect((await records()).map((each) => each.sourceKey)).toEqual(['1', '2', '4', '5'])
    expect(await db().quarantinedRecord.findMany({ select: { sourceKey: true, count: true, runId: true } })).toEqual([
      { sourceKey: '3', count: 2, runId: run.id },
    ])
  })

  test('a version is written for what says something else, and for nothing else', async () => {
    source.loans[0]!.payments.push(cash)
    await sync('FULL')
    const versions = async () => (await records()).map((each) => each.version)
    expect(await versions()).toEqual([1, 1, 1, 1, 1])
    const otherwise = fakePreset.replace(
      'city: { value: PROVO }',
      'city: { firstMatch: [{ when: \'amount < usd("1.00")\', value: OREM }, { value: PROVO }] }',
    )
    expect(await publish(otherwise)).toMatchObject({ changed: 0, unchanged: 5, remapped: 5 })
    expect(await versions()).toEqual([1, 1, 1, 1, 1])
    expect(new Set((await records()).map((each) => each.presetVersion.version))).toEqual(new Set([2]))
    source.loans[2]!.amountCents = 900_000
    source.loans[2]!.changed = 99
    await sync('INCREMENTAL')
    const some = fakePreset.replace(
      'city: { value: PROVO }',
      'city: { firstMatch: [{ when: \'amount < usd("10000.00")\', value: OREM }, { value: PROVO }] }',
    )
    expect(await publish(some)).toMatchObject({ changed: 1, unchanged: 4, remapped: 5 })
    expect(await versions()).toEqual([1, 1, 3, 1, 1])
  })

  test('cursor and day of the connection stay where they are', async () => {
    await sync('FULL')
    const before = await db().connection.findFirstOrThrow()
    await publish(carLoan)
    const after = await db().connection.findFirstOrThrow()
    expect({ cursor: after.cursor, asOf: after.asOf }).toEqual({ cursor: before.cursor, asOf: before.asOf })
    // Nothing was read, so the next run still finds what changed at the source meanwhile.
    source.loans[4]!.amountCents = 1_300_000
    source.loans[4]!.changed = 100
    expect(await sync('INCREMENTAL')).toMatchObject({ changed: 1 })
  })
})
