/** Writing to the event log of a run, inside the transaction of what is reported. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import type { Tx } from '../database/tenant.ts'
import { renewLease } from '../leases.ts'
import { storable } from '../storable.ts'
import type { BatchCounts, SyncEventBody } from './events.ts'
import { eventChannel } from './hub.ts'

export type { Tx } from '../database/tenant.ts'

/** Another worker has the run, or it is no longer running: whatever this worker wanted to write must not be written. */
export class LeaseLost extends Error {
  constructor() {
    super('The run was taken over or ended.')
    this.name = 'LeaseLost'
  }
}

export interface RunUpdate {
  counts?: Partial<BatchCounts> & { seen?: number; requests?: number }
  total?: number | null
  checkpoint?: Prisma.InputJsonValue
  phase?: 'PULL' | 'ROLLOVER'
  endCursor?: Prisma.InputJsonValue
  drift?: Prisma.InputJsonValue
  /** RENEW: the worker is at work. DROP: it lets go. */
  lease?: 'RENEW' | 'DROP'
  /** Of a PAUSED run: when it goes on. */
  pausedUntil?: Date | null
  /** Pauses since it last got a page through. */
  pauses?: number
  state?: SyncRunState
  failure?: Prisma.InputJsonValue
  finishedAt?: Date
}

const counters = [
  'seen',
  'created',
  'changed',
  'unchanged',
  'remapped',
  'held',
  'excluded',
  'quarantined',
  'errors',
  'warnings',
  'infos',
  'requests',
] as const // prettier-ignore

/**
 * Updates the run and appends events with the next `seq`s. The update is the fence: with another attempt or out of a
 * state that allows it, nothing is updated and LeaseLost is thrown, which rolls the transaction back.
 * Answers whether a cancel was asked for.
 */
export async function reportRun(
  tx: Tx,
  run: { id: string; attempt: number; from: SyncRunState[] },
  update: RunUpdate,
  events: SyncEventBody[],
  now: Date,
): Promise<{ cancelRequested: boolean }> {
  const { counts = {}, lease, ...rest } = update
  const increments = Object.fromEntries(
    counters.filter((name) => counts[name]).map((name) => [name, { increment: counts[name] }]),
  )
  const updated = await tx.syncRun.updateManyAndReturn({
    where: { id: run.id, attempt: run.attempt, state: { in: run.from } },
    data: {
      ...rest,
      ...increments,
      ...(lease === 'DROP' && { leaseUntil: null }),
      lastSeq: { increment: events.length },
    },
    select: { lastSeq: true, cancelRequestedAt: true },
  })
  const row = updated[0]
  if (!row) throw new LeaseLost()
  if (lease === 'RENEW') await renewLease(tx, 'sync_runs', run.id)
  await appendEvents(tx, run.id, row.lastSeq - events.length, events, now)
  return { cancelRequested: row.cancelRequestedAt !== null }
}

/** Appends events after `lastSeq`, which the caller reserved by updating the run's row in this transaction. */
export async function appendEvents(tx: Tx, runId: string, lastSeq: number, events: SyncEventBody[], now: Date) {
  if (events.length === 0) return
  await tx.syncEvent.createMany({
    data: events.map((event, index) => ({
      organizationId: tx.organizationId,
      runId,
      seq: lastSeq + index + 1,
      kind: event.kind,
      payload: storable(event.payload) as unknown as Prisma.InputJsonValue,
      at: now,
    })),
  })
  await notify(tx, runId)
}

/** Delivered by the database when the transaction commits. */
export async function notify(tx: Tx, streamId: string) {
  await tx.$queryRawUnsafe(
    'SELECT pg_notify($1, $2)::text WHERE $3::text IS NOT NULL',
    eventChannel,
    streamId,
    tx.organizationId,
  )
}
