/** A tiny servicing system over HTTP on 127.0.0.1, with switches for what may go wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeLoan {
  id: number
  contractDate: string
  amountCents: number
  firstDue: string
  paymentCents: number
  payments: { date: string; amountCents: number }[]
  person: { first: string; last: string; ssn: string; born: string }
  /** A number that grows with each change. */
  changed: number
}

export interface FakeSource {
  url: string
  /** What must come as `Authorization: Bearer …`. */
  token: string
  loans: FakeLoan[]
  /** Fields that this tenant has of its own. */
  customFields: string[]
  /** Authorization headers as they came. */
  authorizations: string[]
  /** Every request is held until this is settled. */
  hold: Promise<void> | null
  /** Status of every answer, when set. */
  broken: number | null
  close(): Promise<void>
}

export function fakeLoan(id: number, extra: Partial<FakeLoan> = {}): FakeLoan {
  return {
    id,
    contractDate: '2026-01-15',
    amountCents: 1_200_000,
    firstDue: '2026-02-15',
    paymentCents: 105_000,
    payments: [{ date: '2026-02-14', amountCents: 105_000 }],
    person: { first: 'Ana', last: 'Reyes', ssn: `66612${String(id).padStart(4, '0')}`, born: '1980-02-29' },
    changed: id,
    ...extra,
  }
}

export async function startFakeSource(loans: FakeLoan[] = [1, 2, 3].map((id) => fakeLoan(id))): Promise<FakeSource> {
  const server = createServer((request, response) => {
    answer(source, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const source: FakeSource = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'good-token-4711',
    loans,
    customFields: [],
    authorizations: [],
    hold: null,
    broken: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return source
}

async function answer(source: FakeSource, request: IncomingMessage, response: ServerResponse) {
  source.authorizations.push(request.headers.authorization ?? '')
  if (source.hold) await source.hold
  const reply = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  if (source.broken) return reply(source.broken, { error: 'broken' })
  if (request.headers.authorization !== `Bearer ${source.token}`) return reply(401, { error: 'no such token' })
  const url = new URL(request.url ?? '/', source.url)
  if (url.pathname === '/me') return reply(200, { company: 'Fake' })
  if (url.pathname === '/fields') return reply(200, source.customFields)
  if (url.pathname !== '/loans') return reply(404, { error: 'no such page' })
  const after = Number(url.searchParams.get('after') ?? 0)
  const since = Number(url.searchParams.get('since') ?? 0)
  const rest = source.loans.filter((loan) => loan.id > after && loan.changed > since).sort((a, b) => a.id - b.id)
  reply(200, rest.slice(0, Number(url.searchParams.get('limit') ?? 10)))
}
