/**
 * What is kept for a time and then deleted: oldest first, a small chunk of each kind at a time, so that no statement holds
 * locks for long and due runs do not wait. Every worker process does it; rows that another one is at are passed over.
 * The last event of a log stays: whoever asks for those before it is told which are missing.
 */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import { pruneUploads } from '../uploads/remove.ts'
import { purgeGoneDocuments } from './goneDocuments.ts'
import { purgeReviews } from './reviews.ts'

type PurgeKind = keyof Config['kept']

export const rowsAtOnce = 1_000
const dayMs = 86_400_000

/** Rows of each kind of log end alike. */
type Statement = (before: Date) => Prisma.Sql

const deliveries: Statement = (before) => Prisma.sql`
  DELETE FROM webhook_deliveries WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM webhook_deliveries WHERE received_at < ${before}
    ORDER BY received_at LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)`

const syncEvents: Statement = (before) => Prisma.sql`
  DELETE FROM sync_events WHERE (organization_id, run_id, seq) IN (
    SELECT e.organization_id, e.run_id, e.seq FROM sync_runs AS r
    JOIN sync_events AS e ON e.organization_id = r.organization_id AND e.run_id = r.id AND e.seq < r.last_seq
    WHERE r.finished_at < ${before}
    ORDER BY r.finished_at, e.run_id, e.seq LIMIT ${rowsAtOnce} FOR UPDATE OF e SKIP LOCKED)`

const operationEvents: Statement = (before) => Prisma.sql`
  DELETE FROM operation_events WHERE (organization_id, operation_id, seq) IN (
    SELECT e.organization_id, e.operation_id, e.seq FROM operations AS o
    JOIN operation_events AS e ON e.organization_id = o.organization_id AND e.operation_id = o.id AND e.seq < o.last_seq
    WHERE o.finished_at < ${before}
    ORDER BY o.finished_at, e.operation_id, e.seq LIMIT ${rowsAtOnce} FOR UPDATE OF e SKIP LOCKED)`

const connectionEvents: Statement = (before) => Prisma.sql`
  DELETE FROM connection_events WHERE (organization_id, connection_id, seq) IN (
    SELECT e.organization_id, e.connection_id, e.seq FROM connections AS c
    JOIN connection_events AS e
      ON e.organization_id = c.organization_id AND e.connection_id = c.id AND e.seq < c.last_event_seq
    WHERE e.at < ${before}
    ORDER BY e.at, e.connection_id, e.seq LIMIT ${rowsAtOnce} FOR UPDATE OF e SKIP LOCKED)`

const audit: Statement = (before) => Prisma.sql`
  DELETE FROM audit_log WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM audit_log WHERE at < ${before}
    ORDER BY at LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)`

/** A version's time begins to run when the next one takes its place; the last one of a record stays. */
const versions: Statement = (before) => Prisma.sql`
  DELETE FROM record_versions WHERE (organization_id, record_id, version) IN (
    SELECT v.organization_id, v.record_id, v.version FROM record_versions AS v
    WHERE v.at < ${before} AND EXISTS (SELECT 1 FROM record_versions AS next
      WHERE next.organization_id = v.organization_id AND next.record_id = v.record_id
        AND next.version > v.version AND next.at < ${before})
    ORDER BY v.at LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)`

const statements: [PurgeKind, Statement][] = [
  ['deliveries', deliveries],
  ['events', syncEvents],
  ['events', operationEvents],
  ['events', connectionEvents],
  ['audit', audit],
  ['versions', versions],
]

/**
 * One chunk of each kind; answers whether there may be more. A kind that fails does not keep the others from being purged.
 * @throws AggregateError when all others are done
 */
export async function purgeChunk(app: App): Promise<boolean> {
  const before = (kind: PurgeKind) => new Date(app.now() - app.config.kept[kind] * dayMs)
  const failures: unknown[] = []
  let more = false
  const purge = async (kind: PurgeKind | 'uploads', work: () => Promise<{ gone: number; more: boolean }>) => {
    try {
      const chunk = await work()
      more ||= chunk.more
      if (chunk.gone === 0) return
      app.metrics.purgedRows.inc({ kind }, chunk.gone)
      app.log.info({ kind, rows: chunk.gone }, 'kept for its time, and deleted')
    } catch (error) {
      failures.push(error)
    }
  }
  for (const [kind, statement] of statements) {
    await purge(kind, async () => {
      const gone = await app.database.system.$executeRaw(statement(before(kind)))
      return { gone, more: gone === rowsAtOnce }
    })
  }
  await purge('goneDocuments', () => purgeGoneDocuments(app, before('goneDocuments')))
  await purge('reviews', () => purgeReviews(app, before('reviews')))
  await purge('uploads', async () => ({ gone: await pruneUploads(app), more: false }))
  if (failures.length > 0)
    throw new AggregateError(failures, 'Not everything that was kept for its time could be deleted.')
  return more
}
