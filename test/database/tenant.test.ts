import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../server/database/open.ts'
import { TenantError } from '../../server/database/tenant.ts'
import { newId } from '../../server/ids.ts'
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

  test('raw statements must bind the organization, inside a transaction too', async () => {
    const db = database.tenant(ours)
    await expect(db.$queryRaw`SELECT 1`).rejects.toThrow(TenantError)
    await expect(db.$executeRawUnsafe('DELETE FROM api_keys')).rejects.toThrow(TenantError)
    await expect(db.$executeRawUnsafe('DELETE FROM api_keys WHERE organization_id = $1::uuid', theirs)).rejects.toThrow(
      TenantError,
    )
    await expect(db.$transaction((tx) => tx.$queryRawUnsafe('SELECT 1'))).rejects.toThrow(TenantError)
    const rows = await db.$queryRaw<
      { id: string }[]
    >`SELECT id::text FROM api_keys WHERE organization_id = ${ours}::uuid`
    expect(rows.map((row) => row.id)).toEqual([keys.get(ours)])
  })

  test('there is no client without an organization', () => {
    expect(() => database.tenant('')).toThrow(TenantError)
  })
})
