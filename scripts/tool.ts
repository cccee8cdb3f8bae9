/** Runs a command-line tool: its answer becomes the exit code, and a mistake in the surroundings a sentence without a stack. */
import { ConfigError } from '../server/config.ts'
import { MigrationError } from '../server/database/migrate.ts'
import { DataFolderError } from '../server/dataFolder.ts'
import { ControlError } from '../server/organizations/control.ts'
import { VaultError } from '../server/vault/vault.ts'

const isOperatorError = (error: unknown): error is Error =>
  [ConfigError, ControlError, DataFolderError, MigrationError, VaultError].some((type) => error instanceof type)

export function runTool(main: () => Promise<number>): void {
  main().then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      const text = isOperatorError(error) ? error.message : error instanceof Error ? error.stack : String(error)
      process.stderr.write(`${text}\n`)
      process.exitCode = 1
    },
  )
}
