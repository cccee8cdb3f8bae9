import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MigrationError, migrate, readMigrations } from '../../server/database/migrate.ts'
import type { Database } from '../../server/database/open.ts'
import { freshDatabase, kinds } from '../support/databases.ts'
import { parsePrismaSchema, type Schema } from '../support/prismaSchema.ts'

describe.each(kinds)('schema.prisma and the migrations agree on %s', (kind) => {
  let database: Database
  let schema: Schema
  beforeAll(async () => {
    database = await freshDatabase(kind)
    schema = parsePrismaSchema(await readFile(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8'))
  })
  afterAll(() => database.close())

  test('tables and columns with type, nullability and default', async () => {
    const rows = await database.sql(`
      SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
             NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS default
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relname <> '_prisma_migrations' ORDER BY c.relname, a.attname`)
    const expected = schema.tables
      .flatMap((table) =>
        // Prisma reads a list column as never null, and makes it without NOT NULL.
        table.columns.map((column) => ({
          table: table.name,
          ...column,
          nullable: column.nullable || column.type.endsWith('[]'),
        })),
      )
      .sort((a, b) => (a.table + a.name < b.table + b.name ? -1 : 1))
    const byName = [...rows].sort((a, b) => (`${a.table}${a.name}` < `${b.table}${b.name}` ? -1 : 1))
    expect(byName).toEqual(expected)
  })

  test('enums', async () => {
    const rows = await database.sql(`
      SELECT t.typname AS name, array_to_string(array_agg(e.enumlabel::text ORDER BY e.enumsortorder), ',') AS values
      FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname = 'public' GROUP BY t.typname`)
    const found = Object.fromEntries(rows.map((row) => [row.name, row.values]))
    expect(found).toEqual(Object.fromEntries([...schema.enums].map(([name, values]) => [name, values.join(',')])))
  })

  test('keys and indexes', async () => {
    const rows = await database.sql(`
      SELECT c.relname AS name, t.relname AS table,
        (SELECT string_agg(a.attname, ',' ORDER BY k.ord) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(num, ord)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) AS columns,
        CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END AS kind
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
      WHERE t.relname <> '_prisma_migrations' AND i.indpred IS NULL`)
    const expected = schema.tables.flatMap((table) =>
      table.indexes.map((index) => ({ ...index, table: table.name, columns: index.columns.join(',') })),
    )
    const byName = (a: { name?: unknown }, b: { name?: unknown }) => (String(a.name) < String(b.name) ? -1 : 1)
    expect([...rows].sort(byName)).toEqual(expected.sort(byName))
  })

  test('foreign keys, all of which carry the organization', async () => {
    const rows = await database.sql(`
      SELECT k.conname AS name, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k
      JOIN pg_namespace n ON n.oid = k.connamespace AND n.nspname = 'public' WHERE k.contype = 'f'`)
    const found = Object.fromEntries(rows.map((row) => [row.name, row.definition]))
    const expected = schema.tables.flatMap((table) =>
      table.foreignKeys.map((key) => [
        key.name,
        `FOREIGN KEY (${key.columns.join(', ')}) REFERENCES ${key.table}(${key.references.join(', ')}) ON UPDATE CASCADE ON DELETE ${key.onDelete}`,
      ]),
    )
    expect(found).toEqual(Object.fromEntries(expected))
    expect(
      Object.values(found).every((definition) => String(definition).startsWith('FOREIGN KEY (organization_id, ')),
    ).toBe(true)
  })

  test('starting again applies nothing; a database of another version is refused', async () => {
    const run = <T>(work: (sql: Database['sql']) => Promise<T>) => work(database.sql)
    const shipped = await readMigrations()
    if (kind === 'pglite') expect(await migrate(run)).toEqual([])
    const [first] = shipped
    await expect(migrate(run, [])).rejects.toThrow(/newer version/)
    await expect(migrate(run, [{ ...first!, checksum: 'other' }])).rejects.toThrow(/checksum differs/)
    await expect(
      migrate(run, [...shipped, { name: '99999999999999_broken', checksum: 'x', sql: 'SELEC 1' }]),
    ).rejects.toThrow(MigrationError)
    const rows = await database.sql('SELECT migration_name FROM "_prisma_migrations"')
    expect(rows).toHaveLength(shipped.length)
  })
})
