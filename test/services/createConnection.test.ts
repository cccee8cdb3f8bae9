import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkDraft } from '../../server/connections/check.ts'
import { openPluginContext } from '../../server/connections/context.ts'
import { type CreateConnection, createConnection } from '../../server/connections/create.ts'
import { deleteConnection } from '../../server/connections/delete.ts'
import type { Requester } from '../../server/outcome.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'
import { done, dumpDatabase, newAdmin, newFurnisher, refused, type TestApp, testApp } from './app.ts'

let app: TestApp
let source: FakeSource
let admin: Requester
let input: CreateConnection

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  source = await startFakeSource()
  admin = await newAdmin(app)
  input = {
    pluginId: 'fake',
    furnisherId: await newFurnisher(app, admin),
    name: 'Tenant one',
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    credentials: { token: source.token },
    preset: null,
    presetId: null,
    startFirstSync: false,
    idempotencyKey: null,
  }
})
afterEach(() => source.close())

const db = () => app.database.tenant(admin.organizationId)
const create = (extra: Partial<CreateConnection> = {}) => createConnection(app, admin, { ...input, ...extra })

async function expectNothingStored() {
  expect(await db().connection.count()).toBe(0)
  expect(await db().mappingPreset.count()).toBe(0)
  expect(await db().idempotencyKey.count()).toBe(0)
}

describe('a new connection', () => {
  it('is stored with its preset, sealed credentials, event and audit entry', async () => {
    source.customFields = ['branch']
    const { connectionId, runId } = done(await create())
    expect(runId).toBeNull()
    const row = await db().connection.findFirstOrThrow({
      where: { id: connectionId },
      include: { preset: { include: { versions: true } } },
    })
    expect(row).toMatchObject({
      name: 'Tenant one',
      environment: 'SANDBOX',
      state: 'ACTIVE',
      settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 2 },
      credentialsHint: '…4711',
      capabilities: { since: true },
      lookups: { customFields: [{ id: 'branch', title: 'branch' }] },
      lastEventSeq: 1,
      cursor: null,
    })
    expect(row.catalogue).toHaveProperty('branch')
    expect(row.preset).toMatchObject({ name: 'fake-metro2', clonedFrom: 'fake-metro2', publishedVersion: 1 })
    expect(row.preset.versions.map((each) => each.text)).toEqual([fakePreset])
    const events = await db().connectionEvent.findMany()
    expect(events.map(({ seq, kind, payload }) => ({ seq, kind, payload }))).toEqual([
      { seq: 1, kind: 'CREATED', payload: { name: 'Tenant one', actor: admin.actor } },
    ])
    const audit = await db().auditLog.findFirstOrThrow({ where: { action: 'createConnection' } })
    expect(audit).toMatchObject({
      actor: admin.actor,
      targetId: connectionId,
      details: { name: 'Tenant one', source: source.url },
    })
  })

  it('gives its plugin a context that can ask the source', async () => {
    const { connectionId } = done(await create())
    const row = await db().connection.findFirstOrThrow({ where: { id: connectionId } })
    const context = await openPluginContext(app, row, { signal: new AbortController().signal })
    expect(context.credentials).toEqual({ token: source.token })
    await expect(fakePlugin.check(context)).resolves.toMatchObject({ steps: [{ outcome: 'PASSED' }] })
    await context.close()
  })

  it('starts its first run when asked', async () => {
    const { runId } = done(await create({ startFirstSync: true }))
    expect(app.dispatched).toContain(runId)
    expect(await db().syncRun.findFirst()).toMatchObject({ id: runId, trigger: 'FIRST', mode: 'FULL', state: 'QUEUED' })
  })

  it('copies the shipped preset again under a free name, or shares one that is there', async () => {
    done(await create())
    done(await create({ name: 'Tenant two' }))
    const names = await db().mappingPreset.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } })
    expect(names.map((each) => each.name)).toEqual(['fake-metro2', 'fake-metro2-2'])
    const shared = names[0]!.id
    const { connectionId } = done(await create({ name: 'Tenant three', presetId: shared }))
    expect(await db().connection.findFirst({ where: { id: connectionId } })).toMatchObject({ presetId: shared })
    expect(await db().mappingPreset.count()).toBe(2)
  })
})

