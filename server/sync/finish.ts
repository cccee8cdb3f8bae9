/** The end of a run: its last state, what it leaves on the connection, and the last events, in one transaction. */
import type { SyncRun } from '../../prisma/generated/client/client.ts'
import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { appendConnectionEvents } from '../connections/events.ts'
import type { ConnectionEventBody, Failure, SyncEventBody } from './events.ts'
import { LeaseLost, reportRun, type Tx } from './log.ts'
import { statesBefore, wholeModes } from './states.ts'
import { lacksLoans } from './whole.ts'
import { json, type WorkSummary } from './work.ts'

export interface Ending extends Partial<WorkSummary> {
  /** Absent = succeeded; with or without errors is read from the run's counters. */
  state?: 'FAILED' | 'CANCELLED'
  failure?: Failure
  /** A wrong token must not be tried for ever. */
  pauseConnection?: boolean
}

export async function finishRun(app: App, run: SyncRun, waiting: SyncEventBody[], ending: Ending): Promise<void> {
  const db = app.database.tenant(run.organizationId)
  const now = new Date(app.now())
  const failure = ending.failure ?? null
  let ended: { source: string; state: SyncRunState }
  try {
    ended = await db.$transaction(async (tx) => {
      const current = await tx.syncRun.findFirstOrThrow({ where: { id: run.id } })
      const state: SyncRunState =
        ending.state ?? (current.quarantined > 0 || current.held > 0 ? 'SUCCEEDED_WITH_ERRORS' : 'SUCCEEDED')
      const last: SyncEventBody = { kind: 'RUN_STATE', payload: { state, attempt: run.attempt, failure } }
      await reportRun(
        tx,
        { id: run.id, attempt: run.attempt, from: statesBefore(state) },
        { state, finishedAt: now, ...(failure ? { failure: json(failure) } : {}) },
        [...waiting, ...(ending.drift ?? []), last],
        now,
      )
      const source = await leaveOnConnection(app, tx, current, state, ending, now)
      return { source, state }
    })
  } catch (error) {
    if (error instanceof LeaseLost) return
    throw error
  }
  app.events.wake(run.id)
  app.events.wake(run.connectionId)
  tellEnd(app, run, ended, failure, now)
}

/** Only what was committed is counted, and once. */
function tellEnd(
  app: App,
  { organizationId, connectionId, id, mode, attempt, createdAt }: SyncRun,
  { source, state }: { source: string; state: SyncRunState },
  failure: Failure | null,
  now: Date,
) {
  const seconds = (now.getTime() - createdAt.getTime()) / 1000
  app.metrics.syncRuns.inc({ source, mode, state })
  app.metrics.syncRunSeconds.observe({ source, mode }, seconds)
  const ids = { organizationId, connectionId, runId: id }
  app.log.info({ ...ids, mode, attempt, state, code: failure?.code ?? null, seconds }, 'a run ended')
}

/** Answers the plugin's id. */
async function leaveOnConnection(
  app: App,
  tx: Tx,
  run: SyncRun,
  state: SyncRunState,
  ending: Ending,
  now: Date,
): Promise<string> {
  const events: ConnectionEventBody[] = [{ kind: 'RUN_STATE', payload: { runId: run.id, state } }]
  const where = { id: run.connectionId }
  const { pluginId } = await tx.connection.findFirstOrThrow({ where, select: { pluginId: true } })
  const plugin = app.plugins.get(pluginId)
  if (!ending.state) {
    // The cursor moves only with a run that read every change, and only now that all of it is written.
    const cursor = run.endCursor === null ? {} : { cursor: json(run.endCursor) }
    if (wholeModes.has(run.mode)) {
      await tx.connection.updateMany({ where, data: { ...cursor, asOf: run.asOf, updatedAt: now } })
    }
    if (plugin && lacksLoans(plugin, run))
      events.push({ kind: 'ATTENTION', payload: { runId: run.id, failure: notWhole } })
  }
  if (ending.pauseConnection && ending.failure) {
    await tx.connection.updateMany({
      where,
      data: { state: 'PAUSED', pauseReason: json(ending.failure), updatedAt: now },
    })
    events.push({ kind: 'PAUSED', payload: { failure: ending.failure, actor: 'system' } })
  } else if (ending.state === 'FAILED' && ending.failure) {
    events.push({ kind: 'ATTENTION', payload: { runId: run.id, failure: ending.failure } })
  }
  await appendConnectionEvents(tx, run.organizationId, run.connectionId, events, now)
  return pluginId
}

export const notWhole: Failure = {
  code: 'LOANS_NOT_SHOWN',
  message:
    'The source did not show every loan in a FULL run. None counts as gone, and no period can be closed by that run.',
  hint: 'Check what the credentials may see, then start a FULL run again. Before a period closes it is tried again a day later.',
}
