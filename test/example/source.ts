/** A stand-in for the example's servicing system: loans in memory, and the faults that the conformance suite asks for. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConformanceSource, SourceFault } from '../plugin-conformance.ts'

const token = 'a-token-that-must-stay-secret'
const pageSize = 3

function loanOf(id: number) {
  return {
    ...{ number: `E-${id}`, opened: '2025-01-15', amount: 1_200_000, balance: 900_000, daysPastDue: 0 },
    ...{ payments: [{ date: '2026-02-14', amount: 35_000 }] },
    ...{ first: 'Ana', last: 'Reyes', ssn: `66612${String(id).padStart(4, '0')}`, born: '1980-02-28' },
  }
}

export async function startExampleSource(): Promise<ConformanceSource> {
  const loans = new Map(Array.from({ length: 11 }, (_, index) => [index + 1, { version: 1, ...loanOf(index + 1) }]))
  let today = '2026-06-30'
  let fault: SourceFault | null = null
  let requests = 0

  const server = createServer((request, response) => {
    requests += 1
    if (isDisturbed(response)) return
    if (request.headers.authorization !== `Bearer ${token}`) return reply(response, 401, {})
    const url = new URL(request.url!, 'http://localhost')
    const id = Number(/^\/loans\/(\d+)$/.exec(url.pathname)?.[1] ?? 0)
    if (id > 0) return loans.has(id) ? reply(response, 200, shown(id)) : reply(response, 404, {})
    const after = Number(url.searchParams.get('after'))
    const listed = [...loans].filter(([each]) => each > after).map(([each, { version }]) => ({ id: each, version }))
    reply(response, 200, listed.slice(0, pageSize))
  })

  /** Plays the fault at hand, if it is its turn. */
  function isDisturbed(response: ServerResponse): boolean {
    if (fault?.kind === 'UNAUTHORIZED') {
      if (requests <= fault.afterRequests) return false
      reply(response, 401, {})
      return true
    }
    if (fault === null || fault.kind === 'MALFORMED_RECORD' || fault.times <= 0) return false
    fault.times -= 1
    if (fault.kind === 'SERVER_ERROR') reply(response, 500, {})
    else if (fault.kind === 'RATE_LIMITED') reply(response, 429, {}, fault.retryAfter ? { 'retry-after': '1' } : {})
    else {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('[{"id": 1,')
      setImmediate(() => response.destroy())
    }
    return true
  }

  function shown(id: number) {
    const { version: _, ...loan } = loans.get(id)!
    return fault?.kind === 'MALFORMED_RECORD' && fault.key === String(id) ? { ...loan, opened: 'soon' } : loan
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    settings: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    credentials: { token },
    secrets: [token],
    capabilities: {},
    asOf: () => today,
    now: () => Date.parse(`${today}T12:00:00Z`),
    keys: () => [...loans.keys()].map(String),
    change(key) {
      const loan = loans.get(Number(key))!
      loans.set(Number(key), { ...loan, version: loan.version + 1, balance: loan.balance - 100 })
    },
    nextDay() {
      today = '2026-07-01'
    },
    fault(next) {
      fault = next === null ? null : { ...next }
      requests = 0
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
