/** Changing the master key while the server runs. */
import { randomBytes } from 'node:crypto'
import type { App } from '../app.ts'
import { type DataFolder, loadMasterKeys, replaceMasterKeys } from '../dataFolder.ts'
import { type Outcome, refuse } from '../outcome.ts'
import { rotateOrganizationKeys, unopenedMessages, withKeysInUse } from './rotation.ts'
import { masterKeyName, type Vault } from './vault.ts'

export type KeyChanger = Pick<App, 'config' | 'database' | 'vault'>
type Folder = Pick<DataFolder, 'path'>

export type KeyChange = Outcome<{
  /** Organizations whose keys were wrapped anew. */
  changed: number
  /** All organizations. */
  organizations: number
  /** Name of the master key that wraps them now; tells nothing of it. */
  keyName: string
  /** FILE: the key file holds the new key. CONFIGURATION: it must stand in the configuration of the next start. */
  keptIn: 'FILE' | 'CONFIGURATION'
}>

/**
 * Wraps every organization's keys by the new master key. Safe to be cut off, and to be asked for twice at once: an old key is
 * kept until it wraps none of them any more, and the next call, or the next start, goes on.
 * @param given the new key; null = a new one for the key file, or the key that is configured
 * @param folder the data folder, where the key is kept in a file
 */
export async function changeMasterKey(
  app: KeyChanger,
  folder: Folder | null,
  given: Buffer | null,
): Promise<KeyChange> {
  const { config, vault, database } = app
  if (config.masterKey === null && folder === null)
    throw new Error('a master key that is neither in a file nor configured')
  const file = config.masterKey === null ? folder : null
  if (file && given) {
    const message =
      'The server keeps its master key in the key file. Leave MASTER_KEY out: a new key is made and put there.'
    return refuse('KEY_FILE', [], message)
  }
  if (file && !holdsPresentKey(file, vault)) {
    const message =
      `The key file no longer holds master key ${vault.kid}, by which this server wraps. It was replaced while the server runs: ` +
      'put the one back that it was started with, or restart the server.'
    return refuse('KEY_FILE_CHANGED', [], message)
  }
  if (given && (await wasLeft(database, masterKeyName(given)))) return formerKey(masterKeyName(given))
  const { changed, left, unopened } = await rotateOrganizationKeys(database, vault, () => {
    if (file) vault.adopt(freshKey(file))
    else if (given) vault.adopt(given)
  })
  if (file) await endKeyChange(database, file)
  if (unopened.size > 0) {
    const told = `${changed} organizations were wrapped anew, by master key ${vault.kid}; others could not be opened.`
    return refuse('UNKNOWN_MASTER_KEY', [], [told, ...unopenedMessages(unopened)].join('\n'))
  }
  if (left > 0) return formerKey(vault.kid)
  const organizations = await database.system.organization.count({ where: { deletedAt: null } })
  return { ok: true, changed, organizations, keyName: vault.kid, keptIn: file ? 'FILE' : 'CONFIGURATION' }
}

/** Whether an organization was moved away from a master key. */
const wasLeft = async ({ system }: KeyChanger['database'], keyName: string): Promise<boolean> =>
  (await system.organization.count({ where: { deletedAt: null, formerKeyIds: { has: keyName } } })) > 0

const formerKey = (keyName: string) =>
  refuse(
    'FORMER_MASTER_KEY',
    [],
    `Master key ${keyName} is one that organizations were moved away from, and nothing goes back to such a key. Take the newer key as MASTER_KEY, or make another one.`,
  )

const holdsPresentKey = (folder: Folder, vault: Vault) =>
  loadMasterKeys(folder).some((key) => masterKeyName(key) === vault.kid)

/** Under the lock of rotation.ts. A change that was cut off, or is at its last step elsewhere, is brought to its end with the key that it made. */
function freshKey(folder: Folder): Buffer {
  const keys = loadMasterKeys(folder)
  if (keys.length > 1) return keys[0]
  const fresh = randomBytes(32)
  // On disk before it wraps anything: a key that only lived in memory would take the data with it.
  replaceMasterKeys(folder, keys, [fresh, ...keys])
  return fresh
}

/** Takes those keys out of the key file that wrap no organization any more. */
export async function endKeyChange(database: KeyChanger['database'], folder: Folder): Promise<void> {
  if (loadMasterKeys(folder).length === 1) return
  const former = () => loadMasterKeys(folder).slice(1)
  await withKeysInUse(
    database,
    () => former().map(masterKeyName),
    (inUse) => {
      const keys = loadMasterKeys(folder)
      const needed = former().filter((key) => inUse.has(masterKeyName(key)))
      replaceMasterKeys(folder, keys, [keys[0], ...needed])
    },
  )
}
