/** Pausing and resuming. Both may be asked for twice. */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester } from '../outcome.ts'
import { nextRunDate } from '../schedule/cadence.ts'
import { appendConnectionEvents } from './events.ts'
import { isDeleting, lockConnection } from './rows.ts'

type Done = { connectionId: string }

/** No run starts until the connection is resumed, those that wait included. A run at work goes on; cancel it if it should not. */
export function pauseConnection(app: App, requester: Requester, connectionId: string): Promise<Outcome<Done>> {
  return setState(app, requester, connectionId, 'PAUSED')
}

/** Whatever the pause was for: the next run shows whether its cause is mended. */
export function resumeConnection(app: App, requester: Requester, connectionId: string): Promise<Outcome<Done>> {
  return setState(app, requester, connectionId, 'ACTIVE')
}

async function setState(
  app: App,
  requester: Requester,
  connectionId: string,
  state: 'PAUSED' | 'ACTIVE',
): Promise<Outcome<Done>> {
  if (!isId(connectionId)) return notFound('connection', ['connectionId'])
  const { organizationId, actor } = requester
  const outcome = await transact<Done>(app, requester, async (tx, now) => {
    const connection = await lockConnection(tx, organizationId, connectionId)
    if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
    if (connection.state === state) return { ok: true, connectionId }
    const paused = state === 'PAUSED'
    // What fell due during the pause is not made up.
    const nextRunAt = paused ? null : nextRunDate(connection, now.getTime())
    await tx.connection.updateMany({
      where: { id: connectionId },
      data: { state, pauseReason: Prisma.DbNull, nextRunAt, updatedAt: now },
    })
    await appendConnectionEvents(
      tx,
      organizationId,
      connectionId,
      [paused ? { kind: 'PAUSED', payload: { failure: null, actor } } : { kind: 'RESUMED', payload: { actor } }],
      now,
    )
    const action = paused ? 'pauseConnection' : 'resumeConnection'
    await writeAudit(tx, requester, { action, targetType: 'ConnectedSource', targetId: connectionId }, now)
    return { ok: true, connectionId }
  })
  if (outcome.ok) app.events.wake(connectionId)
  return outcome
}
