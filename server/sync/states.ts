/** The life of a sync run, as data. */
import type { SyncMode, SyncRunState } from '../../prisma/generated/client/enums.ts'

const transitions: Record<SyncRunState, readonly SyncRunState[]> = {
  QUEUED: ['RUNNING', 'CANCELLED', 'FAILED'],
  // RUNNING to RUNNING: another worker takes over a run whose lease ended.
  RUNNING: ['RUNNING', 'PAUSED', 'SUCCEEDED', 'SUCCEEDED_WITH_ERRORS', 'FAILED', 'CANCELLED'],
  PAUSED: ['RUNNING', 'CANCELLED', 'FAILED'],
  SUCCEEDED: [],
  SUCCEEDED_WITH_ERRORS: [],
  FAILED: [],
  CANCELLED: [],
}

/** States in which a run holds its connection; the database keeps them to one run a connection. */
export const activeStates = ['QUEUED', 'RUNNING', 'PAUSED'] as const satisfies SyncRunState[]

export const isActive = (state: SyncRunState) => transitions[state].length > 0

/** States from which a run may go to `to`: the guard of each state change in the database. */
export function statesBefore(to: SyncRunState): SyncRunState[] {
  return (Object.keys(transitions) as SyncRunState[]).filter((from) => transitions[from].includes(to))
}

/** Modes after which every record stands at the run's day: they move the connection's as-of date. */
export const wholeModes: ReadonlySet<SyncMode> = new Set(['INCREMENTAL', 'FULL', 'ROLLOVER'])
