/** What needs a person, over all connections and furnishers, the most pressing first. */
import type { ConnectionSummaryFragment, DashboardKeysQuery, DashboardQuery } from '../generated/documents.ts'
import { monthName } from './charts.ts'
import { formatDay, formatInstant, plural } from './format.ts'
import { lastDayOf } from './periods.ts'

export type Target =
  | { page: 'connection'; id: string }
  | { page: 'held'; connection: string }
  | { page: 'quarantine'; connection: string }
  | { page: 'period'; id: string }
  | { page: 'periods'; furnisher: string }
  | { page: 'keys' }

export interface Need {
  key: string
  tone: 'bad' | 'warn'
  /** Where: a connection or a furnisher. */
  place: string
  what: string
  hint: string
  since: string | null
  target: Target
}

type Connection = Pick<
  ConnectionSummaryFragment,
  'id' | 'name' | 'environment' | 'attention' | 'recordCounts' | 'furnisher'
> & {
  /** The day at the lender, YYYY-MM-DD. */
  businessDate: string | null
}
type Period = DashboardQuery['reportingPeriods']['edges'][number]['node']
export type EndingKey = DashboardKeysQuery['apiKeys']['edges'][number]['node']

/** What only warns of something to come, or asks for a look; everything else stops the work. */
const milder = new Set(['CREDENTIALS_EXPIRE', 'RUN_WAITS', 'WEBHOOK_IGNORED', 'WEBHOOK_NOT_SET', 'PAUSED'])

/**
 * @param today the calendar day here, YYYY-MM-DD: for furnishers of which no connection tells the day there
 * @param keys API keys that expire soon; none for who may not see keys
 */
export function needsOf(
  connections: readonly Connection[],
  periods: readonly Period[],
  today: string,
  keys: readonly EndingKey[] = [],
): Need[] {
  const needs = [
    ...connections.flatMap(attentionOf),
    ...keys.map(keyEnds),
    ...periodsDue(connections, periods, today),
    ...connections.flatMap(recordsOf),
  ]
  return needs.toSorted((a, b) => rank[a.tone] - rank[b.tone])
}

const rank = { bad: 0, warn: 1 }

function attentionOf({ id, name, attention }: Connection): Need[] {
  return attention.map(({ code, message, hint, since }) => ({
    ...{ key: `${id} ${code}`, tone: milder.has(code) ? 'warn' : 'bad', place: name, what: message, hint, since },
    target: { page: 'connection', id },
  }))
}

function keyEnds({ id, name, expiresAt }: EndingKey): Need {
  return {
    ...{ key: id, tone: 'warn', place: name, since: null, target: { page: 'keys' } },
    what: `The API key expires on ${formatInstant(expiresAt)}.`,
    hint: 'Make another one for whoever uses it, before it stops.',
  }
}

function recordsOf({ id, name, recordCounts: { held, quarantined } }: Connection): Need[] {
  const common = { tone: 'warn', place: name, since: null } as const
  return [
    ...(held > 0
      ? [
          {
            ...{ ...common, key: `${id} held`, what: `${plural(held, 'record is', 'records are')} held by errors.` },
            hint: 'They are left out of the month until the loan is mended at the source or the error waived.',
            target: { page: 'held', connection: id } as const,
          },
        ]
      : []),
    ...(quarantined > 0
      ? [
          {
            ...{
              ...common,
              key: `${id} quarantined`,
              what: `${plural(quarantined, 'loan is', 'loans are')} unreadable.`,
            },
            hint: 'Look at the causes, mend the source or the preset, and try them again.',
            target: { page: 'quarantine', connection: id } as const,
          },
        ]
      : []),
  ]
}

/** The day at each furnisher, by what reports for it: where that is in several zones, the one that is last to reach a day. */
function lenderDays(connections: readonly Connection[]): Map<string, string> {
  const days = new Map<string, string>()
  for (const { environment, furnisher, businessDate } of connections) {
    if (environment !== 'PRODUCTION' || businessDate === null) continue
    const known = days.get(furnisher.id)
    if (known === undefined || businessDate < known) days.set(furnisher.id, businessDate)
  }
  return days
}

