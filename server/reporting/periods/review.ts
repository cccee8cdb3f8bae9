/** How a record stands against what was reported of its loan before. Pure. */
import type { BaseSegment, Metro2Record } from '../../metro2/record.ts'
import { missingSincePrevious } from '../../metro2/rules/file.ts'
import { changedFields } from '../../presets/fields.ts'

/** What moves from month to month without the loan having changed. */
const moves = new Set(['base.timeStamp', 'base.dateOfAccountInformation', 'base.correctionIndicator'])

/** Whether the record says something else than its loan's report of an earlier month. */
export function saysOtherwise(before: Metro2Record, now: Metro2Record): boolean {
  const shifted = historyWentOn(before.base, now.base)
  return changedFields(before, now).some(
    ({ field }) => !moves.has(field) && !(shifted && field === 'base.paymentHistoryProfile'),
  )
}

/** Whether the record says something else than the report of the same month: its history does not move on. */
export function saysOtherwiseOfSameMonth(before: Metro2Record, now: Metro2Record): boolean {
  return changedFields(before, now).some(
    ({ field }) => field !== 'base.timeStamp' && field !== 'base.correctionIndicator',
  )
}

/** The profile is last month's with one more month in front: the month's own character follows from the status. */
function historyWentOn(before: BaseSegment, now: BaseSegment): boolean {
  return now.paymentHistoryProfile.slice(1) === before.paymentHistoryProfile.slice(0, -1)
}

const deletes = new Set(['DA', 'DF'])

/** Reported once and then no more: paid, transferred, sold or deleted (G-FIN-1, G-DEL-1). */
export const isFinal = (record: Metro2Record) => missingSincePrevious(record) === null

/**
 * Why a loan that was reported with a final status is dropped; null where it is reported after all: a paid account whose payment
 * was reversed is open again. A deleted one never is.
 */
export function whyDropped(before: Metro2Record, now: Metro2Record): string | null {
  const status = before.base.accountStatus
  if (deletes.has(status)) return `It was deleted with status ${status} and is not reported again.`
  if (!isFinal(before) || !isFinal(now) || now.base.accountStatus !== status) return null
  return `Its final status ${status} was reported before; an account is not reported on after that.`
}
