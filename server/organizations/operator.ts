/** Making an organization from the command line, whether the server runs or not. */
import { databaseOptions, masterKeyOf, needsFolder } from '../compose.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { acquireDataFolder, type DataFolder, findDataFolderOwner } from '../dataFolder.ts'
import { createVault } from '../vault/vault.ts'
import { askControl } from './control.ts'
import { createOrganization, type MadeOrganization } from './service.ts'

/**
 * Asks the server that owns the data folder; where nobody owns it, opens it for a moment. With PostgreSQL and a
 * MASTER_KEY there is nothing in the folder to guard, and the database is opened beside the server.
 * @throws ControlError, DataFolderError, MigrationError
 */
export async function makeOrganization(config: Config, name: string): Promise<MadeOrganization> {
  if (!needsFolder({ config })) return openAndMake(config, null, name)
  if (findDataFolderOwner(config.dataDir)) return askControl(config.dataDir, name)
  const folder = acquireDataFolder(config.dataDir)
  try {
    return await openAndMake(config, folder, name)
  } finally {
    folder.release()
  }
}

async function openAndMake(config: Config, folder: DataFolder | null, name: string): Promise<MadeOrganization> {
  const vault = createVault({ masterKey: masterKeyOf(config, folder), previousKeys: config.previousMasterKeys })
  const database = await openDatabase(databaseOptions(config, folder))
  try {
    return await createOrganization({ config, database, vault, now: Date.now }, name)
  } finally {
    await database.close()
  }
}
