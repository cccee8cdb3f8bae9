/** What of a connection needs a person; credentials that end, are refused in the middle of a run, and are replaced. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { definePlugin } from '../../plugins/contract.ts'
import { attentionOf, type Circumstances } from '../../server/connections/attention.ts'
import { checkConnection } from '../../server/connections/check.ts'
import { type CreateConnection, createConnection } from '../../server/connections/create.ts'
import { warnOfExpiry } from '../../server/connections/expiry.ts'
import { replaceCredentials } from '../../server/connections/update.ts'
import type { Requester } from '../../server/outcome.ts'
import type { DueFullRun } from '../../server/schedule/fullRuns.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { done, newAdmin, newFurnisher, refused, type TestApp, testApp } from './app.ts'

const dayMs = 86_400_000

let app: TestApp
let source: FakeSource
let admin: Requester
/** What the source says about its token. */
let sourceSays: string | undefined

beforeAll(async () => {
  const plugin = definePlugin({
    ...fakePlugin,
    async check(ctx) {
      const report = await fakePlugin.check(ctx)
      return { ...report, ...(sourceSays && { credentialsExpireOn: sourceSays }) }
    },
  })
  app = await testApp({ plugins: [plugin] })
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.now = Date.parse('2026-06-30T12:00:00Z')
  sourceSays = undefined
  source = await startFakeSource([1, 2, 3, 4, 5, 6].map((id) => fakeLoan(id)))
  admin = await newAdmin(app)
})
afterEach(() => source.close())

const db = () => app.database.tenant(admin.organizationId)
const create = async (extra: Partial<CreateConnection> = {}) =>
  createConnection(app, admin, {
    ...{ pluginId: 'fake', name: 'Tenant', settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 2 } },
    credentials: { token: source.token },
    furnisherId: (await db().furnisher.findFirst())?.id ?? (await newFurnisher(app, admin)),
    ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    ...extra,
  })
const row = () => db().connection.findFirstOrThrow()
const events = async (kind: 'CREDENTIALS_EXPIRE' | 'PAUSED') =>
  (await db().connectionEvent.findMany({ where: { kind }, orderBy: { seq: 'asc' } })).map((event) => event.payload)

describe('credentials that end on a day', () => {
  it('are warned of 30, 7, 1 and 0 days before, and after; each time once', async () => {
    done(await create({ credentialsExpireOn: '2026-08-15' }))
    const warnedOn: number[] = []
    for (let day = 0; day < 60; day++) {
      const before = (await events('CREDENTIALS_EXPIRE')).length
      await warnOfExpiry(app)
      await warnOfExpiry(app)
      if ((await events('CREDENTIALS_EXPIRE')).length > before) warnedOn.push(46 - day)
      app.clock.now += dayMs
    }
    expect(warnedOn).toEqual([30, 7, 1, 0, -1])
    expect((await events('CREDENTIALS_EXPIRE')).at(1)).toEqual({ expiresOn: '2026-08-15', days: 7 })
  })

  it('warn once, and late, when no server was up in between; new ones begin anew', async () => {
    const { connectionId } = done(await create({ credentialsExpireOn: '2026-07-05' }))
    expect(await warnOfExpiry(app)).toBe(1)
    const replaced = { connectionId, credentials: { token: source.token }, credentialsExpireOn: '2026-07-03' }
    done(await replaceCredentials(app, admin, replaced))
    expect(await row()).toMatchObject({ credentialsExpireOn: new Date('2026-07-03'), credentialsWarned: null })
    expect(await warnOfExpiry(app)).toBe(1)
    done(await replaceCredentials(app, admin, { connectionId, credentials: { token: source.token } }))
    expect(await row()).toMatchObject({ credentialsExpireOn: null, credentialsWarned: null })
    expect(await warnOfExpiry(app)).toBe(0)
  })

  it('are known from the source where it says so; a person’s word goes before', async () => {
    sourceSays = '2026-09-01'
    const { connectionId } = done(await create())
    expect((await row()).credentialsExpireOn).toEqual(new Date('2026-09-01'))
    sourceSays = '2026-10-01'
    done(await checkConnection(app, admin, connectionId))
    expect((await row()).credentialsExpireOn).toEqual(new Date('2026-10-01'))
    const own = { connectionId, credentials: { token: source.token }, credentialsExpireOn: '2026-09-15' }
    done(await replaceCredentials(app, admin, own))
    expect((await row()).credentialsExpireOn).toEqual(new Date('2026-09-15'))
  })

  it('must end today or later', async () => {
    expect(refused(await create({ credentialsExpireOn: '2026-06-29' }))).toEqual(['INVALID_DATE credentialsExpireOn'])
    expect(refused(await create({ credentialsExpireOn: '2026-02-30' }))).toEqual(['INVALID_DATE credentialsExpireOn'])
    const { connectionId } = done(await create({ credentialsExpireOn: '2026-06-30' }))
    const wrong = { connectionId, credentials: { token: source.token }, credentialsExpireOn: '2020-01-01' }
    expect(refused(await replaceCredentials(app, admin, wrong))).toEqual(['INVALID_DATE credentialsExpireOn'])
  })
})