describe('refused before the source is asked', () => {
  afterEach(() => expect(source.authorizations).toEqual([]))

  const cases: [string, () => Partial<CreateConnection>, string[]][] = [
    ['an unknown plugin', () => ({ pluginId: 'nortridge' }), ['UNKNOWN_PLUGIN pluginId']],
    ['an unknown preset', () => ({ preset: 'nothing' }), ['UNKNOWN_PRESET preset']],
    ['a preset id of nobody', () => ({ presetId: '0199d1f0-0000-7000-8000-000000000000' }), ['NOT_FOUND presetId']],
    [
      'both preset and preset id',
      () => ({ preset: 'fake-metro2', presetId: '0199d1f0-0000-7000-8000-000000000000' }),
      ['AMBIGUOUS_PRESET presetId'],
    ],
    [
      'an unknown furnisher',
      () => ({ furnisherId: '0199d1f0-0000-7000-8000-000000000000' }),
      ['NOT_FOUND furnisherId'],
    ],
    ['no name', () => ({ name: ' ' }), ['INVALID_NAME name']],
    ['settings that are a list', () => ({ settings: [] }), ['INVALID_FORM settings']],
    [
      'an address that is none',
      () => ({ settings: { baseUrl: 'fake', environment: 'SANDBOX' } }),
      ['INVALID_SETTING settings.baseUrl'],
    ],
    [
      'a setting nobody knows',
      () => ({ settings: { ...(input.settings as object), color: 'red' } }),
      ['INVALID_SETTING settings'],
    ],
    ['settings beyond measure', () => ({ settings: { baseUrl: 'x'.repeat(40_000) } }), ['TOO_LARGE settings']],
    ['no credentials', () => ({ credentials: {} }), ['INVALID_CREDENTIAL credentials.token']],
    ['an idempotency key with blanks', () => ({ idempotencyKey: 'a b' }), ['INVALID_IDEMPOTENCY_KEY idempotencyKey']],
    [
      'everything at once',
      () => ({ name: '', furnisherId: 'x', settings: {}, credentials: { token: 'short' }, preset: 'nothing' }),
      [
        ...[
          'INVALID_NAME name',
          'NOT_FOUND furnisherId',
          'INVALID_SETTING settings.baseUrl',
          'INVALID_SETTING settings.environment',
        ],
        ...['INVALID_CREDENTIAL credentials.token', 'UNKNOWN_PRESET preset'],
      ],
    ],
  ]
  it.each(cases)('%s', async (_case, extra, expected) => {
    expect(refused(await create(extra()))).toEqual(expected)
    await expectNothingStored()
  })

  it('a furnisher or a preset of another organization', async () => {
    const other = await newAdmin(app, 'Other')
    const furnisherId = await newFurnisher(app, other)
    expect(refused(await create({ furnisherId }))).toEqual(['NOT_FOUND furnisherId'])
  })

  it('messages name the field and never repeat a credential', async () => {
    const outcome = await create({ credentials: { token: 'sEcReT1' }, settings: {} })
    const messages = outcome.ok ? [] : outcome.errors.map((error) => error.message)
    expect(messages).toContain('Address is missing. Where the source answers.')
    expect(messages).toContain('Token: A token has at least 8 characters.')
    expect(JSON.stringify(outcome)).not.toContain('sEcReT1')
  })
})

describe('refused by the source', () => {
  it('a wrong token: the failed step says what to do', async () => {
    const outcome = await create({ credentials: { token: 'wrong-token-0815' } })
    expect(outcome).toEqual({
      ok: false,
      errors: [
        {
          ...{ code: 'CHECK_FAILED', path: ['credentials', 'token'] },
          message: 'Token: The source refuses the token. Replace the token.',
        },
      ],
    })
    await expectNothingStored()
  })

  it('a wrong address', async () => {
    await source.close()
    expect(refused(await create())).toEqual(['UNREACHABLE settings.baseUrl'])
    await expectNothingStored()
  })

  it('an address where something else answers', async () => {
    source.broken = 404
    expect(refused(await create())).toEqual(['UNEXPECTED'])
    await expectNothingStored()
  })

  it('an own field that hides a name of the preset', async () => {
    source.customFields = ['number']
    done(await create({ name: 'Still a text' }))
    source.customFields = ['amount']
    const outcome = await create({ name: 'A text is no money' })
    expect(refused(outcome)[0]).toBe('PRESET_DOES_NOT_FIT preset')
    expect(await db().connection.count()).toBe(1)
  })

  it('a name that another connection has', async () => {
    done(await create())
    expect(refused(await create({ name: 'TENANT ONE' }))).toEqual(['NAME_TAKEN name'])
    const both = await Promise.all([1, 2].map(() => create({ name: 'Same moment' })))
    expect(both.map((each) => each.ok).sort()).toEqual([false, true])
  })
})

