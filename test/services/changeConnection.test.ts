import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkConnection } from '../../server/connections/check.ts'
import { createConnection } from '../../server/connections/create.ts'
import { deleteConnection } from '../../server/connections/delete.ts'
import { appendConnectionEvents } from '../../server/connections/events.ts'
import { pauseConnection, resumeConnection } from '../../server/connections/pause.ts'
import { cancelSync, startSync } from '../../server/connections/runs.ts'
import { replaceCredentials, type UpdateConnection, updateConnection } from '../../server/connections/update.ts'
import { updateFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import type { Tx } from '../../server/sync/log.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'
import { done, newAdmin, newFurnisher, refused, type TestApp, testApp } from './app.ts'
import { connectionRows, insertRecord, insertRun } from './rows.ts'

let app: TestApp
let source: FakeSource
let admin: Requester
let stranger: Requester
let furnisherId: string
let connectionId: string

beforeAll(async () => {
  app = await testApp()
  stranger = await newAdmin(app, 'Stranger')
})
afterAll(() => app.close())
beforeEach(async () => {
  source = await startFakeSource()
  admin = await newAdmin(app)
  furnisherId = await newFurnisher(app, admin)
  connectionId = await connect('Tenant one')
})
afterEach(() => source.close())

const db = () => app.database.tenant(admin.organizationId)
const row = () => db().connection.findFirstOrThrow({ where: { id: connectionId } })
const kinds = async () => {
  const events = await db().connectionEvent.findMany({ where: { connectionId }, orderBy: { seq: 'asc' } })
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  return events.map((event) => event.kind)
}
const update = (change: Partial<UpdateConnection>) =>
  updateConnection(app, admin, { connectionId, confirmFurnisherChange: false, ...change })

async function connect(name: string): Promise<string> {
  const made = await createConnection(app, admin, {
    pluginId: 'fake',
    furnisherId,
    name,
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    credentials: { token: source.token },
    preset: null,
    presetId: null,
    startFirstSync: false,
    idempotencyKey: null,
  })
  return done(made).connectionId
}

describe('update', () => {
  it('changes name and settings, asks the source again, and says what changed', async () => {
    app.clock.now += 60_000
    source.customFields = ['branch']
    done(await update({ name: 'Renamed', settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 5 } }))
    expect(await row()).toMatchObject({
      name: 'Renamed',
      settings: { pageSize: 5 },
      checkedAt: new Date(app.clock.now),
      lookups: { customFields: [{ id: 'branch' }] },
    })
    expect(await kinds()).toEqual(['CREATED', 'UPDATED'])
    const event = await db().connectionEvent.findFirstOrThrow({ where: { kind: 'UPDATED' } })
    expect(event.payload).toEqual({ changed: ['name', 'settings.pageSize'], actor: admin.actor })
  })

  it('does not ask the source for a new name alone', async () => {
    const asked = source.authorizations.length
    done(await update({ name: 'Renamed' }))
    expect(source.authorizations).toHaveLength(asked)
  })

  it('that changes nothing leaves no trace', async () => {
    done(await update({ name: 'Tenant one', furnisherId }))
    expect(await kinds()).toEqual(['CREATED'])
  })

  it('never sends the stored token to a new address', async () => {
    const elsewhere = await startFakeSource()
    const settings = { baseUrl: elsewhere.url, environment: 'SANDBOX' }
    expect(refused(await update({ settings }))).toEqual(['CREDENTIALS_REQUIRED credentials'])
    expect(elsewhere.authorizations).toEqual([])
    expect(await row()).toMatchObject({ settings: { baseUrl: source.url } })

    await db().connection.updateMany({ where: { id: connectionId }, data: { cursor: { changed: 3 } } })
    done(await update({ settings, credentials: { token: elsewhere.token } }))
    // What the old address called "changed since" means nothing at the new one.
    expect(await row()).toMatchObject({ settings: { baseUrl: elsewhere.url }, cursor: null })
    expect(await kinds()).toEqual(['CREATED', 'UPDATED', 'CREDENTIALS_REPLACED'])
    await elsewhere.close()
  })

  it('that the source refuses changes nothing', async () => {
    source.broken = 404
    const settings = { baseUrl: source.url, environment: 'SANDBOX', pageSize: 7 }
    expect(refused(await update({ name: 'Renamed', settings }))).toEqual(['UNEXPECTED'])
    expect(await row()).toMatchObject({ name: 'Tenant one', settings: { pageSize: 2 } })
  })

  it('cannot make production of a sandbox that has loans', async () => {
    const settings = { baseUrl: source.url, environment: 'PRODUCTION' }
    await insertRecord(app, admin, connectionId, 'L1')
    expect(refused(await update({ settings }))).toEqual(['ENVIRONMENT_FIXED settings'])
  })

  it('of a furnisher with another number needs a word of confirmation where records would change', async () => {
    const other = await newFurnisher(app, admin, { name: 'Other', identificationNumber: 'OTHER001' })
    const numberChange = { furnisherId, identificationNumber: 'SUMMIT02', confirmIdentificationNumberChange: false }
    await insertRecord(app, admin, connectionId, 'L1')
    expect(refused(await update({ furnisherId: other }))).toEqual(['CONFIRMATION_REQUIRED furnisherId'])
    expect(refused(await updateFurnisher(app, admin, numberChange))).toEqual([
      'CONFIRMATION_REQUIRED identificationNumber',
    ])
    done(await updateFurnisher(app, admin, { ...numberChange, confirmIdentificationNumberChange: true }))
    done(await update({ furnisherId: other, confirmFurnisherChange: true }))
    expect(await row()).toMatchObject({ furnisherId: other })
  })

  it('waits for a run at work, except for a name', async () => {
    await insertRun(app, admin, connectionId, 'RUNNING')
    const settings = { baseUrl: source.url, environment: 'SANDBOX', pageSize: 9 }
    expect(refused(await update({ settings }))).toEqual(['RUN_ACTIVE connectionId'])
    done(await update({ name: 'Renamed' }))
  })

  it('answers every problem at once', async () => {
    const outcome = await update({ name: '', furnisherId: 'x', settings: {}, credentials: {} })
    expect(refused(outcome)).toEqual([
      ...[
        'INVALID_NAME name',
        'NOT_FOUND furnisherId',
        'INVALID_SETTING settings.baseUrl',
        'INVALID_SETTING settings.environment',
      ],
      'INVALID_CREDENTIAL credentials.token',
    ])
  })

  it('notices that somebody else changed the connection while the source was asked', async () => {
    const asked = source.authorizations.length
    let release = () => {}
    source.hold = new Promise((resolve) => {
      release = resolve
    })
    const slow = update({ settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 3 } })
    await expect.poll(() => source.authorizations.length).toBeGreaterThan(asked)
    await db().connection.updateMany({
      where: { id: connectionId },
      data: { settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 4 } },
    })
    release()
    expect(refused(await slow)).toEqual(['CHANGED_MEANWHILE connectionId'])
    expect(await row()).toMatchObject({ settings: { pageSize: 4 } })
  })
})

