/** The newest run of each connection that meets a condition: one statement, however many connections are asked about. */
import type { SyncRun } from '../../prisma/generated/client/client.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'

export type NewestRun = Pick<
  SyncRun,
  'id' | 'mode' | 'state' | 'createdAt' | 'startedAt' | 'finishedAt' | 'endCursor' | 'seen' | 'requests' | 'attempt'
>

export interface AskedRun {
  connectionId: string
  /** Of those made then or later; null = of all. */
  since: Date | null
}

/** Conditions in SQL, of columns of sync_runs. */
const conditions = {
  FULL: "mode = 'FULL'",
  FULL_ENDED_WELL: "mode = 'FULL' AND state IN ('SUCCEEDED', 'SUCCEEDED_WITH_ERRORS')",
  // The first incremental run of a connection reads everything as well.
  READ_EVERYTHING: `state IN ('SUCCEEDED', 'SUCCEEDED_WITH_ERRORS') AND requests > 0 AND seen > 0
    AND (mode = 'FULL' OR trigger = 'FIRST')`,
} as const

/** Answers in the order in which was asked; null where a connection has no such run. */
export async function newestRuns(
  db: Pick<TenantClient | Tx, '$queryRawUnsafe' | 'organizationId'>,
  which: keyof typeof conditions,
  asked: readonly AskedRun[],
): Promise<(NewestRun | null)[]> {
  if (asked.length === 0) return []
  const rows = await db.$queryRawUnsafe<(NewestRun & { place: number })[]>(
    `SELECT asked.place::int AS place, run.id::text AS id, run.mode::text AS mode, run.state::text AS state,
            run.created_at AS "createdAt", run.started_at AS "startedAt", run.finished_at AS "finishedAt",
            run.end_cursor AS "endCursor", run.seen, run.requests, run.attempt
       FROM unnest($2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS asked(connection_id, since, place)
      CROSS JOIN LATERAL (
        SELECT * FROM sync_runs
         WHERE organization_id = $1::uuid AND connection_id = asked.connection_id AND created_at >= asked.since
           AND ${conditions[which]}
         ORDER BY created_at DESC, id DESC LIMIT 1) AS run`,
    db.organizationId,
    asked.map(({ connectionId }) => connectionId),
    asked.map(({ since }) => (since ?? new Date(0)).toISOString()),
  )
  const byPlace = new Map(rows.map(({ place, ...run }) => [place, run]))
  return asked.map((_each, index) => byPlace.get(index + 1) ?? null)
}
