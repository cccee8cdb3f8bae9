/** `POST /check`: a file in, its findings out, nothing kept. */

import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf, fileOf, linesOf, withField } from '../metro2/reader/support.ts'
import { dumpDatabase } from '../services/app.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { UPLOAD_MAX_MEGABYTES: '2' } })
})
afterAll(() => server.close())

const lines = linesOf()
const wrong = fileOf(withField(lines, 1, 'base', 'portfolioType', 'Q'))

async function send(body: BodyInit, query = 'today=2026-07-05', init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${server.lender.keys.VIEWER}`, ...init.headers }
  return fetch(`${server.url}/check?${query}`, { method: 'POST', body, ...init, headers })
}

const sendText = (text: string, query?: string, init?: RequestInit) => send(bytesOf(text), query, init)

describe('answers', () => {
  test('one object a line by default', async () => {
    const response = await sendText(wrong)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    const found = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(found.find(({ field }) => field === 'portfolioType')).toMatchObject({
      line: 2,
      account: 'A0001',
      column: 73,
    })
  })

  test('nothing for a file without faults', async () => {
    const response = await sendText(fileOf(lines))
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test.each([
    ['format=csv', {}, 'text/csv; charset=utf-8; header=present', /^rule,severity,line/],
    ['', { accept: 'text/csv' }, 'text/csv; charset=utf-8; header=present', /^rule,severity,line/],
    ['format=text&name=june.txt', {}, 'text/plain; charset=utf-8', /^june\.txt:2:73 [\s\S]*\d+ errors?, /],
    ['', { accept: 'text/plain' }, 'text/plain; charset=utf-8', /^file:2:73 /],
    ['format=jsonl', { accept: 'text/csv' }, 'application/jsonl; charset=utf-8', /^\{"rule"/],
  ])('%s %o', async (query, headers: Record<string, string>, type, shape) => {
    const response = await sendText(wrong, `today=2026-07-05&${query}`, { headers })
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toMatch(shape)
  })

  test('a large file as it comes', async () => {
    const many = Array.from({ length: 4_000 }, () => lines[1]!)
    const response = await sendText(fileOf([lines[0]!, ...many, lines[4]!]))
    const found = (await response.text()).trimEnd().split('\n')
    expect(found.filter((line) => line.includes('"G-DUP-1"'))).toHaveLength(3_999)
  })
})

describe('refuses', () => {
  test.each([
    ['a zip archive', 'PK\x03\x04rest', '', 422, 'zip archive'],
    ['an empty body', '', '', 422, 'empty'],
    ['another format of the answer', wrong, 'format=pdf', 400, 'unknown'],
    ['a today that is no day', wrong, 'today=2026-02-30', 400, 'not a date'],
    ['a file too large', 'X'.repeat(2_000_001), '', 413, 'larger than 2000000 bytes'],
  ])('%s', async (_name, text, query, status, words) => {
    const response = await sendText(text, query)
    expect(response.status).toBe(status)
    const { errors } = (await response.json()) as { errors: { message: string }[] }
    expect(errors[0]!.message).toContain(words)
  })

  test('forms and compressed bodies', async () => {
    const form = new FormData()
    form.append('file', new Blob([wrong]))
    expect((await send(form)).status).toBe(415)
    expect((await sendText(wrong, '', { headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
  })

  test('whoever has no key, and other methods', async () => {
    expect((await sendText(wrong, '', { headers: { authorization: 'Bearer nobody' } })).status).toBe(401)
    const response = await fetch(`${server.url}/check`, {
      headers: { authorization: `Bearer ${server.lender.keys.VIEWER}` },
    })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })
})

/** Opens a request whose body the test sends in pieces. */
function open(url: string) {
  const request = httpRequest(`${url}/check?today=2026-07-05`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.lender.keys.VIEWER}` },
  })
  const answer = once(request, 'response')
  answer.catch(() => {})
  return { request, answer }
}

test('two at once; a third is asked to come again', async () => {
  const held = [open(server.url), open(server.url)]
  for (const { request } of held) request.write(lines[0])
  await expect.poll(async () => (await sendText(wrong)).status).toBe(503)
  for (const { request } of held) request.end(`\n${lines[1]}\n`)
  for (const { answer } of held) {
    const [response] = await answer
    expect(response.statusCode).toBe(200)
    response.resume()
  }
  await expect.poll(async () => (await sendText(wrong)).status).toBe(200)
})

test('a body without end is broken off in the middle of the answer', async () => {
  const { request, answer } = open(server.url)
  request.on('error', () => {})
  const piece = fileOf(withField(lines, 1, 'base', 'portfolioType', 'Q'))
  const timer = setInterval(() => request.write(piece.repeat(20)), 1)
  const [response] = await answer
  response.resume()
  const end = await once(response, 'end').then(
    () => 'whole',
    () => 'broken',
  )
  clearInterval(timer)
  expect(end).toBe('broken')
})

test('a sender that is silent for too long is answered', async () => {
  const url = await server.serve({ CHECK_SECONDS: '1' })
  const { request, answer } = open(url)
  request.on('error', () => {})
  request.write(lines[0])
  const [response] = await answer
  expect(response.statusCode).toBe(408)
  request.destroy()
  await server.stopLast()
})

test('a sender that goes away leaves nothing behind', async () => {
  const { port } = new URL(server.url)
  for (let i = 0; i < 3; i++) {
    const socket = connectSocket(Number(port), '127.0.0.1')
    socket.write(
      `POST /check HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.lender.keys.VIEWER}\r\ncontent-length: 1000\r\n\r\n${lines[0]}`,
    )
    await once(socket, 'connect')
    socket.destroy()
  }
  await expect.poll(async () => (await sendText(wrong)).status).toBe(200)
})

test('nothing of a file is in the database', async () => {
  await sendText(fileOf(withField(lines, 1, 'base', 'consumerAccountNumber', 'NOTKEPT7')))
  expect(await dumpDatabase(server.app.database)).not.toContain('NOTKEPT7')
})
