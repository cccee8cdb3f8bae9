/** What people decide about accounts without a loan and loans without an account. */
import type { BaselineAccount, BaselineLoan } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { transact, writeAudit } from '../../audit.ts'
import type { Tx } from '../../database/tenant.ts'
import { isId, newId } from '../../ids.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../../outcome.ts'
import { assignLoan } from './carry.ts'
import { loanById } from './loans.ts'
import { sameConsumer } from './match.ts'
import { baselineInUse, inUseHint } from './month.ts'

type Decided = { accountId: string }

/** Says which loan an account is, whatever their numbers; a loan is one account at most. */
export async function matchAccount(
  app: App,
  requester: Requester,
  { accountId, recordId }: { accountId: string; recordId: string },
): Promise<Outcome<Decided>> {
  return decideAccount(app, requester, accountId, 'matchBaselineAccount', { recordId }, async (tx, account, now) => {
    const period = await tx.reportingPeriod.findFirstOrThrow({ where: { id: account.periodId } })
    const loan = isId(recordId) ? await loanById(tx, period.furnisherId, recordId) : null
    if (!loan) {
      const message = 'There is no such loan with an account number in a production connection of the furnisher.'
      return refuse('NOT_FOUND', ['recordId'], message)
    }
    const other = await tx.baselineAccount.findFirst({
      where: { periodId: account.periodId, recordId, id: { not: account.id } },
    })
    if (other) {
      const message = `The loan is the account in line ${other.line} of the file already. Take that match back first.`
      return refuse('LOAN_TAKEN', ['recordId'], message)
    }
    await release(tx, account)
    const same = sameConsumer(account, loan)
    await tx.baselineAccount.updateMany({
      where: { id: account.id },
      data: {
        ...{ match: 'MANUAL', recordId, sameConsumer: same, reason: null },
        ...{ decidedBy: requester.actor, decidedAt: now },
      },
    })
    await assignLoan(tx, account.id, loan)
    await tx.baselineLoan.updateMany({
      where: { periodId: account.periodId, recordId },
      data: { state: 'MATCHED', reason: null, decidedBy: requester.actor, decidedAt: now },
    })
    return null
  })
}

/** Takes back a match or an ignoring, whoever made it. */
export function unmatchAccount(app: App, requester: Requester, accountId: string): Promise<Outcome<Decided>> {
  return decideAccount(app, requester, accountId, 'unmatchBaselineAccount', {}, async (tx, account, now) => {
    await release(tx, account)
    await tx.baselineAccount.updateMany({
      where: { id: account.id },
      data: { match: 'NONE', reason: null, decidedBy: requester.actor, decidedAt: now },
    })
    return null
  })
}

/** An account that needs no loan: it was sold, or is reported elsewhere now. */
export async function ignoreAccount(
  app: App,
  requester: Requester,
  { accountId, reason }: { accountId: string; reason: string },
): Promise<Outcome<Decided>> {
  const wrong = wrongReason(reason)
  if (wrong) return wrong
  return decideAccount(app, requester, accountId, 'ignoreBaselineAccount', { reason }, async (tx, account, now) => {
    await release(tx, account)
    await tx.baselineAccount.updateMany({
      where: { id: account.id },
      data: { match: 'IGNORED', reason: reason.trim(), decidedBy: requester.actor, decidedAt: now },
    })
    return null
  })
}

