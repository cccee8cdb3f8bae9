/** Who works on a run: a lease with a heartbeat, and a fencing number that keeps a worker that lost it from writing. */
import { Prisma, type SyncRun } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isAbandoned } from '../leases.ts'
import type { SyncEventBody } from './events.ts'
import { LeaseLost, reportRun, type Tx } from './log.ts'

const heartbeatMs = 2_000

/** Whether a worker may take it: it waits for one on a connection that nobody paused, its worker is gone, or its pause is over. */
async function isFree(tx: Tx, { id, connectionId, state, pausedUntil }: SyncRun, now: Date): Promise<boolean> {
  // Was at work before the connection was paused, and goes on.
  if (state === 'RUNNING') return isAbandoned(tx, 'sync_runs', id)
  const isDue = state === 'QUEUED' || (state === 'PAUSED' && pausedUntil !== null && pausedUntil <= now)
  return isDue && isOpen(tx, connectionId)
}

/** Who pauses the connection locks its row: once that was answered, no run begins. */
async function isOpen(tx: Tx, connectionId: string): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<{ state: string }[]>(
    `SELECT state::text AS state FROM connections WHERE organization_id = $1::uuid AND id = $2::uuid FOR KEY SHARE`,
    tx.organizationId,
    connectionId,
  )
  return rows[0]?.state === 'ACTIVE'
}

/** Takes a queued run, one whose pause is over, or one whose worker is gone. Null when somebody else has it, it has ended, or its connection is paused. */
export async function claimRun(
  app: App,
  organizationId: string,
  runId: string,
  workerId: string,
): Promise<SyncRun | null> {
  const db = app.database.tenant(organizationId)
  const now = new Date(app.now())
  const run = await db.$transaction(async (tx) => {
    const found = await tx.syncRun.findFirst({ where: { id: runId } })
    if (!found) return null
    if (!(await isFree(tx, found, now))) return null
    // The attempt in the condition makes two workers that read the same row race for one update.
    const taken = await tx.syncRun.updateManyAndReturn({
      where: { id: runId, attempt: found.attempt, state: found.state },
      data: {
        attempt: { increment: 1 },
        workerId,
        state: 'RUNNING',
        startedAt: found.startedAt ?? now,
        pausedUntil: null,
        failure: Prisma.DbNull,
      },
    })
    if (!taken[0]) return null
    const attempt = taken[0].attempt
    const event: SyncEventBody = { kind: 'RUN_STATE', payload: { state: 'RUNNING', attempt, failure: null } }
    await reportRun(tx, { id: runId, attempt, from: ['RUNNING'] }, { lease: 'RENEW' }, [event], now)
    return taken[0]
  })
  if (run && run.attempt > 1) app.metrics.syncTakeovers.inc()
  if (run) app.events.wake(runId)
  return run
}

/** Lets go of a run that goes on elsewhere: the next worker need not wait until the lease has ended by itself. */
export async function releaseRun(
  app: App,
  run: { organizationId: string; id: string; attempt: number },
): Promise<void> {
  await app.database.tenant(run.organizationId).syncRun.updateMany({
    where: { id: run.id, attempt: run.attempt, state: 'RUNNING' },
    data: { leaseUntil: null },
  })
}

export interface Heartbeat {
  /** Events that no batch is there to carry (waiting for the source); sent with the next beat. */
  report(event: SyncEventBody): void
  /** Takes what is waiting, for a batch that is about to be written. */
  take(): SyncEventBody[]
  stop(): void
}

/** Keeps the lease, sends waiting events and sees a cancel asked for elsewhere. Ends the run's work when the lease is lost. */
export function startHeartbeat(
  app: App,
  run: Pick<SyncRun, 'organizationId' | 'connectionId' | 'id' | 'attempt'>,
  end: (reason: 'cancelled' | LeaseLost) => void,
): Heartbeat {
  const db = app.database.tenant(run.organizationId)
  let waiting: SyncEventBody[] = []
  let busy = false
  const beat = async () => {
    if (busy) return
    busy = true
    const events = waiting
    waiting = []
    const now = new Date(app.now())
    try {
      const { cancelRequested } = await db.$transaction((tx) =>
        reportRun(tx, { id: run.id, attempt: run.attempt, from: ['RUNNING'] }, { lease: 'RENEW' }, events, now),
      )
      if (events.length > 0) app.events.wake(run.id)
      if (cancelRequested) end('cancelled')
    } catch (error) {
      waiting = [...events, ...waiting]
      if (error instanceof LeaseLost) end(error)
      else
        app.log.warn(
          { err: error, connectionId: run.connectionId, runId: run.id },
          'a heartbeat failed; the next one tries again',
        )
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void beat(), heartbeatMs)
  timer.unref()
  return {
    report: (event) => waiting.push(event),
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    stop: () => clearInterval(timer),
  }
}
