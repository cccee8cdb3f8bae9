/** After a FULL run has read every loan: which of them go on with accounts whose own loans are not there any more. The rollover maps them again. */
import type { Connection } from '../../prisma/generated/client/client.ts'
import { joinPage } from '../reporting/continued/join.ts'
import { reportRun } from './log.ts'
import type { Work } from './work.ts'

/** A sandbox never goes on with what was reported. */
export async function continueAccounts({ app, run, context, signal }: Work, connection: Connection): Promise<void> {
  if (connection.environment !== 'PRODUCTION') return
  const db = app.database.tenant(run.organizationId)
  const fence = { id: run.id, attempt: run.attempt, from: ['RUNNING' as const] }
  let after: string | null = null
  do {
    signal.throwIfAborted()
    const now = new Date(app.now())
    after = await db.$transaction(
      async (tx) => {
        await reportRun(tx, fence, { lease: 'RENEW' }, [], now)
        return (await joinPage(tx, context.keys, connection.furnisherId, after, now)).after
      },
      // Another run or a computation may be at the same furnisher.
      { maxWait: 60_000, timeout: 120_000 },
    )
  } while (after !== null)
}