describe('new credentials', () => {
  it('that do not work replace nothing', async () => {
    const before = await row()
    expect(
      refused(await replaceCredentials(app, admin, { connectionId, credentials: { token: 'wrong-token-0815' } })),
    ).toEqual(['CHECK_FAILED credentials.token'])
    expect(await row()).toEqual(before)
  })

  it('keep the cursor and resume a connection that was paused for its old ones', async () => {
    const pauseReason = { code: 'UNAUTHORIZED', message: 'm', hint: 'h' }
    await db().connection.updateMany({
      where: { id: connectionId },
      data: { state: 'PAUSED', pauseReason, cursor: { changed: 3 } },
    })
    source.token = 'rotated-token-9999'
    done(await replaceCredentials(app, admin, { connectionId, credentials: { token: source.token } }))
    expect(await row()).toMatchObject({
      state: 'ACTIVE',
      pauseReason: null,
      cursor: { changed: 3 },
      credentialsHint: '…9999',
    })
    expect(await kinds()).toEqual(['CREATED', 'CREDENTIALS_REPLACED', 'RESUMED'])
    expect(done(await checkConnection(app, admin, connectionId))).toMatchObject({ passed: true })
  })

  it('do not resume what a person paused', async () => {
    done(await pauseConnection(app, admin, connectionId))
    done(await replaceCredentials(app, admin, { connectionId, credentials: { token: source.token } }))
    expect(await row()).toMatchObject({ state: 'PAUSED' })
  })
})

