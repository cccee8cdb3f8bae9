/** Opening a month for a furnisher, opening a correction of a closed one, discarding what was opened by mistake. */
import { type Connection, Prisma, type ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../../audit.ts'
import type { TenantClient } from '../../database/tenant.ts'
import { type Claim, withIdempotency } from '../../idempotency.ts'
import { isId, newId } from '../../ids.ts'
import { isCalendarDate, monthEnd } from '../../metro2/dates.ts'
import { handOutOperation, queueOperation } from '../../operations/service.ts'
import { notFound, type Outcome, type Refusal, type Requester, refusal, refuse } from '../../outcome.ts'
import type { Tx } from '../../sync/log.ts'
import { atOnce, dayOf, findPeriod, lockPeriod, monthName, reportingConnections } from './rows.ts'
import { activeOperation } from './work.ts'

export interface OpenPeriod {
  furnisherId: string
  /** `2026-10`. */
  month: string
  /** YYYY-MM-DD; null = the last day of the month. */
  asOf: string | null
  idempotencyKey: string | null
}

/** The period, and the operation that computes its records. */
export interface Opened {
  periodId: string
  /** Null in the answer to a repeated request whose computation has ended. */
  operationId: string | null
}

export async function openPeriod(app: App, requester: Requester, input: OpenPeriod): Promise<Outcome<Opened>> {
  const { idempotencyKey, ...request } = input
  if (!isId(input.furnisherId)) return notFound('furnisher', ['furnisherId'])
  const asked = { operation: 'openPeriod', key: idempotencyKey, request }
  return withIdempotency<Opened>(
    app,
    requester,
    asked,
    async (claim) => {
      const db = app.database.tenant(requester.organizationId)
      const furnisher = await db.furnisher.findFirst({ where: { id: input.furnisherId } })
      if (!furnisher) return notFound('furnisher', ['furnisherId'])
      const connections = await reportingConnections(db, furnisher.id)
      const errors = monthRefusals(app, input, connections)
      if (errors.length > 0) return { ok: false, errors }
      const month = `${input.month}-01`
      const row = { furnisherId: furnisher.id, month, revision: 1, asOf: input.asOf ?? monthEnd(month) }
      return create(app, requester, 'openPeriod', row, claim)
    },
    (periodId) => opened(app, requester, periodId),
  )
}

async function opened(app: App, requester: Requester, periodId: string): Promise<Outcome<Opened>> {
  const operationId = await activeOperation(app.database.tenant(requester.organizationId), periodId, ['COMPUTE_PERIOD'])
  return { ok: true, periodId, operationId }
}

function monthRefusals(app: App, { month, asOf }: OpenPeriod, connections: Connection[]): Refusal[] {
  if (!/^\d{4}-\d{2}$/.test(month) || !isCalendarDate(`${month}-01`)) {
    return [refusal('INVALID_MONTH', ['month'], `${month} is not a month. Write it as YYYY-MM: 2026-10.`)]
  }
  if (connections.length === 0) {
    const message =
      'The furnisher has no production connection, so there is nothing to report. SANDBOX connections never take part.'
    return [refusal('NO_PRODUCTION_CONNECTION', ['furnisherId'], message)]
  }
  if (asOf !== null && !isCalendarDate(asOf)) {
    return [refusal('INVALID_DATE', ['asOf'], `${asOf} is not a date. Write it as YYYY-MM-DD.`)]
  }
  if (asOf !== null && asOf.slice(0, 7) !== month) {
    return [refusal('DATE_OUTSIDE_MONTH', ['asOf'], `${asOf} is no day of ${month}.`)]
  }
  const day = asOf ?? monthEnd(`${month}-01`)
  return connections.flatMap((connection) => futureRefusals(app, connection, day, asOf === null))
}

function futureRefusals(app: App, connection: Connection, day: string, isDefault: boolean): Refusal[] {
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) {
    const message = `The plugin ${connection.pluginId} of ${connection.name} is not installed.`
    return [refusal('UNKNOWN_PLUGIN', ['furnisherId'], message)]
  }
  const today = plugin.businessDate(connection.settings, app.now())
  if (day <= today) return []
  const message = isDefault
    ? `The month is not over: it ends on ${day}, and it is ${today} at ${connection.name}. Wait, or give an as-of date up to today.`
    : `${day} is after today (${today}) at ${connection.name}.`
  return [refusal(isDefault ? 'MONTH_NOT_OVER' : 'DATE_IN_FUTURE', ['asOf'], message)]
}

