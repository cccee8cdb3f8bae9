/**
 * IMPORT_BASELINE: reads the file once to know what it is; a dry run ends there. Then it is written as a period that nobody sees
 * yet, matched to loans, and put in the place of the baseline before it in one transaction.
 */
import { newId } from '../../ids.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../../operations/contract.ts'
import { handedOver } from '../../sync/runner.ts'
import { carryAccounts, carryLoans, replacedBaseline } from './carry.ts'
import { countFindings, type FindingCounts } from './counts.ts'
import { loansByNumber, loansWithoutAccount } from './loans.ts'
import { accountKeyOf, matchAccounts } from './match.ts'
import { type BaselineMonth, holdRoom, monthOf, requireRoom } from './month.ts'
import { readAccounts, type WholeFile } from './read.ts'
import { discard, dropUnfinished } from './remove.ts'
import { type BaselinePeriod, writeAccounts, writeMatches, writeProblems } from './write.ts'

export const importBaselineWorker: OperationWorker = { kind: 'IMPORT_BASELINE', work: importBaseline }

const loansAtOnce = 500
const keysAtOnce = 2_000

interface Job {
  context: OperationContext
  furnisherId: string
  uploadId: string
  today: string
}

/** A worker that follows another drops what that one wrote and begins anew: nobody has seen it. */
async function importBaseline(context: OperationContext): Promise<JsonObject> {
  const { uploadId, month: wanted, dryRun } = context.input
  const job: Job = {
    context,
    furnisherId: context.targetId,
    uploadId: uploadId as string,
    today: new Date(context.app.now()).toISOString().slice(0, 10),
  }
  const counts = countFindings()
  const preview = createPreview(job)
  const file = await lookThrough(job, counts, dryRun === true ? preview.add : null)
  if (file.accounts === 0) {
    const hint = 'Look at the findings: lines that cannot be read are named with the reason.'
    throw new OperationFailure('NO_ACCOUNTS', 'The file holds no account that can be read.', hint)
  }
  const month = monthOf(file.header, wanted as string | null, job.today)
  await requireRoom(context.db, job.furnisherId, month.month)
  const told = resultOf(file, month, counts)
  if (dryRun === true) return { ...told, dryRun: true, ...preview.counts() }
  const period: BaselinePeriod = { id: newId(), month: new Date(month.month), revision: 1 }
  try {
    await writePeriod(job, period, month, file)
    await matchAndList(job, period, month)
    await takePlace(job, period, month, file, counts)
  } catch (error) {
    await giveUp(context, period)
    throw error
  }
  await dropUnfinished(context, job.furnisherId)
  return { ...told, dryRun: false, periodId: period.id, ...(await countsOf(job, period)) }
}

/** No month can be opened beside a half baseline. A process that stops leaves it to the worker that follows, which begins anew. */
async function giveUp(context: OperationContext, { id }: BaselinePeriod): Promise<void> {
  const { app, operationId, signal } = context
  if (signal.reason === handedOver) return
  await discard(context, id).catch((error: unknown) =>
    app.log.warn({ err: error, operationId }, 'a baseline that was given up stays until the next import'),
  )
}

async function matchAndList(job: Job, period: BaselinePeriod, month: BaselineMonth): Promise<void> {
  const { context, furnisherId } = job
  const replaced = await replacedBaseline(context, furnisherId)
  await matchAll(job, period)
  if (replaced) await carryAccounts(context, furnisherId, replaced, period.id)
  await listLoans(job, period, month)
  if (replaced) await carryLoans(context, replaced, period.id)
}

function resultOf(file: WholeFile, { month, asOf }: BaselineMonth, counts: FindingCounts): JsonObject {
  const { accounts, unreadable, layout } = file
  const findings = counts.byRule()
  const unreadableLines = counts.unreadableLines()
  return { month: month.slice(0, 7), asOf, layout, accounts, unreadable, unreadableLines, findings }
}

async function lookThrough(
  { context, uploadId, today }: Job,
  counts: FindingCounts,
  look: ((numbers: string[]) => Promise<void>) | null,
): Promise<WholeFile> {
  const { app, organizationId, signal } = context
  const batches = readAccounts(app, organizationId, uploadId, today)
  for (;;) {
    const batch = await batches.next()
    if (batch.done) return batch.value
    signal.throwIfAborted()
    counts.add(batch.value.findings)
    await look?.(batch.value.accounts.map(({ record }) => record.base.consumerAccountNumber))
  }
}

/** What matching would come to, as far as one account at a time tells. */
function createPreview({ context, furnisherId }: Job) {
  const { app, organizationId } = context
  const counts = { withLoan: 0, withSeveralLoans: 0, withoutLoan: 0 }
  return {
    async add(numbers: string[]) {
      const loans = await loansByNumber(app.database.tenant(organizationId), furnisherId, numbers)
      const byKey = Map.groupBy(loans, (loan) => accountKeyOf(loan.consumerAccountNumber))
      for (const number of numbers) {
        const found = byKey.get(accountKeyOf(number))?.length ?? 0
        counts[found === 0 ? 'withoutLoan' : found === 1 ? 'withLoan' : 'withSeveralLoans'] += 1
      }
    },
    counts: (): JsonObject => ({ ...counts }),
  }
}

