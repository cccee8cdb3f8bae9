/** Generates the Prisma client after `npm ci`. The command line looks for an engine that generating does not need. */
import { spawnSync } from 'node:child_process'

const { status, stderr } = spawnSync('prisma', ['generate'], {
  encoding: 'utf8',
  env: {
    ...process.env,
    // Any executable that exists keeps the command from downloading the engine.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
})
if (status !== 0) process.stderr.write(stderr ?? 'prisma generate could not be started\n')
process.exit(status ?? 1)
