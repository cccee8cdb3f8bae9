/**
 * Starting what is due. A connection's `nextRunAt` is the truth: the transaction that makes the run moves it on, and only if it
 * still says what was read, so that of several processes one starts the run. While a run is active the moment stays in
 * the past: it is neither lost nor stacked, and however many were missed, one run makes up for them.
 */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { startSync } from '../sync/service.ts'
import { activeStates } from '../sync/states.ts'
import { nextRunDate } from './cadence.ts'

const atOnce = 50

/** Runs asked for by the server itself. */
export const scheduleActor = 'system:schedule'

/** Another process was quicker; rolls back the transaction that made a second run. */
export class Superseded extends Error {}

/** Answers the runs it started. */
export async function startDueRuns(app: App): Promise<string[]> {
  const due = await app.database.system.connection.findMany({
    where: {
      state: 'ACTIVE',
      nextRunAt: { lte: new Date(app.now()) },
      syncRuns: { none: { state: { in: [...activeStates] } } },
    },
    orderBy: { nextRunAt: 'asc' },
    take: atOnce,
  })
  const started: string[] = []
  for (const connection of due) {
    // One connection in trouble must not keep the others from their runs.
    const runId = await startDueRun(app, connection).catch((error: unknown) => {
      app.log.error({ err: error, connectionId: connection.id }, 'a due run could not be started; it is tried again')
      return postpone(app, connection)
    })
    if (runId) started.push(runId)
  }
  return started
}

async function startDueRun(app: App, connection: Connection): Promise<string | null> {
  const { organizationId, id, nextRunAt } = connection
  const move = { where: { id, nextRunAt, state: 'ACTIVE' as const }, data: { nextRunAt: nextRun(app, connection) } }
  try {
    const run = {
      ...{ connectionId: id, mode: 'INCREMENTAL' as const, asOf: unattendedAsOf(app, connection) },
      ...{ keys: null, range: null, trigger: 'SCHEDULE' as const, actor: scheduleActor },
    }
    const outcome = await startSync(app, organizationId, run, async (tx) => {
      const moved = await tx.connection.updateMany(move)
      if (moved.count === 0) throw new Superseded()
    })
    if (outcome.ok) return outcome.runId
    const codes = outcome.errors.map((error) => error.code)
    if (codes.includes('RUN_ACTIVE') || codes.includes('CONNECTION_PAUSED')) return null
    app.log.warn({ connectionId: id, codes }, 'a due run was refused; it is tried at the next due time')
    await app.database.tenant(organizationId).connection.updateMany(move)
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
  return null
}

const againMs = 60_000

/** What fails every time must not stand first in line for ever, nor fill the log. A run that was made all the same has moved it on. */
async function postpone(app: App, { organizationId, id, nextRunAt }: Connection): Promise<null> {
  const where = { id, nextRunAt, state: 'ACTIVE' as const }
  const data = { nextRunAt: new Date(app.now() + againMs) }
  await app.database
    .tenant(organizationId)
    .connection.updateMany({ where, data })
    // The database itself may be what failed.
    .catch(() => {})
  return null
}

function nextRun(app: App, connection: Connection): Date | null {
  return nextRunDate(connection, app.now())
}

/**
 * As-of date of a run that nobody gives one. A sandbox tenant has a clock of its own: its last as-of date may lie ahead of
 * today, and a run must not go back behind it. Null = today where the lender is.
 */
export function unattendedAsOf(
  app: App,
  connection: Pick<Connection, 'pluginId' | 'settings' | 'environment' | 'asOf'>,
): string | null {
  const last = connection.asOf?.toISOString().slice(0, 10)
  const plugin = app.plugins.get(connection.pluginId)
  if (connection.environment !== 'SANDBOX' || !last || !plugin) return null
  const today = plugin.businessDate(connection.settings, app.now())
  return last > today ? last : null
}
