/** What the services and workers of reporting periods share: the row, its lock, its words. */
import type { Connection, ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { PeriodReview } from '../../../prisma/generated/client/enums.ts'
import { isDeleting } from '../../connections/rows.ts'
import type { TenantClient, Tx } from '../../database/tenant.ts'
import { isId } from '../../ids.ts'
import { OperationFailure } from '../../operations/contract.ts'

/** `YYYY-MM-DD` of a DATE column. */
export function dayOf(date: Date): string
export function dayOf(date: Date | null): string | null
export function dayOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString().slice(0, 10)
}

/** `2026-10`, as people write a month. */
export const monthName = (period: Pick<ReportingPeriod, 'month'>) => dayOf(period.month).slice(0, 7)

export async function findPeriod(db: Pick<Tx, 'reportingPeriod'>, id: string): Promise<ReportingPeriod | null> {
  return isId(id) ? db.reportingPeriod.findFirst({ where: { id } }) : null
}

/** The row, locked until the transaction ends: whatever writes to a period does so one after the other. */
export async function lockPeriod(tx: Tx, id: string): Promise<ReportingPeriod | null> {
  await tx.$queryRawUnsafe(
    'SELECT 1 FROM reporting_periods WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE',
    tx.organizationId,
    id,
  )
  return tx.reportingPeriod.findFirst({ where: { id } })
}

/** For workers: the locked row of a computed period that is still open. */
export async function lockOpenPeriod(tx: Tx, id: string): Promise<ReportingPeriod> {
  const period = await lockPeriod(tx, id)
  if (!period) throw new OperationFailure('GONE', 'The period was discarded.', 'Open the month again.')
  if (period.state === 'CLOSED') {
    throw new OperationFailure('PERIOD_CLOSED', 'The period is closed.', 'Correct it by opening a correction of it.')
  }
  return period
}

/** The connections that report in a furnisher's periods, by id. SANDBOX connections never do. */
export async function reportingConnections(
  db: Pick<TenantClient | Tx, 'connection'>,
  furnisherId: string,
): Promise<Connection[]> {
  const rows = await db.connection.findMany({
    where: { furnisherId, environment: 'PRODUCTION' },
    orderBy: { id: 'asc' },
  })
  return rows.filter((each) => !isDeleting(each))
}

/** The version of its preset that a connection is mapped with. */
export async function publishedVersionId(
  db: Pick<TenantClient | Tx, 'mappingPreset' | 'mappingPresetVersion'>,
  presetId: string,
): Promise<string> {
  const { publishedVersion } = await db.mappingPreset.findFirstOrThrow({ where: { id: presetId } })
  const where = { presetId, version: publishedVersion }
  return (await db.mappingPresetVersion.findFirstOrThrow({ where, select: { id: true } })).id
}

/** Rows a step: enough to be quick, few enough for short transactions. */
export const atOnce = 1_000

/** `review`s that go into the file of a period. The file of a correction holds what changed alone. */
export function reportedReviews(revision: number): PeriodReview[] {
  return revision === 1 ? ['NEW', 'UNCHANGED', 'CHANGED', 'CORRECTED'] : ['NEW', 'CHANGED', 'CORRECTED']
}
