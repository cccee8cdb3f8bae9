/** Reading the tenant: which entities a request means, and the envelopes they come in. */
import { indexOfLoanId } from './build.ts'
import { type Day, dateStamp } from './calendar.ts'
import { customerNode, customerNodes } from './customer-entities.ts'
import { type EntityNode, type Expansion, parseExpand, print, UnknownPath } from './entity.ts'
import { type Bounds, boundsOf, type Expression, fieldsOf, matches, parseFilter } from './filter.ts'
import { archiveNode, loanFields, loanIdOfSettings, loanNode, settingsNode } from './loan-entities.ts'
import { configurationSets } from './lookups.ts'
import { loanIdOfPayment, paymentNodes } from './money-entities.ts'
import {
  compareBy,
  compile,
  customerHits,
  fieldsAsked,
  type Hit,
  lightLoanHit,
  loanHit,
  orderOf,
  sortOf,
} from './search.ts'
import type { Tenant } from './tenant.ts'

/** An answer with a status of its own. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Query {
  expand: Expansion
  filter: Expression | null
  orderby: string | null
  top: number | null
  skip: number
  nopaging: boolean
  cap: number
}

function count(params: URLSearchParams, name: string): number | null {
  const text = params.get(name)
  if (text === null) return null
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Refusal(409, `${name} takes a whole number`)
  return value
}

/** The OData parameters of a list. `$start` belongs to searches; lists ignore it. Throws Refusal and FilterError. */
export function readQuery(params: URLSearchParams, cap: number): Query {
  const filter = params.get('$filter')
  return {
    expand: parseExpand(params.get('$expand')),
    filter: filter === null || filter.trim() === '' ? null : parseFilter(filter),
    orderby: params.get('$orderby'),
    top: count(params, '$top'),
    skip: count(params, '$skip') ?? 0,
    nopaging: params.has('nopaging') && params.get('nopaging') !== 'false',
    cap,
  }
}

/** Something that can be filtered and sorted before it is built. */
interface Candidate<T> {
  keys: Record<string, unknown>
  build(): T
}

const defaultPage = 50

function windowOf<T>(list: T[], query: Query): T[] {
  if (query.nopaging && query.top === null) return list.slice(query.skip)
  return list.slice(query.skip, query.skip + (query.top ?? defaultPage))
}

/** JSON of `{d: {results, summary}}`; filters and sorts, then builds only the page. */
function collection<T>(candidates: Candidate<T>[], query: Query, printOne: (item: T) => string): string {
  const { filter } = query
  const kept = filter ? candidates.filter(({ keys }) => matches(filter, keys)) : candidates
  const sort = orderOf(query.orderby)
  const byKeys = compareBy(sort)
  if (sort.length > 0) kept.sort((a, b) => byKeys(a.keys, b.keys))
  const page = windowOf(kept, query).map((one) => printOne(one.build()))
  const summary = { start: query.skip, pageSize: query.top ?? defaultPage, total: kept.length }
  return `{"d":{"results":[${page.join(',')}],"summary":${JSON.stringify(summary)}}}`
}

const printer = (query: Query) => (node: EntityNode) => JSON.stringify(print(node, query.expand, query))

const built = (nodes: EntityNode[]): Candidate<EntityNode>[] =>
  nodes.map((node) => ({ keys: node.fields, build: () => node }))

export function nodeList(nodes: EntityNode[], query: Query): string {
  return collection(built(nodes), query, printer(query))
}

export function single(node: EntityNode, query: Query): string {
  return `{"d":${printer(query)(node)}}`
}

