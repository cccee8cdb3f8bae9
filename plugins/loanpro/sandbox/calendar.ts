/** Calendar dates as whole day numbers since 1970-01-01: exact, and quick to compare. */
export type Day = number

const secondsADay = 86_400

/** `YYYY-MM-DD` (anything after it is ignored) to a day. Throws on what is no date of the calendar. */
export function dayOf(text: string): Day {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  if (!match) throw new Error(`"${text}" is no date; write it as YYYY-MM-DD`)
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / 86_400_000
  if (dateText(day) !== match[0]) throw new Error(`"${text}" is no date of the calendar`)
  return day
}

export function dateText(day: Day): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

export function dayOfMonth(day: Day): number {
  return new Date(day * 86_400_000).getUTCDate()
}

/** Months on, the day of the month clamped to the month's length. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * 86_400_000)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  return first / 86_400_000 + Math.min(date.getUTCDate(), length) - 1
}

export type Frequency = 'monthly' | 'semimonthly' | 'biweekly' | 'weekly'

/** The due date `steps` periods after (or before) `anchor`, whose day of the month must be 28 or less. */
export function stepDue(anchor: Day, steps: number, frequency: Frequency): Day {
  if (frequency === 'weekly') return anchor + 7 * steps
  if (frequency === 'biweekly') return anchor + 14 * steps
  if (frequency === 'monthly') return addMonths(anchor, steps)
  const dom = dayOfMonth(anchor)
  const late = dom > 14
  const low = anchor - (late ? 14 : 0)
  const halves = steps + (late ? 1 : 0)
  const month = Math.floor(halves / 2)
  return addMonths(low, month) + (halves - month * 2 === 1 ? 14 : 0)
}

/** LoanPro writes dates as seconds, not milliseconds. */
export function dateStamp(day: Day): string {
  return `/Date(${day * secondsADay})/`
}

export function instantStamp(day: Day, secondOfDay: number): string {
  return `/Date(${day * secondsADay + secondOfDay})/`
}

/** 0000-00-00 as PHP renders it: "no date". */
export const zeroDate = '/Date(-62169984000)/'

export function stampOrZero(day: Day | null): string {
  return day === null ? zeroDate : dateStamp(day)
}

export function stampOrNull(day: Day | null): string | null {
  return day === null ? null : dateStamp(day)
}
