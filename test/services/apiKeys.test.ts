import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '../../server/apiKeys/service.ts'
import { type ApiKeyState, apiKeyState, apiKeyStates, inState } from '../../server/apiKeys/states.ts'
import { createAuthenticator } from '../../server/auth/authenticate.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { done, dumpDatabase, furnisherInput, newAdmin, refused, type TestApp, testApp } from './app.ts'

let app: TestApp
let admin: Requester & { key: string }
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await newAdmin(app)
})

const ownId = () => admin.actor.slice('apiKey:'.length)
const viewerOf = (key: string) => createAuthenticator(app).authenticate(`Bearer ${key}`)
const create = (
  role: 'VIEWER' | 'ADMIN' = 'VIEWER',
  idempotencyKey: string | null = null,
  expiresAt: Date | null = null,
) => createApiKey(app, admin, { name: 'Dashboard', role, expiresAt, idempotencyKey })

describe('a new key', () => {
  it('works, and is shown once', async () => {
    const { apiKeyId, key } = done(await create())
    expect(await viewerOf(key!)).toMatchObject({ role: 'VIEWER', apiKeyId, organizationId: admin.organizationId })
    expect(await dumpDatabase(app.database)).not.toContain(key!.slice(-30))
    expect(app.logged()).not.toContain(key!.slice(-30))
  })

  it('is not made twice by a repeated request, which does not show it again', async () => {
    const answers = [
      ...(await Promise.all([create('VIEWER', 'k'), create('VIEWER', 'k')])),
      await create('VIEWER', 'k'),
    ].map(done)
    expect(new Set(answers.map((each) => each.apiKeyId)).size).toBe(1)
    expect(answers.filter((each) => each.key !== null)).toHaveLength(1)
    expect(refused(await create('ADMIN', 'k'))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey'])
  })

  it.each(['', 'a'.repeat(101), 'two\nlines'])('is refused with the name %j', async (name) => {
    const input = { name, role: 'VIEWER' as const, expiresAt: null, idempotencyKey: null }
    expect(refused(await createApiKey(app, admin, input))).toEqual(['INVALID_NAME name'])
  })
})

describe('revoking', () => {
  it('ends the key; again changes nothing', async () => {
    const { apiKeyId, key } = done(await create())
    done(await revokeApiKey(app, admin, apiKeyId))
    expect(await viewerOf(key!)).toBeNull()
    const row = () => app.database.system.apiKey.findFirstOrThrow({ where: { id: apiKeyId } })
    const before = await row()
    app.clock.now += 1000
    done(await revokeApiKey(app, admin, apiKeyId))
    expect(await row()).toEqual(before)
    const audit = await app.database.tenant(admin.organizationId).auditLog.count({ where: { action: 'revokeApiKey' } })
    expect(audit).toBe(1)
  })

  it('refuses to let the last ADMIN key revoke itself', async () => {
    done(await create('VIEWER'))
    expect(refused(await revokeApiKey(app, admin, ownId()))).toEqual(['LAST_ADMIN_KEY id'])
    done(await create('ADMIN'))
    done(await revokeApiKey(app, admin, ownId()))
  })

  it('lets two admins who revoke themselves at once not leave nobody', async () => {
    const { apiKeyId } = done(await create('ADMIN'))
    const second: Requester = { ...admin, actor: `apiKey:${apiKeyId}` }
    const both = await Promise.all([revokeApiKey(app, admin, ownId()), revokeApiKey(app, second, apiKeyId)])
    expect(both.filter((each) => each.ok)).toHaveLength(1)
  })

  it('lets two admins who revoke each other at once not leave nobody', async () => {
    const { apiKeyId } = done(await create('ADMIN'))
    const second: Requester = { ...admin, actor: `apiKey:${apiKeyId}` }
    const both = await Promise.all([revokeApiKey(app, admin, apiKeyId), revokeApiKey(app, second, ownId())])
    expect(both.filter((each) => each.ok)).toHaveLength(1)
    const where = { organizationId: admin.organizationId, role: 'ADMIN' as const, revokedAt: null }
    expect(await app.database.system.apiKey.count({ where })).toBe(1)
  })

  it('leaves the holder of the key nothing to do with a socket that is still open', async () => {
    const { apiKeyId } = done(await create('ADMIN'))
    const former: Requester = { ...admin, actor: `apiKey:${apiKeyId}` }
    done(await revokeApiKey(app, admin, apiKeyId))
    const { organizationId } = admin
    const before = await app.database.system.apiKey.count({ where: { organizationId } })
    const input = { name: 'Back door', role: 'ADMIN' as const, expiresAt: null, idempotencyKey: null }
    expect(refused(await createApiKey(app, former, input))).toEqual(['KEY_REVOKED'])
    expect(refused(await createApiKey(app, former, { ...input, idempotencyKey: 'k9' }))).toEqual(['KEY_REVOKED'])
    expect(refused(await revokeApiKey(app, former, ownId()))).toEqual(['KEY_REVOKED'])
    expect(refused(await createFurnisher(app, former, furnisherInput))).toEqual(['KEY_REVOKED'])
    expect(await app.database.system.apiKey.count({ where: { organizationId } })).toBe(before)
    expect(await viewerOf(admin.key)).not.toBeNull()
  })

  it('lets a person with a token revoke the last ADMIN key', async () => {
    done(await revokeApiKey(app, { ...admin, actor: 'jwt:ada' }, ownId()))
  })

  it('does not find the key of another organization', async () => {
    const other = await newAdmin(app, 'Other')
    expect(refused(await revokeApiKey(app, other, ownId()))).toEqual(['NOT_FOUND id'])
    expect(refused(await revokeApiKey(app, other, 'nonsense'))).toEqual(['NOT_FOUND id'])
    expect(await viewerOf(admin.key)).not.toBeNull()
  })
})

describe('a key that expires', () => {
  const dayMs = 86_400_000
  const inDays = (days: number) => new Date(app.clock.now + days * dayMs)
  const start = Date.parse('2026-06-30T12:00:00Z')
  beforeEach(() => {
    app.clock.now = start
  })

  it('is good until the very moment, and then known as expired to whoever holds all of it', async () => {
    const expiresAt = inDays(30)
    const { apiKeyId, key } = done(await create('VIEWER', null, expiresAt))
    app.clock.now = expiresAt.getTime() - 1
    expect(await viewerOf(key!)).toMatchObject({ apiKeyId, expiresAt: expiresAt.getTime() })
    const used = () => app.database.system.apiKey.findFirstOrThrow({ where: { id: apiKeyId } })
    expect((await used()).lastUsedAt?.getTime()).toBe(app.clock.now)
    app.clock.now += 60_001
    expect(await viewerOf(key!)).toEqual({ expiredAt: expiresAt })
    expect((await used()).lastUsedAt?.getTime()).toBe(expiresAt.getTime() - 1)
    const guessed = key!.slice(0, -1) + (key!.endsWith('a') ? 'b' : 'a')
    expect(await viewerOf(guessed)).toBeNull()
    done(await revokeApiKey(app, admin, apiKeyId))
    expect(await viewerOf(key!)).toBeNull()
  })

  it.each([
    ['now', 0, ['INVALID_DATE expiresAt']],
    ['before now', -1, ['INVALID_DATE expiresAt']],
    ['a millisecond from now', 1 / dayMs, []],
    ['in five years', (Date.parse('2031-06-30T12:00:00Z') - start) / dayMs, []],
    ['later', (Date.parse('2031-06-30T12:00:00.001Z') - start) / dayMs, ['INVALID_DATE expiresAt']],
  ])('may expire in the future, five years ahead at most: %s', async (_name, days, expected) => {
    const outcome = await create('VIEWER', null, inDays(days))
    expect(outcome.ok ? [] : refused(outcome)).toEqual(expected)
  })

  it('is refused with all that is wrong with it at once', async () => {
    const input = { name: '', role: 'VIEWER' as const, expiresAt: inDays(-1), idempotencyKey: null }
    expect(refused(await createApiKey(app, admin, input))).toEqual(['INVALID_NAME name', 'INVALID_DATE expiresAt'])
  })

  it('is another request when it expires at another moment, and the same one when the answer comes late', async () => {
    const { apiKeyId } = done(await create('VIEWER', 'e', inDays(1)))
    expect(refused(await create('VIEWER', 'e', inDays(2)))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey'])
    expect(refused(await create('VIEWER', 'e'))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey'])
    const asked = inDays(1)
    app.clock.now += 1.5 * dayMs
    expect(done(await create('VIEWER', 'e', asked))).toMatchObject({ apiKeyId, key: null })
  })

  it('is in the audit log with its end', async () => {
    const { apiKeyId } = done(await create('VIEWER', null, inDays(30)))
    const where = { action: 'createApiKey', targetId: apiKeyId }
    const entry = await app.database.tenant(admin.organizationId).auditLog.findFirstOrThrow({ where })
    expect(entry.details).toMatchObject({ name: 'Dashboard', expiresAt: '2026-07-30T12:00:00.000Z' })
  })

  it('changes nothing more through a socket that is still open', async () => {
    const { apiKeyId } = done(await create('ADMIN', null, inDays(1)))
    const holder: Requester = { ...admin, actor: `apiKey:${apiKeyId}` }
    app.clock.now += dayMs
    expect(refused(await createFurnisher(app, holder, furnisherInput))).toEqual(['KEY_EXPIRED'])
    expect(refused(await revokeApiKey(app, holder, ownId()))).toEqual(['KEY_EXPIRED'])
  })

  it('is no ADMIN key that could follow the last one', async () => {
    const { apiKeyId } = done(await create('ADMIN', null, inDays(1)))
    app.clock.now += dayMs
    expect(refused(await revokeApiKey(app, admin, ownId()))).toEqual(['LAST_ADMIN_KEY id'])
    done(await revokeApiKey(app, admin, apiKeyId))
    done(await create('ADMIN', null, inDays(1)))
    done(await revokeApiKey(app, admin, ownId()))
  })
})

describe('what a key is', () => {
  const now = Date.parse('2026-06-30T12:00:00Z')
  const dayMs = 86_400_000
  const at = (offset: number | null) => (offset === null ? null : new Date(now + offset))
  const cases: [number | null, number | null, ApiKeyState][] = [
    [null, null, 'GOOD'],
    [null, 14 * dayMs + 1, 'GOOD'],
    [null, 14 * dayMs, 'EXPIRES_SOON'],
    [null, 1, 'EXPIRES_SOON'],
    [null, 0, 'EXPIRED'],
    [null, -dayMs, 'EXPIRED'],
    [-1, null, 'REVOKED'],
    [-1, dayMs, 'REVOKED'],
    [-1, -dayMs, 'REVOKED'],
  ]

  it.each(cases)('revoked %s, expires %s from now: %s', (revoked, expires, expected) => {
    expect(apiKeyState({ revokedAt: at(revoked), expiresAt: at(expires) }, now)).toBe(expected)
  })

  it('is the same for a row and for a list', async () => {
    const db = app.database.tenant(admin.organizationId)
    const rows = new Map<string, ApiKeyState>()
    for (const [revoked, expires, expected] of cases) {
      const { id, hash, hint } = newApiKey()
      rows.set(id, expected)
      await db.apiKey.create({
        data: {
          ...{ organizationId: admin.organizationId, id, name: expected, role: 'VIEWER', secretHash: hash, hint },
          ...{ createdAt: at(-2)!, createdBy: 'test', revokedAt: at(revoked), expiresAt: at(expires) },
        },
      })
    }
    for (const state of apiKeyStates) {
      const found = await db.apiKey.findMany({ where: { ...inState(state, now), createdBy: 'test' } })
      const expected = [...rows].flatMap(([id, each]) => (each === state ? [id] : []))
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(expected))
    }
  })
})
