/**
 * Loans that webhooks asked to read again. A row waits (`runId` null) until a run takes it, and leaves the table when that run
 * succeeded; after a run that did not, it waits again. So neither a crash nor a failing source loses a hint.
 */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { Tx } from '../database/tenant.ts'
import { Superseded, unattendedAsOf } from '../schedule/due.ts'
import { startSync } from '../sync/service.ts'

const keysARun = 1_000
const atOnce = 50
/** Between two runs that webhooks start on one connection. */
export const pauseMs = 3_000
/** After one of them failed: a source that is down is not asked every few seconds. */
export const pauseAfterFailureMs = 300_000

const webhookActor = 'system:webhook'

/**
 * Asks for loans to be read from `at` on. One row a loan: of two that wait the earlier moment holds, and one that a run is reading
 * waits again, for what the run has read may be older than the hint.
 */
export async function requestRereads(tx: Tx, connectionId: string, keys: string[], at: Date): Promise<void> {
  if (keys.length === 0) return
  await tx.$executeRawUnsafe(
    `INSERT INTO rereads AS waiting (organization_id, connection_id, source_key, requested_at)
     SELECT $1::uuid, $2::uuid, key, $4::timestamptz FROM unnest($3::text[]) AS key ORDER BY key
     ON CONFLICT (organization_id, connection_id, source_key) DO UPDATE SET
       requested_at = CASE WHEN waiting.run_id IS NULL
         THEN LEAST(waiting.requested_at, EXCLUDED.requested_at) ELSE EXCLUDED.requested_at END,
       run_id = NULL`,
    tx.organizationId,
    connectionId,
    [...new Set(keys)],
    at,
  )
}

/** Rows of runs that have ended: done, or waiting again. */
export async function settleRereads(app: App): Promise<void> {
  await app.database.system.$executeRaw`DELETE FROM rereads USING sync_runs AS run
    WHERE run.organization_id = rereads.organization_id AND run.id = rereads.run_id
      AND run.state IN ('SUCCEEDED', 'SUCCEEDED_WITH_ERRORS')`
  await app.database.system.$executeRaw`UPDATE rereads SET run_id = NULL
    WHERE run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sync_runs AS run
      WHERE run.organization_id = rereads.organization_id AND run.id = rereads.run_id
        AND run.state NOT IN ('FAILED', 'CANCELLED'))`
}

/** Starts runs over waiting loans, on active connections that have no run. Answers the runs. */
export async function startRereads(app: App): Promise<string[]> {
  const started: string[] = []
  for (const connection of await waitingConnections(app)) {
    const runId = await startReread(app, connection).catch(async (error: unknown) => {
      app.log.error({ err: error, connectionId: connection.id }, 'loans of webhooks could not be read; they wait')
      // The database itself may be what failed.
      await postpone(app, connection).catch(() => {})
      return null
    })
    if (runId) started.push(runId)
  }
  return started
}

/**
 * In SQL with NOT EXISTS for each connection: it is asked every few seconds, and the runs of years must not be read for it.
 */
async function waitingConnections(app: App): Promise<Connection[]> {
  const now = app.now()
  const [due, paused, failed, day] = [0, pauseMs, pauseAfterFailureMs, 86_400_000].map((ago) => new Date(now - ago))
  const ids = await app.database.system.$queryRaw<{ id: string }[]>`
    SELECT c.id::text AS id FROM connections AS c
     WHERE c.state = 'ACTIVE'
       AND EXISTS (SELECT 1 FROM rereads AS waiting
         WHERE waiting.organization_id = c.organization_id AND waiting.connection_id = c.id
           AND waiting.run_id IS NULL AND waiting.requested_at <= ${due})
       AND NOT EXISTS (SELECT 1 FROM sync_runs AS run
         WHERE run.organization_id = c.organization_id AND run.connection_id = c.id
           AND run.state IN ('QUEUED', 'RUNNING', 'PAUSED'))
       AND NOT EXISTS (SELECT 1 FROM sync_runs AS run
         WHERE run.organization_id = c.organization_id AND run.connection_id = c.id AND run.created_at > ${day}
           AND run.trigger = 'WEBHOOK' AND (run.created_at > ${paused}
             OR run.state IN ('FAILED', 'CANCELLED') AND run.finished_at > ${failed}))
     LIMIT ${atOnce}`
  if (ids.length === 0) return []
  return app.database.system.connection.findMany({ where: { id: { in: ids.map(({ id }) => id) } } })
}

async function startReread(app: App, connection: Connection): Promise<string | null> {
  const { organizationId, id: connectionId } = connection
  const due = { connectionId, runId: null, requestedAt: { lte: new Date(app.now()) } }
  const rows = await app.database.tenant(organizationId).reread.findMany({
    where: due,
    orderBy: [{ requestedAt: 'asc' }, { sourceKey: 'asc' }],
    take: keysARun,
    select: { sourceKey: true },
  })
  if (rows.length === 0) return null
  const keys = rows.map((row) => row.sourceKey)
  const run = {
    ...{ connectionId, mode: 'IDS' as const, asOf: unattendedAsOf(app, connection), keys, range: null },
    ...{ trigger: 'WEBHOOK' as const, actor: webhookActor },
  }
  try {
    const outcome = await startSync(app, organizationId, run, async (tx, runId) => {
      // Somebody may have paused or begun to delete it since it was found; the run's row keeps it from now on.
      const active = await tx.connection.count({ where: { id: connectionId, state: 'ACTIVE' } })
      if (active === 0) throw new Superseded()
      const taken = await tx.reread.updateMany({ where: { ...due, sourceKey: { in: keys } }, data: { runId } })
      if (taken.count === 0) throw new Superseded()
    })
    if (outcome.ok) return outcome.runId
    const codes = outcome.errors.map((error) => error.code)
    if (codes.includes('RUN_ACTIVE') || codes.includes('CONNECTION_PAUSED')) return null
    app.log.warn({ connectionId, codes }, 'a run over the loans of webhooks was refused; they wait')
    await postpone(app, connection)
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
  return null
}

/** What cannot be started now would be tried every two seconds. */
async function postpone(app: App, { organizationId, id: connectionId }: Connection) {
  const due = { connectionId, runId: null, requestedAt: { lte: new Date(app.now()) } }
  const later = new Date(app.now() + pauseAfterFailureMs)
  await app.database.tenant(organizationId).reread.updateMany({ where: due, data: { requestedAt: later } })
}