async function writePeriod(
  job: Job,
  period: BaselinePeriod,
  { month, asOf }: BaselineMonth,
  file: WholeFile,
): Promise<void> {
  const { context, furnisherId, uploadId, today } = job
  const { app, organizationId, operationId, signal } = context
  await dropUnfinished(context, furnisherId)
  const keys = await app.keysOf(organizationId)
  await context.step(async (tx, now) => {
    await holdRoom(tx, furnisherId, month)
    const last = await tx.reportingPeriod.findFirst({
      where: { furnisherId, month: period.month },
      orderBy: { revision: 'desc' },
    })
    // The baseline before it may be of the same month; it stays until this one is whole.
    period.revision = (last?.revision ?? 0) + 1
    await tx.reportingPeriod.create({
      data: {
        ...{ organizationId, ...period, furnisherId, origin: 'BASELINE', state: 'OPEN', asOf: new Date(asOf) },
        ...{ createdAt: now, createdBy: `operation:${operationId}` },
      },
    })
    return { checkpoint: {}, done: 0, total: file.accounts }
  })
  const counts = countFindings()
  for await (const { accounts, findings } of readAccounts(app, organizationId, uploadId, today)) {
    signal.throwIfAborted()
    const kept = counts.add(findings)
    await context.step(async (tx) => {
      await writeAccounts(tx, keys, period, accounts)
      await writeProblems(tx, period.id, kept)
      return { checkpoint: {}, done: accounts.length }
    })
  }
}

/** In the order of what numbers are compared by, so that all accounts with one number are looked at together. */
async function matchAll({ context, furnisherId }: Job, { id: periodId }: BaselinePeriod): Promise<void> {
  const { db, signal } = context
  let after = ''
  for (;;) {
    signal.throwIfAborted()
    const keys = await keysAfter(db, periodId, after)
    if (keys.length === 0) return
    after = keys.at(-1)!
    const accounts = await db.baselineAccount.findMany({ where: { periodId, accountKey: { in: keys } } })
    const loans = await loansByNumber(db, furnisherId, keys)
    const matches = matchAccounts(accounts, loans)
    const matched = [...matches.values()].filter(({ loanId }) => loanId !== null).length
    await context.step(async (tx) => {
      await writeMatches(tx, matches, loans)
      return { checkpoint: {}, done: 0, counts: { matched } }
    })
  }
}

/** The empty key compares with nothing and is passed over. */
async function keysAfter(db: OperationContext['db'], periodId: string, after: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ account_key: string }[]>`
    SELECT DISTINCT account_key FROM baseline_accounts
    WHERE organization_id = ${db.organizationId}::uuid AND period_id = ${periodId}::uuid AND account_key > ${after}
    ORDER BY account_key LIMIT ${keysAtOnce}`
  return rows.map((row) => row.account_key)
}

async function listLoans({ context, furnisherId }: Job, { id: periodId }: BaselinePeriod, { asOf }: BaselineMonth) {
  const { db, organizationId, signal } = context
  let after: string | null = null
  for (;;) {
    signal.throwIfAborted()
    const loans = await loansWithoutAccount(db, furnisherId, { id: periodId, asOf }, after, loansAtOnce)
    if (loans.length === 0) return
    after = loans.at(-1)!.id
    await context.step(async (tx) => {
      await tx.baselineLoan.createMany({
        data: loans.map(({ id: recordId, consumerAccountNumber }) => ({
          ...{ organizationId, id: newId(), periodId, recordId, consumerAccountNumber, state: 'MISSING' as const },
        })),
      })
      return { checkpoint: {}, done: 0, counts: { loansWithoutAccount: loans.length } }
    })
  }
}

/** From here on the months to come rest on it, and the one before is no more. */
async function takePlace(
  { context, furnisherId, uploadId }: Job,
  period: BaselinePeriod,
  { month }: BaselineMonth,
  file: WholeFile,
  counts: FindingCounts,
): Promise<void> {
  const { organizationId, operationId, db } = context
  const upload = await db.upload.findFirst({ where: { id: uploadId } })
  const operation = await db.operation.findFirstOrThrow({ where: { id: operationId } })
  await context.step(async (tx, now) => {
    // Somebody may have closed a month since the beginning.
    await holdRoom(tx, furnisherId, month)
    await tx.reportingPeriod.updateMany({
      where: { furnisherId, origin: 'BASELINE', state: 'CLOSED', id: { not: period.id } },
      data: { state: 'OPEN', closedAt: null, closedBy: null },
    })
    await tx.baseline.create({
      data: {
        ...{ organizationId, id: period.id, furnisherId, fileName: upload?.name ?? '', sha256: upload?.sha256 ?? '' },
        ...{ layout: file.layout, reporterName: file.header?.reporterName ?? '', accounts: file.accounts },
        ...{ unreadable: file.unreadable, findings: counts.byRule() },
        ...{ importedAt: now, importedBy: operation.requestedBy },
      },
    })
    await tx.reportingPeriod.updateMany({
      where: { id: period.id },
      data: { state: 'CLOSED', closedAt: now, closedBy: operation.requestedBy },
    })
    await tx.auditLog.create({
      data: {
        ...{ organizationId, id: newId(), actor: operation.requestedBy, action: 'replaceBaseline' },
        ...{ targetType: 'Furnisher', targetId: furnisherId, details: { periodId: period.id, operationId }, at: now },
      },
    })
    return { checkpoint: {}, done: 0 }
  })
}

async function countsOf({ context: { db } }: Job, { id: periodId }: BaselinePeriod): Promise<JsonObject> {
  const groups = await db.baselineAccount.groupBy({ by: ['match'], where: { periodId }, _count: true })
  const loansWithoutAccount = await db.baselineLoan.count({ where: { periodId, state: 'MISSING' } })
  const otherConsumer = await db.baselineAccount.count({ where: { periodId, sameConsumer: false } })
  const byMatch = Object.fromEntries(groups.map(({ match, _count }) => [match, _count]))
  return { byMatch, otherConsumer, loansWithoutAccount }
}