type Reader = Pick<TenantClient | Tx, 'reportingPeriod'>

interface NewPeriod {
  furnisherId: string
  month: string
  revision: number
  asOf: string
}

async function create(app: App, requester: Requester, action: string, row: NewPeriod, claim: Claim) {
  const [periodId, operationId] = [newId(), newId()]
  let outcome: Outcome<Opened>
  try {
    outcome = await transact<Opened>(app, requester, async (tx, now) => {
      await claim(tx, periodId)
      // One furnisher's periods are opened one after the other.
      await tx.$queryRawUnsafe(
        'SELECT 1 FROM furnishers WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE',
        tx.organizationId,
        row.furnisherId,
      )
      const errors = await orderRefusals(tx, row)
      if (errors.length > 0) return { ok: false, errors }
      await tx.reportingPeriod.create({
        data: {
          ...{
            organizationId: requester.organizationId,
            id: periodId,
            furnisherId: row.furnisherId,
            origin: 'COMPUTED',
          },
          ...{ month: new Date(row.month), revision: row.revision, asOf: new Date(row.asOf) },
          ...{ createdAt: now, createdBy: requester.actor },
        },
      })
      const compute = { kind: 'COMPUTE_PERIOD', targetId: periodId, input: {} } as const
      await queueOperation(tx, operationId, compute, requester.actor, now)
      const details = {
        furnisherId: row.furnisherId,
        month: row.month.slice(0, 7),
        asOf: row.asOf,
        revision: row.revision,
      }
      await writeAudit(tx, requester, { action, targetType: 'ReportingPeriod', targetId: periodId, details }, now)
      return { ok: true, periodId, operationId }
    })
  } catch (error) {
    if (!isUniqueConflict(error)) throw error
    return refuse('PERIOD_EXISTS', ['month'], `${row.month.slice(0, 7)} was opened at the same moment.`)
  }
  if (outcome.ok) await handOutOperation(app, requester.organizationId, operationId)
  return outcome
}

/** Months are reported one after the other: what a month says rests on the one before. */
async function orderRefusals(db: Reader, wanted: Omit<NewPeriod, 'asOf'>): Promise<Refusal[]> {
  const { furnisherId, month, revision } = wanted
  const path = revision === 1 ? ['month'] : ['periodId']
  const open = await db.reportingPeriod.findFirst({ where: { furnisherId, state: 'OPEN' } })
  if (open && open.origin === 'BASELINE') {
    const message = 'A baseline of this furnisher is being imported. Wait until it is done, or discard it.'
    return [refusal('BASELINE_OPEN', path, message)]
  }
  if (open) {
    const same = dayOf(open.month) === month && open.revision === revision
    const message = `${monthName(open)} is open already. ${same ? 'Go on with it.' : 'Close it first, or discard it.'}`
    return [refusal(same ? 'PERIOD_EXISTS' : 'PERIOD_OPEN', path, message)]
  }
  const where = { furnisherId, month: revision === 1 ? { gte: new Date(month) } : { gt: new Date(month) } }
  const later = await db.reportingPeriod.findFirst({ where, orderBy: { month: 'desc' } })
  if (!later) return []
  if (revision === 1 && dayOf(later.month) === month) {
    const message = `${monthName(later)} is closed. What was wrong in it is set right by a correction: openCorrection.`
    return [refusal('PERIOD_EXISTS', path, message)]
  }
  return [laterClosed(later, path)]
}

function laterClosed(later: ReportingPeriod, path: string[]): Refusal {
  const message =
    `${monthName(later)} is closed already, and a later month cannot be followed by an earlier one. What was wrong is set right by the ` +
    'next month: its records replace the history.'
  return refusal('LATER_MONTH_CLOSED', path, message)
}

/** A new file for a closed month: only with what changed since, correction indicator 1. */
export async function openCorrection(
  app: App,
  requester: Requester,
  input: { periodId: string; idempotencyKey: string | null },
): Promise<Outcome<Opened>> {
  const { idempotencyKey, periodId } = input
  const asked = { operation: 'openCorrection', key: idempotencyKey, request: { periodId } }
  return withIdempotency<Opened>(
    app,
    requester,
    asked,
    async (claim) => {
      const db = app.database.tenant(requester.organizationId)
      const period = await findPeriod(db, periodId)
      if (!period) return notFound('reporting period', ['periodId'])
      const wrong = correctionRefusal(period)
      if (wrong) return { ok: false, errors: [wrong] }
      const row = { ...(await nextRevision(db, period)), asOf: dayOf(period.asOf) }
      return create(app, requester, 'openCorrection', row, claim)
    },
    (id) => opened(app, requester, id),
  )
}

