/**
 * What was sent and not seen. A source may carry out a request long after it has stopped answering, and nothing tells a note that is made late
 * from one that is never made. So it is stored when a write leaves, and nothing is sent for the same place again before
 * the source has had its time.
 */
import type { Writeback } from '../../prisma/generated/client/client.ts'
import type { TenantClient } from '../database/tenant.ts'
import { LeaseLost } from '../sync/log.ts'

/** Beyond the time that an answer may take: how late a source may carry out what it did not answer. */
export const lateMarginMs = 30_000

/** Nothing may be sent yet. It was looked for before this is thrown, for a plugin looks first. */
export class NotYet extends Error {
  readonly forMs: number
  constructor(forMs: number) {
    super('what was sent before may still be carried out')
    this.forMs = forMs
  }
}

type Sent = Pick<Writeback, 'connectionId' | 'sourceKey' | 'target' | 'place' | 'correlationId'>

/**
 * For how many milliseconds nothing may be sent for this write; 0: at once. Counts what any plan has sent: for the same write, and
 * into a place that holds one value for any write, for the older one carried out late would overwrite the newer.
 */
export async function heldMs(db: TenantClient, row: Sent, effect: 'APPENDS' | 'REPLACES', quietMs: number) {
  const rows = await db.$queryRawUnsafe<{ ms: number | null }[]>(
    `SELECT (extract(epoch FROM max(sent_at) - clock_timestamp()) * 1000 + $3::float8)::float8 AS ms FROM writebacks
     WHERE organization_id = $1::uuid AND connection_id = $2::uuid AND source_key = $4 AND state <> 'WRITTEN' AND sent_at IS NOT NULL
       AND (correlation_id = $5 OR ($6 AND target = $7 AND place = $8))`,
    ...[db.organizationId, row.connectionId, quietMs, row.sourceKey, row.correlationId],
    ...[effect === 'REPLACES', row.target, row.place],
  )
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0))
}

/** A turn of an operation; another worker that takes it over has a higher attempt. */
export interface OperationTurn {
  operationId: string
  attempt: number
}

/**
 * Stores that the write is about to leave; answers when, as text. Whoever takes the operation over either sees it, or had it before this: then
 * the lease that is asked for afterwards is lost.
 * @throws LeaseLost when another worker has the operation
 */
export async function markSent(db: TenantClient, id: string, { operationId, attempt }: OperationTurn): Promise<string> {
  const rows = await db.$queryRawUnsafe<{ at: string }[]>(
    `UPDATE writebacks SET sent_at = clock_timestamp() WHERE organization_id = $1::uuid AND id = $2::uuid AND state = 'PLANNED'
       AND EXISTS (SELECT FROM operations WHERE organization_id = $1::uuid AND id = $3::uuid AND attempt = $4::int AND state = 'RUNNING')
     RETURNING sent_at::text AS at`,
    ...[db.organizationId, id, operationId, attempt],
  )
  if (!rows[0]) throw new LeaseLost()
  return rows[0].at
}

/** The source has certainly not acted on what left at `mark`: what stood there before stands again. */
export async function unmarkSent(db: TenantClient, id: string, mark: string, before: string | null): Promise<void> {
  await db.$executeRawUnsafe(
    `UPDATE writebacks SET sent_at = $4::timestamptz
     WHERE organization_id = $1::uuid AND id = $2::uuid AND sent_at = $3::timestamptz AND state = 'PLANNED'`,
    ...[db.organizationId, id, mark, before],
  )
}
