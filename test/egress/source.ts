/** A source system to be talked to over real sockets: answers what the test queued, and remembers what was asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { EgressClock } from '../../server/egress/clock.ts'
import { createSourceFetch, type EgressEvent, type SourceFetchOptions } from '../../server/egress/fetch.ts'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface Source {
  url: string
  port: number
  requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]
}

/** Answers in the order given; the last one for ever. */
export async function startSource(...answers: Answer[]): Promise<Source> {
  const requests: Source['requests'] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests.push({ method: request.method!, url: request.url!, headers: request.headers, body })
    const answer = answers[Math.min(requests.length, answers.length) - 1]!
    answer(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, requests }
}

export const ok =
  (body = '{"ok":true}'): Answer =>
  (response) =>
    void response.end(body)

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end('{"error":{"message":"no"}}')

/** Says it will send more than it does. */
export const truncated: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('{"d":[{"id":1},{"i', () => response.destroy())
}

/** Takes the request and ends the connection. */
export const hangUp: Answer = (response) => void response.destroy()

/** Takes the request and never answers. */
export const silence: Answer = () => {}

/** A clock whose waits pass at once; they are written down. */
export function fakeClock(start = Date.parse('2026-01-02T00:00:00Z')) {
  const waits: number[] = []
  let time = start
  const clock: EgressClock & { waits: number[]; advance(ms: number): void } = {
    waits,
    now: () => time,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      waits.push(ms)
      time += ms
    },
    advance(ms) {
      time += ms
    },
  }
  return clock
}

/** A fetch to the source on a clock that does not wait. */
export function open(source: { url: string }, options: Partial<SourceFetchOptions> = {}) {
  const events: EgressEvent[] = []
  const clock = fakeClock()
  const { fetch, close } = createSourceFetch({
    baseUrl: source.url,
    allowPrivate: true,
    requestsPerSecond: 1000,
    concurrency: 4,
    signal: new AbortController().signal,
    clock,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    ...options,
  })
  onTestFinished(close)
  const throttled = () =>
    events.flatMap((event) => (event.type === 'THROTTLED' ? [[event.reason, event.waitMs] as const] : []))
  return { fetch, close, events, clock, throttled }
}
