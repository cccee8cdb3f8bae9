/** The way to the API while a token is renewed: the socket comes back with the new one, and only the end of the last one ends the visit. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'graphql'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Api, createApi } from '../../web/app/api.ts'

let server: Server
let sockets: WebSocketServer
/** Tokens that sockets were opened with, and that came with requests. */
const opened: string[] = []
const asked: string[] = []
let refuse = false

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    asked.push(request.headers.authorization ?? '')
    response.writeHead(refuse ? 401 : 200, { 'content-type': 'application/json' }).end('{"data":{"seen":1}}')
  })
  sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket: WebSocket) => {
    socket.on('message', (raw) => {
      const message = JSON.parse(String(raw)) as { type: string; id: string; payload: { authorization: string } }
      if (message.type === 'connection_init') {
        opened.push(message.payload.authorization)
        socket.send('{"type":"connection_ack"}')
      }
      if (message.type === 'subscribe') {
        socket.send(JSON.stringify({ type: 'next', id: message.id, payload: { data: { seen: opened.length } } }))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubGlobal('location', { href: `${origin}/`, origin })
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => fetch(new URL(path, origin), init))
})
afterAll(async () => {
  vi.unstubAllGlobals()
  for (const client of sockets.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

const document = parse('subscription { seen }') as never
const endSockets = () => {
  for (const client of sockets.clients) client.close(4401, 'Token expired')
}

function follow(api: Api, seen: number[]): () => void {
  return api.follow<{ seen: number }, object>(document, () => ({}), {
    next: (result) => seen.push(result.seen),
    complete() {},
    error() {},
  })
}

test('a token that was renewed does not end with the old one', async () => {
  let token = 'old'
  const refused = vi.fn()
  const api = createApi(() => token, refused)
  const seen: number[] = []
  const stop = follow(api, seen)
  await vi.waitFor(() => expect(seen).toEqual([1]))
  token = 'new'
  await api.send('/files/x')
  endSockets()
  await vi.waitFor(() => expect(seen).toEqual([1, 2]))
  expect(opened).toEqual(['Bearer old', 'Bearer new'])
  expect(asked).toEqual(['Bearer new'])
  expect(refused).not.toHaveBeenCalled()
  endSockets()
  await vi.waitFor(() => expect(refused).toHaveBeenCalledTimes(1))
  stop()
  api.close()
})

test('what the server refuses ends the visit', async () => {
  refuse = true
  const refused = vi.fn()
  const api = createApi(() => 'gone', refused)
  await api.send('/files/x')
  expect(refused).toHaveBeenCalledTimes(1)
  api.close()
})
