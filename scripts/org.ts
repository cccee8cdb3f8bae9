/** `npm run org -- create NAME`: makes another organization and prints its admin key, once. */
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../server/config.ts'
import { MigrationError } from '../server/database/migrate.ts'
import { DataFolderError } from '../server/dataFolder.ts'
import { ControlError } from '../server/organizations/control.ts'
import { makeOrganization } from '../server/organizations/operator.ts'

const usage = `Usage: npm run org -- create NAME

Makes another organization and prints its first admin key, once. Takes the server's
configuration from the environment, and works whether the server runs or not.`

const isOperatorError = (error: unknown): error is Error =>
  [ConfigError, ControlError, DataFolderError, MigrationError].some((type) => error instanceof type)

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [command, ...words] = positionals
  if (command !== 'create' || words.length === 0) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const made = await makeOrganization(readConfig(process.env), words.join(' '))
  if (!made.ok) {
    process.stderr.write(`${made.errors.map((error) => error.message).join('\n')}\n`)
    return 1
  }
  process.stdout.write(
    `Organization: ${made.organizationId}\nAdmin API key (shown once, keep it safe): ${made.adminKey}\n`,
  )
  return 0
}

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
