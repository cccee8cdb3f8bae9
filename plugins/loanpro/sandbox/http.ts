/** The sandbox on a socket: headers, faults, latency, the request log, and the control endpoint beside the API. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Api } from './api.ts'
import { takeBytes, uploadPath } from './documents.ts'
import { applyEdit } from './edits.ts'
import { errorBody, FaultClock } from './faults.ts'
import { Refusal } from './odata.ts'
import type { Tenant } from './tenant.ts'
import type { FaultSwitches, LoanEdit, RequestLog, UploadRequest } from './types.ts'

export const basePath = '/api/public/api/1/'

export class Log implements RequestLog {
  count = 0
  byPath: Record<string, number> = {}
  entries: RequestLog['entries'] = []

  add(method: string, path: string, status: number): void {
    this.count++
    const name = path.split('?')[0]!.replace(/\([^)]*\)/g, '()')
    this.byPath[name] = (this.byPath[name] ?? 0) + 1
    this.entries.push({ method, path, status })
    if (this.entries.length > 1_000) this.entries.shift()
  }

  reset(): void {
    this.count = 0
    this.byPath = {}
    this.entries = []
  }
}

interface Host {
  tenant: Tenant
  api: Api
  clock: FaultClock
  log: Log
  uploads: UploadRequest[]
  token: string
  tenantId: string
  latencyMs: number
  /** Requests answered since `unauthorizedAfter` was set to its present value. */
  answered: { limit: number | null; count: number }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  const bytes = Buffer.byteLength(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes, ...headers })
  response.end(body)
}

function refuse(
  host: Host,
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
) {
  const { unauthorizedShape, errorShape } = host.tenant.faults
  const { type, body } = errorBody(status === 401 ? unauthorizedShape : errorShape, status, message)
  send(response, status, body, { 'content-type': type, ...headers })
}

function authorized(host: Host, request: IncomingMessage): boolean {
  const { unauthorizedAfter } = host.tenant.faults
  if (host.answered.limit !== unauthorizedAfter) host.answered = { limit: unauthorizedAfter, count: 0 }
  // A rotated token stops working in the middle of a run.
  if (unauthorizedAfter !== null && host.answered.count++ >= unauthorizedAfter) return false
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  return bearer === host.token && request.headers['autopal-instance-id'] === host.tenantId
}

/** Answers by a fault that strikes before the request is looked at: the status for the log, or null when none struck. */
function strikeBefore(host: Host, path: string, request: IncomingMessage, response: ServerResponse): number | null {
  const { faults } = host.tenant
  if (host.clock.strikes(faults.reset, path)) {
    request.socket.resetAndDestroy()
    return 0
  }
  // The client has to give up; closing the sandbox ends what still hangs.
  if (host.clock.strikes(faults.timeout, path)) return 0
  if (host.clock.strikes(faults.throttle, path)) {
    const { retryAfter, seconds = 1 } = faults.throttle!
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    const value = retryAfter === 'seconds' ? String(seconds) : date
    refuse(host, response, 429, 'Too many requests', retryAfter === 'none' ? {} : { 'retry-after': value })
    return 429
  }
  if (host.clock.strikes(faults.serverError, path)) {
    refuse(host, response, 500, 'Internal server error')
    return 500
  }
  return null
}

function respond(host: Host, path: string, request: IncomingMessage, response: ServerResponse, body: string): number {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const text = host.api.answer({
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname).slice(basePath.length),
    params: url.searchParams,
    body,
    origin: `http://${request.headers.host}`,
  })
  const { afterWrite } = host.tenant.faults
  const changes = /^(PUT|PATCH)$/.test(request.method ?? '') || /\/document\/upload$/.test(path)
  if (changes && host.clock.strikes(afterWrite, path)) {
    return failAfterWrite(host, afterWrite!.how, request, response)
  }
  if (!host.clock.strikes(host.tenant.faults.truncate, path)) {
    send(response, 200, text)
    return 200
  }
  // Whole by its headers, cut off in its JSON.
  send(response, 200, text.slice(0, Math.floor(text.length * 0.6)))
  return 200
}

/** What was asked for is done; the client is left to find out. */
function failAfterWrite(
  host: Host,
  how: 'server-error' | 'reset' | 'hang',
  request: IncomingMessage,
  response: ServerResponse,
): number {
  if (how === 'hang') return 0
  if (how === 'reset') {
    request.socket.resetAndDestroy()
    return 0
  }
  refuse(host, response, 500, 'Internal server error')
  return 500
}

