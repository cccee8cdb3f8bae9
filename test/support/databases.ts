/** The databases that tests run on: always PGlite, and PostgreSQL where TEST_POSTGRES names one. */
import { openAsBlob } from 'node:fs'
import pg from 'pg'
import { type Database, openDatabase } from '../../server/database/open.ts'

export const postgresUrl = process.env.TEST_POSTGRES ?? null

/** The migrated database that globalSetup.ts made once for all test files. */
async function template(): Promise<{ template?: Blob }> {
  const path = process.env.TEST_DATABASE_TEMPLATE
  return path ? { template: await openAsBlob(path) } : {}
}

/** A fresh database of its own. */
export async function freshDatabase(kind: 'pglite' | 'postgres'): Promise<Database> {
  if (kind === 'pglite') return openDatabase({ databaseUrl: null, folder: null, poolSize: 1, ...(await template()) })
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const admin = new pg.Client({ connectionString: postgresUrl! })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const url = new URL(postgresUrl!)
  url.pathname = `/${name}`
  return openDatabase({ databaseUrl: url.href, folder: null, poolSize: 8 })
}

export const kinds: ('pglite' | 'postgres')[] = postgresUrl ? ['pglite', 'postgres'] : ['pglite']
