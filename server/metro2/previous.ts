/**
 * What was reported of a loan for the period before, or imported as its baseline. It fills what the facts cannot recompute and
 * overrides nothing that they can: a difference that the facts bear out is a correction (FCRA 623(a)(2)), and is said.
 */
import { type DayNumber, dayNumber, monthIndex } from './dates.ts'
import type { Correction, DerivedField } from './facts.ts'
import type { BaseSegment, Metro2Record } from './record.ts'
import { bucketStatuses, delinquentStatuses, historyCharacter, statusRules } from './statuses.ts'

export interface Previous {
  record: Metro2Record
  base: BaseSegment
  /** Date of account information: the day everything in it is as of. */
  day: DayNumber
  month: number
  /** Day of its date of first delinquency, where its status tells of a delinquency; null else. */
  firstDelinquency: DayNumber | null
  /** Its status is one that no later event takes back: the date of first delinquency does not move forward any more. */
  frozen: boolean
}

/** Null where the record states no day, or one after `asOf`: then it is no previous one. */
export function preparePrevious(record: Metro2Record, asOf: DayNumber): Previous | null {
  const { base } = record
  const day = dayNumber(base.dateOfAccountInformation ?? '')
  if (Number.isNaN(day) || day > asOf) return null
  const status = base.accountStatus
  const delinquent =
    delinquentStatuses.has(status) || (statusRules[status]?.rated === true && isLate(base.paymentRating))
  const first = delinquent ? dayNumber(base.dateOfFirstDelinquency ?? '') : Number.NaN
  return {
    record,
    base,
    day,
    month: monthIndex(day),
    firstDelinquency: Number.isNaN(first) ? null : first,
    frozen: delinquent && !bucketStatuses.includes(status),
  }
}

/** A payment rating of 30 days and more, in collection or charged off. */
export function isLate(rating: string): boolean {
  return rating !== '' && rating !== '0'
}

export function isLine(portfolioType: string): boolean {
  return portfolioType === 'C' || portfolioType === 'O' || portfolioType === 'R'
}

/** The history character it gives a month: by its own status for its month, by its profile for those before. Null: none. */
export function reportedCharacter(previous: Previous, month: number): string | null {
  const { base } = previous
  const back = previous.month - month
  if (back < 0 || back > 24) return null
  const zeroLine = isLine(base.portfolioType) && base.currentBalance === 0
  const character =
    back === 0
      ? historyCharacter(base.accountStatus, base.paymentRating, zeroLine)
      : (base.paymentHistoryProfile[back - 1] ?? null)
  return character !== null && '0123456DEGHJKL'.includes(character) ? character : null
}

/** Whether the report says of a month that there is no history. */
export function toldNothing(previous: Previous, month: number): boolean {
  return previous.base.paymentHistoryProfile[previous.month - month - 1] === 'B'
}

/** Whether the previous report named this status as charged off, with or without a balance. */
export function wasChargedOff(previous: Previous | null): boolean {
  return previous !== null && (previous.base.accountStatus === '97' || previous.base.accountStatus === '64')
}

export function correct(
  situation: { corrections: Correction[] },
  field: DerivedField,
  reported: string,
  derived: string,
  evidence: string,
): void {
  situation.corrections.push({ field, reported, derived, evidence })
}
