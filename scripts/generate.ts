/** Generates the Prisma client after `npm ci`. The command line looks for an engine that generating does not need. */
import { spawnSync } from 'node:child_process'

const { status } = spawnSync('prisma', ['generate'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    // Any executable that exists keeps the command from downloading the engine.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
})
process.exit(status ?? 1)
