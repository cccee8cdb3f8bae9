/** What people decided about a baseline goes over to the one that replaces it, account by account number and loan by loan. */
import type { BaselineAccount } from '../../../prisma/generated/client/client.ts'
import type { Tx } from '../../database/tenant.ts'
import type { OperationContext } from '../../operations/contract.ts'
import { type Loan, loanById } from './loans.ts'
import { sameConsumer } from './match.ts'

const atOnce = 100

/** The baseline in force, which the new one will replace; null where it is the first. */
export async function replacedBaseline({ db }: OperationContext, furnisherId: string): Promise<string | null> {
  const period = await db.reportingPeriod.findFirst({
    where: { furnisherId, origin: 'BASELINE', state: 'CLOSED' },
    select: { id: true },
  })
  return period?.id ?? null
}

/** After matching, so that a person's word stands above it. Where the new file does not allow it, the decision is left behind. */
export async function carryAccounts(context: OperationContext, furnisherId: string, from: string, to: string) {
  let after: string | null = null
  for (;;) {
    context.signal.throwIfAborted()
    const decided: BaselineAccount[] = await context.db.baselineAccount.findMany({
      where: { periodId: from, decidedBy: { not: null }, ...(after ? { id: { gt: after } } : {}) },
      orderBy: { id: 'asc' },
      take: atOnce,
    })
    if (decided.length === 0) return
    after = decided.at(-1)!.id
    await context.step(async (tx) => {
      let carried = 0
      for (const account of decided) if (await carry(tx, furnisherId, account, to)) carried += 1
      return { checkpoint: {}, done: 0, counts: { decisionsCarried: carried } }
    })
  }
}

async function carry(tx: Tx, furnisherId: string, before: BaselineAccount, to: string): Promise<boolean> {
  const { consumerAccountNumber, match, recordId, reason, decidedBy, decidedAt } = before
  const [account, another] = await tx.baselineAccount.findMany({
    where: { periodId: to, consumerAccountNumber },
    take: 2,
  })
  if (!account || another) return false
  const loan = match === 'MANUAL' && recordId ? await freeLoan(tx, furnisherId, recordId, account) : null
  if (match === 'MANUAL' && !loan) return false
  await tx.baselineAccount.updateMany({
    where: { id: account.id },
    data: {
      ...{ match, reason, decidedBy, decidedAt, recordId: loan?.id ?? null },
      sameConsumer: loan && sameConsumer(account, loan),
    },
  })
  await assignLoan(tx, account.id, loan)
  return true
}

/** The loan, unless another account of the new file is it. */
async function freeLoan(tx: Tx, furnisherId: string, recordId: string, account: BaselineAccount): Promise<Loan | null> {
  const { periodId, id } = account
  const taken = await tx.baselineAccount.count({ where: { periodId, recordId, id: { not: id } } })
  return taken === 0 ? loanById(tx, furnisherId, recordId) : null
}

/** The loan of a reported record, by which the months to come find it. */
export async function assignLoan(tx: Tx, reportedId: string, loan: Loan | null): Promise<void> {
  const { connectionId, sourceKey, displayKey } = loan ?? { connectionId: null, sourceKey: null, displayKey: null }
  await tx.reportedRecord.updateMany({ where: { id: reportedId }, data: { connectionId, sourceKey, displayKey } })
}

/** Loans that were ignored before and are missing again. After they were listed. */
export async function carryLoans({ step }: OperationContext, from: string, to: string): Promise<void> {
  await step(async (tx) => {
    const carried = await tx.$executeRaw`
      UPDATE baseline_loans n SET state = o.state, reason = o.reason, decided_by = o.decided_by, decided_at = o.decided_at
      FROM baseline_loans o WHERE o.organization_id = ${tx.organizationId}::uuid AND o.period_id = ${from}::uuid
        AND o.state = 'IGNORED' AND n.organization_id = o.organization_id AND n.period_id = ${to}::uuid
        AND n.record_id = o.record_id`
    return { checkpoint: {}, done: 0, counts: { decisionsCarried: carried } }
  })
}
