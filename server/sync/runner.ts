/** Works a run from claim to end: pull, map and write page by page, then roll the rest of the portfolio to the run's day. */
import { type Checkpoint, SourceFailure } from '../../plugins/contract.ts'
import type { Connection, SyncRun } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isDatabaseTrouble } from '../database/trouble.ts'
import { runActions } from '../egress/failures.ts'
import { registerRun, unregisterRun } from './aborts.ts'
import { continueAccounts } from './continue.ts'
import type { Failure } from './events.ts'
import { finishRun } from './finish.ts'
import { claimRun, type Heartbeat, releaseRun, startHeartbeat } from './lease.ts'
import { LeaseLost } from './log.ts'
import { pauseMs, pauseRun } from './pause.ts'
import { pullPhase } from './pull.ts'
import { goOnWithReplaced } from './replaced.ts'
import { rolloverPhase } from './rollover.ts'
import { wholeModes } from './states.ts'
import { openWork, type Work } from './work.ts'

/** Answers when the run has ended here, or was not free to take. Throws only on faults of this program or the database. */
export async function executeRun(app: App, organizationId: string, runId: string, workerId: string): Promise<void> {
  const run = await claimRun(app, organizationId, runId, workerId)
  if (!run) return
  const controller = registerRun(runId)
  const heartbeat = startHeartbeat(app, run, (reason) => controller.abort(reason))
  const log = app.log.child({ organizationId, connectionId: run.connectionId, runId, attempt: run.attempt })
  let work: Work | null = null
  let connection: Connection | null = null
  try {
    connection = await app.database
      .tenant(organizationId)
      .connection.findFirstOrThrow({ where: { id: run.connectionId } })
    work = await openWork(app, run, connection, heartbeat, controller.signal)
    await doWork(work, run, connection)
    await finishRun(app, run, heartbeat.take(), work.summary())
  } catch (error) {
    await endFailed(app, run, { error, signal: controller.signal, connection }, work, heartbeat, log)
  } finally {
    heartbeat.stop()
    unregisterRun(runId)
    await work?.close()
  }
}

async function doWork(work: Work, run: SyncRun, connection: Connection) {
  if (run.phase === 'PULL' && run.mode !== 'ROLLOVER') await pullPhase(work, connection.cursor as Checkpoint | null)
  if (run.mode === 'FULL') await continueAccounts(work, connection)
  if (wholeModes.has(run.mode)) await rolloverPhase(work)
}

async function endFailed(
  app: App,
  run: SyncRun,
  { error, signal, connection }: { error: unknown; signal: AbortSignal; connection: Connection | null },
  work: Work | null,
  heartbeat: Heartbeat,
  log: App['log'],
) {
  const reason: unknown = signal.aborted ? signal.reason : null
  if (error instanceof LeaseLost || reason instanceof LeaseLost) {
    log.warn('another worker has the run; this one stops')
    return
  }
  if (signal.aborted && reason === handedOver) {
    // Another beat would take the lease again.
    heartbeat.stop()
    await releaseRun(app, run)
    return
  }
  const waiting = heartbeat.take()
  const summary = work?.summary() ?? null
  if (signal.aborted) {
    await finishRun(app, run, waiting, { ...summary, state: 'CANCELLED' })
    return
  }
  const failure = failureOf(error)
  const pauses = work?.pauses() ?? run.pauses
  const waitMs = pauseMs(error, pauses)
  if (waitMs !== null) {
    log.warn({ err: error, waitMs }, 'the source or the database does not answer; the run waits')
    heartbeat.stop()
    if (await pauseRun(app, run, work?.plugin.id ?? 'unknown', pauses, waiting, failure, waitMs)) return
    log.warn('another worker has the run; this one stops')
    return
  }
  const pause = error instanceof SourceFailure && runActions[error.kind] === 'PAUSE_CONNECTION'
  if (pause && connection) {
    // Another beat would take the lease of a run that is let go.
    heartbeat.stop()
    if (await goOnWithReplaced(app, run, connection, waiting)) return
  }
  log.error({ err: error }, 'the run failed')
  await finishRun(app, run, waiting, { ...summary, state: 'FAILED', failure, pauseConnection: pause })
}

/** Reason of the signal when the process is going down: the run stays RUNNING and the next worker goes on from its checkpoint. */
export const handedOver = Symbol('handed over')

function failureOf(error: unknown): Failure {
  if (error instanceof SourceFailure) return { code: error.code, message: error.message, hint: error.hint }
  if (isDatabaseTrouble(error)) return databaseFailure
  return {
    code: 'INTERNAL',
    message: 'The run stopped on a fault of this server.',
    hint: 'The server log has the details under this run id. Start the sync again; nothing that was written is lost.',
  }
}

const databaseFailure: Failure = {
  code: 'DATABASE_UNAVAILABLE',
  message: 'The database of this server did not answer while the run was at work.',
  hint: 'The run goes on by itself. If it stays, look whether PostgreSQL is up and has connections left.',
}
