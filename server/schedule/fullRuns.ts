/**
 * The FULL run that each period needs before it can be closed, whatever the cadence: edits of settings, customers and custom
 * fields move no cursor. It is due when the as-of date of the furnisher's open period is over at the lender, and reads
 * the loans as of that date.
 */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, SyncRun } from '../../prisma/generated/client/client.ts'
import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'
import { startSync } from '../sync/service.ts'
import { activeStates } from '../sync/states.ts'
import { lacksLoans, wholeRuns } from '../sync/whole.ts'
import { Superseded, scheduleActor } from './due.ts'
import { type NewestRun, newestRuns } from './newestRuns.ts'

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

type Reader = Pick<TenantClient | Tx, 'reportingPeriod' | 'syncRun' | '$queryRawUnsafe' | 'organizationId'>
export type Scheduled = Pick<Connection, 'id' | 'furnisherId' | 'environment' | 'pluginId' | 'settings' | 'state'>

/** When the connection's next FULL run is due by itself; null when no open period waits for one. */
export async function nextFullRun(app: App, db: Reader, connection: Scheduled): Promise<DueFullRun | null> {
  return (await nextFullRuns(app, db, [connection]))[0]!
}

interface Waited {
  connection: Scheduled
  plugin: SourcePlugin
  asOf: string
  /** When the as-of date is over at the lender. */
  over: Date
}

/** As `nextFullRun`, for any number of connections by the same few statements. */
export async function nextFullRuns(
  app: App,
  db: Reader,
  connections: readonly Scheduled[],
): Promise<(DueFullRun | null)[]> {
  const waited = await waitedFor(app, db, connections)
  const done = await haveDone(db, waited)
  const missing = waited.filter(({ connection }) => !done.has(connection.id))
  const asked = missing.map(({ connection, over }) => ({ connectionId: connection.id, since: over }))
  const tried = await newestRuns(db, 'FULL', asked)
  const due = new Map(missing.map((each, index) => [each.connection.id, dueOf(each, tried[index]!)]))
  return connections.map(({ id }) => due.get(id) ?? null)
}

function dueOf({ over, asOf }: Waited, tried: NewestRun | null): DueFullRun {
  if (!tried) return { at: over, asOf, tried: null }
  const ended = (tried.finishedAt ?? tried.createdAt).getTime()
  return { at: new Date(ended + againAfterMs[tried.state as keyof typeof againAfterMs]), asOf, tried: tried.state }
}

/** The connections whose furnisher has an open period, each with the latest of its months. */
async function waitedFor(app: App, db: Reader, connections: readonly Scheduled[]): Promise<Waited[]> {
  // Files are uploaded by people; a paused connection starts nothing.
  const scheduled = connections.flatMap((connection) => {
    const plugin = app.plugins.get(connection.pluginId)
    const starts = connection.environment === 'PRODUCTION' && connection.state === 'ACTIVE'
    return plugin?.acquire === 'pull' && starts ? [{ connection, plugin }] : []
  })
  if (scheduled.length === 0) return []
  const furnisherIds = new Set(scheduled.map(({ connection }) => connection.furnisherId))
  // Of several the one that was opened for the latest month: one FULL run after its as-of date is after those of all.
  const periods = await db.reportingPeriod.groupBy({
    by: ['furnisherId'],
    where: { furnisherId: { in: [...furnisherIds] }, state: 'OPEN', origin: 'COMPUTED' },
    _max: { asOf: true },
  })
  const lastDays = new Map(periods.map(({ furnisherId, _max }) => [furnisherId, _max.asOf]))
  return scheduled.flatMap(({ connection, plugin }) => {
    const asOf = lastDays.get(connection.furnisherId)?.toISOString().slice(0, 10)
    return asOf ? [{ connection, plugin, asOf, over: endOfDay(plugin, connection.settings, asOf) }] : []
  })
}

/** Ids of those that were read as a whole since, or are being read. */
async function haveDone(db: Reader, waited: readonly Waited[]): Promise<Set<string>> {
  if (waited.length === 0) return new Set()
  const rows = await db.syncRun.findMany({
    where: {
      OR: waited.map(({ connection, plugin, over }) => ({
        ...{ connectionId: connection.id, mode: 'FULL' as const, createdAt: { gte: over } },
        OR: [{ state: { in: [...activeStates] } }, wholeRuns(plugin)],
      })),
    },
    distinct: ['connectionId'],
    select: { connectionId: true },
  })
  return new Set(rows.map(({ connectionId }) => connectionId))
}

type PartRun = Pick<SyncRun, 'finishedAt'>

/** The last FULL run that came to its end, when it did so without having been shown every loan. */
export async function lastPartRun(
  app: App,
  db: Reader,
  connection: Pick<Connection, 'id' | 'pluginId'>,
): Promise<PartRun | null> {
  return (await lastPartRuns(app, db, [connection]))[0]!
}

/** As `lastPartRun`, for any number of connections by one statement. */
export async function lastPartRuns(
  app: App,
  db: Reader,
  connections: readonly Pick<Connection, 'id' | 'pluginId'>[],
): Promise<(PartRun | null)[]> {
  const pulled = connections.filter(({ pluginId }) => app.plugins.get(pluginId)?.acquire === 'pull')
  const asked = pulled.map(({ id }) => ({ connectionId: id, since: null }))
  const ended = await newestRuns(db, 'FULL_ENDED_WELL', asked)
  const last = new Map(pulled.map(({ id }, index) => [id, ended[index]!]))
  return connections.map(({ id, pluginId }) => {
    const run = last.get(id)
    return run && lacksLoans(app.plugins.get(pluginId)!, run) ? { finishedAt: run.finishedAt } : null
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
