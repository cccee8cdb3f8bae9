/**
 * Deleting a connection with everything that was read through it. Millions of rows in one statement would hold locks for
 * minutes, so they go in small transactions; the connection is marked first, and a deletion that was cut off goes on
 * when it is asked for again. Its mapping preset stays: it holds somebody's work. So does what was reported; loans of another connection go
 * on with it (server/reporting/continued).
 */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import type { Tx } from '../sync/log.ts'
import { appendConnectionEvents } from './events.ts'
import { activeRunId, deleting, isDeleting, lockConnection, runActive } from './rows.ts'

export interface DeleteConnection {
  connectionId: string
  /** The connection's name, typed by the person who asks. */
  confirmName: string
}

type Done = { connectionId: string }

export async function deleteConnection(
  app: App,
  requester: Requester,
  input: DeleteConnection,
): Promise<Outcome<Done>> {
  const { connectionId } = input
  if (!isId(connectionId)) return notFound('connection', ['connectionId'])
  const marked = await mark(app, requester, input)
  if (!marked.ok) return marked
  app.events.wake(connectionId)
  await deleteRows(app.database.tenant(requester.organizationId), connectionId)
  return transact<Done>(app, requester, async (tx, now) => {
    const gone = await tx.connection.deleteMany({ where: { id: connectionId } })
    if (gone.count > 0) {
      await writeAudit(
        tx,
        requester,
        { action: 'finishDeleteConnection', targetType: 'ConnectedSource', targetId: connectionId },
        now,
      )
    }
    return { ok: true, connectionId }
  })
}

/** From here on nothing starts on it: it is paused for good. */
function mark(
  app: App,
  requester: Requester,
  { connectionId, confirmName }: DeleteConnection,
): Promise<Outcome<object>> {
  const { organizationId, actor } = requester
  return transact<object>(app, requester, async (tx, now) => {
    const connection = await lockConnection(tx, organizationId, connectionId)
    if (!connection) return notFound('connection', ['connectionId'])
    if (confirmName.trim() !== connection.name) {
      const message = `To delete this connection and all its records, give its name in confirmName: ${connection.name}`
      return refuse('CONFIRMATION_REQUIRED', ['confirmName'], message)
    }
    if (isDeleting(connection)) return { ok: true }
    if (await activeRunId(tx, connectionId)) return { ok: false, errors: [runActive] }
    await tx.connection.updateMany({
      where: { id: connectionId },
      data: { state: 'PAUSED', pauseReason: deleting, updatedAt: now },
    })
    await appendConnectionEvents(
      tx,
      organizationId,
      connectionId,
      [{ kind: 'PAUSED', payload: { failure: deleting, actor } }],
      now,
    )
    const details = { name: connection.name, pluginId: connection.pluginId, environment: connection.environment }
    await writeAudit(
      tx,
      requester,
      { action: 'deleteConnection', targetType: 'ConnectedSource', targetId: connectionId, details },
      now,
    )
    return { ok: true }
  })
}

const rowsAtOnce = 1_000

/** Each table in chunks, those that others hang on last; what hangs on a row of a chunk goes with it by its foreign key. */
async function deleteRows(db: TenantClient, connectionId: string) {
  const { organizationId } = db
  const here = Prisma.sql`organization_id = ${organizationId}::uuid AND connection_id = ${connectionId}::uuid`
  const own = Prisma.sql`organization_id = ${organizationId}::uuid`
  await inChunks(db, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>(
      Prisma.sql`SELECT id FROM metro2_records WHERE ${here} LIMIT ${rowsAtOnce}`,
    )
    const ids = rows.map((row) => row.id)
    // The consumer index has no foreign key to go by.
    await tx.$executeRaw(Prisma.sql`DELETE FROM consumer_index WHERE ${own} AND record_id = ANY(${ids}::uuid[])`)
    return tx.$executeRaw(Prisma.sql`DELETE FROM metro2_records WHERE ${own} AND id = ANY(${ids}::uuid[])`)
  })
  for (const table of ['source_records', 'quarantined_records'].map((name) => Prisma.raw(name))) {
    await inChunks(db, (tx) =>
      tx.$executeRaw(
        Prisma.sql`DELETE FROM ${table} WHERE ${own} AND id IN (SELECT id FROM ${table} WHERE ${here} LIMIT ${rowsAtOnce})`,
      ),
    )
  }
  await inChunks(db, (tx) =>
    tx.$executeRaw(
      Prisma.sql`DELETE FROM sync_events WHERE ${own} AND (run_id, seq) IN (SELECT e.run_id, e.seq FROM sync_events e
        JOIN sync_runs r ON r.organization_id = e.organization_id AND r.id = e.run_id
        WHERE r.organization_id = ${organizationId}::uuid AND r.connection_id = ${connectionId}::uuid LIMIT ${rowsAtOnce})`,
    ),
  )
}

async function inChunks(db: TenantClient, chunk: (tx: Tx) => Promise<number>) {
  let gone = 1
  while (gone > 0) gone = await db.$transaction((tx) => chunk(tx as unknown as Tx))
}
