/** Leaving records out of an open period, one by one or by filter, and taking that back. What is held out is not reported. */
import type { Prisma } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { transact, writeAudit } from '../../audit.ts'
import { isId } from '../../ids.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../../outcome.ts'
import { reasonRefusal } from '../../rules/reason.ts'
import type { Tx } from '../../sync/log.ts'
import { markDuplicates } from './duplicates.ts'
import { findPeriod, lockPeriod } from './rows.ts'
import { closedMessage } from './work.ts'

export interface HoldOut {
  periodId: string
  /** The records chosen; null when nothing chooses any. */
  chosen: Prisma.PeriodRecordWhereInput | null
  /** Null takes back what was held out. */
  reason: string | null
  dryRun: boolean
  expectedCount: number | null
  /** What the client sent, for the audit log. */
  request: Prisma.InputJsonObject
}

export interface HeldOut {
  periodId: string
  /** Records held out, or let in again; in a dry run those that would be. */
  count: number
  /** The first of them. */
  recordIds: string[]
}

/** More in one transaction would keep the period waiting. */
export const mostAtOnce = 10_000
const mostSamples = 20

/** Of a loan that is excluded, missing or finished nothing would be reported anyway. */
const holdable: Prisma.PeriodRecordWhereInput = { review: { notIn: ['EXCLUDED', 'MISSING', 'FINAL'] } }

export async function holdOut(app: App, requester: Requester, input: HoldOut): Promise<Outcome<HeldOut>> {
  const wrong = refusalOf(input)
  if (wrong) return wrong
  const where: Prisma.PeriodRecordWhereInput = {
    AND: [
      { periodId: input.periodId },
      input.chosen!,
      input.reason === null ? { heldOutAt: { not: null } } : { heldOutAt: null, ...holdable },
    ],
  }
  if (input.dryRun) {
    const db = app.database.tenant(requester.organizationId)
    const period = await findPeriod(db, input.periodId)
    if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
    const rows = await db.periodRecord.findMany({
      where,
      select: { id: true },
      orderBy: { id: 'asc' },
      take: mostSamples,
    })
    const count = await db.periodRecord.count({ where })
    return { ok: true, periodId: period.id, count, recordIds: rows.map((row) => row.id) }
  }
  return transact<HeldOut>(app, requester, (tx, now) => change(tx, requester, input, where, now))
}

function refusalOf(input: HoldOut): Refused | null {
  if (!isId(input.periodId)) return notFound('reporting period', ['periodId'])
  if (!input.chosen) return refuse('NOTHING_CHOSEN', [], 'Choose the records: by periodRecordIds or a filter.')
  const unsaid = input.reason === null ? null : reasonRefusal(input.reason)
  if (unsaid) return unsaid
  if (!input.dryRun && input.expectedCount === null) {
    return refuse(
      'COUNT_REQUIRED',
      ['expectedCount'],
      'Say how many records it is: the count that the dry run answered.',
    )
  }
  return null
}

async function change(
  tx: Tx,
  requester: Requester,
  input: HoldOut,
  where: Prisma.PeriodRecordWhereInput,
  now: Date,
): Promise<Outcome<HeldOut>> {
  const period = await lockPeriod(tx, input.periodId)
  if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
  if (period.state === 'CLOSED') return refuse('PERIOD_CLOSED', ['periodId'], closedMessage)
  const rows = await tx.periodRecord.findMany({
    where,
    select: { id: true, consumerAccountNumber: true },
    orderBy: { id: 'asc' },
    take: mostAtOnce + 1,
  })
  if (rows.length > mostAtOnce) {
    const message = `At most ${mostAtOnce} records are held out at once. Narrow the filter.`
    return refuse('TOO_MANY', [], message)
  }
  if (rows.length !== input.expectedCount) {
    const message = `It is ${rows.length} records now, not ${input.expectedCount}. Look again, then send that count.`
    return refuse('COUNT_CHANGED', ['expectedCount'], message)
  }
  const ids = rows.map((row) => row.id)
  await write(tx, ids, input.reason, requester.actor, now)
  // Of two loans under one number the other may now be reported, or may not any more.
  await markDuplicates(tx, period.id, [...new Set(rows.flatMap((row) => row.consumerAccountNumber ?? []))])
  await tx.reportingPeriod.updateMany({ where: { id: period.id }, data: { version: { increment: 1 } } })
  const details = { count: ids.length, reason: input.reason, request: input.request }
  const action = input.reason === null ? 'releasePeriodRecords' : 'holdOutPeriodRecords'
  await writeAudit(tx, requester, { action, targetType: 'ReportingPeriod', targetId: period.id, details }, now)
  return { ok: true, periodId: period.id, count: ids.length, recordIds: ids.slice(0, mostSamples) }
}

async function write(tx: Tx, ids: string[], reason: string | null, actor: string, now: Date) {
  await tx.$executeRawUnsafe(
    `UPDATE period_records SET held_out_reason = $3, held_out_by = $4, held_out_at = $5::timestamptz
     WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])`,
    tx.organizationId,
    ids,
    reason?.trim() ?? null,
    reason === null ? null : actor,
    reason === null ? null : now,
  )
}
