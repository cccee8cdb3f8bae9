/** What a reporting period comes to: how its loans stand, how far it is, what stands in its way, which months can follow. */
import type { OperationKind, PeriodReview } from '../generated/documents.ts'
import { formatDay, formatInstant, humanize } from './format.ts'

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

/** `2026-10` as `October 2026`. */
export function monthTitle(month: string): string {
  const [year, number] = month.split('-')
  return `${monthNames[Number(number) - 1] ?? month} ${year ?? ''}`.trim()
}

/** `October 2026`, `October 2026, correction 1`: the second revision is the first correction. */
export const periodTitle = ({
  month,
  revision,
  origin,
}: {
  month: string
  revision: number
  origin?: string
}): string =>
  revision > 1 && origin !== 'BASELINE' ? `${monthTitle(month)}, correction ${revision - 1}` : monthTitle(month)

/** So many months later; earlier when negative. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const at = year * 12 + (number - 1) + count
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

export function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  // Day 0 of the month after; reckoned in UTC, so that no time zone moves it.
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`
}

export const reviews = ['NEW', 'CHANGED', 'UNCHANGED', 'CORRECTED', 'HELD', 'MISSING', 'EXCLUDED', 'FINAL'] as const

export const reviewTexts: Record<
  PeriodReview,
  { title: string; tone: 'good' | 'warn' | 'bad' | 'info' | 'plain'; text: string }
> = {
  NEW: { title: 'New', tone: 'info', text: 'Never reported before.' },
  CHANGED: { title: 'Changed', tone: 'good', text: 'Says something else than last month, as months do.' },
  UNCHANGED: {
    title: 'Unchanged',
    tone: 'good',
    text: 'Says what it said, but for its day and one more month of history.',
  },
  CORRECTED: {
    title: 'Corrected',
    tone: 'warn',
    text: 'Says otherwise of what was reported before, and the facts show why. The law asks for the correction.',
  },
  HELD: {
    title: 'Held',
    tone: 'bad',
    text: 'Has open errors: mend the loan at the source, waive the finding, or hold it out of this month.',
  },
  MISSING: {
    title: 'Missing',
    tone: 'warn',
    text: 'Was reported before without a final status, and is not there any more. Nothing goes out for it this month.',
  },
  EXCLUDED: { title: 'Excluded', tone: 'plain', text: 'Is not reported, by rule.' },
  FINAL: { title: 'Final', tone: 'plain', text: 'Its final status was reported before; it is not reported again.' },
}

export const heldOutText =
  'Stays out of this month, whatever errors it has. It can be let in again until the month is closed.'

/**
 * What is offered for the records that are meant: nobody is held out twice, and nobody let in who is not out.
 * @param chosen the marked rows; null where everything that is shown is meant
 */
export function ways({
  search,
  holdable,
  anyHeldOut,
  chosen,
}: {
  search: { heldOut?: boolean | undefined }
  holdable: boolean
  anyHeldOut: boolean
  chosen: readonly { heldOut: boolean }[] | null
}): { canHoldOut: boolean; canLetIn: boolean } {
  if (chosen === null) {
    return { canHoldOut: holdable && search.heldOut !== true, canLetIn: anyHeldOut && search.heldOut !== false }
  }
  return { canHoldOut: chosen.some(({ heldOut }) => !heldOut), canLetIn: chosen.some(({ heldOut }) => heldOut) }
}

export interface ReviewCount {
  review: PeriodReview
  records: number
  heldOut: number
}

/** What closing would report, what errors keep open, and what was left out of the month by people. */
export function sums(counts: readonly ReviewCount[]) {
  const of = (review: PeriodReview) => counts.find((each) => each.review === review) ?? { records: 0, heldOut: 0 }
  const reported = (['NEW', 'CHANGED', 'UNCHANGED', 'CORRECTED'] as const).reduce(
    (sum, review) => sum + of(review).records - of(review).heldOut,
    0,
  )
  return {
    all: counts.reduce((sum, { records }) => sum + records, 0),
    reported,
    open: of('HELD').records - of('HELD').heldOut,
    heldOut: counts.reduce((sum, { heldOut }) => sum + heldOut, 0),
  }
}

export type StepState = 'done' | 'working' | 'next' | 'blocked' | 'waiting'

export interface Step {
  name: 'compute' | 'review' | 'close' | 'files'
  state: StepState
}

interface Standing {
  state: 'OPEN' | 'CLOSED'
  computedAt: string | null
  outdatedBy: readonly string[]
  closingReasons: readonly { code: string }[]
  counts: readonly ReviewCount[]
  operation: { kind: OperationKind; active: boolean } | null
  files: readonly { state: string }[]
}

