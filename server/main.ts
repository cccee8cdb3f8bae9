/** `npm start`: the server alone. */
import { parseArgs } from 'node:util'
import { PluginError, withPackages } from '../plugins/registry.ts'
import { StartError, startServer } from './compose.ts'
import { ConfigError, readConfig, roles } from './config.ts'
import { MigrationError } from './database/migrate.ts'
import { DataFolderError } from './dataFolder.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { VaultError } from './vault/vault.ts'

/** A mistake in the surroundings, not in the program: its message is for the operator, its stack for nobody. */
const isOperatorError = (error: unknown): error is Error =>
  [ConfigError, DataFolderError, MigrationError, PluginError, StartError, VaultError].some(
    (kind) => error instanceof kind,
  )

/** `--role` says the same as ROLE, and has the last word. */
function environment(): NodeJS.ProcessEnv {
  try {
    const { role } = parseArgs({ options: { role: { type: 'string' } } }).values
    return role === undefined ? process.env : { ...process.env, ROLE: role }
  } catch (error) {
    const { message } = error as Error
    throw new ConfigError([`${message}. What may follow \`npm start --\` is: --role ${roles.join('|')}`])
  }
}

async function main() {
  const config = readConfig(environment())
  const log = createLog({ level: config.logLevel })
  const plugins = await withPackages(config.plugins)
  const server = await startServer({ config, plugins, log, metrics: createMetrics({ process: true }) })
  log.info({ url: server.url, database: server.app.database.kind, role: config.role }, 'ready')
  if (server.newAdminKey) {
    // Printed once, beside the log: it is stored nowhere.
    process.stdout.write(
      `\nAdmin API key (shown once, keep it safe): ${server.newAdminKey}\nGraphQL: ${server.url}/graphql\n\n`,
    )
  }
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    const late = setTimeout(() => {
      log.error('the server did not stop in time')
      process.exit(1)
    }, config.shutdownSeconds * 1000)
    late.unref()
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${isOperatorError(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(1)
})
