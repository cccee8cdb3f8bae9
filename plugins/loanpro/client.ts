/**
 * LoanPro over HTTP: both headers, the answer's envelope, its four forms of error, and a check that the JSON came
 * whole. Pacing, retries of 429 and 5xx, and the guard of addresses are `ctx.fetch`'s.
 */
import { type PluginContext, SourceFailure, type SourceResponse } from '../contract.ts'
import type { LoanProCredentials, LoanProSettings } from './settings.ts'
import { isObject, type Json, type JsonObject, readDecimal, readRows } from './values.ts'

export type LoanProContext = PluginContext<LoanProSettings, LoanProCredentials>

/** A collection as answered: its rows, how many there are in all where the source says so, and in which form they came. */
export interface Collection {
  rows: JsonObject[]
  total: number | null
  /** ARRAY when paging was switched off by `nopaging`; PAGED means that rows may be missing. */
  form: 'ARRAY' | 'PAGED'
}

export interface LoanProClient {
  /** What stands under `d` of an OData answer. `path` is relative to odata.svc, its query already encoded. */
  get(path: string): Promise<Json>
  /** A collection, complete: asked without paging, and paged through where the source pages all the same. */
  collection(path: string): Promise<Collection>
  /** One page of loans by `Loans/Autopal.Search()`, ordered by id. */
  searchLoans(query: JsonObject, top: number): Promise<Collection>
  /**
   * A write, sent once. Answers whether it was refused with one of these statuses; any other refusal is thrown, and
   * OUTCOME_UNKNOWN when LoanPro may have done it.
   */
  write(method: 'PATCH' | 'PUT', path: string, body: Json, refusals: ReadonlySet<number>): Promise<boolean>
  /** A POST that makes something, sent once; answers what stands under `d`. Throws as `write` does. */
  create(path: string, body: Json): Promise<Json>
  /** Requests made so far; a request that `ctx.fetch` repeated counts once. */
  requests(): number
  /** Milliseconds of the source's clock as of the last answer, or null. */
  sourceClock(): number | null
}

/** How often an answer that broke off is asked for again; LoanPro says that the same request may then work. */
const repeats = 3

/** The body broke off. The same request may work when it asks for less. */
export function isTruncated(failure: unknown): boolean {
  return failure instanceof SourceFailure && failure.code === 'TRUNCATED_BODY'
}

/** Failures that a smaller request may not meet: LoanPro's time limit shows as a 500, a long answer breaks off. */
const ofSize = new Set([
  'TRUNCATED_BODY',
  'SERVER_ERROR',
  'HTTP_500',
  'HTTP_504',
  'TIMEOUT',
  'CONNECTION_LOST',
  'BODY_TOO_LARGE',
])

export function isOfSize(failure: unknown): boolean {
  return failure instanceof SourceFailure && ofSize.has(failure.code)
}

/** The source has no entity of that id; LoanPro says it with 404, 409 or 410 as the case may be. */
export function isAbsent(failure: unknown): boolean {
  return failure instanceof SourceFailure && failure.code === 'NOT_FOUND'
}

