/** A small portfolio made large, and a short run made long, by statements of the database: as syncs would leave them. */
import type { PGlite } from '@electric-sql/pglite'

async function columnsOf(db: PGlite, table: string): Promise<string[]> {
  const { rows } = await db.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
    [table],
  )
  return rows.map(({ column_name }) => column_name)
}

/** Copies rows of a table; `changed` says by column what a copy has instead. `n` is the number of the copy. */
async function copy(db: PGlite, table: string, copies: number, most: number, changed: Record<string, string>) {
  const names = await columnsOf(db, table)
  const values = names.map((name) => changed[name] ?? `t.${name}`)
  await db.query(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}
     FROM ${table} t CROSS JOIN generate_series(1, $1::int) n LIMIT $2`,
    [copies, most],
  )
}

/** The n-th copy of an id: the same in every table that names it. */
const idOf = (column: string) => `md5(${column}::text || '-' || n)::uuid`

/**
 * Copies the records of the database until there are `wanted`. The copies have no documents: lists do not open them.
 * @returns how many there are
 */
export async function growRecords(db: PGlite, wanted: number): Promise<number> {
  const count = async () =>
    Number((await db.query<{ count: string }>('SELECT count(*) AS count FROM metro2_records')).rows[0]!.count)
  const before = await count()
  const missing = wanted - before
  if (missing <= 0) return before
  const copies = Math.ceil(missing / before)
  const key = `t.source_key || '-' || n`
  const names = { source_key: key, display_key: `t.display_key || '-' || n` }
  await copy(db, 'source_records', copies, copies * before, { ...names, id: idOf('t.id'), document: `''::bytea` })
  await copy(db, 'metro2_records', copies, missing, {
    ...{ ...names, id: idOf('t.id'), source_record_id: idOf('t.source_record_id') },
    ...{ consumer_account_number: `t.consumer_account_number || n` },
  })
  await db.query('ANALYZE')
  return count()
}

/** Adds events to the end of a run that has ended: its own, said again, one every 180 ms. */
export async function growEvents(db: PGlite, runId: string, wanted: number): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    'SELECT max(seq) AS last FROM sync_events WHERE run_id = $1 AND kind <> $2',
    [runId, 'RUN_STATE'],
  )
  const last = rows[0]!.last
  await db.query('UPDATE sync_events SET seq = $2 WHERE run_id = $1 AND seq > $3', [runId, wanted, last])
  const names = await columnsOf(db, 'sync_events')
  const changed: Record<string, string> = {
    seq: '$3::int + n',
    at: `t.at + n * interval '180 milliseconds'`,
  }
  const values = names.map((name) => changed[name] ?? `t.${name}`)
  await db.query(
    `INSERT INTO sync_events (${names.join(', ')})
     SELECT ${values.join(', ')} FROM generate_series(1, $2::int - $3::int - 1) n
     JOIN sync_events t ON t.run_id = $1 AND t.seq = 2 + n % ($3::int - 1)`,
    [runId, wanted, last],
  )
  await db.query('UPDATE sync_runs SET last_seq = $2 WHERE id = $1', [runId, wanted])
  return wanted
}
