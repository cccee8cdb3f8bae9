/** A real PostgreSQL in a temporary folder, for suites and benches that need one. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresPrograms, removePrograms } from './postgresPrograms.ts'

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

/** Starts the server, hands its URL to `work`, and takes everything away again. */
export async function withPostgres<T>(flags: string[], work: (url: string) => Promise<T>): Promise<T> {
  // Not mkdtemp: run as root, the server works as another user, who must be able to enter the folder.
  const folder = join(tmpdir(), `metro2-postgres-${randomUUID()}`)
  const programs = `${folder}-programs`
  const port = await freePort()
  const EmbeddedPostgres = await postgresPrograms(programs)
  const quiet = () => {}
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    user: 'metro2',
    password: 'metro2',
    port,
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', ...flags],
    createPostgresUser: process.getuid?.() === 0,
    onLog: quiet,
    onError: quiet,
  })
  try {
    await postgres.initialise()
    await postgres.start()
    return await work(`postgres://metro2:metro2@127.0.0.1:${port}/postgres`)
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
    await removePrograms(programs)
  }
}