describe('check of a stored connection', () => {
  it('keeps the report, but capabilities only of a check that passed', async () => {
    source.token = 'rotated-token-9999'
    expect(done(await checkConnection(app, admin, connectionId))).toMatchObject({ passed: false })
    expect(await row()).toMatchObject({
      capabilities: { since: true },
      checkReport: { steps: [{ name: 'token', outcome: 'FAILED' }] },
    })
    const event = await db().connectionEvent.findFirstOrThrow({ where: { kind: 'CHECKED' } })
    expect(event.payload).toEqual({ passed: false, failedSteps: ['token'] })
  })

  it('makes a step of a source that cannot be reached', async () => {
    await source.close()
    const { report } = done(await checkConnection(app, admin, connectionId))
    expect(report.steps).toMatchObject([
      { name: 'source', outcome: 'FAILED', hint: expect.stringContaining('Check the base URL') },
    ])
  })

  it('says so when the plugin is gone', async () => {
    const without = { ...app, plugins: new Map() }
    expect(refused(await checkConnection(without, admin, connectionId))).toEqual(['UNKNOWN_PLUGIN connectionId'])
  })
})

describe('pause and resume', () => {
  it('may be asked for twice; no run starts in between', async () => {
    for (let i = 0; i < 2; i++) done(await pauseConnection(app, admin, connectionId))
    expect(refused(await start())).toEqual(['CONNECTION_PAUSED connectionId'])
    for (let i = 0; i < 2; i++) done(await resumeConnection(app, admin, connectionId))
    done(await start())
    expect(await kinds()).toEqual(['CREATED', 'PAUSED', 'RESUMED'])
  })
})

const start = (idempotencyKey: string | null = null) =>
  startSync(app, admin, { connectionId, mode: 'FULL', asOf: null, keys: null, range: null, idempotencyKey })

describe('runs on request', () => {
  it('start once for one idempotency key, also at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => start('k')))
    expect(new Set(answers.map((each) => done(each).runId)).size).toBe(1)
    expect(await db().syncRun.count()).toBe(1)
    expect(await db().auditLog.count({ where: { action: 'startSync' } })).toBe(1)
    expect(refused(await start())).toEqual(['RUN_ACTIVE connectionId'])
    const other = { connectionId, mode: 'ROLLOVER' as const, asOf: null, keys: null, range: null, idempotencyKey: 'k' }
    expect(refused(await startSync(app, admin, other))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey'])
  })

  it('are cancelled; asking twice is told', async () => {
    const { runId } = done(await start())
    done(await cancelSync(app, admin, runId))
    expect(await db().syncRun.findFirst({ where: { id: runId } })).toMatchObject({ state: 'CANCELLED' })
    expect(await db().auditLog.count({ where: { action: 'cancelSync', targetId: runId } })).toBe(1)
    expect(refused(await cancelSync(app, admin, runId))).toEqual(['RUN_ENDED runId'])
  })

  it('do not slip through while the connection is being paused', async () => {
    const [paused, started] = await Promise.all([pauseConnection(app, admin, connectionId), start()])
    done(paused)
    if (!started.ok) expect(refused(started)).toEqual(['CONNECTION_PAUSED connectionId'])
    expect(await db().syncRun.count()).toBe(started.ok ? 1 : 0)
  })
})

