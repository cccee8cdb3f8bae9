/** What each API request means: method, path and query to the text of an answer. */
import { archiveRow } from './archive.ts'
import { dayOf } from './calendar.ts'
import { beginDocument } from './documents.ts'
import { UnknownPath } from './entity.ts'
import { FilterError } from './filter.ts'
import { loanNode } from './loan-entities.ts'
import { configurationSets } from './lookups.ts'
import {
  entityByKey,
  LoanPrinter,
  listArchive,
  listCustomers,
  listLoans,
  listPayments,
  nodeList,
  type Query,
  Refusal,
  readQuery,
  searchHits,
  single,
  visit,
} from './odata.ts'
import { QueryError } from './search.ts'
import type { Tenant } from './tenant.ts'
import { Conflict, writeCustomer, writeLoan } from './writes.ts'

export interface ApiRequest {
  method: string
  /** Decoded, below the API base, without a leading slash. */
  path: string
  params: URLSearchParams
  body: string
  /** Where the tenant is reached. */
  origin: string
}

const gone = 'Access to retrieve all entities has been deprecated.'

interface Segment {
  name: string
  key: number | null
  action: string | null
}

/** `Loans(5)`, `Loans(id=5)`, `Loans()`, `Autopal.Search()`, `Autopal.GetStatus(2026-01-31)`, `Payments`. */
function segmentOf(text: string): Segment {
  const match = /^([A-Za-z.]+)(?:\((.*)\))?$/.exec(text)
  if (!match) throw new Refusal(404, 'Invalid endpoint')
  const [, name, argument] = match
  if (/^autopal\./i.test(name!)) return { name: name!.slice(8), key: null, action: argument ?? '' }
  if (argument === undefined || argument === '') return { name: name!, key: null, action: null }
  const key = /^(?:id\s*=\s*)?(\d+)$/.exec(argument.trim())
  if (!key) throw new Refusal(409, `"${argument}" is no key of ${name}`)
  return { name: name!, key: Number(key[1]), action: null }
}

export class Api {
  readonly #tenant: Tenant
  readonly #printLoan: LoanPrinter

  constructor(tenant: Tenant) {
    this.#tenant = tenant
    this.#printLoan = new LoanPrinter(tenant)
  }

  /** JSON text of a success. Throws Refusal. */
  answer(request: ApiRequest): string {
    try {
      return this.#answer(request)
    } catch (error) {
      if (error instanceof FilterError || error instanceof QueryError || error instanceof Conflict) {
        throw new Refusal(409, error.message)
      }
      if (error instanceof UnknownPath) throw new Refusal(409, error.message)
      throw error
    }
  }