export function loanProClient(ctx: LoanProContext): LoanProClient {
  const { baseUrl } = ctx.settings
  let requests = 0
  let clock: number | null = null

  const send = (url: string, method: string, body: string | undefined, repeatable: boolean) => {
    ctx.signal.throwIfAborted()
    requests += 1
    return ctx.fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${ctx.credentials.token}`,
        'Autopal-Instance-Id': ctx.credentials.instanceId,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      repeatable,
      ...(body !== undefined && { body }),
    })
  }

  async function once(url: string, body: string | undefined): Promise<Json> {
    // A search is a POST that changes nothing.
    const response = await send(url, body === undefined ? 'GET' : 'POST', body, true)
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) clock = date
    return readAnswer(response, ctx)
  }

  /** Reads only: repeating them is safe, a search by POST included. */
  async function read(url: string, body?: string): Promise<Json> {
    for (let left = repeats; ; left--) {
      try {
        return await once(url, body)
      } catch (failure) {
        if (!isTruncated(failure) || left === 0) throw failure
      }
    }
  }

  const client: LoanProClient = {
    get: (path) => read(`${baseUrl}odata.svc/${path}`),
    async collection(path) {
      const first = collectionOf(await client.get(withParameter(path, 'nopaging')))
      return isComplete(first) ? first : completed(client, path, first)
    },
    async searchLoans(query, top) {
      const url = `${baseUrl}Loans/Autopal.Search()?$top=${top}&$start=0&$orderby=id%20asc`
      return collectionOf(await read(url, JSON.stringify({ query, sort: { id: 'asc' } })))
    },
    async write(method, path, body, refusals) {
      const response = await send(`${baseUrl}odata.svc/${path}`, method, JSON.stringify(body), false)
      if (refusals.has(response.status)) return true
      await readAnswer(response, ctx)
      return false
    },
    async create(path, body) {
      return readAnswer(await send(`${baseUrl}odata.svc/${path}`, 'POST', JSON.stringify(body), false), ctx)
    },
    requests: () => requests,
    sourceClock: () => clock,
  }
  return client
}

export function withParameter(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`
}

/** Rows a page when a collection has to be paged through. */
const collectionPage = 200

/** Goes on where the first page ended. A short page is not the end: only the total is, or an empty page. */
async function completed(client: LoanProClient, path: string, first: Collection): Promise<Collection> {
  const rows = [...first.rows]
  for (;;) {
    const page = collectionOf(await client.get(withParameter(path, `$top=${collectionPage}&$skip=${rows.length}`)))
    if (page.rows.length === 0) break
    if (JSON.stringify(page.rows[0]) === JSON.stringify(rows[0])) throw pagingIgnored('$skip')
    rows.push(...page.rows)
    if (first.total !== null && rows.length >= first.total) break
  }
  return { rows, total: first.total, form: 'PAGED' }
}

/** Page one for ever is how LoanPro answers a paging parameter that it does not know. */
export function pagingIgnored(parameter: string): SourceFailure {
  return new SourceFailure(
    'SYSTEM',
    'PAGING_IGNORED',
    `LoanPro answered the same rows again although ${parameter} asked for the next ones.`,
    'Run the connection check again. If it says the same, the API of this tenant pages in another way and the plugin needs an update.',
  )
}

export function isComplete({ rows, total, form }: Collection): boolean {
  if (form === 'ARRAY') return true
  return total !== null ? rows.length >= total : rows.length === 0
}

export function collectionOf(value: Json): Collection {
  if (isObject(value) && isObject(value.summary)) {
    const { summary } = value
    const total = readDecimal(summary.total ?? summary.totalHits ?? null, 'summary.total')
    return { rows: readRows(value, 'results') ?? [], total, form: 'PAGED' }
  }
  return { rows: readRows(value, 'results') ?? [], total: null, form: Array.isArray(value) ? 'ARRAY' : 'PAGED' }
}

async function readAnswer(response: SourceResponse, { signal, credentials }: LoanProContext): Promise<Json> {
  const { status } = response
  const text = await response.text().catch((cause: unknown) => {
    signal.throwIfAborted()
    // The connection was closed inside the body.
    throw truncated(cause)
  })
  const body = parse(text)
  // Some gateways repeat the header they refuse, and what they say is kept and shown.
  const said = () => errorOf(parse(text.replaceAll(credentials.token, '…')))
  if (status < 200 || status > 299) throw refusal(status, said())
  if (body === undefined) throw unreadable(text)
  const error = errorOf(body)
  // Some gateways answer 200 with an error inside.
  if (error !== null && error.code !== null && error.code >= 400) throw refusal(error.code, said())
  return isObject(body) && 'd' in body ? (body.d ?? null) : body
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function unreadable(text: string): SourceFailure {
  if (/^\s*</.test(text)) {
    return new SourceFailure(
      'CONFIGURATION',
      'NOT_THE_API',
      'The address answers with a web page, not with the API.',
      'Check the API address of the connection; it ends in /api/public/api/1/.',
    )
  }
  return truncated()
}

function truncated(cause?: unknown): SourceFailure {
  return new SourceFailure(
    'TRANSIENT',
    'TRUNCATED_BODY',
    'LoanPro sent an answer that broke off before its end.',
    'It often works later. If it stays, lower "Loans a page" in the settings of the connection.',
    cause,
  )
}

export interface LoanProError {
  code: number | null
  message: string
}

/**
 * The error in an answer, in any of its forms: `{error: {message, code}}`, `{error: {message: {value}}}` (at times under
 * `d`), `{code: "401-CN0001", message}`; null when there is none.
 */
export function errorOf(body: Json | undefined): LoanProError | null {
  if (!isObject(body)) return null
  const inner = isObject(body.d) && isObject(body.d.error) ? body.d.error : body.error
  if (isObject(inner)) {
    const message = isObject(inner.message) ? inner.message.value : inner.message
    return { code: codeOf(inner.code), message: tidy(message) }
  }
  if (typeof inner === 'string') return { code: codeOf(body.code), message: tidy(inner) }
  if (typeof body.code === 'string' && /^\d{3}-[A-Z]+\d+$/.test(body.code)) {
    return { code: Number(body.code.slice(0, 3)), message: tidy(body.message) }
  }
  return null
}

function codeOf(code: Json | undefined): number | null {
  const number = Number(code)
  return Number.isInteger(number) && number >= 100 && number <= 599 ? number : null
}

/** A message goes into logs: short, and without long or hyphenated numbers, which may be somebody's. */
function tidy(message: Json | undefined): string {
  if (typeof message !== 'string') return ''
  return message.replace(/\d{7,}|\d{3}[- ]\d{2}[- ]\d{4}/g, '…').slice(0, 200)
}

const unauthorizedHint =
  'Look in LoanPro under Settings > Company > API: is the API enabled, is the token still there (it may have been rotated), does the tenant id belong to it, has its Agent User logged in once and accepted the agreement, and may the role of that user use loans and customers? Then enter credentials that are good; where the connection is there already, replace the credentials in its settings.'

function refusal(status: number, error: LoanProError | null): SourceFailure {
  const said = error !== null && error.message !== '' ? ` It says: ${error.message}` : ''
  if (status === 401 || status === 403) {
    const message = `LoanPro refuses the token or the tenant id (${status}).${said}`
    return new SourceFailure('CONFIGURATION', 'UNAUTHORIZED', message, unauthorizedHint)
  }
  if (status === 410 && /retrieve all|deprecated/i.test(said)) {
    const hint = 'This tenant refuses lists. Run the connection check again, so that loans are found by search.'
    return new SourceFailure('SYSTEM', 'LIST_REFUSED', `LoanPro refuses to list this set (410).${said}`, hint)
  }
  if (status === 404 || status === 409 || status === 410) {
    const hint = 'Check the API address of the connection, and that the role of the API user may read this.'
    return new SourceFailure(
      'SYSTEM',
      'NOT_FOUND',
      `LoanPro does not have what was asked for (${status}).${said}`,
      hint,
    )
  }
  if (status === 429 || status >= 500) {
    const hint = 'LoanPro is busy or out of order. The run can be started again; it goes on where it stopped.'
    return new SourceFailure('TRANSIENT', `HTTP_${status}`, `LoanPro answers ${status}.${said}`, hint)
  }
  const hint = 'The API of this tenant does not accept a request that the plugin makes; the plugin needs an update.'
  return new SourceFailure('SYSTEM', 'REQUEST_REFUSED', `LoanPro refuses a request (${status}).${said}`, hint)
}