describe('private addresses', () => {
  const refusedAddresses: [string, string][] = [
    ['http://127.0.0.1:9', 'NOT_HTTPS'],
    ['https://127.0.0.1:9', 'PRIVATE_ADDRESS'],
    ['https://10.1.2.3', 'PRIVATE_ADDRESS'],
    ['https://[::1]:9', 'PRIVATE_ADDRESS'],
    ['https://169.254.169.254', 'PRIVATE_ADDRESS'],
    ['https://localhost:8443', 'PRIVATE_ADDRESS'],
  ]
  it.each(refusedAddresses)('%s is refused unless the operator allows it', async (baseUrl, code) => {
    const strict = { ...app, config: { ...app.config, allowPrivateSources: false } }
    const settings = { baseUrl, environment: 'SANDBOX' }
    expect(refused(await createConnection(strict, admin, { ...input, settings }))).toEqual([`${code} settings.baseUrl`])
    const draft = done(await checkDraft(strict, admin, { ...input, settings }))
    expect(draft).toMatchObject({ passed: false, report: { steps: [{ outcome: 'FAILED' }] } })
    await expectNothingStored()
  })

  it('the metadata service of a cloud is refused even so', async () => {
    const settings = { baseUrl: 'http://169.254.169.254', environment: 'SANDBOX' }
    expect(refused(await create({ settings }))).toEqual(['PRIVATE_ADDRESS settings.baseUrl'])
  })
})

describe('idempotency', () => {
  it('the same request again is answered with the same connection and run', async () => {
    const first = done(await create({ idempotencyKey: 'k1', startFirstSync: true }))
    const again = done(await create({ idempotencyKey: 'k1', startFirstSync: true }))
    expect(again).toEqual(first)
    expect(await db().connection.count()).toBe(1)
    expect(await db().syncRun.count()).toBe(1)
  })

  it('two at the same moment make one', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => create({ idempotencyKey: 'k2', startFirstSync: true })))
    const ids = new Set(answers.map((each) => `${done(each).connectionId} ${done(each).runId}`))
    expect(ids.size).toBe(1)
    expect(await db().connection.count()).toBe(1)
  })

  it('another request with the key is refused, another operation or organization is not', async () => {
    done(await create({ idempotencyKey: 'k3' }))
    expect(refused(await create({ idempotencyKey: 'k3', name: 'Other' }))).toEqual([
      'IDEMPOTENCY_CONFLICT idempotencyKey',
    ])
    const other = await newAdmin(app, 'Other')
    const furnisherId = await newFurnisher(app, other)
    done(await createConnection(app, other, { ...input, furnisherId, idempotencyKey: 'k3' }))
  })

  it('a refused request may be mended and sent again with its key', async () => {
    expect(refused(await create({ idempotencyKey: 'k4', credentials: { token: 'wrong-token-0815' } }))).toEqual([
      'CHECK_FAILED credentials.token',
    ])
    done(await create({ idempotencyKey: 'k4' }))
  })

  it('a connection that was deleted is not made again by a late repetition', async () => {
    const { connectionId } = done(await create({ idempotencyKey: 'k6' }))
    done(await deleteConnection(app, admin, { connectionId, confirmName: 'Tenant one' }))
    expect(refused(await create({ idempotencyKey: 'k6' }))).toEqual(['GONE idempotencyKey'])
    expect(await db().connection.count()).toBe(0)
  })

  it('a key is forgotten after two days', async () => {
    done(await create({ idempotencyKey: 'k5' }))
    app.clock.now += 49 * 3_600_000
    done(await create({ idempotencyKey: 'k5', name: 'Days later' }))
    expect(await db().idempotencyKey.count()).toBe(1)
  })
})

it('secrets stand nowhere in the clear: not in the database, logs, audit or answers', async () => {
  source.token = 'canary-7f3a9c2e-token'
  const answers = [
    await checkDraft(app, admin, { ...input, credentials: { token: source.token } }),
    await create({ credentials: { token: source.token }, idempotencyKey: 'canary' }),
    await create({ credentials: { token: `${source.token}-wrong` }, name: 'Second' }),
  ]
  expect(answers.map((each) => each.ok)).toEqual([true, true, false])
  const dump = await dumpDatabase(app.database)
  expect(dump).toContain('Tenant one')
  for (const text of [dump, app.logged(), JSON.stringify(answers)]) expect(text).not.toContain('canary-7f3a9c2e')
  expect(dump).not.toContain(Buffer.from('canary-7f3a9c2e').toString('hex'))
})
