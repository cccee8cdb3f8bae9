/** Which month a baseline is of, and whether it may be one. */
import type { Tx } from '../../database/tenant.ts'
import { isCalendarDate } from '../../metro2/dates.ts'
import type { CalendarDate, Header } from '../../metro2/record.ts'
import { OperationFailure } from '../../operations/contract.ts'

export interface BaselineMonth {
  /** First day of the month. */
  month: CalendarDate
  asOf: CalendarDate
}

export const monthPattern = /^(19|20)\d\d-(0[1-9]|1[0-2])$/

/**
 * The activity date of the file decides. `wanted` (YYYY-MM) is for files without one, and a safeguard for all others.
 * @throws OperationFailure
 */
export function monthOf(header: Header | null, wanted: string | null, today: CalendarDate): BaselineMonth {
  const asOf = header?.activityDate ?? null
  if (asOf === null || !isCalendarDate(asOf)) {
    if (wanted === null) {
      const message = 'The file does not say which month it reports: its header is missing, or has no activity date.'
      throw new OperationFailure('MONTH_UNKNOWN', message, 'Give the month: month: "2026-05".')
    }
    return { month: `${wanted}-01`, asOf: lastDayOf(wanted) }
  }
  if (asOf > today) {
    const message = `The activity date of the file, ${asOf}, lies in the future.`
    throw new OperationFailure('DATE_IN_FUTURE', message, 'Upload the last file that was sent, or correct its header.')
  }
  if (wanted !== null && wanted !== asOf.slice(0, 7)) {
    const message = `The activity date of the file, ${asOf}, is not in ${wanted}.`
    throw new OperationFailure('MONTH_DIFFERS', message, 'Leave the month out, or upload the file of that month.')
  }
  return { month: `${asOf.slice(0, 7)}-01`, asOf }
}

function lastDayOf(month: string): CalendarDate {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

/** `requireRoom` in a transaction that holds the furnisher: no month is opened beside it meanwhile. */
export async function holdRoom(tx: Tx, furnisherId: string, month: CalendarDate): Promise<void> {
  await tx.$queryRaw`SELECT id FROM furnishers
    WHERE organization_id = ${tx.organizationId}::uuid AND id = ${furnisherId}::uuid FOR UPDATE`
  await requireRoom(tx, furnisherId, month)
}

const day = (date: Date) => date.toISOString().slice(0, 10)

/**
 * A baseline stands before everything that is reported from here, and stays once a month was closed on it.
 * @throws OperationFailure
 */
export async function requireRoom(db: Pick<Tx, 'reportingPeriod'>, furnisherId: string, month: CalendarDate) {
  const own = await db.reportingPeriod.findFirst({
    where: { furnisherId, origin: 'COMPUTED', month: { lte: new Date(month) } },
    orderBy: { month: 'asc' },
  })
  if (own?.state === 'CLOSED') {
    const message = `${day(own.month).slice(0, 7)} was already reported from here; a baseline of ${month.slice(0, 7)} would not come before it.`
    throw new OperationFailure(
      'BASELINE_TOO_LATE',
      message,
      'A baseline is the last file before the first month reported from here.',
    )
  }
  if (own) {
    const message = `${day(own.month).slice(0, 7)} is open here as a period, and the baseline would not come before it.`
    throw new OperationFailure(
      'PERIOD_EXISTS',
      message,
      'Delete that period first, or import the file of the month before it.',
    )
  }
  const used = await baselineInUse(db, furnisherId)
  if (used) throw new OperationFailure('BASELINE_IN_USE', used, inUseHint)
}

export const inUseHint = 'What is wrong in it is corrected in the months reported from here.'

/** Why the baseline of a furnisher may not be changed any more; null while it may. */
export async function baselineInUse(db: Pick<Tx, 'reportingPeriod'>, furnisherId: string): Promise<string | null> {
  const baseline = await db.reportingPeriod.findFirst({
    where: { furnisherId, origin: 'BASELINE', state: 'CLOSED' },
    select: { month: true },
  })
  if (!baseline) return null
  const closed = await db.reportingPeriod.findFirst({
    where: { furnisherId, origin: 'COMPUTED', state: 'CLOSED', month: { gt: baseline.month } },
    orderBy: { month: 'asc' },
    select: { month: true },
  })
  return closed
    ? `${day(closed.month).slice(0, 7)} was closed on the baseline of ${day(baseline.month).slice(0, 7)}.`
    : null
}
