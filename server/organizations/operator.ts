/** Commands from the command line, whether the server runs or not. */
import { databaseOptions, masterKeysOf, needsFolder } from '../compose.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { acquireDataFolder, type DataFolder, findDataFolderOwner } from '../dataFolder.ts'
import { createLog } from '../log.ts'
import { createVault } from '../vault/vault.ts'
import { type Commands, commands } from './commands.ts'
import { askControl } from './control.ts'

/**
 * Asks the server that owns the data folder; where nobody owns it, opens it for a moment. With PostgreSQL and a
 * MASTER_KEY there is nothing in the folder to guard, and the database is opened beside the server.
 * @throws ControlError, DataFolderError, MigrationError
 */
export async function command<N extends keyof Commands>(
  config: Config,
  name: N,
  input: Parameters<Commands[N]>[2],
): Promise<Awaited<ReturnType<Commands[N]>>> {
  // The owner may have been started without MASTER_KEY, and this command with the one that is to follow.
  if (!config.databaseUrl || !config.masterKey) {
    if (findDataFolderOwner(config.dataDir)) return askControl(config.dataDir, name, input)
  }
  if (!needsFolder({ config })) return openAndDo(config, null, name, input)
  const folder = acquireDataFolder(config.dataDir)
  try {
    return await openAndDo(config, folder, name, input)
  } finally {
    folder.release()
  }
}

async function openAndDo<N extends keyof Commands>(
  config: Config,
  folder: DataFolder | null,
  name: N,
  input: Parameters<Commands[N]>[2],
): Promise<Awaited<ReturnType<Commands[N]>>> {
  const vault = createVault(masterKeysOf(config, folder))
  const database = await openDatabase(databaseOptions(config, folder))
  try {
    const log = createLog({ level: 'silent' })
    const app = { config, database, vault, log, now: Date.now }
    return (await commands[name](app, folder, input as never)) as Awaited<ReturnType<Commands[N]>>
  } finally {
    await database.close()
  }
}
