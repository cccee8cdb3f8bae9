import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PluginContext } from '../../plugins/contract.ts'
import { csv } from '../../plugins/csv/plugin.ts'
import { createConnection } from '../../server/connections/create.ts'
import { inspectUpload } from '../../server/connections/inspect.ts'
import { updateConnection } from '../../server/connections/update.ts'
import type { Requester } from '../../server/outcome.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { type StartSync, startSync } from '../../server/sync/service.ts'
import { receiveUpload } from '../../server/uploads/receive.ts'
import { deleteUpload } from '../../server/uploads/remove.ts'
import { setWebhook } from '../../server/webhooks/settings.ts'
import { done, dumpDatabase, newAdmin, newFurnisher, refused, type TestApp, testApp } from '../services/app.ts'
import { type Cells, csvOf, loan } from './support.ts'

describe('a connection for flat files', () => {
  let app: TestApp
  let admin: Requester
  let connectionId: string
  let furnisherId: string

  beforeAll(async () => {
    app = await testApp({ plugins: [csv] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    admin = await newAdmin(app)
    furnisherId = await newFurnisher(app, admin)
    connectionId = await connect(await upload([loan(1), loan(2)]), 'Files', { removalPercent: 50 })
  })

  const db = () => app.database.tenant(admin.organizationId)
  const upload = async (rows: Cells[] | string, purpose: 'CSV_SOURCE' | 'BASELINE' = 'CSV_SOURCE') => {
    const content = typeof rows === 'string' ? rows : csvOf(rows)
    async function* body() {
      yield Buffer.from(content)
    }
    return done(await receiveUpload(app, admin, { purpose, name: 'loans.csv' }, body())).uploadId
  }
  const inspect = async (uploadId: string, settings = {}) =>
    done(await inspectUpload(app, admin, { pluginId: 'csv', uploads: [{ uploadId, part: null }], settings }))
  const input = (name: string, settings: unknown) => ({
    ...{ pluginId: 'csv', furnisherId, name, settings, credentials: {}, preset: null, presetId: null },
    ...{ startFirstSync: false, idempotencyKey: null },
  })
  async function connect(uploadId: string, name: string, extra = {}) {
    const { inspection } = await inspect(uploadId)
    return done(await createConnection(app, admin, input(name, { ...inspection.settings, ...extra }))).connectionId
  }
  const start = (extra: Partial<StartSync>) =>
    startSync(app, admin.organizationId, {
      ...{ connectionId, mode: 'FULL', asOf: '2026-06-30', keys: null, range: null, trigger: 'MANUAL' },
      actor: admin.actor,
      ...extra,
    })
  const sync = async (rows: Cells[] | string, extra: Partial<StartSync> = {}) => {
    app.clock.now += 1_000
    const runId = done(await start({ uploads: [{ uploadId: await upload(rows), part: null }], ...extra })).runId
    await executeRun(app, admin.organizationId, runId, 'worker')
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const records = () => db().metro2Record.findMany({ orderBy: { sourceKey: 'asc' } })
  const states = async () =>
    (await records()).map((each) => `${each.sourceKey} ${each.exclusionReason ?? each.eligibility}`)

  test('is made from an inspected file, is synced by hand only, and has no webhook', async () => {
    const made = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    expect(made).toMatchObject({ cadence: 'MANUAL', nextRunAt: null, environment: 'PRODUCTION', credentialsHint: '' })
    expect(Object.keys(made.catalogue as object)).toEqual(expect.arrayContaining(['displayId', 'contractDate', 'ssn']))
    for (const cadence of ['HOURLY', 'DAILY', 'WEBHOOK_ONLY'] as const) {
      const changed = await updateConnection(app, admin, { connectionId, cadence, confirmFurnisherChange: false })
      expect(refused(changed)).toEqual(['CADENCE_UNSUPPORTED cadence'])
    }
    const other = await createConnection(app, admin, { ...input('Other', made.settings), cadence: 'HOURLY' })
    expect(refused(other)).toEqual(['CADENCE_UNSUPPORTED cadence'])
    const hook = await setWebhook(app, admin, { connectionId, proof: 'SHARED_SECRET', headerName: null })
    expect(refused(hook)).toEqual(['WEBHOOK_UNSUPPORTED connectionId'])
  })

  test('rows become records; a second file adds and updates, and leaves the others as they are', async () => {
    expect(await sync([loan(1), loan(2)])).toMatchObject({ state: 'SUCCEEDED', seen: 2, created: 2 })
    const [first] = await records()
    expect(first).toMatchObject({
      ...{ consumerAccountNumber: 'L1', accountStatus: '11', surname: 'REYES', eligibility: 'REPORTABLE' },
      currentBalance: 9_100n,
    })
    const late = loan(2, { daysPastDue: '45', amountPastDue: '350.00', dateOfFirstDelinquency: '06/15/2026' })
    const run = await sync([late, loan(3)], { mode: 'INCREMENTAL' })
    expect(run).toMatchObject({ state: 'SUCCEEDED', seen: 2, created: 1, changed: 1 })
    const now = await records()
    expect(now.map((each) => each.accountStatus)).toEqual(['11', '71', '11'])
    expect(now[1]!.dateOfFirstDelinquency).toEqual(new Date('2026-06-15'))
  })

  test('the same file again changes nothing', async () => {
    await sync([loan(1), loan(2)])
    const before = await records()
    expect(await sync([loan(1), loan(2)])).toMatchObject({ unchanged: 2, changed: 0, created: 0 })
    expect(await records()).toEqual(before)
  })

  test('a whole file takes loans away that it lacks: their records say so, and a later file brings them back', async () => {
    await sync([1, 2, 3, 4].map((each) => loan(each)))
    const run = await sync([loan(1), loan(3), loan(4)])
    expect(run).toMatchObject({ state: 'SUCCEEDED', excluded: 1 })
    expect(await states()).toEqual([...['L-1 REPORTABLE', 'L-2 GONE_FROM_SOURCE', 'L-3 REPORTABLE', 'L-4 REPORTABLE']])
    await sync([loan(1), loan(2)], { mode: 'INCREMENTAL' })
    expect(await states()).toContain('L-2 REPORTABLE')
  })

  test('half a file takes nothing away: the run fails and says why', async () => {
    await sync([1, 2, 3, 4].map((each) => loan(each)))
    const run = await sync([loan(1)])
    expect(run).toMatchObject({ state: 'FAILED', failure: { code: 'TOO_MANY_GONE' } })
    expect((run.failure as { message: string }).message).toContain('3 of 4 loans')
    expect((await states()).filter((each) => each.endsWith('GONE_FROM_SOURCE'))).toEqual([])
  })

  test('bad rows go to quarantine with their lines, the others are read, and nothing is taken away', async () => {
    await sync([loan(1), loan(2), loan(3)])
    const rows = csvOf([loan(1), loan(2, { contractDate: 'soon' }), loan(4)]).split('\r\n')
    const ragged = rows.toSpliced(2, 0, 'L-9,too short').join('\r\n')
    const run = await sync(ragged)
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', seen: 4, quarantined: 2, created: 1 })
    const bad = await db().quarantinedRecord.findMany({ orderBy: { sourceKey: 'asc' } })
    expect(bad.map(({ sourceKey, stage, message }) => [sourceKey, stage, message])).toEqual([
      ['L-2', 'NORMALIZE', 'Line 4, column "contractDate": not a date in the form MM/DD/YYYY'],
      ['L-9', 'SOURCE', 'Line 3 has 2 columns, the header row has 33.'],
    ])
    expect(await states()).toEqual(['L-1 REPORTABLE', 'L-2 HELD', 'L-3 REPORTABLE', 'L-4 REPORTABLE'])
    expect(await sync([loan(1), loan(2), loan(3), loan(4)])).toMatchObject({ state: 'SUCCEEDED', quarantined: 0 })
    expect(await db().quarantinedRecord.count()).toBe(0)
  })

  test('a crash: the next worker goes on behind the last page that was written', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => loan(index + 1))
    const runId = done(await start({ uploads: [{ uploadId: await upload(rows), part: null }] })).runId
    const pull = csv.pull
    // The process dies while the third page is read.
    const dying = { ...csv, pull: dieAfter(2) }
    app.plugins = new Map([['csv', dying]])
    await executeRun(app, admin.organizationId, runId, 'worker-1')
    expect(await db().syncRun.findFirstOrThrow({ where: { id: runId } })).toMatchObject({ state: 'FAILED' })
    await db().syncRun.updateMany({ where: { id: runId }, data: { state: 'RUNNING', leaseUntil: new Date(0) } })
    let read = 0
    const counting: typeof pull = async function* (ctx, request) {
      const pages = pull(ctx, request)
      for (;;) {
        const next = await pages.next()
        if (next.done) return next.value
        read += next.value.records.length
        yield next.value
      }
    }
    app.plugins = new Map([['csv', { ...csv, pull: counting }]])
    await executeRun(app, admin.organizationId, runId, 'worker-2')
    app.plugins = new Map([['csv', csv]])
    expect(await db().syncRun.findFirstOrThrow({ where: { id: runId } })).toMatchObject({
      state: 'SUCCEEDED',
      seen: 600,
    })
    expect(read).toBe(100)
    expect(await db().metro2Record.count()).toBe(600)
  })

  function dieAfter(pages: number): typeof csv.pull {
    return async function* (ctx: PluginContext, request) {
      const pulling = csv.pull(ctx, request)
      for (let page = 0; page < pages; page++) {
        const next = await pulling.next()
        if (!next.done) yield next.value
      }
      throw new Error('killed')
    }
  }

  test('runs that cannot be are refused with what to do', async () => {
    const uploadId = await upload([loan(1)])
    const uploads = [{ uploadId, part: null }]
    expect(refused(await start({}))).toEqual(['UPLOADS_REQUIRED uploads'])
    expect(refused(await start({ mode: 'IDS', keys: ['L-1'], uploads }))).toEqual(['MODE_UNSUPPORTED mode'])
    expect(refused(await start({ mode: 'ROLLOVER', uploads }))).toEqual(['UPLOADS_UNEXPECTED uploads'])
    expect(refused(await start({ uploads: [...uploads, ...uploads] }))).toEqual(['INVALID_PARTS uploads'])
    const foreign = [{ uploadId: await upload('x', 'BASELINE'), part: null }]
    expect(refused(await start({ uploads: foreign }))).toEqual(['WRONG_PURPOSE uploads.0.uploadId'])
    const strangers = await newAdmin(app, 'Stranger')
    const theirs = startSync(app, strangers.organizationId, {
      ...{ connectionId, mode: 'FULL', asOf: null, keys: null, range: null, trigger: 'MANUAL', actor: 'x', uploads },
    })
    expect(refused(await theirs)).toEqual(['NOT_FOUND connectionId'])
  })

  test('an upload of another organization is not there', async () => {
    const mine = admin
    admin = await newAdmin(app, 'Stranger')
    const theirs = await upload([loan(1)])
    admin = mine
    const refusal = await start({ uploads: [{ uploadId: theirs, part: null }] })
    expect(refused(refusal)).toEqual(['NOT_FOUND uploads.0.uploadId'])
    const looked = { pluginId: 'csv', uploads: [{ uploadId: theirs, part: null }], settings: {} }
    expect(refused(await inspectUpload(app, admin, looked))).toEqual(['UPLOAD_GONE uploads'])
  })

  test('an upload that is deleted before the run reads it ends the run with its cause', async () => {
    const uploadId = await upload([loan(1)])
    const runId = done(await start({ uploads: [{ uploadId, part: null }] })).runId
    done(await deleteUpload(app, admin, uploadId))
    await executeRun(app, admin.organizationId, runId, 'worker')
    const run = await db().syncRun.findFirstOrThrow({ where: { id: runId } })
    expect(run).toMatchObject({ state: 'FAILED', failure: { code: 'UPLOAD_GONE' } })
  })

  test('columns of other names: the draft of a preset is stored with the connection', async () => {
    const rows = [1, 2].map((each) => {
      const { displayId, ...rest } = loan(each)
      return { 'Loan Number': displayId!, ...rest }
    })
    const { inspection, presetProblems } = await inspect(await upload(rows))
    expect(presetProblems).toEqual([])
    expect(inspection.settings.keyColumn).toBe('Loan Number')
    const shipped = await createConnection(app, admin, input('Renamed', inspection.settings))
    expect(refused(shipped)).toContain('PRESET_DOES_NOT_FIT preset')
    const presetText = inspection.preset!.text
    const made = await createConnection(app, admin, { ...input('Renamed', inspection.settings), presetText })
    connectionId = done(made).connectionId
    expect(await sync(rows)).toMatchObject({ state: 'SUCCEEDED', created: 2 })
  })

  test('a corrected format lets out what was kept with the wrong one, without another upload', async () => {
    // All days are 12 or less, so that both ways of writing fit, but of one.
    await sync([loan(1), loan(2), loan(3, { contractDate: '25/01/2025' })])
    expect(await db().quarantinedRecord.findMany({ select: { sourceKey: true, stage: true } })).toEqual([
      { sourceKey: 'L-3', stage: 'NORMALIZE' },
    ])
    const { settings } = await db().connection.findFirstOrThrow()
    const columns = (settings as { columns: { header: string }[] }).columns.map((column) =>
      column.header === 'contractDate' ? { ...column, format: 'DMY' } : column,
    )
    const changed = { ...(settings as object), columns }
    done(await updateConnection(app, admin, { connectionId, settings: changed, confirmFurnisherChange: false }))
    const run = done(await start({ mode: 'ROLLOVER' }))
    await executeRun(app, admin.organizationId, run.runId, 'worker')
    expect(await db().syncRun.findFirstOrThrow({ where: { id: run.runId } })).toMatchObject({
      created: 1,
      quarantined: 0,
    })
    expect(await db().metro2Record.findFirst({ where: { sourceKey: 'L-3' } })).toMatchObject({
      dateOpened: new Date('2025-01-25'),
    })
  })

  test('nobody’s number or birth stands in the clear', async () => {
    await sync([loan(1), loan(2, { birthDate: 'unknown-777' })])
    const dump = await dumpDatabase(app.database)
    for (const secret of ['666-12-0001', '666120001', '02/28/1980', 'unknown-777']) expect(dump).not.toContain(secret)
    expect(app.logged()).not.toContain('666-12')
  })
})
