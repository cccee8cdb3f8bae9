import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../server/database/open.ts'
import { newId } from '../../server/ids.ts'
import { rotateOrganizationKeys } from '../../server/vault/rotation.ts'
import { seal, unsealText } from '../../server/vault/seal.ts'
import { createVault, type Vault } from '../../server/vault/vault.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ databaseUrl: null, folder: null, poolSize: 1 })
})
afterAll(() => database?.close())

const place = { table: 'connections', rowId: 'row', field: 'sealed_credentials' }

async function storedKeys(id: string, vault: Vault) {
  const row = await database.system.organization.findUniqueOrThrow({ where: { id } })
  return vault.openOrganizationKeys(id, { dataKey: row.wrappedDataKey, indexKey: row.wrappedIndexKey, kid: row.keyId })
}

test('a start with a new master key makes the old one superfluous; without the old one it says so', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  const before = createVault({ masterKey: oldKey })
  const sealed = new Map<string, Buffer>()
  for (const name of ['First', 'Second']) {
    const id = newId()
    const { dataKey, indexKey, kid } = before.createOrganizationKeys(id)
    const keys = { wrappedDataKey: dataKey, wrappedIndexKey: indexKey, keyId: kid }
    await database.system.organization.create({ data: { id, name, createdAt: new Date(0), ...keys } })
    sealed.set(id, seal(await storedKeys(id, before), place, name))
  }

  const after = createVault({ masterKey: newKey })
  await expect(rotateOrganizationKeys(database, after)).rejects.toMatchObject({ code: 'UNKNOWN_MASTER_KEY' })

  const rotating = createVault({ masterKey: newKey, previousKeys: [oldKey] })
  expect(await rotateOrganizationKeys(database, rotating)).toBe(2)
  expect(await rotateOrganizationKeys(database, rotating)).toBe(0)
  expect(await rotateOrganizationKeys(database, after)).toBe(0)
  const names = []
  for (const [id, value] of sealed) names.push(unsealText(await storedKeys(id, after), place, value))
  expect(names).toEqual(['First', 'Second'])
})