/** Months that are over and not closed, and the month that nobody has opened yet. Sandboxes report nothing. */
function periodsDue(connections: readonly Connection[], periods: readonly Period[], here: string): Need[] {
  const days = lenderDays(connections)
  const open = periods
    .filter(({ state, asOf, furnisher }) => state === 'OPEN' && asOf < (days.get(furnisher.id) ?? here))
    .map((period): Need => {
      const correction = period.revision > 1 ? `Correction ${period.revision - 1} of ` : ''
      const name = monthName(period.month)
      const isOver = period.asOf === lastDayOf(period.month)
      return {
        ...{ key: period.id, tone: 'warn', place: period.furnisher.name, since: null },
        // A month may be reported as of a day in its middle: it is not over because that day is.
        what: isOver
          ? `${correction}${name} is over and not closed.`
          : `${correction}${name}, as of ${formatDay(period.asOf)}, is not closed.`,
        hint: 'Review its records, close it, and write the files for the bureaus.',
        target: { page: 'period', id: period.id },
      }
    })
  const reporting = new Map(
    connections
      .filter(({ environment, recordCounts }) => environment === 'PRODUCTION' && recordCounts.reportable > 0)
      .map(({ furnisher }) => [furnisher.id, furnisher.name]),
  )
  const missing = [...reporting]
    .map(([id, name]) => ({ id, name, last: monthBefore(days.get(id) ?? here) }))
    .filter(({ id, last }) => !periods.some(({ furnisher, month }) => furnisher.id === id && month >= last))
    .map(({ id, name, last }): Need => {
      const hint = 'Open it to review what will be reported.'
      const what = `${monthName(last)} has not been opened.`
      return {
        key: `${id} ${last}`,
        tone: 'warn',
        place: name,
        what,
        hint,
        since: null,
        target: { page: 'periods', furnisher: id },
      }
    })
  return [...open, ...missing]
}

function monthBefore(day: string): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))]
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** The calendar day here. */
export const localDay = (now: Date): string =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`

export interface RuleTrend {
  ruleId: string
  severity: 'ERROR' | 'WARNING' | 'INFO' | 'OFF'
  title: string | null
  /** Open findings now. */
  count: number
  /** Records with it, month by month, oldest first; null for what months do not keep: they hold errors and warnings alone. */
  months: number[] | null
}

interface RuleNow {
  ruleId: string
  severity: RuleTrend['severity']
  count: number
  rule: { title: string } | null
}
interface TrendMonth {
  month: string
  rules: readonly { ruleId: string; records: number }[]
}

const severities = { ERROR: 0, WARNING: 1, INFO: 2, OFF: 3 }

/** Rules with findings now, with what the months say of them; the most serious first, then the most frequent. */
export function ruleTrends(now: readonly RuleNow[], trend: readonly TrendMonth[]): RuleTrend[] {
  const monthsOf = (ruleId: string) =>
    trend.map(({ rules }) => rules.reduce((sum, each) => (each.ruleId === ruleId ? sum + each.records : sum), 0))
  return now
    .map(({ ruleId, severity, count, rule }) => ({
      ...{ ruleId, severity, count, title: rule?.title ?? null },
      months: severity === 'ERROR' || severity === 'WARNING' ? monthsOf(ruleId) : null,
    }))
    .toSorted((a, b) => severities[a.severity] - severities[b.severity] || b.count - a.count)
}

/** Counts of several connections together, the most frequent first. */
export function mergeCounts<Key extends string, Row extends Record<Key, string> & { count: number }>(
  key: Key,
  lists: readonly (readonly Row[])[],
): Row[] {
  const merged = new Map<string, Row>()
  for (const row of lists.flat()) {
    const known = merged.get(row[key])
    merged.set(row[key], known ? { ...known, count: known.count + row.count } : row)
  }
  return [...merged.values()].toSorted((a, b) => b.count - a.count)
}
