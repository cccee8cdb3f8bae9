/** `Autopal.Search()`: the parts of the Elasticsearch query language that clients send, over one flat index. */

import { archiveRow } from './archive.ts'
import { loanStatusOn, stateOf } from './books.ts'
import { dateText } from './calendar.ts'
import { secondsOf } from './filter.ts'
import type { Tenant } from './tenant.ts'

export class QueryError extends Error {}

export type Hit = Record<string, unknown>
type Test = (hit: Hit) => boolean
type Json = Record<string, unknown>

const stamp = /^\/Date\((-?\d+)\)\/$/

function valueAt(hit: Hit, path: string): unknown {
  if (path in hit) return hit[path]
  return path.split('.').reduce<unknown>((at, name) => (at as Json | null | undefined)?.[name], hit)
}

/** Numbers compare as numbers, whether printed as strings or not; dates by their seconds; the rest as lower-case text. */
function comparable(value: unknown): number | string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = String(value)
  const date = stamp.exec(text)
  if (date) return Number(date[1])
  const seconds = secondsOf(text)
  if (seconds !== null) return seconds
  return text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text.toLowerCase()
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

function only(clause: Json, name: string): [string, unknown] {
  const entries = Object.entries(clause).filter(([key]) => key !== 'boost')
  if (entries.length !== 1) throw new QueryError(`${name} takes exactly one field`)
  return entries[0]!
}

function equals(path: string, wanted: unknown): Test {
  const value = comparable(wanted)
  return (hit) => comparable(valueAt(hit, path)) === value
}

/** A match on text is a match on any of its words. */
function match(path: string, given: unknown): Test {
  const wanted = isObject(given) ? given.query : given
  const value = comparable(wanted)
  if (typeof value !== 'string') return equals(path, wanted)
  const every = isObject(given) && String(given.operator).toLowerCase() === 'and'
  const words = value.split(/\s+/)
  return (hit) => {
    const found = String(comparable(valueAt(hit, path)) ?? '').split(/[\s,]+/)
    return every ? words.every((word) => found.includes(word)) : words.some((word) => found.includes(word))
  }
}

const bounds: Record<string, (a: number | string, b: number | string) => boolean> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

function range(path: string, given: unknown): Test {
  if (!isObject(given)) throw new QueryError('range takes gt, gte, lt, lte')
  const tests = Object.entries(given).flatMap(([name, bound]) => {
    const test = bounds[name]
    const wanted = comparable(bound)
    return test && wanted !== null ? [{ test, wanted }] : []
  })
  return (hit) => {
    const value = comparable(valueAt(hit, path))
    return tests.every(({ test, wanted }) => value !== null && typeof value === typeof wanted && test(value, wanted))
  }
}

function queryString(given: Json): Test {
  const fields = listOf(given.fields).map((field) => String(field).replace(/\^.*$/, ''))
  const patterns = String(given.query ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const escaped = word.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
      return new RegExp(`(^|[\\s,])${escaped}($|[\\s,])`, 'i')
    })
  const all = String(given.default_operator ?? 'OR').toUpperCase() === 'AND'
  return (hit) => {
    const values = (fields.length > 0 ? fields : Object.keys(hit)).map((path) => String(valueAt(hit, path) ?? ''))
    const one = (pattern: RegExp) => values.some((value) => pattern.test(value))
    return all ? patterns.every(one) : patterns.some(one)
  }
}

function bool(clause: Json): Test {
  const part = (name: string) => listOf(clause[name]).map((inner) => compile(inner))
  const must = [...part('must'), ...part('filter')]
  const mustNot = [...part('must_not'), ...part('mustNot')]
  const should = part('should')
  const least = Number(clause.minimum_should_match ?? (must.length === 0 && should.length > 0 ? 1 : 0))
  return (hit) =>
    must.every((test) => test(hit)) &&
    !mustNot.some((test) => test(hit)) &&
    should.filter((test) => test(hit)).length >= least
}

/** A query as a test. Throws QueryError on a kind of clause the sandbox does not know. */
export function compile(query: unknown): Test {
  if (!isObject(query)) throw new QueryError('a query is an object')
  const [kind, clause] = only(query, 'a query')
  if (!isObject(clause)) throw new QueryError(`${kind} takes an object`)
  switch (kind) {
    case 'match_all':
      return () => true
    case 'bool':
      return bool(clause)
    case 'match':
    case 'match_phrase':
      return match(...only(clause, kind))
    case 'term': {
      const [path, given] = only(clause, kind)
      return equals(path, isObject(given) ? given.value : given)
    }
    case 'terms': {
      const [path, given] = only(clause, kind)
      const wanted = new Set(listOf(given).map(comparable))
      return (hit) => wanted.has(comparable(valueAt(hit, path)))
    }
    case 'range':
      return range(...only(clause, kind))
    case 'query_string':
      return queryString(clause)
    case 'nested':
      return compile(clause.query)
    case 'exists':
      return (hit) => comparable(valueAt(hit, String(clause.field))) !== null
    default:
      throw new QueryError(`unknown query kind ${kind}`)
  }
}

