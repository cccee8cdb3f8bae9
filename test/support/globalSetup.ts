/** Makes a migrated embedded database once; every test file starts from its dump. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { openDatabase } from '../../server/database/open.ts'

export async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'metro2-test-'))
  const database = await openDatabase({ databaseUrl: null, folder: null, poolSize: 1 })
  const { pglite } = database.boss as { pglite: PGlite }
  const dump = await pglite.dumpDataDir('none')
  await database.close()
  const path = join(folder, 'template.tar')
  await writeFile(path, Buffer.from(await dump.arrayBuffer()))
  process.env.TEST_DATABASE_TEMPLATE = path
  return () => rm(folder, { recursive: true, force: true })
}
