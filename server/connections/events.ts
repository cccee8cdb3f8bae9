/** Writing to the event log of a connection, inside the transaction of what is reported. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import { storable } from '../storable.ts'
import type { ConnectionEventBody } from '../sync/events.ts'
import { notify, type Tx } from '../sync/log.ts'

/**
 * Appends events with the next `seq`s. The update of the connection's row makes them gapless: a second writer waits for
 * it, and a rollback gives the numbers back. After the commit call `app.events.wake(connectionId)`; other processes are
 * told by the database.
 * @throws Error when the connection is not the organization's
 */
export async function appendConnectionEvents(
  tx: Tx,
  organizationId: string,
  connectionId: string,
  bodies: ConnectionEventBody[],
  now: Date,
): Promise<void> {
  if (bodies.length === 0) return
  const rows = await tx.connection.updateManyAndReturn({
    where: { organizationId, id: connectionId },
    data: { lastEventSeq: { increment: bodies.length } },
    select: { lastEventSeq: true },
  })
  const last = rows[0]?.lastEventSeq
  if (last === undefined) throw new Error('Events for a connection that does not exist.')
  await tx.connectionEvent.createMany({
    data: bodies.map((body, index) => ({
      organizationId,
      connectionId,
      seq: last - bodies.length + index + 1,
      kind: body.kind,
      payload: storable(body.payload) as unknown as Prisma.InputJsonValue,
      at: now,
    })),
  })
  await notify(tx, connectionId)
}