/** Why no correction of it can be opened now; empty where one can. */
export async function correctionRefusals(db: Reader, period: ReportingPeriod): Promise<Refusal[]> {
  const wrong = correctionRefusal(period)
  if (wrong) return [wrong]
  const { furnisherId, month } = period
  // Said before what may be open now: closing that one changes nothing for a month before the newest.
  const later = await db.reportingPeriod.findFirst({
    where: { furnisherId, month: { gt: month }, state: 'CLOSED' },
    orderBy: { month: 'desc' },
  })
  if (later) return [laterClosed(later, ['periodId'])]
  return orderRefusals(db, await nextRevision(db, period))
}

async function nextRevision(db: Reader, { furnisherId, month }: ReportingPeriod) {
  const newest = await db.reportingPeriod.aggregate({ where: { furnisherId, month }, _max: { revision: true } })
  return { furnisherId, month: dayOf(month), revision: newest._max.revision! + 1 }
}

function correctionRefusal(period: ReportingPeriod): Refusal | null {
  if (period.origin === 'BASELINE') {
    const message =
      'A baseline was reported by whoever came before. What is wrong in it is set right by the next month.'
    return refusal('BASELINE', ['periodId'], message)
  }
  if (period.state === 'CLOSED') return null
  return refusal('PERIOD_OPEN', ['periodId'], 'The period is open: mend the records and compute it again.')
}

/** Throws an open period away with its review. Nothing of it was reported. */
export async function discardPeriod(
  app: App,
  requester: Requester,
  periodId: string,
): Promise<Outcome<{ furnisherId: string }>> {
  // A review of a million rows is too much for one transaction.
  for (let dropped = 1; dropped > 0; ) {
    const chunk = await transact<{ dropped: number }>(app, requester, (tx) => dropSome(tx, periodId))
    if (!chunk.ok) return chunk
    dropped = chunk.dropped
  }
  return transact<{ furnisherId: string }>(app, requester, async (tx, now) => {
    const still = await discardable(tx, periodId)
    if (!still.ok) return still
    const { period, furnisherId } = still
    // What somebody computed since goes with the period.
    await tx.reportedRecord.deleteMany({ where: { periodId } })
    await tx.reportingPeriod.deleteMany({ where: { id: periodId } })
    const details = { furnisherId, month: monthName(period), revision: period.revision }
    const entry = { action: 'discardPeriod', targetType: 'ReportingPeriod', targetId: periodId, details }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, furnisherId }
  })
}

async function discardable(
  tx: Tx,
  periodId: string,
): Promise<Outcome<{ period: ReportingPeriod; furnisherId: string }>> {
  const period = isId(periodId) ? await lockPeriod(tx, periodId) : null
  if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
  if (period.state === 'CLOSED') {
    return refuse('PERIOD_CLOSED', ['periodId'], 'The period is closed. What was reported stays on record.')
  }
  if (await activeOperation(tx, periodId, ['COMPUTE_PERIOD', 'CLOSE_PERIOD'])) {
    return refuse('OPERATION_ACTIVE', ['periodId'], 'Work on the period is going on. Cancel it first.')
  }
  return { ok: true, period, furnisherId: period.furnisherId }
}

/**
 * Some rows of the period; reported ones are what a cancelled closing left. Should it break off here, the review is not whole any
 * more: it counts as never computed.
 */
async function dropSome(tx: Tx, periodId: string): Promise<Outcome<{ dropped: number }>> {
  const still = await discardable(tx, periodId)
  if (!still.ok) return still
  await tx.reportingPeriod.updateMany({
    where: { id: periodId },
    data: { basis: Prisma.DbNull, version: { increment: 1 } },
  })
  const drop = (table: string) =>
    tx.$executeRawUnsafe(
      `DELETE FROM ${table} WHERE organization_id = $1::uuid AND id IN (
         SELECT id FROM ${table} WHERE organization_id = $1::uuid AND period_id = $2::uuid LIMIT ${atOnce})`,
      tx.organizationId,
      periodId,
    )
  return { ok: true, dropped: (await drop('reported_records')) + (await drop('period_records')) }
}
