/**
 * Leases on runs and operations: who is at work on a row, until when. They are set and compared by the database's clock alone,
 * so that a machine whose clock is wrong neither takes what another works on nor leaves what a dead one left.
 */
import type { App } from './app.ts'
import type { Tx } from './database/tenant.ts'

/** A worker that says nothing for so long counts as gone. */
export const leaseMs = 30_000

type Leased = 'sync_runs' | 'operations'

/** Of a row that this transaction has already fenced. */
export async function renewLease(tx: Tx, table: Leased, id: string, forMs: number = leaseMs): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE ${table} SET lease_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     WHERE organization_id = $1::uuid AND id = $2::uuid AND state = 'RUNNING'`,
    tx.organizationId,
    id,
    forMs,
  )
}

const isOver = '(lease_until IS NULL OR lease_until <= clock_timestamp())'

/** Whether its worker let go of it, or has not been heard of for a lease. */
export async function isAbandoned(tx: Tx, table: Leased, id: string): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    `SELECT id FROM ${table} WHERE organization_id = $1::uuid AND id = $2::uuid AND state = 'RUNNING' AND ${isOver}`,
    tx.organizationId,
    id,
  )
  return rows.length > 0
}

const sweptAtOnce = 100

/** RUNNING rows of all organizations without a worker, some at a time. */
export async function abandonedRows(
  app: Pick<App, 'database'>,
  table: Leased,
): Promise<{ organizationId: string; id: string }[]> {
  const rows = await app.database.sql(
    `SELECT organization_id::text AS "organizationId", id::text AS id FROM ${table}
     WHERE state = 'RUNNING' AND ${isOver} LIMIT ${sweptAtOnce}`,
  )
  return rows as unknown as { organizationId: string; id: string }[]
}