/** Loans printed whole are kept a while: a test or a benchmark reads the same ones again. */
const kept = 120
export class LoanPrinter {
  readonly #tenant: Tenant
  #texts = new Map<string, string>()

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  print(index: number, query: Query): string {
    const { faults } = this.#tenant
    const key = JSON.stringify([index, this.#tenant.version(index), query.expand, query.nopaging, query.cap, faults])
    const found = this.#texts.get(key)
    if (found !== undefined) return found
    const text = printer(query)(loanNode(this.#tenant, index))
    this.#texts.set(key, text)
    if (this.#texts.size > kept) this.#texts.delete(this.#texts.keys().next().value!)
    return text
  }
}

/** Positions of the loans a filter can mean, by the field that names the loan (or a thing of the loan's, with `loanIdOf`). */
function positions(
  tenant: Tenant,
  filter: Expression | null,
  field: string,
  loanIdOf?: (value: number) => number,
): number[] {
  const bounds = filter ? boundsOf(filter, field) : null
  if (bounds?.values) {
    const found = [...new Set([...bounds.values].map((value) => tenant.indexOf(loanIdOf ? loanIdOf(value) : value)))]
    return found.filter((index) => index !== null).sort((a, b) => a - b)
  }
  // Ids follow the positions, so that a page of a large tenant costs no look at the rest of it.
  const first = bounds && !loanIdOf ? Math.max(0, indexOfLoanId(Math.ceil(bounds.min))) : 0
  const last =
    bounds && !loanIdOf ? Math.min(tenant.count() - 1, indexOfLoanId(Math.floor(bounds.max))) : tenant.count() - 1
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
}

/** A tenant without `lastUpdated` ignores a filter on it: everything comes back. */
function withoutLastUpdated(tenant: Tenant, query: Query): Query {
  if (tenant.faults.lastUpdated === 'supported' || !query.filter) return query
  return fieldsOf(query.filter).has('lastUpdated')
    ? { ...query, filter: null, orderby: query.orderby?.includes('lastUpdated') ? null : query.orderby }
    : query
}

function refuseUnknownField(tenant: Tenant, query: Query): void {
  if (tenant.faults.lastUpdated !== 'absent') return
  const asked = query.filter ? fieldsOf(query.filter).has('lastUpdated') : false
  if (asked || query.orderby?.includes('lastUpdated')) throw new Refusal(409, 'Unknown property lastUpdated')
}

export function listLoans(tenant: Tenant, printLoan: LoanPrinter, asked: Query): string {
  refuseUnknownField(tenant, asked)
  const query = withoutLastUpdated(tenant, asked)
  const light = [
    ...(query.filter ? fieldsOf(query.filter) : []),
    ...orderOf(query.orderby).map(({ path }) => path),
  ].every((field) => field === 'id')
  const candidates = positions(tenant, query.filter, 'id').map((index) => ({
    keys: light ? { id: tenant.head(index).id } : loanFields(tenant, index),
    build: () => index,
  }))
  return collection(candidates, query, (index) => printLoan.print(index, query))
}

/** Days within the bounds and the tenant's memory. */
function days(tenant: Tenant, bounds: Bounds, from: Day): Day[] {
  if (bounds.values) {
    return [...bounds.values].filter((seconds) => seconds % 86_400 === 0).map((seconds) => seconds / 86_400)
  }
  const first = Math.max(from, Math.ceil(Math.max(bounds.min, from * 86_400) / 86_400))
  const last = Math.min(tenant.day, Math.floor(Math.min(bounds.max, tenant.day * 86_400) / 86_400))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, position) => first + position)
}

const rowKeys = new Set(['id', 'loanId', 'date'])

export function listArchive(tenant: Tenant, query: Query): string {
  if (!query.filter) throw new Refusal(410, 'Access to retrieve all entities has been deprecated.')
  const byLoan = boundsOf(query.filter, 'loanId').values ?? boundsOf(query.filter, 'id').values
  if (!byLoan && tenant.faults.tenantWideArchive === 'refused') throw new Refusal(409, 'loanId is required')
  const field = fieldsOf(query.filter).has('loanId') ? 'loanId' : 'id'
  const dates = boundsOf(query.filter, 'date')
  const order = orderOf(query.orderby).map(({ path }) => path)
  const light = [...fieldsOf(query.filter), ...order].every((name) => rowKeys.has(name))
  const candidates: Candidate<EntityNode>[] = []
  for (const index of positions(tenant, query.filter, field)) {
    const { id, opened } = tenant.head(index)
    for (const day of days(tenant, dates, opened)) {
      if (!tenant.hasRow(index, day)) continue
      const keys = light ? { id, loanId: id, date: dateStamp(day) } : tenant.row(index, day)!
      candidates.push({ keys, build: () => archiveNode(tenant.row(index, day)!) })
    }
  }
  return collection(candidates, query, printer(query))
}

export function listPayments(tenant: Tenant, query: Query): string {
  const byLoan = query.filter && boundsOf(query.filter, 'entityId').values
  const indices = byLoan
    ? positions(tenant, query.filter, 'entityId')
    : positions(tenant, query.filter, 'id', loanIdOfPayment)
  return nodeList(
    indices.flatMap((index) => paymentNodes(tenant, index)),
    query,
  )
}

export function listCustomers(tenant: Tenant, query: Query): string {
  const bounds = query.filter ? boundsOf(query.filter, 'id').values : null
  const all = bounds
    ? [...new Set([...bounds].map((id) => tenant.indexOfCustomer(id)).filter((index) => index !== null))]
    : Array.from({ length: tenant.count() }, (_, index) => index)
  return nodeList(
    all.flatMap((index) => customerNodes(tenant, index, false)),
    query,
  )
}

/** One entity by set and key. Throws Refusal 409 for a key that names none, 404 for a set that does not exist. */
export function entityByKey(tenant: Tenant, set: string, key: number): EntityNode {
  const missing = () => new Refusal(409, `Resource not found for the segment ${set}(${key})`)
  const loan = (loanId: number): number => {
    const index = tenant.indexOf(loanId)
    if (index === null) throw missing()
    return index
  }
  switch (set) {
    case 'Loans':
      return loanNode(tenant, loan(key))
    case 'LoanSettings':
      return settingsNode(tenant, loan(loanIdOfSettings(key)))
    case 'Customers': {
      const index = tenant.indexOfCustomer(key)
      if (index === null) throw missing()
      const person = tenant.people(index).find(({ id }) => id === key)!
      return customerNode(tenant, index, person, false)
    }
    case 'Payments': {
      const node = paymentNodes(tenant, loan(loanIdOfPayment(key))).find((one) => one.key === key)
      if (!node) throw missing()
      return node
    }
    default: {
      const list = configurationSets[set]
      if (!list) throw new Refusal(404, `Resource ${set} does not exist`)
      const node = list.find((one) => one.key === key)
      if (!node) throw missing()
      return node
    }
  }
}

/** `Set(key)/A/B`: the property at the end of the path. */
export function visit(node: EntityNode, path: string[], query: Query): string {
  let at: EntityNode | EntityNode[] | null = node
  for (const name of path) {
    if (at === null || Array.isArray(at)) throw new Refusal(404, `${name} does not exist`)
    const property: (() => EntityNode | EntityNode[] | null) | undefined = at.nav[name]
    if (!property) throw new UnknownPath(`${at.type} has no property ${name}`)
    at = property()
  }
  if (Array.isArray(at)) return nodeList(at, query)
  return at === null ? '{"d":null}' : single(at, query)
}

/** The search body and URL, loans or customers. */
export function searchHits(tenant: Tenant, set: 'Loans' | 'Customers', body: unknown, params: URLSearchParams): string {
  const request = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const query = request.query ?? { match_all: {} }
  const test = compile(query)
  const sort = sortOf(request.sort, params.get('$orderby'))
  const size = count(params, '$top') ?? (typeof request.size === 'number' ? request.size : 10)
  const start = count(params, '$start') ?? (typeof request.from === 'number' ? request.from : 0)
  const all = Array.from({ length: tenant.count() }, (_, index) => index).filter((index) => {
    const { deletedFrom } = tenant.head(index)
    return deletedFrom === null || deletedFrom > tenant.day
  })
  const lightNames = new Set(Object.keys(all.length > 0 ? lightLoanHit(tenant, all[0]!) : {}))
  const asked = [...fieldsAsked(query), ...sort.map(({ path }) => path)]
  const light = set === 'Loans' && asked.every((path) => lightNames.has(path))
  // Pages by id, as a whole tenant is read: a hundred thousand hits need not be built for each of them.
  const byId = set === 'Loans' && asked.every((path) => path === 'id')
  const hits: { keys: Hit; build: () => Hit }[] =
    set === 'Customers'
      ? all.flatMap((index) => customerHits(tenant, index)).map((hit) => ({ keys: hit, build: () => hit }))
      : all.map((index) => ({
          keys: byId ? { id: tenant.head(index).id } : light ? lightLoanHit(tenant, index) : loanHit(tenant, index),
          build: () => loanHit(tenant, index),
        }))
  const found = hits.filter(({ keys }) => test(keys))
  const order = compareBy(sort)
  const isSorted = byId && !sort.some(({ descending }) => descending)
  if (sort.length > 0 && !isSorted) found.sort((a, b) => order(a.keys, b.keys))
  const results = found.slice(start, start + size).map((one) => one.build())
  return JSON.stringify({ d: { results, summary: { totalHits: found.length, totalTime: 4, aggregations: null } } })
}