test('a token refused in the middle of a run: paused with the step to take; a new one goes on where it stood', async () => {
  const { connectionId } = done(await create())
  const run = async (mode: 'FULL' | 'INCREMENTAL') => {
    const asked = { connectionId, mode, asOf: '2026-03-20', keys: null, range: null, trigger: 'MANUAL' as const }
    const { runId } = done(await startSync(app, admin.organizationId, { ...asked, actor: 'test' }))
    await executeRun(app, admin.organizationId, runId, 'w1')
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  await run('FULL')
  const { cursor } = await row()
  for (const [index, loan] of source.loans.entries()) loan.changed = 100 + index
  const { token } = source
  // The first page still comes.
  const answered = source.authorizations.length
  Object.defineProperty(source, 'token', {
    configurable: true,
    get: () => (source.authorizations.length - answered > 1 ? 'rotated-token-9999' : token),
  })
  const failed = await run('INCREMENTAL')
  expect(failed).toMatchObject({ state: 'FAILED', seen: 2, failure: { code: 'UNAUTHORIZED' } })
  expect(await row()).toMatchObject({ state: 'PAUSED', pauseReason: { hint: 'Replace the token.' }, cursor })
  expect(await events('PAUSED')).toEqual([{ failure: failed.failure, actor: 'system' }])

  expect(refused(await replaceCredentials(app, admin, { connectionId, credentials: { token } }))).toEqual([
    'CHECK_FAILED credentials.token',
  ])
  expect(await row()).toMatchObject({ state: 'PAUSED' })
  done(await replaceCredentials(app, admin, { connectionId, credentials: { token: 'rotated-token-9999' } }))
  expect(await row()).toMatchObject({ state: 'ACTIVE', pauseReason: null, cursor })
  expect(await run('INCREMENTAL')).toMatchObject({ state: 'SUCCEEDED', seen: 6, created: 0 })
})

describe('what needs a person', () => {
  const now = Date.parse('2026-06-30T12:00:00Z')
  const at = (days: number) => new Date(now - days * dayMs)
  const well: Circumstances = {
    connection: {
      ...{ state: 'ACTIVE', pauseReason: null, credentialsExpireOn: null, cadence: 'HOURLY', updatedAt: at(9) },
      ...{ webhookProof: 'HMAC_SHA256', webhookRefusedAt: null },
    },
    runs: [{ state: 'SUCCEEDED', failure: null, finishedAt: at(1), pausedUntil: null }],
    deliveries: [],
    fullRun: null,
    partRun: null,
    now,
  }
  const of = (connection: Partial<Circumstances['connection']>, rest: Partial<Circumstances> = {}) =>
    attentionOf({ ...well, ...rest, connection: { ...well.connection, ...connection } }).map(({ code }) => code)
  const failed = (days: number) => {
    const failure = { code: 'X', message: 'It is down.', hint: 'Wait.' }
    return { state: 'FAILED' as const, failure, finishedAt: at(days), pausedUntil: null }
  }
  const full = (days: number, tried: DueFullRun['tried'] = null) => ({ at: at(days), asOf: '2026-06-30', tried })
  const delivery = (outcome: 'ACCEPTED' | 'IGNORED', days: number) => ({ outcome, detail: null, receivedAt: at(days) })

  it.each([
    ['nothing, when all is well', of({}), []],
    ['a pause of the server', of({ state: 'PAUSED', pauseReason: { code: 'UNAUTHORIZED' } }), ['UNAUTHORIZED']],
    ['a pause of a person', of({ state: 'PAUSED' }), ['PAUSED']],
    ['credentials within 30 days', of({ credentialsExpireOn: new Date('2026-07-30') }), ['CREDENTIALS_EXPIRE']],
    ['not before', of({ credentialsExpireOn: new Date('2026-07-31') }), []],
    ['credentials that ended yesterday', of({ credentialsExpireOn: new Date('2026-06-29') }), ['CREDENTIALS_EXPIRED']],
    [
      'a webhook refused since the last good one',
      of({ webhookRefusedAt: at(1) }, { deliveries: [delivery('ACCEPTED', 2)] }),
      ['WEBHOOK_REFUSED'],
    ],
    ['not when one came well since', of({ webhookRefusedAt: at(2) }, { deliveries: [delivery('ACCEPTED', 1)] }), []],
    ['nor for ever', of({ webhookRefusedAt: at(8) }), []],
    [
      'deliveries that were all ignored',
      of({}, { deliveries: [delivery('IGNORED', 1), delivery('IGNORED', 2)] }),
      ['WEBHOOK_IGNORED'],
    ],
    ['no webhook where nothing else reads', of({ cadence: 'WEBHOOK_ONLY', webhookProof: 'NONE' }), ['WEBHOOK_NOT_SET']],
    ['a failed run', of({}, { runs: [failed(1)] }), ['RUNS_FAILED']],
    ['not one that a good one followed', of({}, { runs: [...well.runs, failed(2)] }), []],
    ['nor one that somebody cancelled', of({}, { runs: [{ ...failed(1), state: 'CANCELLED' }, ...well.runs] }), []],
    [
      'a run that waits',
      of({}, { runs: [{ ...failed(1), state: 'PAUSED', finishedAt: null }, ...well.runs] }),
      ['RUN_WAITS'],
    ],
    ['a FULL run that was not shown every loan', of({}, { partRun: { finishedAt: at(1) } }), ['LOANS_NOT_SHOWN']],
    ['a FULL run that a period waits for', of({}, { fullRun: full(1) }), ['FULL_RUN_DUE']],
    ['not one that has just become due', of({}, { fullRun: full(0.01) }), []],
    ['nor one of a month to come', of({}, { fullRun: full(-3) }), []],
    ['one that somebody cancelled', of({}, { fullRun: full(-0.5, 'CANCELLED') }), ['FULL_RUN_CANCELLED']],
    [
      'one that failed is the failure',
      of({}, { fullRun: full(1, 'FAILED'), runs: [failed(1), ...well.runs] }),
      ['RUNS_FAILED'],
    ],
  ])('%s', (_name, codes, expected) => {
    expect(codes).toEqual(expected)
  })

  it('says what the FULL run waits for, and what to do', () => {
    const working = [{ ...well.runs[0]!, state: 'RUNNING' as const, finishedAt: null }, ...well.runs]
    const [behind] = attentionOf({ ...well, fullRun: full(1), runs: working })
    expect(behind?.message).toContain('as of 2026-06-30. It is due since 2026-06-29T12:00:00.000Z and waits')
    expect(behind?.hint).toContain('cancelSync')
    const [alone] = attentionOf({ ...well, fullRun: full(1) })
    expect(alone?.hint).toContain('worker')
    const part = { partRun: { finishedAt: at(1) }, fullRun: full(-0.5, 'SUCCEEDED') }
    const [again] = attentionOf({ ...well, ...part })
    expect(again?.message).toContain('tried again at 2026-07-01T00:00:00.000Z')
    expect(again).toMatchObject({ code: 'LOANS_NOT_SHOWN', since: at(1) })
  })

  it('says how many runs failed, since when, and what to do', () => {
    const [found] = attentionOf({ ...well, runs: [failed(1), failed(2), failed(3), ...well.runs] })
    expect(found).toEqual({
      ...{ code: 'RUNS_FAILED', message: 'The last 3 runs failed: It is down.', hint: 'Wait.', since: at(3) },
    })
  })
})
