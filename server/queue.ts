/** What waits for a worker, over all organizations: read from the database when somebody asks for the metrics. */
import type { App } from './app.ts'

interface Waiting {
  queue: 'runs' | 'operations'
  state: string
  count: number
  /** Age of the longest overdue, in seconds; 0 when none is. */
  lag: number
}

/**
 * A run or operation is overdue from the moment it could have been worked: made, let go by its worker, or its pause over; one
 * that waits on a paused connection never is. A connection whose scheduled run has not been made is overdue as well, so that a missing worker shows.
 */
export async function measureQueue(app: Pick<App, 'database' | 'now' | 'metrics'>): Promise<void> {
  const rows = (await app.database.sql(
    `WITH moment AS (SELECT to_timestamp($1::float8 / 1000) AS now), work AS (
       SELECT 'runs' AS queue, r.state::text AS state, CASE WHEN r.state = 'RUNNING' THEN coalesce(r.lease_until, now)
         WHEN c.state <> 'ACTIVE' THEN NULL WHEN r.state = 'QUEUED' THEN r.created_at ELSE r.paused_until END AS due
         FROM moment, sync_runs r JOIN connections c ON c.organization_id = r.organization_id AND c.id = r.connection_id
         WHERE r.state IN ('QUEUED', 'RUNNING', 'PAUSED')
       UNION ALL
       SELECT 'operations', state::text, CASE state WHEN 'QUEUED' THEN created_at ELSE coalesce(lease_until, now) END
         FROM operations, moment WHERE state IN ('QUEUED', 'RUNNING')
       UNION ALL
       SELECT 'runs', 'DUE', next_run_at FROM connections c, moment WHERE c.state = 'ACTIVE' AND next_run_at <= now
         AND NOT EXISTS (SELECT 1 FROM sync_runs r WHERE r.organization_id = c.organization_id AND r.connection_id = c.id
           AND r.state IN ('QUEUED', 'RUNNING', 'PAUSED')))
     SELECT queue, state, count(*)::int AS count, greatest(0, extract(epoch FROM max(now - due)))::float8 AS lag
     FROM work, moment GROUP BY queue, state`,
    [app.now()],
  )) as unknown as Waiting[]
  const { queueDepth, queueLag } = app.metrics
  for (const [queue, states] of Object.entries(statesOf)) {
    const own = rows.filter((row) => row.queue === queue)
    for (const state of states) queueDepth.set({ queue, state }, own.find((row) => row.state === state)?.count ?? 0)
    queueLag.set({ queue }, Math.max(0, ...own.map((row) => row.lag)))
  }
}

const statesOf = { runs: ['QUEUED', 'RUNNING', 'PAUSED', 'DUE'], operations: ['QUEUED', 'RUNNING'] } as const
