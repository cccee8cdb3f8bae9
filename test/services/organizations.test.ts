import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../../server/auth/authenticate.ts'
import { readConfig } from '../../server/config.ts'
import { acquireDataFolder } from '../../server/dataFolder.ts'
import { newId } from '../../server/ids.ts'
import { askControl, ControlError, startControl } from '../../server/organizations/control.ts'
import { command } from '../../server/organizations/operator.ts'
import { createAdminKey, createOrganization, ensureFirstOrganization } from '../../server/organizations/service.ts'
import { done, refused, type TestApp, testApp } from './app.ts'

const viewerOf = (app: TestApp, key: string) => createAuthenticator(app).authenticate(`Bearer ${key}`)
const withKey = (app: TestApp, ADMIN_API_KEY: string) => ({ ...app, config: readConfig({ ADMIN_API_KEY }) })

describe('a new organization', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await testApp()
  })
  afterAll(() => app.close())

  it('has keys of its own, an admin key that works, and no trace of it in the clear', async () => {
    const made = done(await createOrganization(app, '  Summit  '))
    expect(await viewerOf(app, made.adminKey)).toMatchObject({ organizationId: made.organizationId, role: 'ADMIN' })
    await expect(app.keysOf(made.organizationId)).resolves.toMatchObject({ organizationId: made.organizationId })
    const organization = await app.database.system.organization.findFirstOrThrow()
    expect(organization.name).toBe('Summit')
    expect(await app.database.tenant(made.organizationId).auditLog.findFirst()).toMatchObject({
      action: 'createOrganization',
      actor: 'operator',
    })
    expect(JSON.stringify(await app.database.system.apiKey.findMany())).not.toContain(made.adminKey.slice(-20))
  })

  it.each(['', '   ', 'a'.repeat(101), 'two\nlines'])('is refused with the name %j', async (name) => {
    expect(refused(await createOrganization(app, name))).toEqual(['INVALID_NAME name'])
  })
})

describe('another admin key', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await testApp()
  })
  afterAll(() => app.close())

  it('lets in who has none that is good any more, and stands in the audit log', async () => {
    const made = done(await createOrganization(app, 'Summit'))
    const { organizationId } = made
    await app.database.tenant(organizationId).apiKey.updateMany({ data: { expiresAt: new Date(app.now()) } })
    expect(await viewerOf(app, made.adminKey)).toEqual({ expiredAt: new Date(app.now()) })
    const { adminKey } = done(await createAdminKey(app, organizationId))
    expect(await viewerOf(app, adminKey)).toMatchObject({ organizationId, role: 'ADMIN', expiresAt: null })
    const where = { action: 'createApiKey' }
    const entry = await app.database.tenant(organizationId).auditLog.findFirstOrThrow({ where })
    expect(entry).toMatchObject({ actor: 'operator', details: { role: 'ADMIN', expiresAt: null } })
    expect(JSON.stringify(entry)).not.toContain(adminKey.slice(-20))
  })

  it('is refused for an organization that is not there, or is being deleted', async () => {
    const { organizationId } = done(await createOrganization(app, 'Gone'))
    await app.database.system.organization.updateMany({
      where: { id: organizationId },
      data: { deletedAt: new Date(app.now()) },
    })
    for (const id of [organizationId, newId(), 'nonsense']) {
      expect(refused(await createAdminKey(app, id))).toEqual(['NOT_FOUND id'])
    }
    expect(await app.database.tenant(organizationId).apiKey.count()).toBe(1)
  })
})

describe('the first start', () => {
  let app: TestApp
  beforeEach(async () => {
    app = await testApp()
  })
  afterEach(() => app.close())

  it('makes one organization and its key; the next one makes nothing', async () => {
    const key = await ensureFirstOrganization(app)
    expect(await viewerOf(app, key!)).toMatchObject({ role: 'ADMIN' })
    expect(await ensureFirstOrganization(app)).toBeNull()
    expect(await app.database.system.organization.count()).toBe(1)
  })

  it('of two processes at once makes one', async () => {
    const keys = await Promise.all([ensureFirstOrganization(app), ensureFirstOrganization(app)])
    expect(keys.filter((key) => key !== null)).toHaveLength(1)
    expect(await app.database.system.organization.count()).toBe(1)
  })

  it('takes the operator’s key, and does not answer it', async () => {
    const own = 'operator-key-of-32-characters-or-more'
    expect(await ensureFirstOrganization(withKey(app, own))).toBeNull()
    expect(await viewerOf(app, own)).toMatchObject({ role: 'ADMIN' })
  })

  it('puts a changed key in the place of the former one, and leaves a revoked one revoked', async () => {
    const [former, present] = ['former-operator-key-with-32-characters', 'present-operator-key-with-32-characters']
    await ensureFirstOrganization(withKey(app, former))
    for (let start = 0; start < 2; start++) await ensureFirstOrganization(withKey(app, present))
    expect(await viewerOf(app, former)).toBeNull()
    expect(await viewerOf(app, present)).toMatchObject({ role: 'ADMIN' })
    await app.database.system.apiKey.updateMany({ data: { revokedAt: new Date() } })
    await ensureFirstOrganization(withKey(app, present))
    expect(await viewerOf(app, present)).toBeNull()
  })
})

describe('from the command line', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'org-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('opens the data folder where nobody owns it, and gives it back', async () => {
    const config = readConfig({ DATA_DIR: dir })
    const first = done(await command(config, 'createOrganization', { name: 'One' }))
    const second = done(await command(config, 'createOrganization', { name: 'Two' }))
    expect(second.organizationId).not.toBe(first.organizationId)
    acquireDataFolder(dir).release()
  })

  it('asks the server that owns the folder, and only who can read the folder may', async () => {
    const app = await testApp()
    const folder = acquireDataFolder(dir)
    await expect(askControl(dir, 'createOrganization', { name: 'Early' })).rejects.toThrow(ControlError)
    const control = await startControl(app, folder)
    const made = done(await command(readConfig({ DATA_DIR: dir }), 'createOrganization', { name: 'Three' }))
    expect(await viewerOf(app, made.adminKey)).toMatchObject({ organizationId: made.organizationId })
    expect(refused(await askControl(dir, 'createOrganization', { name: ' ' }))).toEqual(['INVALID_NAME name'])
    const { adminKey } = done(
      await command(readConfig({ DATA_DIR: dir }), 'createAdminKey', { id: made.organizationId }),
    )
    expect(await viewerOf(app, adminKey)).toMatchObject({ organizationId: made.organizationId, role: 'ADMIN' })

    const file = join(dir, 'control.json')
    expect(statSync(file).mode & 0o077).toBe(0)
    const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string }
    for (const authorization of ['', 'Bearer nothing', `Bearer ${'0'.repeat(64)}`]) {
      const answer = await fetch(`${url}/createOrganization`, {
        method: 'POST',
        headers: { authorization },
        body: '{"name":"Thief"}',
      })
      expect(answer.status).toBe(401)
    }
    expect(await app.database.system.organization.count()).toBe(1)
    await control.close()
    await expect(askControl(dir, 'createOrganization', { name: 'Late' })).rejects.toThrow(ControlError)
    folder.release()
    await app.close()
  })
})