function answerApi(host: Host, path: string, request: IncomingMessage, response: ServerResponse, body: string): number {
  const struck = strikeBefore(host, path, request, response)
  if (struck !== null) return struck
  if (!authorized(host, request)) {
    refuse(host, response, 401, 'Unauthorized')
    return 401
  }
  try {
    return respond(host, path, request, response, body)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refuse(host, response, error.status, error.message)
    return error.status
  }
}

/** Bytes of a document: the status for the log, 0 where there is no answer. */
function answerUpload(host: Host, url: URL, request: IncomingMessage, response: ServerResponse, bytes: Buffer): number {
  const how = host.clock.strikes(host.tenant.faults.upload, url.pathname) ? host.tenant.faults.upload!.how : null
  const answer = (status: number, headers: Record<string, string> = {}) => {
    // As storage does it: what it says of an error repeats the address.
    send(response, status, status === 200 ? '' : `<Error><Resource>${url.href}</Resource></Error>`, headers)
    return status
  }
  if (how === 'expired') return answer(403)
  if (how === 'redirect') return answer(307, { location: url.href })
  if (how === 'server-error') return answer(500)
  const status = how === 'reset' ? 0 : takeBytes(host.tenant, url, request, bytes)
  if (how === 'hang') return 0
  if (how === null) return answer(status)
  request.socket.resetAndDestroy()
  return 0
}

function state(host: Host): Record<string, unknown> {
  const { tenant } = host
  return {
    today: tenant.today(),
    loans: tenant.count(),
    seed: tenant.seed,
    requests: host.log.count,
    // What the tenant itself takes of the machine: a bench beside it must know.
    cpuSeconds: Math.round(process.cpuUsage().user / 1e4 + process.cpuUsage().system / 1e4) / 100,
    faults: tenant.faults,
  }
}

/** `/sandbox/…`: for a process of its own that moves the tenant's time. No credentials: it listens on the loopback only. */
function control(host: Host, url: URL, method: string, body: string, response: ServerResponse): void {
  const action = `${method} ${url.pathname.slice('/sandbox/'.length)}`
  try {
    if (command(host, action, url, body)) send(response, 200, JSON.stringify(state(host)))
    else send(response, 404, '{"error":"unknown control"}')
  } catch (error) {
    send(response, 400, JSON.stringify({ error: (error as Error).message }))
  }
}

/** Whether there is such a command. */
function command({ tenant, log }: Host, action: string, url: URL, body: string): boolean {
  switch (action) {
    case 'GET state':
      return true
    case 'POST advance':
      tenant.advance(Number(url.searchParams.get('days') ?? '1'))
      return true
    case 'POST faults':
      setFaults(tenant.faults, JSON.parse(body))
      return true
    case 'POST requests/reset':
      log.reset()
      return true
    case 'POST edit':
      edit(tenant, Number(url.searchParams.get('loan')), JSON.parse(body))
      return true
    default:
      return false
  }
}

function setFaults(faults: FaultSwitches, given: Record<string, unknown>): void {
  for (const name of Object.keys(given)) if (!(name in faults)) throw new Error(`unknown fault ${name}`)
  Object.assign(faults, given)
}

export function edit(tenant: Tenant, loanId: number, change: LoanEdit): void {
  const index = tenant.indexOf(loanId)
  if (index === null) throw new Error(`the tenant has no loan ${loanId}`)
  applyEdit(tenant, index, change)
}

async function handle(host: Host, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const bytes = await bytesOf(request)
  if (url.pathname.startsWith(uploadPath)) {
    const status = answerUpload(host, url, request, response, bytes)
    host.uploads.push({ method: request.method ?? '', headers: request.headers, status })
    return
  }
  const body = bytes.toString('utf8')
  if (url.pathname.startsWith('/sandbox/')) {
    control(host, url, request.method ?? 'GET', body, response)
    return
  }
  if (!url.pathname.startsWith(basePath)) {
    refuse(host, response, 404, 'Not found')
    return
  }
  if (host.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, host.latencyMs))
  const path = decoded(url.pathname.slice(basePath.length) + url.search)
  host.log.add(request.method ?? 'GET', path, answerApi(host, path, request, response, body))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** Listens on the loopback; the promise is settled once it does. */
export async function listen(host: Omit<Host, 'api' | 'clock' | 'answered'>, port: number): Promise<Server> {
  const whole: Host = {
    ...host,
    api: new Api(host.tenant),
    clock: new FaultClock(host.tenant.seed),
    answered: { limit: null, count: 0 },
  }
  const server = createServer((request, response) => {
    handle(whole, request, response).catch((error: unknown) => {
      // A fault of the sandbox itself, not one of the tenant's.
      if (!response.headersSent)
        send(response, 500, JSON.stringify({ error: { message: `sandbox: ${String(error)}`, code: 500 } }))
      else response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}
