/** A run as a progress bar needs it. */
import type { SyncPhase as Phase, SyncRunState as State } from '../../prisma/generated/client/enums.ts'
import { isActive } from '../../server/sync/states.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { follow } from '../follow.ts'
import { encodeId } from '../ids.ts'
import { SyncPhase, SyncRunState } from './enums.ts'

const columns = {
  id: true,
  state: true,
  phase: true,
  lastSeq: true,
  total: true,
  seen: true,
  created: true,
  changed: true,
  unchanged: true,
  remapped: true,
  held: true,
  excluded: true,
  quarantined: true,
  errors: true,
  warnings: true,
  infos: true,
  startedAt: true,
  finishedAt: true,
} as const

export interface ProgressShape {
  id: string
  state: State
  phase: Phase
  lastSeq: number
  total: number | null
  seen: number
  created: number
  changed: number
  unchanged: number
  remapped: number
  held: number
  excluded: number
  quarantined: number
  errors: number
  warnings: number
  infos: number
  startedAt: Date | null
  finishedAt: Date | null
  /** When it was read, in milliseconds. */
  readAt: number
}

const seconds = (run: ProgressShape) =>
  run.startedAt ? Math.max(0, ((run.finishedAt?.getTime() ?? run.readAt) - run.startedAt.getTime()) / 1_000) : 0

/** Loans a second since the run began; null before there is anything to tell. */
function rateOf(run: ProgressShape): number | null {
  const elapsed = seconds(run)
  return elapsed > 0 && run.seen > 0 ? run.seen / elapsed : null
}

export const SyncProgress = builder.objectRef<ProgressShape>('SyncProgress').implement({
  description: 'Where a run stands.',
  fields: (t) => ({
    runId: t.id({ description: 'Id of the run.', resolve: (run) => encodeId('SyncRun', run.id) }),
    state: t.expose('state', { type: SyncRunState, description: 'Its state.' }),
    phase: t.expose('phase', { type: SyncPhase, description: 'What it is doing.' }),
    active: t.boolean({ description: 'Whether it may still move.', resolve: (run) => isActive(run.state) }),
    lastEventSeq: t.exposeInt('lastSeq', { description: 'Seq of its newest event.' }),
    total: t.exposeInt('total', { nullable: true, description: 'Loans expected; null when the source does not say.' }),
    seen: t.exposeInt('seen', { description: 'Loans seen so far.' }),
    created: t.exposeInt('created', { description: 'New records.' }),
    changed: t.exposeInt('changed', { description: 'Records that say something else than before.' }),
    unchanged: t.exposeInt('unchanged', { description: 'Loans that had not changed.' }),
    remapped: t.exposeInt('remapped', { description: 'Stored documents mapped again.' }),
    held: t.exposeInt('held', { description: 'Records held by validation errors.' }),
    excluded: t.exposeInt('excluded', { description: 'Records excluded by rule.' }),
    quarantined: t.exposeInt('quarantined', { description: 'Documents set aside.' }),
    errors: t.exposeInt('errors', { description: 'Findings of severity ERROR.' }),
    warnings: t.exposeInt('warnings', { description: 'Findings of severity WARNING.' }),
    infos: t.exposeInt('infos', { description: 'Findings of severity INFO.' }),
    fraction: t.float({
      nullable: true,
      description: 'Part done, 0 to 1; null when the source does not say how many there are.',
      resolve: ({ seen, total }) => (total === null ? null : total === 0 ? 1 : Math.min(1, seen / total)),
    }),
    recordsPerSecond: t.float({
      nullable: true,
      description: 'Loans a second since it began; null at the very start.',
      resolve: rateOf,
    }),
    secondsElapsed: t.float({ description: 'Seconds since it began.', resolve: seconds }),
    secondsRemaining: t.float({
      nullable: true,
      description: 'Estimate of the seconds left, at the present rate; null when it cannot be told.',
      resolve(run) {
        if (!isActive(run.state)) return 0
        const rate = rateOf(run)
        return rate === null || run.total === null ? null : Math.max(0, run.total - run.seen) / rate
      },
    }),
  }),
})

/** The run now, and again after each event. */
export function followProgress({ app, db, viewer, signal }: Context, runId: string): AsyncGenerator<ProgressShape> {
  const read = async (): Promise<ProgressShape> => {
    const run = await db.syncRun.findFirstOrThrow({ where: { id: runId }, select: columns })
    return { ...run, readAt: app.now() }
  }
  const events = (run: ProgressShape, ended: AbortSignal) =>
    app.events.syncEvents(viewer.organizationId, runId, run.lastSeq, ended)
  return follow(read, (run) => isActive(run.state), events, signal)
}
