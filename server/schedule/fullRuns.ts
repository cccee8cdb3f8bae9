/**
 * The FULL run that each period needs before it can be closed, whatever the cadence: edits of settings, customers and custom
 * fields move no cursor. It is due when the as-of date of the furnisher's open period is over at the lender, and reads
 * the loans as of that date.
 */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, ReportingPeriod, SyncRun } from '../../prisma/generated/client/client.ts'
import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'
import { startSync } from '../sync/service.ts'
import { activeStates } from '../sync/states.ts'
import { lacksLoans, wholeRuns } from '../sync/whole.ts'
import { Superseded, scheduleActor } from './due.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** After a FULL run that failed, one that a person cancelled, and one that came to its end without every loan. */
const againAfterMs = {
  FAILED: hourMs,
  CANCELLED: 24 * hourMs,
  SUCCEEDED: 24 * hourMs,
  SUCCEEDED_WITH_ERRORS: 24 * hourMs,
}

/** A process looks for due FULL runs this often. */
const lookMs = minuteMs

export interface DueFullRun {
  /** In the past: as soon as no other run is at work. */
  at: Date
  /** As-of date of the period it is for. */
  asOf: string
  /** Of one that was tried already for that period: how it ended. */
  tried: SyncRunState | null
}

type Reader = Pick<TenantClient | Tx, 'reportingPeriod' | 'syncRun'>
type Scheduled = Pick<Connection, 'id' | 'furnisherId' | 'environment' | 'pluginId' | 'settings' | 'state'>

/** When the connection's next FULL run is due by itself; null when no open period waits for one. */
export async function nextFullRun(app: App, db: Reader, connection: Scheduled): Promise<DueFullRun | null> {
  const plugin = app.plugins.get(connection.pluginId)
  // Files are uploaded by people; a paused connection starts nothing.
  if (plugin?.acquire !== 'pull' || connection.environment !== 'PRODUCTION' || connection.state !== 'ACTIVE')
    return null
  const period = await newestOpenPeriod(db, connection.furnisherId)
  if (!period) return null
  const asOf = period.asOf.toISOString().slice(0, 10)
  const over = endOfDay(plugin, connection.settings, asOf)
  const since = { connectionId: connection.id, mode: 'FULL' as const, createdAt: { gte: over } }
  const done = { OR: [{ state: { in: [...activeStates] } }, wholeRuns(plugin)] }
  if (await db.syncRun.findFirst({ where: { ...since, ...done }, select: { id: true } })) return null
  const tried = await db.syncRun.findFirst({
    where: since,
    orderBy: { createdAt: 'desc' },
    select: { state: true, finishedAt: true, createdAt: true },
  })
  if (!tried) return { at: over, asOf, tried: null }
  const ended = (tried.finishedAt ?? tried.createdAt).getTime()
  return { at: new Date(ended + againAfterMs[tried.state as keyof typeof againAfterMs]), asOf, tried: tried.state }
}

/** The last FULL run that came to its end, when it did so without having been shown every loan. */
export async function lastPartRun(
  app: App,
  db: Reader,
  connection: Pick<Connection, 'id' | 'pluginId'>,
): Promise<Pick<SyncRun, 'finishedAt'> | null> {
  const plugin = app.plugins.get(connection.pluginId)
  if (plugin?.acquire !== 'pull') return null
  const last = await db.syncRun.findFirst({
    where: { connectionId: connection.id, mode: 'FULL', state: { in: ['SUCCEEDED', 'SUCCEEDED_WITH_ERRORS'] } },
    orderBy: { createdAt: 'desc' },
    select: { mode: true, endCursor: true, finishedAt: true },
  })
  return last && lacksLoans(plugin, last) ? last : null
}

/** Of several the one that was opened for the latest month: one FULL run after its as-of date is after those of all. */
function newestOpenPeriod(db: Reader, furnisherId: string): Promise<Pick<ReportingPeriod, 'asOf'> | null> {
  return db.reportingPeriod.findFirst({
    where: { furnisherId, state: 'OPEN', origin: 'COMPUTED' },
    orderBy: { asOf: 'desc' },
    select: { asOf: true },
  })
}

/** The first moment at which the calendar date at the lender is after `day`. */
export function endOfDay(plugin: Pick<SourcePlugin, 'businessDate'>, settings: unknown, day: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`) + 24 * hourMs
  // Zones lie between 12 hours behind UTC and 14 ahead of it.
  let [before, after] = [midnight - 15 * hourMs, midnight + 13 * hourMs]
  while (after - before > 1_000) {
    const middle = before + Math.floor((after - before) / 2_000) * 1_000
    if (plugin.businessDate(settings, middle) > day) after = middle
    else before = middle
  }
  return new Date(after)
}

const looked = new WeakMap<App, number>()

/** Answers the runs it started. */
export async function startDueFullRuns(app: App): Promise<string[]> {
  const since = app.now() - (looked.get(app) ?? Number.NEGATIVE_INFINITY)
  // Less than nothing: the clock was set back.
  if (since >= 0 && since < lookMs) return []
  looked.set(app, app.now())
  const candidates = await app.database.system.connection.findMany({
    where: {
      ...{ state: 'ACTIVE', environment: 'PRODUCTION' },
      furnisher: { periods: { some: { state: 'OPEN', origin: 'COMPUTED' } } },
      syncRuns: { none: { state: { in: [...activeStates] } } },
    },
  })
  const started: string[] = []
  for (const connection of candidates) {
    // One connection in trouble must not keep the others from their runs.
    const runId = await startDueFullRun(app, connection).catch((error: unknown) => {
      app.log.error(
        { err: error, connectionId: connection.id },
        'a due FULL run could not be started; it is tried again',
      )
      return null
    })
    if (runId) started.push(runId)
  }
  return started
}

async function startDueFullRun(app: App, connection: Connection): Promise<string | null> {
  const { organizationId, id } = connection
  const due = await nextFullRun(app, app.database.tenant(organizationId), connection)
  if (!due || due.at.getTime() > app.now()) return null
  const input = {
    ...{ connectionId: id, mode: 'FULL' as const, asOf: due.asOf, keys: null, range: null },
    ...{ trigger: 'SCHEDULE' as const, actor: scheduleActor },
  }
  try {
    const outcome = await startSync(app, organizationId, input, async (tx, runId) => {
      // Another process may have started one, and seen it end, since this one looked.
      const other = await tx.syncRun.findFirst({
        where: { connectionId: id, mode: 'FULL', createdAt: { gte: due.at }, id: { not: runId } },
        select: { id: true },
      })
      if (other) throw new Superseded()
    })
    if (outcome.ok) {
      app.log.info({ connectionId: id, runId: outcome.runId, asOf: due.asOf }, 'the FULL run of the open period begins')
      return outcome.runId
    }
    const codes = outcome.errors.map((error) => error.code)
    if (!codes.includes('RUN_ACTIVE')) app.log.warn({ connectionId: id, codes }, 'a due FULL run was refused')
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
  return null
}