describe('delete', () => {
  it('needs the name, and no run at work', async () => {
    expect(refused(await deleteConnection(app, admin, { connectionId, confirmName: 'tenant' }))).toEqual([
      'CONFIRMATION_REQUIRED confirmName',
    ])
    const runId = await insertRun(app, admin, connectionId, 'QUEUED')
    expect(refused(await deleteConnection(app, admin, { connectionId, confirmName: 'Tenant one' }))).toEqual([
      'RUN_ACTIVE connectionId',
    ])
    done(await cancelSync(app, admin, runId))
    done(await deleteConnection(app, admin, { connectionId, confirmName: ' Tenant one' }))
  })

  it('takes everything that hangs on the connection, and nothing else', async () => {
    const kept = await connect('Kept')
    await insertRecord(app, admin, kept, 'K1')
    const before = await connectionRows(app, admin)
    for (const key of ['L1', 'L2', 'L3']) await insertRecord(app, admin, connectionId, key)
    done(await deleteConnection(app, admin, { connectionId, confirmName: 'Tenant one' }))
    expect(await connectionRows(app, admin)).toEqual({ ...before, connections: 1, connectionEvents: 1 })
    expect(await db().mappingPreset.count()).toBe(2)
    expect(await db().auditLog.count({ where: { targetId: connectionId, action: { contains: 'elete' } } })).toBe(2)
    done(await connect('Tenant one').then((id) => ({ ok: true, id })))
  })

  it('that was cut off keeps the connection shut and goes on when asked again', async () => {
    const pauseReason = { code: 'DELETING', message: 'm', hint: 'h' }
    await insertRecord(app, admin, connectionId, 'L1')
    await db().connection.updateMany({ where: { id: connectionId }, data: { state: 'PAUSED', pauseReason } })
    expect(refused(await resumeConnection(app, admin, connectionId))).toEqual(['NOT_FOUND connectionId'])
    expect(refused(await update({ name: 'Back' }))).toEqual(['NOT_FOUND connectionId'])
    expect(refused(await start())).toEqual(['CONNECTION_PAUSED connectionId'])
    done(await deleteConnection(app, admin, { connectionId, confirmName: 'Tenant one' }))
    expect(Object.values(await connectionRows(app, admin)).every((count) => count === 0)).toBe(true)
  })
})

it('events of a connection are numbered without a gap, also by writers at the same time and after a rollback', async () => {
  const append = (fail: boolean) =>
    db().$transaction(async (tx) => {
      const bodies = [
        { kind: 'RESUMED' as const, payload: { actor: 'a' } },
        { kind: 'PAUSED' as const, payload: { failure: null, actor: 'a' } },
      ]
      await appendConnectionEvents(tx as unknown as Tx, admin.organizationId, connectionId, bodies, new Date(app.now()))
      if (fail) throw new Error('rolled back')
    })
  await Promise.allSettled([append(false), append(true), append(false)])
  expect(await kinds()).toHaveLength(5)
})

describe('another organization', () => {
  it('finds nothing there, whatever it asks for', async () => {
    const runId = await insertRun(app, admin, connectionId, 'QUEUED')
    const asked = { mode: 'FULL' as const, asOf: null, keys: null, range: null, idempotencyKey: null }
    const before = await row()
    const answers = [
      await updateConnection(app, stranger, { connectionId, name: 'Mine', confirmFurnisherChange: true }),
      await replaceCredentials(app, stranger, { connectionId, credentials: { token: source.token } }),
      await checkConnection(app, stranger, connectionId),
      await pauseConnection(app, stranger, connectionId),
      await resumeConnection(app, stranger, connectionId),
      await deleteConnection(app, stranger, { connectionId, confirmName: 'Tenant one' }),
      await startSync(app, stranger, { connectionId, ...asked }),
    ]
    for (const answer of answers) expect(refused(answer)).toEqual(['NOT_FOUND connectionId'])
    expect(refused(await cancelSync(app, stranger, runId))).toEqual(['NOT_FOUND runId'])
    expect(await row()).toEqual(before)
  })

  it('nor does an id that is none', async () => {
    expect(refused(await pauseConnection(app, admin, "' OR 1=1"))).toEqual(['NOT_FOUND connectionId'])
    expect(refused(await cancelSync(app, admin, 'x'))).toEqual(['NOT_FOUND runId'])
  })
})
