/**
 * A source refuses what a run began with, and somebody has given the connection other credentials since: nothing is wrong with the
 * connection. The run is let go, and goes on from its checkpoint with the new ones.
 */
import type { Connection, SyncRun } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { SyncEventBody } from './events.ts'
import { LeaseLost, reportRun } from './log.ts'

/** @param connection as the run read it. Answers false when its credentials are still those. */
export async function goOnWithReplaced(
  app: App,
  run: SyncRun,
  connection: Pick<Connection, 'sealedCredentials'>,
  waiting: SyncEventBody[],
): Promise<boolean> {
  const { organizationId, id, attempt } = run
  const db = app.database.tenant(organizationId)
  const now = new Date(app.now())
  try {
    const released = await db.$transaction(async (tx) => {
      const current = await tx.connection.findFirst({
        where: { id: run.connectionId },
        select: { sealedCredentials: true },
      })
      // Sealed anew they differ, even where they say the same.
      if (!current || Buffer.compare(current.sealedCredentials, connection.sealedCredentials) === 0) return false
      await reportRun(tx, { id, attempt, from: ['RUNNING'] }, { lease: 'DROP' }, [...waiting, notice], now)
      return true
    })
    if (!released) return false
  } catch (error) {
    // Another worker has it, and goes by what is stored.
    if (error instanceof LeaseLost) return true
    throw error
  }
  app.events.wake(id)
  await app.dispatch({ organizationId, runId: id })
  return true
}

const notice: SyncEventBody = {
  kind: 'NOTICE',
  payload: {
    message:
      'The source refused the credentials that the run began with; they have been replaced since. It goes on with the new ones.',
  },
}