/** How far a period is: compute, review, close, files. */
export function stepsOf(period: Standing): Step[] {
  const working = period.operation?.active ? period.operation.kind : null
  if (period.state === 'CLOSED') {
    const ready = period.files.some(({ state }) => state === 'READY')
    const writing = period.files.some(({ state }) => state === 'WRITING')
    return [
      { name: 'compute', state: 'done' },
      { name: 'review', state: 'done' },
      { name: 'close', state: 'done' },
      { name: 'files', state: writing ? 'working' : ready ? 'done' : 'next' },
    ]
  }
  const computed = period.computedAt !== null
  const outdated = computed && period.outdatedBy.length > 0
  const { open } = sums(period.counts)
  const blocked = period.closingReasons.length > 0
  return [
    { name: 'compute', state: working === 'COMPUTE_PERIOD' ? 'working' : computed && !outdated ? 'done' : 'next' },
    { name: 'review', state: !computed ? 'waiting' : open > 0 ? 'next' : 'done' },
    {
      name: 'close',
      state: working === 'CLOSE_PERIOD' ? 'working' : !computed || working ? 'waiting' : blocked ? 'blocked' : 'next',
    },
    { name: 'files', state: 'waiting' },
  ]
}

/** What to do next about a period in a list, in a few words. */
export function nextStep(period: {
  state: 'OPEN' | 'CLOSED'
  origin: string
  computedAt: string | null
  counts: readonly ReviewCount[]
  operation: { kind: OperationKind; active: boolean } | null
  files: readonly { state: string }[]
}): string {
  if (period.origin === 'BASELINE') return 'Sent before'
  if (period.operation?.active) return period.operation.kind === 'CLOSE_PERIOD' ? 'Being closed' : 'Being computed'
  if (period.state === 'OPEN') {
    if (period.computedAt === null) return 'Compute'
    const { open } = sums(period.counts)
    return open > 0 ? `Review ${open} held` : 'Review and close'
  }
  if (sums(period.counts).reported === 0) return 'Nothing reported'
  return period.files.some(({ state }) => state === 'READY') ? 'Done' : 'Create files'
}

export interface ConnectionName {
  id: string
  name: string
  environment: string
}

/** The connection that a reason is about: those reasons name it. */
export function connectionOf<Connection extends ConnectionName>(
  message: string,
  connections: readonly Connection[],
): Connection | undefined {
  return connections
    .filter(({ environment, name }) => environment === 'PRODUCTION' && message.includes(name))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
}

/**
 * What a run would settle only later: no run that begins before the as-of day is over counts, however often one is started.
 * @returns null once a run started now would do
 */
export function waitingForDay(
  connection: { businessDate: string | null; nextFullRunAt: string | null },
  asOf: string,
): string | null {
  const { businessDate, nextFullRunAt } = connection
  if (businessDate === null || businessDate > asOf) return null
  return nextFullRunAt === null
    ? `A run started before ${formatDay(asOf)} is over does not count. Start a FULL run after it.`
    : `A run started before ${formatDay(asOf)} is over does not count. One starts by itself on ${formatInstant(nextFullRunAt)}.`
}

/** A message of the server with its days as people write them. */
export const withDays = (message: string): string => message.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day))

export interface Reported {
  month: string
  revision: number
  state: 'OPEN' | 'CLOSED'
  origin: string
}

/** The months that can be opened, the newest first: after the newest closed one, up to this month. */
export function monthsToOpen(periods: readonly Reported[], today: string): string[] {
  const closed = periods.filter(({ state }) => state === 'CLOSED').map(({ month }) => month)
  const newest = closed.toSorted().at(-1)
  const current = today.slice(0, 7)
  const months: string[] = []
  for (
    let month = current;
    months.length < 13 && (newest === undefined || month > newest);
    month = addMonths(month, -1)
  )
    months.push(month)
  return months
}

/** Which of them is most likely meant: the one after the newest closed one, else the last month that is over. */
export function monthToOpen(periods: readonly Reported[], today: string): string {
  const months = monthsToOpen(periods, today)
  const reported = periods.some(({ state }) => state === 'CLOSED')
  return (reported ? months.at(-1) : (months[1] ?? months[0])) ?? today.slice(0, 7)
}

/** `totalStatusCode11` as `Total status code 11`, `totalStatusCodeDA` as `Total status code DA`. */
export const wordsOf = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z0-9])|([0-9])([A-Z])/g, '$1$3 $2$4').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/\b(j[12]|d[af])\b/g, (code) => code.toUpperCase())
}

/** Why a loan is not reported: a code as words, a sentence as it is. */
export const reasonText = (reason: string): string => (/^[A-Z0-9_]+$/.test(reason) ? humanize(reason) : reason)
