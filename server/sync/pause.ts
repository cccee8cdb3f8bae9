/**
 * A run whose source does not answer waits: PAUSED until a time, then any worker takes it up from its checkpoint. Each pause
 * without a page in between is longer than the one before; after the last one the run fails.
 */
import { SourceFailure } from '../../plugins/contract.ts'
import type { SyncRun } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { appendConnectionEvents } from '../connections/events.ts'
import { isDatabaseTrouble } from '../database/trouble.ts'
import { runActions } from '../egress/failures.ts'
import { GaveUp } from '../egress/fetch.ts'
import { longestWaitMs } from '../egress/retry.ts'
import type { ConnectionEventBody, Failure, SyncEventBody } from './events.ts'
import { LeaseLost, reportRun } from './log.ts'
import { json } from './work.ts'

const minuteMs = 60_000

/** Length of each pause in minutes: somewhat over fifteen hours in all. */
export const pauseMinutes = [1, 5, 15, 30, 60, 60, 120, 120, 240, 240] as const

/** From this pause on somebody is told: about an hour after the trouble began. */
export const tellFromPause = 4

/** What waiting mends: a source, or a database, that does not answer. */
function passes(error: unknown): boolean {
  return error instanceof SourceFailure ? runActions[error.kind] === 'PAUSE_RUN' : isDatabaseTrouble(error)
}

/**
 * How long the run waits after this error, in milliseconds; null when it does not: the error is none that waiting mends, or
 * its pauses are used up. Up to a tenth longer than said, so that connections to one source do not all come back at once.
 */
export function pauseMs(error: unknown, pauses: number, random: () => number = Math.random): number | null {
  if (!passes(error)) return null
  const minutes = pauseMinutes[pauses]
  if (minutes === undefined) return null
  const asked = error instanceof GaveUp ? (error.askedWaitMs ?? 0) : 0
  return Math.round(Math.min(Math.max(minutes * minuteMs, asked), longestWaitMs) * (1 + random() / 10))
}

/** `source`: the plugin's id. Answers false when another worker has the run. */
export async function pauseRun(
  app: App,
  run: SyncRun,
  source: string,
  pauses: number,
  waiting: SyncEventBody[],
  failure: Failure,
  waitMs: number,
): Promise<boolean> {
  const db = app.database.tenant(run.organizationId)
  const now = new Date(app.now())
  const pausedUntil = new Date(now.getTime() + waitMs)
  const payload = { state: 'PAUSED', attempt: run.attempt, failure, pausedUntil: pausedUntil.toISOString() } as const
  const events: ConnectionEventBody[] = [{ kind: 'RUN_STATE', payload: { runId: run.id, state: 'PAUSED' } }]
  if (pauses + 1 >= tellFromPause) events.push({ kind: 'ATTENTION', payload: { runId: run.id, failure } })
  try {
    await db.$transaction(async (tx) => {
      const { cancelRequested } = await reportRun(
        tx,
        { id: run.id, attempt: run.attempt, from: ['RUNNING'] },
        { state: 'PAUSED', pausedUntil, pauses: pauses + 1, failure: json(failure), lease: 'DROP' },
        [...waiting, { kind: 'RUN_STATE', payload }],
        now,
      )
      // Asked for while it ran: nobody would look at it before the pause has ended.
      if (cancelRequested) {
        const cancelled = { state: 'CANCELLED', attempt: run.attempt, failure: null } as const
        await reportRun(
          tx,
          { id: run.id, attempt: run.attempt, from: ['PAUSED'] },
          { state: 'CANCELLED', pausedUntil: null, finishedAt: now },
          [{ kind: 'RUN_STATE', payload: cancelled }],
          now,
        )
        events.splice(0, events.length, { kind: 'RUN_STATE', payload: { runId: run.id, state: 'CANCELLED' } })
      }
      await appendConnectionEvents(tx, run.organizationId, run.connectionId, events, now)
    })
  } catch (error) {
    if (error instanceof LeaseLost) return false
    throw error
  }
  app.metrics.syncPauses.inc({ source, code: failure.code })
  app.events.wake(run.id)
  app.events.wake(run.connectionId)
  return true
}
