import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../server/database/open.ts'
import { newId } from '../../server/ids.ts'
import { createLog, type Log } from '../../server/log.ts'
import { rotateAtStart, rotateOrganizationKeys } from '../../server/vault/rotation.ts'
import { seal, unsealText } from '../../server/vault/seal.ts'
import { createVault, type Vault } from '../../server/vault/vault.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ databaseUrl: null, folder: null, poolSize: 1 })
})
afterAll(() => database?.close())

const log = createLog({ level: 'silent' })
const place = { table: 'connections', rowId: 'row', field: 'sealed_credentials' }

async function storedKeys(id: string, vault: Vault) {
  const row = await database.system.organization.findUniqueOrThrow({ where: { id } })
  return vault.openOrganizationKeys(id, { dataKey: row.wrappedDataKey, indexKey: row.wrappedIndexKey, kid: row.keyId })
}

async function insert(vault: Vault, name: string): Promise<string> {
  const id = newId()
  const { dataKey, indexKey, kid } = vault.createOrganizationKeys(id)
  const keys = { wrappedDataKey: dataKey, wrappedIndexKey: indexKey, keyId: kid }
  await database.system.organization.create({ data: { id, name, createdAt: new Date(0), ...keys } })
  return id
}

test('a start with a new master key makes the old one superfluous; without the old one it says so', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  const before = createVault({ masterKey: oldKey })
  const sealed = new Map<string, Buffer>()
  for (const name of ['First', 'Second']) {
    const id = await insert(before, name)
    sealed.set(id, seal(await storedKeys(id, before), place, name))
  }

  const after = createVault({ masterKey: newKey })
  await expect(rotateAtStart(database, after, log)).rejects.toMatchObject({ code: 'UNKNOWN_MASTER_KEY' })

  const rotating = createVault({ masterKey: newKey, previousKeys: [oldKey] })
  expect(await rotateOrganizationKeys(database, rotating)).toEqual({ changed: 2, left: 0, unopened: new Map() })
  expect(await rotateOrganizationKeys(database, rotating)).toMatchObject({ changed: 0 })
  expect(await rotateOrganizationKeys(database, after)).toMatchObject({ changed: 0 })
  const names = []
  for (const [id, value] of sealed) names.push(unsealText(await storedKeys(id, after), place, value))
  expect(names).toEqual(['First', 'Second'])
})

test('a process that is started again with the old key wraps nothing back, and says which key it should have', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  await database.system.organization.deleteMany({})
  const id = await insert(createVault({ masterKey: oldKey }), 'First')
  const moved = createVault({ masterKey: newKey, previousKeys: [oldKey] })
  expect(await rotateOrganizationKeys(database, moved)).toMatchObject({ changed: 1, left: 0 })

  const stale = createVault({ masterKey: oldKey, previousKeys: [newKey] })
  const warned: string[] = []
  const hearing = { warn: (_what: object, message: string) => warned.push(message) } as unknown as Log
  await rotateAtStart(database, stale, hearing)
  expect(warned).toEqual([expect.stringContaining(`MASTER_KEY is ${stale.kid}`)])
  // Whoever destroyed the old key has lost nothing, and the stale process goes on as well.
  await storedKeys(id, createVault({ masterKey: newKey }))
  await storedKeys(id, stale)
  // What it makes meanwhile is taken along by the next change.
  const late = await insert(stale, 'Late')
  expect(await rotateOrganizationKeys(database, moved)).toMatchObject({ changed: 1, left: 0 })
  await storedKeys(late, createVault({ masterKey: newKey }))
})

test('a start without the key of some organizations names them and that key, and serves the others', async () => {
  const [kept, lost] = [randomBytes(32), randomBytes(32)]
  const [mine, foreign] = [createVault({ masterKey: kept }), createVault({ masterKey: lost })]
  await database.system.organization.deleteMany({})
  const [first, second] = [await insert(mine, 'First'), await insert(foreign, 'Second')]
  const told: { keyName: string; organizationIds: string[] }[] = []
  const messages: string[] = []
  const hearing = {
    error(what: (typeof told)[number], message: string) {
      told.push(what)
      messages.push(message)
    },
  } as unknown as Log
  await rotateAtStart(database, mine, hearing)
  expect(told).toEqual([{ keyName: foreign.kid, organizationIds: [second] }])
  expect(messages[0]).toContain(`organization ${second} are wrapped by master key ${foreign.kid}`)
  await storedKeys(first, mine)

  const moved = createVault({ masterKey: randomBytes(32), previousKeys: [kept] })
  expect(await rotateOrganizationKeys(database, moved)).toMatchObject({ changed: 1 })
  await storedKeys(first, moved)
  // With the key back nothing was lost.
  const whole = createVault({ masterKey: randomBytes(32), previousKeys: [lost] })
  expect(await rotateOrganizationKeys(database, whole)).toMatchObject({ changed: 1 })
  await storedKeys(second, whole)
})
