/**
 * Applies prisma/migrations at start, in Prisma's own folder layout and with Prisma's own table, so that
 * `prisma migrate deploy` continues the same history on a machine that has Prisma's engine.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Sql } from './open.ts'

const folder = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url))

/** Any fixed number; Prisma's own migrate uses another, so the two never wait for each other by accident. */
const advisoryLock = 72_707_369

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

export class MigrationError extends Error {}

export interface Migration {
  name: string
  checksum: string
  sql: string
}

/** Every migration that this program ships, oldest first. */
export async function readMigrations(from = folder): Promise<Migration[]> {
  const names = (await readdir(from, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(`${from}/${name}/migration.sql`, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** Brings the database to this program's schema, or throws MigrationError when it belongs to another version. */
export async function migrate(
  exclusive: <T>(work: (run: Sql) => Promise<T>) => Promise<T>,
  migrations?: Migration[],
): Promise<string[]> {
  const shipped = migrations ?? (await readMigrations())
  return exclusive(async (run) => {
    await run('SELECT pg_advisory_lock($1)', [advisoryLock])
    try {
      await run(historyTable)
      return await apply(run, shipped)
    } finally {
      await run('SELECT pg_advisory_unlock($1)', [advisoryLock])
    }
  })
}

async function apply(run: Sql, shipped: Migration[]): Promise<string[]> {
  const rows = await run(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name',
  )
  for (const row of rows) refuseForeign(row, shipped)
  const done = new Set(rows.map((row) => row.migration_name))
  const pending = shipped.filter((migration) => !done.has(migration.name))
  for (const migration of pending) await applyOne(run, migration)
  return pending.map((migration) => migration.name)
}

function refuseForeign(row: Record<string, unknown>, shipped: Migration[]) {
  const name = String(row.migration_name)
  const known = shipped.find((migration) => migration.name === name)
  if (!known) {
    throw new MigrationError(
      `The database was made by a newer version of this program: it has the migration ${name}, which this version does not know. Start the newer version.`,
    )
  }
  if (known.checksum !== row.checksum) {
    throw new MigrationError(
      `The migration ${name} in the database is not the one of this program (its checksum differs). Restore the migration file as it was released.`,
    )
  }
  if (row.finished_at === null) {
    throw new MigrationError(
      `The migration ${name} began and did not finish. Restore a backup, or repair it and run: prisma migrate resolve --applied ${name}`,
    )
  }
}

/** The migration and its line in the history are one transaction: a crash leaves both or none. */
async function applyOne(run: Sql, migration: Migration) {
  const id = randomUUID()
  await run(
    `BEGIN;\n${migration.sql}\n;
     INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ('${id}', '${migration.checksum}', '${migration.name.replaceAll("'", "''")}', now(), now(), 1);
     COMMIT;`,
  ).catch(async (error: unknown) => {
    await run('ROLLBACK')
    throw new MigrationError(
      `The migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  })
}
