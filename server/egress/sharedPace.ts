/**
 * A connection's token bucket in the database, shared by every process: a row whose short atomic update leases a block of
 * turns, by the database's clock, so that clocks of machines need not agree. What one request learns of a refusal holds for
 * all: they wait together, and go on at half the pace, which comes back by half each ten minutes.
 */
import type { TenantClient } from '../database/tenant.ts'
import type { Log } from '../log.ts'
import { type Bucket, burstOf, type Lease, type PaceOptions } from './pacer.ts'

/** Requests that were under way together are refused together: that counts as one refusal. */
const sameRefusalSeconds = 2
const slowestPercent = 1_600

/** Slowness in percent, faded since it was learned. */
const slowness = '(100 + (p.slowness - 100) * power(0.5, extract(epoch FROM clock_timestamp() - p.slowed_at) / 600.0))'

/** @param fallback used for as long as the database does not answer */
export function sharedBucket(
  db: TenantClient,
  connectionId: string,
  pace: PaceOptions,
  fallback: Bucket,
  log: Log,
): Bucket {
  const { requestsPerSecond } = pace
  const burst = burstOf(requestsPerSecond)
  // About two statements a second, whatever the pace.
  const count = Math.max(1, Math.ceil(requestsPerSecond / 2))

  async function lease(): Promise<Lease> {
    const [row] = await db.$queryRawUnsafe<{ full_in: number; paused_in: number; interval_ms: number }[]>(
      `INSERT INTO source_paces AS p (organization_id, connection_id, full_at, paused_until, slowness, slowed_at)
       VALUES ($1::uuid, $2::uuid, clock_timestamp() + make_interval(secs => $3::float8 * $4::float8 / 1000),
         to_timestamp(0), 100, to_timestamp(0))
       ON CONFLICT (organization_id, connection_id) DO UPDATE SET
         full_at = greatest(p.full_at, clock_timestamp()) + make_interval(secs => $3::float8 * $4::float8 / 1000 * ${slowness} / 100)
       RETURNING (extract(epoch FROM p.full_at - clock_timestamp()) * 1000)::float8 AS full_in,
         (extract(epoch FROM p.paused_until - clock_timestamp()) * 1000)::float8 AS paused_in,
         ($4::float8 * ${slowness} / 100)::float8 AS interval_ms`,
      db.organizationId,
      connectionId,
      count,
      1000 / requestsPerSecond,
    )
    const { full_in: fullIn, paused_in: pausedIn, interval_ms: intervalMs } = row!
    return { count, intervalMs, firstInMs: fullIn - intervalMs * (count + burst - 1), pausedMs: Math.max(0, pausedIn) }
  }

  async function slowDown(waitMs: number): Promise<void> {
    await db.$executeRawUnsafe(
      `UPDATE source_paces AS p SET
         paused_until = greatest(p.paused_until, clock_timestamp() + make_interval(secs => $3::float8 / 1000)),
         slowness = CASE WHEN ${isNews} THEN least(${slowestPercent}, round(2 * ${slowness})::int) ELSE p.slowness END,
         slowed_at = CASE WHEN ${isNews} THEN clock_timestamp() ELSE p.slowed_at END
       WHERE p.organization_id = $1::uuid AND p.connection_id = $2::uuid`,
      db.organizationId,
      connectionId,
      waitMs,
    )
  }

  const failed = (error: unknown) =>
    log.warn({ err: error, connectionId }, 'the shared pace cannot be read; this process goes by its own')
  return {
    lease: () =>
      lease().catch((error: unknown) => {
        failed(error)
        return fallback.lease()
      }),
    slowDown: (waitMs) => slowDown(waitMs).catch(failed),
  }
}

const isNews = `p.slowed_at < clock_timestamp() - interval '${sameRefusalSeconds} seconds'`
