/** Baselines that were replaced, or never came to their end, go in small pieces: each may be a million rows. */
import type { OperationContext } from '../../operations/contract.ts'

const atOnce = 5_000

/** Deletes every baseline of the furnisher that is not in force. */
export async function dropUnfinished(context: OperationContext, furnisherId: string): Promise<void> {
  const periods = await context.db.reportingPeriod.findMany({
    where: { furnisherId, origin: 'BASELINE', state: 'OPEN' },
    select: { id: true },
  })
  for (const { id } of periods) {
    for (const table of ['reported_records', 'baseline_accounts', 'baseline_loans', 'baseline_problems']) {
      await deleteRows(context, table, id)
    }
    await context.step(async (tx) => {
      await tx.reportingPeriod.deleteMany({ where: { id, state: 'OPEN' } })
      return { checkpoint: {}, done: 0 }
    })
  }
}

async function deleteRows({ step, signal }: OperationContext, table: string, periodId: string): Promise<void> {
  let gone = atOnce
  while (gone === atOnce) {
    signal.throwIfAborted()
    await step(async (tx) => {
      gone = await tx.$executeRawUnsafe(
        `DELETE FROM ${table} WHERE organization_id = $1::uuid AND id IN (
           SELECT id FROM ${table} WHERE organization_id = $1::uuid AND period_id = $2::uuid LIMIT ${atOnce})`,
        tx.organizationId,
        periodId,
      )
      return { checkpoint: {}, done: 0 }
    })
  }
}
