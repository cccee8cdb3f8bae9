/**
 * Which loans there are, in ascending order of their ids and in pages by id: `id > last`. Offsets would lose loans when
 * others come or go between two pages, and search engines end them at 10,000.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { type PullRequest, SourceFailure } from '../contract.ts'
import { headOfHit, headOfUpdate } from './changeToken.ts'
import { type Collection, collectionOf, isOfSize, type LoanProClient, pagingIgnored } from './client.ts'
import { filtered, instantLiteral } from './filter.ts'
import { type Json, type JsonObject, malformed, readInstant, readInteger } from './values.ts'

export interface Listed {
  id: number
  /** See changeToken.ts; null where the enumeration does not show whether the loan changed. */
  head: string | null
  /** Seconds; only in lists that carry it. */
  lastUpdated: number | null
}

export interface ListedPage {
  loans: Listed[]
  /** Loans in the whole enumeration that come after the page's start, where the source says. */
  remaining: number | null
}

export type Enumerate = (after: number) => Promise<ListedPage>

/** Pages that are asked for: how many loans at most, and where it is told that they have become smaller. */
export interface Paging {
  size: number
  notice(message: string): void
}

/** By `Autopal.Search()`: what every tenant can do. */
export function bySearch(client: LoanProClient, paging: Paging): Enumerate {
  return shrinking(paging, async (after, size) => {
    const page = await client.searchLoans({ bool: { filter: { range: { id: { gt: after } } } } }, size)
    return pageOf(page, after, (hit) => headOfHit(hit), 'range id > last')
  })
}

/** By OData list, for tenants whose list can be filtered and shows lastUpdated. `condition` narrows it. */
export function byList(client: LoanProClient, paging: Paging, condition: string | null): Enumerate {
  return shrinking(paging, async (after, size) => {
    const filter = [condition, `id gt ${after}`].filter((part) => part !== null).join(' and ')
    const path = `${filtered('Loans', filter)}&$orderby=id%20asc&$top=${size}`
    return pageOf(
      collectionOf(await client.get(path)),
      after,
      (loan) => headOfUpdate(loan.lastUpdated),
      '$filter=id gt',
    )
  })
}

/** A page that is small enough for any tenant. */
const smallPage = 50

/** Nobody says how large a page may be: from one that is refused or not answered on, an eighth is asked for. */
function shrinking(
  { size: largest, notice }: Paging,
  ask: (after: number, size: number) => Promise<ListedPage>,
): Enumerate {
  let size = largest
  return async (after) => {
    try {
      return await ask(after, size)
    } catch (failure) {
      if (size <= smallPage || !mayBeTooLarge(failure)) throw failure
      const smaller = Math.max(smallPage, Math.ceil(size / 8))
      const page = await ask(after, smaller)
      notice(
        `LoanPro does not answer a page of ${size} loans: from here on ${smaller} are asked for at a time. With "Loans a page" set to ${smaller} in the settings of the connection it is not tried anew in each run.`,
      )
      size = smaller
      return page
    }
  }
}

function mayBeTooLarge(failure: unknown): boolean {
  if (isOfSize(failure)) return true
  return failure instanceof SourceFailure && (failure.code === 'REQUEST_REFUSED' || failure.code === 'NOT_FOUND')
}

/** The event loop gets a turn after so many loans of a long page. */
export const loansATurn = 50

async function pageOf(
  page: Collection,
  after: number,
  headOf: (loan: JsonObject) => string,
  parameter: string,
): Promise<ListedPage> {
  const loans: Listed[] = []
  for (const row of page.rows) {
    const id = readInteger(row.id, 'id')
    if (id === null) throw malformed('id', 'a loan id')
    loans.push({ id, head: headOf(row), lastUpdated: secondsOf(row.lastUpdated) })
    if (loans.length % loansATurn === 0) await breathe()
  }
  // Page one again means that the bound was ignored: without this check the pull would never end.
  if (loans.some(({ id }) => id <= after)) throw pagingIgnored(parameter)
  return { loans: loans.sort((a, b) => a.id - b.id), remaining: page.total }
}

function secondsOf(value: Json | undefined): number | null {
  const instant = readInstant(value, 'lastUpdated')
  return instant === null ? null : Date.parse(instant) / 1000
}

/** The loans named in the request, once each; what is no loan id is answered separately. */
export function byKeys(keys: readonly string[], pageSize: number): Enumerate {
  const ids = [...new Set(keys.filter(isLoanId).map(Number))].sort((a, b) => a - b)
  return async (after) => {
    const rest = ids.filter((id) => id > after)
    const loans = rest.slice(0, pageSize).map((id) => ({ id, head: null, lastUpdated: null }))
    return { loans, remaining: rest.length }
  }
}

export function isLoanId(key: string): boolean {
  return /^[1-9]\d{0,14}$/.test(key)
}

/** How long before the newest change seen the next listing starts: clocks differ and writes are not instantly visible. */
const lookbackSeconds = 3_600

/** Loans updated since `since` (seconds), less the lookback. */
export function changedSince(since: number): string {
  return `lastUpdated ge ${instantLiteral(since - lookbackSeconds)}`
}

/**
 * Loans updated in these days, both included. The range's days are the company's; up to 14 hours to either side make
 * it hold in every time zone, at the price of some loans too many.
 */
export function changedWithin({ from, to }: NonNullable<PullRequest['range']>): string {
  const first = Date.parse(`${from}T00:00:00Z`) / 1000 - 14 * 3_600
  const end = Date.parse(`${to}T00:00:00Z`) / 1000 + (24 + 14) * 3_600
  return `lastUpdated ge ${instantLiteral(first)} and lastUpdated le ${instantLiteral(end)}`
}
