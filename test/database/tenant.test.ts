import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/database/open.ts'
import { TenantError } from '../../server/database/tenant.ts'
import { newId } from '../../server/ids.ts'
import { createLog } from '../../server/log.ts'
import { freshDatabase, kinds } from '../support/databases.ts'

describe.each(kinds)('a client bound to an organization, on %s', (kind) => {
  let database: Database
  const [ours, theirs] = [newId(), newId()]
  const keys = new Map<string, string>()
  beforeAll(async () => {
    database = await freshDatabase(kind)
    for (const id of [ours, theirs]) {
      const bytes = Buffer.from('x')
      await database.system.organization.create({
        data: { id, name: id, createdAt: new Date(0), wrappedDataKey: bytes, wrappedIndexKey: bytes, keyId: 'k' },
      })
      const key = newId()
      keys.set(id, key)
      await database.tenant(id).apiKey.create({ data: apiKey(id, key) })
    }
  })
  afterAll(() => database.close())

  const apiKey = (organizationId: string, id: string) => ({
    organizationId,
    id,
    name: 'n',
    role: 'VIEWER' as const,
    secretHash: Buffer.from('h'),
    hint: 'h',
    createdAt: new Date(0),
    createdBy: 'test',
  })

  test('sees and counts its own rows only', async () => {
    const db = database.tenant(ours)
    expect((await db.apiKey.findMany()).map((row) => row.id)).toEqual([keys.get(ours)])
    expect(await db.apiKey.count()).toBe(1)
    expect((await db.organization.findMany()).map((row) => row.id)).toEqual([ours])
    expect((await db.apiKey.aggregate({ _count: true }))._count).toBe(1)
  })

  test('cannot read, change or delete a foreign row, even by its full key', async () => {
    const db = database.tenant(ours)
    const foreign = { organizationId_id: { organizationId: theirs, id: keys.get(theirs)! } }
    expect(await db.apiKey.findUnique({ where: foreign })).toBeNull()
    expect(await db.apiKey.findUnique({ where: { id: keys.get(theirs)! } })).toBeNull()
    await expect(db.apiKey.update({ where: foreign, data: { name: 'stolen' } })).rejects.toThrow()
    await expect(db.apiKey.delete({ where: foreign })).rejects.toThrow()
    expect((await db.apiKey.deleteMany({ where: { id: keys.get(theirs)! } })).count).toBe(0)
    expect((await database.tenant(theirs).apiKey.findMany())[0]!.name).toBe('n')
  })

  test('cannot name or make rows of another organization', async () => {
    const db = database.tenant(ours)
    await expect(db.apiKey.findMany({ where: { organizationId: theirs } })).rejects.toThrow(TenantError)
    await expect(db.apiKey.create({ data: apiKey(theirs, newId()) })).rejects.toThrow(TenantError)
    await expect(db.apiKey.createMany({ data: [apiKey(theirs, newId())] })).rejects.toThrow(TenantError)
  })

  test('leaves no values of a row in the log when it refuses one', async () => {
    const lines: string[] = []
    const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } })
    const wrong = { ...apiKey(ours, newId()), name: 'CANARY-5a1d', nothing: 'CANARY-5a1d' } as never
    const doubled = { ...apiKey(ours, keys.get(ours)!), name: 'CANARY-5a1d' }
    for (const data of [wrong, doubled]) {
      const error = await database
        .tenant(ours)
        .apiKey.create({ data })
        .catch((cause: unknown) => cause)
      expect(error).toBeInstanceOf(Error)
      log.error({ err: error }, 'failed')
      log.error(error as Error)
      log.error({ err: new Error('outer', { cause: error }) })
    }
    expect(lines).toHaveLength(6)
    expect(lines.join('')).not.toContain('CANARY')
    expect(lines[0]).toContain('Unknown argument `nothing`')
    expect(lines[3]).toContain('Unique constraint failed')
  })

  test('cannot give a row away, nor fetch one by a write inside a write', async () => {
    const db = database.tenant(ours)
    const foreignKey = { where: { id: keys.get(ours)! }, data: { organizationId: theirs } }
    await expect(db.apiKey.update(foreignKey)).rejects.toThrow(TenantError)
    await expect(db.apiKey.updateMany(foreignKey)).rejects.toThrow(TenantError)
    await expect(db.apiKey.updateManyAndReturn(foreignKey)).rejects.toThrow(TenantError)
    await expect(db.apiKey.updateMany({ data: { organizationId: { set: theirs } as never } })).rejects.toThrow(
      TenantError,
    )
    const upsert = { where: { id: keys.get(ours)! }, create: apiKey(ours, newId()), update: { organizationId: theirs } }
    await expect(db.apiKey.upsert(upsert)).rejects.toThrow(TenantError)
    await expect(db.organization.updateMany({ data: { id: newId() } })).rejects.toThrow(TenantError)
    expect(await database.tenant(theirs).apiKey.count()).toBe(1)

    const times = { createdAt: new Date(0), updatedAt: new Date(0) }
    const presetOf = (organizationId: string, id: string) => ({
      ...{
        organizationId,
        id,
        name: 'p',
        title: 'P',
        pluginId: 'fake',
        clonedFrom: 'p',
        publishedVersion: 1,
        ...times,
      },
    })
    const [ownPreset, theirPreset, theirDraft] = [newId(), newId(), newId()]
    await db.mappingPreset.create({ data: presetOf(ours, ownPreset) })
    const abroad = database.tenant(theirs)
    await abroad.mappingPreset.create({ data: presetOf(theirs, theirPreset) })
    await abroad.mappingPresetDraft.create({
      data: {
        ...{ organizationId: theirs, id: theirDraft, presetId: theirPreset, baseVersion: 1, text: 'theirs' },
        ...{ revision: 1, createdBy: 'test', updatedBy: 'test', ...times },
      },
    })
    const connect = { organizationId_id: { organizationId: theirs, id: theirDraft } }
    const where = { organizationId_id: { organizationId: ours, id: ownPreset } }
    await expect(db.mappingPreset.update({ where, data: { draft: { connect } } })).rejects.toThrow(TenantError)
    const created = { ...presetOf(ours, newId()), name: 'q', draft: { connect } }
    await expect(db.mappingPreset.create({ data: created as never })).rejects.toThrow(TenantError)
    expect(await db.mappingPresetDraft.count()).toBe(0)
    expect(await abroad.mappingPresetDraft.count()).toBe(1)
  })

  test('raw statements must bind the organization, inside a transaction too', async () => {
    const db = database.tenant(ours)
    await expect(db.$queryRaw`SELECT 1`).rejects.toThrow(TenantError)
    await expect(db.$executeRawUnsafe('DELETE FROM api_keys')).rejects.toThrow(TenantError)
    await expect(db.$executeRawUnsafe('DELETE FROM api_keys WHERE organization_id = $1::uuid', theirs)).rejects.toThrow(
      TenantError,
    )
    await expect(db.$transaction((tx) => tx.$queryRawUnsafe('SELECT 1'))).rejects.toThrow(TenantError)
    const unused = 'SELECT id FROM api_keys WHERE $1::text IS NOT NULL'
    await expect(db.$queryRawUnsafe(unused, ours)).rejects.toThrow(TenantError)
    await expect(db.$queryRaw`SELECT id FROM api_keys WHERE ${ours}::text IS NOT NULL`).rejects.toThrow(TenantError)
    const rows = await db.$queryRaw<
      { id: string }[]
    >`SELECT id::text FROM api_keys WHERE organization_id = ${ours}::uuid`
    expect(rows.map((row) => row.id)).toEqual([keys.get(ours)])
  })

  test('there is no client without an organization', () => {
    expect(() => database.tenant('')).toThrow(TenantError)
  })
})