/** The fields a query or sort speaks of, so that hits need not be built for what is not asked. */
export function fieldsAsked(query: unknown): Set<string> {
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (!isObject(node)) return
    for (const [kind, clause] of Object.entries(node)) {
      if (kind === 'bool' && isObject(clause)) for (const inner of Object.values(clause).flatMap(listOf)) visit(inner)
      else if (kind === 'nested' && isObject(clause)) visit(clause.query)
      else if (['match', 'match_phrase', 'term', 'terms', 'range'].includes(kind) && isObject(clause)) {
        for (const path of Object.keys(clause)) found.add(path)
      } else if (kind !== 'match_all') found.add('*')
    }
  }
  visit(query)
  return found
}

export type Sort = { path: string; descending: boolean }[]

/** `{"id":"asc"}`, `[{"id":{"order":"desc"}}]`, or `id asc` from the URL. */
export function sortOf(given: unknown, orderby: string | null): Sort {
  const entries = listOf(given).flatMap<[string, unknown]>((one) =>
    isObject(one) ? Object.entries(one) : [[String(one), 'asc']],
  )
  if (entries.length > 0) {
    return entries.map(([path, order]) => ({
      path,
      descending: /desc/i.test(String(isObject(order) ? order.order : order)),
    }))
  }
  return orderOf(orderby)
}

/** Several fields may share one trailing direction. */
export function orderOf(orderby: string | null): Sort {
  if (!orderby) return []
  const parts = orderby.split(',').map((part) => part.trim().split(/\s+/))
  const trailing = parts.at(-1)?.[1] ?? 'asc'
  return parts.map(([path, direction]) => ({ path: path!, descending: /desc/i.test(direction ?? trailing) }))
}

export function compareBy(sort: Sort): (a: Hit, b: Hit) => number {
  return (a, b) => {
    for (const { path, descending } of sort) {
      const left = comparable(valueAt(a, path)) ?? Number.NEGATIVE_INFINITY
      const right = comparable(valueAt(b, path)) ?? Number.NEGATIVE_INFINITY
      if (left === right) continue
      const order = typeof left === typeof right ? (left < right ? -1 : 1) : typeof left === 'number' ? -1 : 1
      return descending ? -order : order
    }
    return 0
  }
}

/** Ids and flags as this tenant's index prints them; the migration to another engine changed their types in part. */
function typed(tenant: Tenant, index: number, value: number): number | string {
  const { searchTypes } = tenant.faults
  return searchTypes === 'strings' || (searchTypes === 'mixed' && index % 3 === 1) ? String(value) : value
}

/** What is known without a loan's books. */
export function lightLoanHit(tenant: Tenant, index: number): Hit {
  const head = tenant.head(index)
  return {
    id: typed(tenant, index, head.id),
    displayId: head.displayId,
    title: head.displayId,
    active: typed(tenant, index, 1),
    archived: typed(tenant, index, head.archivedFrom !== null && head.archivedFrom <= tenant.day ? 1 : 0),
    temporaryAccount: head.life.traits.includes('temporary') ? 1 : 0,
    contractDate: dateText(head.opened),
    created: dateText(head.created),
  }
}

export function loanHit(tenant: Tenant, index: number): Hit {
  const books = tenant.books(index)
  const state = stateOf(books, tenant.day)
  const status = tenant.statusSet(index, tenant.day) ?? loanStatusOn(books.plan, state, tenant.day)
  const people = tenant.people(index)
  const row = archiveRow(books, tenant.day, people.length, { customFields: {}, portfolios: [], subPortfolios: [] })
  const [primary, secondary] = people
  const place = primary!.address
  const named = (person: typeof primary) =>
    person ? (person.companyName ?? `${person.firstName} ${person.lastName}`) : null
  return {
    ...lightLoanHit(tenant, index),
    loanStatusId: typed(tenant, index, status.id),
    loanStatusText: status.title,
    loanSubStatusText: status.subTitle,
    loanAmount: (books.plan.setups[0]!.principal / 100).toFixed(2),
    daysPastDue: typed(tenant, index, state.daysPastDue),
    principalBalance: row.principalBalance,
    nextPaymentAmount: row.nextPaymentAmount,
    nextPaymentDate: row.nextPaymentDate,
    primaryCustomerName: named(primary),
    secondaryCustomerName: named(secondary),
    primaryCustomerAddress: { city: place.city, zipcode: place.zipcode, state: place.state },
    primaryPhone: primary!.phone,
    // An empty list comes back as null since the migration.
    portfolios: index % 2 === 0 ? null : [],
    customers: people.map(({ id, firstName, lastName }) => ({
      id,
      firstName,
      lastName,
      email: `customer${id}@example.com`,
    })),
  }
}

export function customerHits(tenant: Tenant, index: number): Hit[] {
  return tenant.people(index).map((person) => ({
    id: typed(tenant, index, person.id),
    customerName: person.companyName ?? `${person.firstName} ${person.lastName}`,
    firstName: person.firstName,
    lastName: person.lastName,
    email: `customer${person.id}@example.com`,
    city: person.address.city,
    zipcode: person.address.zipcode,
    state: person.address.state,
    primaryPhone: person.phone,
    companyName: person.companyName,
    loansCount: 1,
  }))
}
