import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '../../server/apiKeys/service.ts'
import { createAuthenticator } from '../../server/auth/authenticate.ts'
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
const create = (role: 'VIEWER' | 'ADMIN' = 'VIEWER', idempotencyKey: string | null = null) =>
  createApiKey(app, admin, { name: 'Dashboard', role, idempotencyKey })

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
    const input = { name, role: 'VIEWER' as const, idempotencyKey: null }
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
    const input = { name: 'Back door', role: 'ADMIN' as const, idempotencyKey: null }
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