  #answer({ method, path, params, body, origin }: ApiRequest): string {
    const segments = path
      .replace(/^odata\.svc\//, '')
      .split('/')
      .filter((part) => part !== '')
      .map(segmentOf)
    const [first, ...rest] = segments
    if (!first) throw new Refusal(404, 'Invalid endpoint')
    const last = segments.at(-1)!
    if (last.action !== null) return this.#act(method, segments, params, body)
    if (method === 'PATCH') this.#refusePatch()
    if (method === 'PUT' || method === 'PATCH') return this.#write(first, rest, params, body)
    if (method === 'POST' && rest.map(({ name }) => name).join('/') === 'document/upload') {
      return this.#beginDocument(first, body, origin)
    }
    if (method !== 'GET') throw new Refusal(404, 'Invalid endpoint')
    const query = readQuery(params, this.#tenant.faults.expandedCap)
    if (first.key === null) {
      if (rest.length > 0) throw new Refusal(404, 'Invalid endpoint')
      return this.#list(first.name, query)
    }
    if (first.name === 'Loans' && rest.length === 0) {
      const index = this.#tenant.indexOf(first.key)
      if (index !== null) return `{"d":${this.#printLoan.print(index, query)}}`
    }
    const node = entityByKey(this.#tenant, first.name, first.key)
    return visit(
      node,
      rest.map(({ name }) => name),
      query,
    )
  }

  #list(name: string, query: Query): string {
    const accounts = ['Loans', 'Customers', 'Payments', 'LoanStatusArchive'].includes(name)
    if (accounts && !query.filter && this.#tenant.faults.bareList === 'gone') throw new Refusal(410, gone)
    switch (name) {
      case 'Loans':
        return listLoans(this.#tenant, this.#printLoan, query)
      case 'Customers':
        return listCustomers(this.#tenant, query)
      case 'Payments':
        return listPayments(this.#tenant, query)
      case 'LoanStatusArchive':
        return listArchive(this.#tenant, query)
      default: {
        const nodes = configurationSets[name]
        if (!nodes) throw new Refusal(404, `Resource ${name} does not exist`)
        return nodeList(nodes, query)
      }
    }
  }

  #act(method: string, segments: Segment[], params: URLSearchParams, body: string): string {
    const [set, action] = segments
    if (segments.length !== 2 || !set || !action) throw new Refusal(404, 'Invalid endpoint')
    const name = action.name.toLowerCase()
    if (name === 'search' && method === 'POST' && (set.name === 'Loans' || set.name === 'Customers')) {
      return searchHits(this.#tenant, set.name, parseBody(body === '' ? '{}' : body), params)
    }
    if (name === 'getstatus' && method === 'GET' && set.name === 'Loans' && set.key !== null) {
      return this.#statusOn(set.key, action.action ?? '')
    }
    throw new Refusal(404, 'Invalid endpoint')
  }

  /** The status of a day, worked out afresh: there is one even where the archive has a hole. */
  #statusOn(loanId: number, date: string): string {
    const index = this.#tenant.indexOf(loanId)
    if (index === null) throw new Refusal(409, `Resource not found for the segment Loans(${loanId})`)
    let day = this.#tenant.day
    try {
      if (date !== '') day = dayOf(date)
    } catch {
      throw new Refusal(409, `"${date}" is no date`)
    }
    const row = archiveRow(this.#tenant.books(index), day, this.#tenant.people(index).length, {
      customFields: {},
      portfolios: [],
      subPortfolios: [],
    })
    return JSON.stringify({ d: row })
  }

  #beginDocument({ name, key }: Segment, body: string, origin: string): string {
    if (name !== 'Loans' || key === null) throw new Refusal(404, 'Invalid endpoint')
    const index = this.#tenant.indexOf(key)
    if (index === null) throw new Refusal(409, `Resource not found for the segment Loans(${key})`)
    return JSON.stringify({ d: beginDocument(this.#tenant, index, parseBody(body), origin) })
  }

  #refusePatch(): void {
    const { patch } = this.#tenant.faults
    if (patch === 'not-found') throw new Refusal(404, 'Invalid endpoint')
    if (patch === 'not-allowed') throw new Refusal(405, 'Method not allowed')
  }

  #write(first: Segment, rest: Segment[], params: URLSearchParams, body: string): string {
    if (first.key === null || rest.length > 0) throw new Refusal(404, 'Invalid endpoint')
    const query = readQuery(params, this.#tenant.faults.expandedCap)
    if (first.name === 'Loans') {
      const index = this.#tenant.indexOf(first.key)
      if (index === null) throw new Refusal(409, `Resource not found for the segment Loans(${first.key})`)
      writeLoan(this.#tenant, index, parseBody(body))
      return single(loanNode(this.#tenant, index), query)
    }
    if (first.name === 'Customers') {
      const index = this.#tenant.indexOfCustomer(first.key)
      if (index === null) throw new Refusal(409, `Resource not found for the segment Customers(${first.key})`)
      writeCustomer(this.#tenant, index, first.key, parseBody(body))
      return single(entityByKey(this.#tenant, 'Customers', first.key), query)
    }
    throw new Refusal(404, 'Invalid endpoint')
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(409, 'the body is no JSON')
  }
}
