/**
 * What is remembered of a loan between syncs, so that the details of a loan that did not change are not read again.
 *
 * A token is `1:head:events:day@asOf:row`.
 * - head: the loan as the enumeration shows it (a hash of its search hit, or its lastUpdated);
 * - events: a hash of what in its archive row moves only when something happened;
 * - day: of that row, and the as-of day it was looked for; `-` where there is none;
 * - row: a hash of the whole archive row.
 * A difference in head or events means: read the loan. A difference in day or row alone: only balances moved.
 */
import { createHash } from 'node:crypto'
import { addDays } from './filter.ts'
import { isObject, type Json, type JsonObject, readDate, readDecimal } from './values.ts'

export interface ChangeToken {
  head: string
  events: string
  day: string
  asOf: string
  row: string
}

const none = '-'

export function encodeToken({ head, events, day, asOf, row }: ChangeToken): string {
  return `1:${head}:${events}:${day}@${asOf}:${row}`
}

/** Null for a token of another version: the loan is read anew. */
export function decodeToken(text: string | undefined): ChangeToken | null {
  const [version, head, events, days, row] = (text ?? '').split(':')
  const [day, asOf] = (days ?? '').split('@')
  if (version !== '1' || !head || !events || !day || !asOf || !row) return null
  return { head, events, day, asOf, row }
}

/** The token of a loan whose archive row is `row` (null = none was found near `asOf`). */
export function tokenOf(head: string, row: JsonObject | null, asOf: string): ChangeToken {
  if (row === null) return { head, events: none, day: none, asOf, row: none }
  const day = readDate(row.date, 'StatusArchive.date') ?? none
  return { head, events: hash(eventsOf(row, day)), day, asOf, row: hash(canonical(row)) }
}

export function headOfUpdate(lastUpdated: Json | undefined): string {
  return `u${hash(canonical(lastUpdated ?? null))}`
}

/** Names that move by themselves: a day passes, a payment comes nearer, maintenance runs, a relevance is computed. */
const movingInSearch =
  /pastdue|nextpayment|payoff|perdiem|accrued|amountdue|lastmaint|recency|loanage|delinquen|humanactivity|^_|^sort$|^highlight$/i

/**
 * Everything of a search hit that does not move by itself. LoanPro's index has fields nobody lists, so the rule is
 * what to leave out: a field too many costs a read, a field too few a missed change.
 */
export function headOfHit(hit: JsonObject): string {
  const kept = Object.entries(hit).filter(([name]) => !movingInSearch.test(name))
  return `s${hash(canonical(Object.fromEntries(kept)))}`
}

const eventFields = [
  'principalBalance',
  'lastPaymentDate',
  'lastPaymentAmount',
  'nextPaymentDate',
  'netChargeOff',
  'dueFees',
  'creditLimit',
  'creditStatus',
  'calcedECOA',
  'calcedECOACoBuyer',
  'loanStatusId',
  'loanSubStatusId',
  'customFieldsBreakdown',
  'portfolioBreakdown',
]

/** Days past due grow by themselves; the day the loan has been late since does not. */
function eventsOf(row: JsonObject, day: string): string {
  const days = readDecimal(row.daysPastDue, 'StatusArchive.daysPastDue') ?? 0
  const lateSince = days > 0 ? addDays(day, -days) : none
  return `${lateSince}|${canonical(Object.fromEntries(eventFields.map((name) => [name, row[name] ?? null])))}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

/**
 * The same text for the same meaning. LoanPro's move to another search engine turned texts into numbers and empty lists
 * into null; neither is a change.
 */
function canonical(value: Json): string {
  if (value === null || value === '') return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value
  if (Array.isArray(value)) {
    const items = value.map(canonical)
    return items.every((item) => item === '') ? '' : `[${items.join('\u0001')}]`
  }
  if (!isObject(value)) return ''
  const parts = Object.keys(value)
    .filter((name) => name !== '__metadata' && name !== '__deferred')
    .sort()
    .map((name) => [name, canonical(value[name] ?? null)] as const)
    .filter(([, text]) => text !== '')
  return parts.length === 0 ? '' : `{${parts.map(([name, text]) => `${name}\u0002${text}`).join('\u0001')}}`
}