/** A loan that need not stand in the file: it was not reported before, for a reason. */
export async function ignoreLoan(
  app: App,
  requester: Requester,
  { loanId, reason }: { loanId: string; reason: string },
): Promise<Outcome<{ loanId: string }>> {
  const wrong = wrongReason(reason)
  if (wrong) return wrong
  if (!isId(loanId)) return notFound('loan', ['loanId'])
  return transact<{ loanId: string }>(app, requester, async (tx, now) => {
    const loan = await tx.baselineLoan.findFirst({ where: { id: loanId } })
    const refused = loan ? await refusedByState(tx, loan) : notFound('loan', ['loanId'])
    if (refused || !loan) return refused ?? notFound('loan', ['loanId'])
    if (loan.state === 'MATCHED') {
      return refuse('LOAN_TAKEN', ['loanId'], 'The loan is matched to an account; take that match back first.')
    }
    await tx.baselineLoan.updateMany({
      where: { id: loanId },
      data: { state: 'IGNORED', reason: reason.trim(), decidedBy: requester.actor, decidedAt: now },
    })
    const details = { reason: reason.trim() }
    const entry = { action: 'ignoreBaselineLoan', targetType: 'BaselineLoan', targetId: loanId, details }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, loanId }
  })
}

type Change = (tx: Tx, account: BaselineAccount, now: Date) => Promise<Refused | null>

async function decideAccount(
  app: App,
  requester: Requester,
  accountId: string,
  action: string,
  details: Record<string, string>,
  change: Change,
): Promise<Outcome<Decided>> {
  if (!isId(accountId)) return notFound('account', ['accountId'])
  return transact<Decided>(app, requester, async (tx, now) => {
    const account = await tx.baselineAccount.findFirst({ where: { id: accountId } })
    if (!account) return notFound('account', ['accountId'])
    const refused = (await refusedByState(tx, account)) ?? (await change(tx, account, now))
    if (refused) return refused
    await writeAudit(tx, requester, { action, targetType: 'BaselineAccount', targetId: accountId, details }, now)
    return { ok: true, accountId }
  })
}

/** Locks the baseline, so that no month is closed on it meanwhile and no loan is given away twice. */
async function refusedByState(tx: Tx, { periodId }: BaselineAccount | BaselineLoan): Promise<Refused | null> {
  const [period] = await tx.$queryRaw<{ furnisher_id: string; state: string }[]>`
    SELECT furnisher_id::text AS furnisher_id, state::text AS state FROM reporting_periods
    WHERE organization_id = ${tx.organizationId}::uuid AND id = ${periodId}::uuid FOR UPDATE`
  // What was decided now would not go over to the baseline that is being written.
  const importing =
    period &&
    (await tx.operation.count({
      where: {
        ...{ kind: 'IMPORT_BASELINE', targetId: period.furnisher_id, state: { in: ['QUEUED', 'RUNNING'] } },
        input: { path: ['dryRun'], equals: false },
      },
    }))
  if (period?.state !== 'CLOSED' || importing) {
    return refuse('CHANGED_MEANWHILE', [], 'The baseline is being replaced. Wait until that has ended.')
  }
  const used = await baselineInUse(tx, period.furnisher_id)
  return used ? refuse('BASELINE_IN_USE', [], `${used} ${inUseHint}`) : null
}

/** The loan that the account was goes back to the list of loans without an account. */
async function release(tx: Tx, { id, periodId, recordId }: BaselineAccount): Promise<void> {
  if (recordId === null) return
  await assignLoan(tx, id, null)
  await tx.baselineAccount.updateMany({ where: { id }, data: { recordId: null, sameConsumer: null } })
  const record = await tx.metro2Record.findFirst({ where: { id: recordId }, select: { consumerAccountNumber: true } })
  if (!record) return
  const listed = await tx.baselineLoan.updateMany({
    where: { periodId, recordId },
    data: { state: 'MISSING', reason: null },
  })
  if (listed.count > 0) return
  const consumerAccountNumber = record.consumerAccountNumber ?? ''
  const { organizationId } = tx
  await tx.baselineLoan.create({
    data: { organizationId, id: newId(), periodId, recordId, consumerAccountNumber, state: 'MISSING' },
  })
}

function wrongReason(reason: string): Refused | null {
  const { length } = reason.trim()
  if (length > 0 && length <= 500) return null
  return refuse('REASON_REQUIRED', ['reason'], 'Say why, in at most 500 characters; the reason is kept with it.')
}
