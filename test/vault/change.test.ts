/** The key file holds at every moment each key that an organization is wrapped by, whoever changes it and whenever it is cut off. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import type { Database } from '../../server/database/open.ts'
import { loadMasterKeys } from '../../server/dataFolder.ts'
import { createOrganization, type OrganizationMaker } from '../../server/organizations/service.ts'
import { changeMasterKey, endKeyChange } from '../../server/vault/change.ts'
import { createVault, masterKeyName, type Vault } from '../../server/vault/vault.ts'
import { freshDatabase, kinds } from '../support/databases.ts'

const config = readConfig({})

describe.each(kinds)('%s', (kind) => {
  let database: Database
  let folder: { path: string }
  beforeAll(async () => {
    database = await freshDatabase(kind)
  }, 60_000)
  afterAll(() => database?.close())
  beforeEach(() => {
    folder = { path: mkdtempSync(join(tmpdir(), 'keys-')) }
  })
  afterEach(async () => {
    rmSync(folder.path, { recursive: true })
    await database.sql('TRUNCATE organizations CASCADE')
  })

  const makerWith = (vault: Vault): OrganizationMaker => ({ config, database, vault, now: Date.now })
  const started = () => {
    const [masterKey, ...previousKeys] = loadMasterKeys(folder)
    return makerWith(createVault({ masterKey, previousKeys }))
  }
  const inFile = () => loadMasterKeys(folder).map(masterKeyName)
  const write = (...keys: Buffer[]) =>
    writeFileSync(join(folder.path, 'masterKey'), keys.map((key) => `${key.toString('base64')}\n`).join(''), {
      mode: 0o600,
    })

  async function make(app: OrganizationMaker, name = 'Lender') {
    const made = await createOrganization(app, name)
    if (!made.ok) throw new Error('not made')
  }

  /** Opens every organization by what stands in the file alone. */
  async function openAll(): Promise<number> {
    const { vault } = started()
    const rows = await database.system.organization.findMany({})
    for (const { id, keyId: kid, wrappedDataKey: dataKey, wrappedIndexKey: indexKey } of rows)
      vault.openOrganizationKeys(id, { dataKey, indexKey, kid })
    return rows.length
  }

  test('many changes at once, while organizations are made, leave one key that opens all', async () => {
    const app = started()
    for (let made = 0; made < 10; made++) await make(app)
    const changes = Array.from({ length: 4 }, () => changeMasterKey(app, folder, null))
    const makers = Array.from({ length: 10 }, () => make(app))
    for (const change of await Promise.all(changes)) expect(change.ok).toBe(true)
    await Promise.all(makers)
    expect(inFile()).toEqual([app.vault.kid])
    expect(await openAll()).toBe(20)
  })

  test('a change that begins while the keys of an organization are made waits for it', async () => {
    const app = started()
    await make(app)
    let change: Promise<unknown> | null = null
    const vault: Vault = {
      ...app.vault,
      get kid() {
        return app.vault.kid
      },
      createOrganizationKeys(id) {
        const wrapped = app.vault.createOrganizationKeys(id)
        change ??= changeMasterKey(app, folder, null)
        return wrapped
      },
    }
    await make(makerWith(vault))
    expect(await change).toMatchObject({ ok: true, changed: 2 })
    expect(inFile()).toEqual([app.vault.kid])
    expect(await openAll()).toBe(2)
  })

  test('a key stays in the file for as long as it wraps an organization', async () => {
    const [fresh, old, older] = [randomBytes(32), randomBytes(32), randomBytes(32)]
    await make(makerWith(createVault({ masterKey: old })))
    write(fresh, old, older)
    await endKeyChange(database, folder)
    expect(inFile()).toEqual([fresh, old].map(masterKeyName))
    expect(await changeMasterKey(started(), folder, null)).toMatchObject({ changed: 1, keyName: masterKeyName(fresh) })
    expect(inFile()).toEqual([masterKeyName(fresh)])
  })

  test('cut off after the new key was written, the next change goes on with it', async () => {
    const app = started()
    await make(app)
    const [old] = inFile()
    const failing = async (work: (tx: unknown) => Promise<unknown>, patience: object) =>
      database.system.$transaction(async (tx) => {
        await work(tx)
        throw new Error('the connection was lost')
      }, patience)
    const system = new Proxy(database.system, {
      get: (target, name) => (name === '$transaction' ? failing : Reflect.get(target, name)),
    })
    const cut = { ...app, database: { ...database, system } }
    await expect(changeMasterKey(cut, folder, null)).rejects.toThrow('the connection was lost')
    const [fresh] = inFile()
    expect(inFile()).toEqual([fresh, old])
    expect(await openAll()).toBe(1)
    // What is made now is wrapped by the new key, which a crash would leave in the file.
    await make(app)
    expect(await openAll()).toBe(2)
    expect(await changeMasterKey(started(), folder, null)).toMatchObject({ changed: 1, keyName: fresh })
    expect(inFile()).toEqual([fresh])
    expect(await openAll()).toBe(2)
  })

  test('a key file that was exchanged under the running server is not built upon', async () => {
    const app = started()
    await make(app)
    const stranger = randomBytes(32)
    write(stranger)
    const change = await changeMasterKey(app, folder, null)
    expect(change).toMatchObject({ ok: false, errors: [{ code: 'KEY_FILE_CHANGED' }] })
    expect(inFile()).toEqual([masterKeyName(stranger)])
  })

  test('nothing goes back to a key that was left', async () => {
    const [left, present] = [randomBytes(32), randomBytes(32)]
    await make(makerWith(createVault({ masterKey: left })))
    const vault = createVault({ masterKey: present, previousKeys: [left] })
    const app = { config: { ...config, masterKey: present }, database, vault }
    expect(await changeMasterKey(app, null, null)).toMatchObject({ changed: 1, keyName: masterKeyName(present) })
    expect(await changeMasterKey(app, null, left)).toMatchObject({ ok: false, errors: [{ code: 'FORMER_MASTER_KEY' }] })
    expect(vault.kid).toBe(masterKeyName(present))
    const stale = createVault({ masterKey: left, previousKeys: [present] })
    const back = { config: { ...config, masterKey: left }, database, vault: stale }
    expect(await changeMasterKey(back, null, null)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORMER_MASTER_KEY' }],
    })
    const [row] = await database.system.organization.findMany({})
    expect(row).toMatchObject({ keyId: masterKeyName(present), formerKeyIds: [masterKeyName(left)] })
  })

  test('organizations of a key that is not there are named; the others are wrapped anew', async () => {
    const app = started()
    await make(app)
    const foreign = createVault({ masterKey: randomBytes(32) })
    await make(makerWith(foreign))
    const change = await changeMasterKey(app, folder, null)
    expect(change).toMatchObject({ ok: false, errors: [{ code: 'UNKNOWN_MASTER_KEY' }] })
    expect(JSON.stringify(change)).toContain(foreign.kid)
    const rows = await database.system.organization.findMany({})
    expect(rows.map((row) => row.keyId).sort()).toEqual([app.vault.kid, foreign.kid].sort())
  })
})
