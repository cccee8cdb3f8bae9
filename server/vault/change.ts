/** Changing the master key while the server runs. */
import { randomBytes } from 'node:crypto'
import type { App } from '../app.ts'
import { type DataFolder, loadMasterKeys, saveMasterKeys } from '../dataFolder.ts'
import { type Outcome, refuse } from '../outcome.ts'
import { rotateOrganizationKeys } from './rotation.ts'

export type KeyChanger = Pick<App, 'config' | 'database' | 'vault'>

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
 * Wraps every organization's keys by the new master key. Safe to be cut off: the old key is kept until all are wrapped, and
 * the next call, or the next start, goes on.
 * @param given the new key; null = a new one for the key file, or the key that is configured
 * @param folder the data folder, where the key is kept in a file
 */
export async function changeMasterKey(
  app: KeyChanger,
  folder: Pick<DataFolder, 'path'> | null,
  given: Buffer | null,
): Promise<KeyChange> {
  const { config, vault, database } = app
  if (config.masterKey === null && folder === null)
    throw new Error('a master key that is neither in a file nor configured')
  const inFile = config.masterKey === null && folder !== null
  if (inFile && given) {
    const message =
      'The server keeps its master key in the key file. Leave MASTER_KEY out: a new key is made and put there.'
    return refuse('KEY_FILE', [], message)
  }
  if (inFile) {
    const keys = loadMasterKeys(folder)
    // One that was cut off is brought to its end with the key that it made.
    const [fresh, former] = keys.length > 1 ? [keys[0], keys.slice(1)] : [randomBytes(32), keys]
    // On disk before it wraps anything: a key that only lived in memory would take the data with it.
    saveMasterKeys(folder, [fresh, ...former])
    vault.adopt(fresh)
  } else if (given) vault.adopt(given)
  const changed = await rotateOrganizationKeys(database, vault)
  if (inFile) saveMasterKeys(folder, loadMasterKeys(folder).slice(0, 1))
  const organizations = await database.system.organization.count({ where: { deletedAt: null } })
  return { ok: true, changed, organizations, keyName: vault.kid, keptIn: inFile ? 'FILE' : 'CONFIGURATION' }
}
