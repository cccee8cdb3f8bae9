/**
 * Payment history profile (field 18): 24 characters, the newest first, for the month ends before the month of the date of
 * account information. A paid account keeps the 24 months before the month it was paid in; later months are not appended.
 */
import { inStay } from './bankruptcy.ts'
import { type DayNumber, monthEndDay, monthIndex } from './dates.ts'
import { daysPastDueAt, type Timeline } from './delinquency.ts'
import { isDeferred, type Prepared } from './prepare.ts'

const byAccountStatus: Record<string, string> = { '93': 'G', '94': 'H', '95': 'J', '96': 'K', '97': 'L' }

/** 0 for 0-29 days past due, 1 for 30-59 ... 6 for 180 and more. */
export function bucketCharacter(daysPastDue: number): string {
  return `${Math.min(6, Math.floor(daysPastDue / 30))}`
}

/**
 * Account status the source resolved in the month of `end`: its last snapshot of that month. In a month without one, the status
 * on both sides of it where they agree: a loan that was repossessed before and after was so in between.
 */
function statusOfMonth(p: Prepared, end: DayNumber): string | null {
  const month = monthIndex(end)
  const at = p.rows.findLastIndex((row) => row.day <= end)
  const before = p.rows[at]
  if (before === undefined) return null
  const status = before.snapshot.accountStatus
  if (monthIndex(before.day) === month) return status
  const after = p.rows[at + 1]
  return after !== undefined && after.snapshot.accountStatus === status ? status : null
}

/**
 * The character of one month end. An account that is 30 or more days late in a month without a due payment is still late:
 * deferment gives D only where it was current. A bankruptcy stay gives D whatever the lateness.
 */
function character(p: Prepared, t: Timeline, chargedOff: DayNumber | null, end: DayNumber): string {
  if (end < p.opened) return 'B'
  if (chargedOff !== null && end >= chargedOff) return 'L'
  const status = statusOfMonth(p, end)
  const special = status === null ? undefined : byAccountStatus[status]
  if (special !== undefined) return special
  if (inStay(p, end)) return 'D'
  const days = daysPastDueAt(t, end)
  if (days !== null && days >= 30) return bucketCharacter(days)
  if (isDeferred(p, end)) return 'D'
  return days === null ? 'B' : '0'
}

/** The profile as of the date of account information. `chargedOff` is the day of the charge-off, if there was one. */
export function historyProfile(p: Prepared, t: Timeline, chargedOff: DayNumber | null, information: DayNumber): string {
  const month = monthIndex(information)
  let profile = ''
  for (let back = 1; back <= 24; back++) profile += character(p, t, chargedOff, monthEndDay(month - back))
  return unbrokenTail(profile)
}

/** B may only stand as an unbroken tail: a B with a known older month behind it becomes D. */
function unbrokenTail(profile: string): string {
  const tail = profile.search(/B*$/)
  return profile.slice(0, tail).replaceAll('B', 'D') + profile.slice(tail)
}
