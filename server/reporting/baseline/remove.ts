/** Baselines that were replaced, or never came to their end, go in small pieces: each may be a million rows. */
import type { Tx } from '../../database/tenant.ts'
import type { OperationContext } from '../../operations/contract.ts'

const atOnce = 5_000

/** One transaction. */
type Transact = (work: (tx: Tx) => Promise<void>) => Promise<void>

/** Deletes every baseline of the furnisher that is not in force. Fenced: another worker may be writing one. */
export async function dropUnfinished({ db, step, signal }: OperationContext, furnisherId: string): Promise<void> {
  const periods = await db.reportingPeriod.findMany({
    where: { furnisherId, origin: 'BASELINE', state: 'OPEN' },
    select: { id: true },
  })
  const fenced: Transact = (work) =>
    step(async (tx) => {
      signal.throwIfAborted()
      await work(tx)
      return { checkpoint: {}, done: 0 }
    })
  for (const { id } of periods) await dropPeriod(fenced, id)
}

/** Deletes what this worker wrote and nobody will finish. */
export async function discard({ db }: OperationContext, periodId: string): Promise<void> {
  await dropPeriod((work) => db.$transaction(work), periodId)
}

async function dropPeriod(transact: Transact, periodId: string): Promise<void> {
  for (const table of ['reported_records', 'baseline_accounts', 'baseline_loans', 'baseline_problems']) {
    let gone = atOnce
    while (gone === atOnce) {
      await transact(async (tx) => {
        gone = await tx.$executeRawUnsafe(
          `DELETE FROM ${table} WHERE organization_id = $1::uuid AND id IN (
             SELECT id FROM ${table} WHERE organization_id = $1::uuid AND period_id = $2::uuid LIMIT ${atOnce})`,
          tx.organizationId,
          periodId,
        )
      })
    }
  }
  await transact(async (tx) => {
    await tx.reportingPeriod.deleteMany({ where: { id: periodId, state: 'OPEN' } })
  })
}
