/** What HTTP itself asks of the server: methods, media types, and pages of other origins. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createHttpServer } from '../../server/http/server.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const keyed = () => ({ authorization: `Bearer ${server.lender.keys.VIEWER}` })
const query = '{"query":"{ viewer { role } }"}'
const errorsOf = async (response: Response) => ((await response.json()) as { errors: unknown[] }).errors

describe('methods', () => {
  const extract = '/files/test-extracts/01890a5d-ac96-774b-bcce-b302099a8057'

  test.each([
    ['/graphql', 'GET, POST, OPTIONS'],
    ['/', 'GET, HEAD, OPTIONS'],
    ['/health', 'GET, HEAD, OPTIONS'],
    [extract, 'GET, OPTIONS'],
  ])('%s says what it takes', async (path, allowed) => {
    const options = await fetch(server.url + path, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, allowed])
    const put = await fetch(server.url + path, { method: 'PUT', headers: keyed() })
    expect([put.status, put.headers.get('allow')]).toEqual([405, allowed])
    expect(await errorsOf(put)).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
  })

  test('HEAD answers as GET, without the body', async () => {
    const head = await fetch(`${server.url}/health`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})

describe('media types', () => {
  const post = (headers: Record<string, string>, body = query) =>
    fetch(`${server.url}/graphql`, { method: 'POST', headers: { ...keyed(), ...headers }, body })

  test.each([
    [415, { 'content-type': 'text/plain' }],
    [406, { 'content-type': 'application/json', accept: 'application/xml' }],
  ])('%i says what would be right', async (status, headers) => {
    const response = await post(headers as never)
    expect(response.status).toBe(status)
    expect(await errorsOf(response)).toMatchObject([
      { message: expect.stringContaining('application/json'), extensions: { code: 'BAD_REQUEST' } },
    ])
  })

  test('a body that is no JSON is not quoted in the answer', async () => {
    const response = await post({ 'content-type': 'application/json' }, '{"query": canary-5a1d')
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(JSON.parse(text).errors).toMatchObject([
      { extensions: { code: 'BAD_REQUEST', hint: expect.stringContaining('query') } },
    ])
    expect(text).not.toContain('canary')
  })

  test('a wrong query is 200 as JSON of old, 400 as application/graphql-response+json', async () => {
    const wrong = '{"query":"{ nothing }"}'
    const json = { 'content-type': 'application/json' }
    expect((await post(json, wrong)).status).toBe(200)
    const strict = await post({ ...json, accept: 'application/graphql-response+json' }, wrong)
    expect(strict.status).toBe(400)
    expect(strict.headers.get('content-type')).toContain('application/graphql-response+json')
  })
})

test('a server that is not ready says when to ask again', async () => {
  const http = createHttpServer({
    ...server.app,
    database: { ...server.app.database, sql: () => Promise.reject(new Error('gone')) },
  })
  http.server.listen(0, '127.0.0.1')
  await once(http.server, 'listening')
  const ready = await fetch(`http://127.0.0.1:${(http.server.address() as AddressInfo).port}/ready`)
  await http.close()
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await ready.json()).toMatchObject({ status: 'no database', database: { reachable: false } })
})

test('a server whose database was changed by another version is not ready; what it says holds no address', async () => {
  const ready = async () => {
    const response = await fetch(`${server.url}/ready`)
    return { code: response.status, ...((await response.json()) as object) }
  }
  const { kind } = server.app.database
  expect(await ready()).toEqual({
    ...{ code: 200, status: 'ready', hint: null, role: 'all' },
    database: { kind, reachable: true, milliseconds: expect.any(Number) },
  })
  const name = '29990101000000_later'
  await server.app.database.sql(
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name) VALUES ($1, '', now(), $1)`,
    [name],
  )
  expect(await ready()).toMatchObject({ code: 503, status: 'other schema', hint: expect.stringContaining('version') })
  await server.app.database.sql('DELETE FROM "_prisma_migrations" WHERE migration_name = $1', [name])
  expect(await ready()).toMatchObject({ code: 200 })
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({
    ...{ status: 'ok', role: 'all', upSeconds: expect.any(Number) },
  })
})

describe('pages of another origin', () => {
  const page = 'https://app.example.com'
  let production: string
  beforeAll(async () => {
    production = await server.serve({ APP_ENV: 'production', ALLOWED_ORIGINS: `${page},https://staging.example.com` })
  })

  const preflight = (path: string, origin: string) =>
    fetch(production + path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })

  test.each(['/graphql', '/files/test-extracts/x'])('those of ALLOWED_ORIGINS may use %s', async (path) => {
    const allowed = await preflight(path, page)
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe(page)
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(allowed.headers.get('vary')).toBe('Origin')
    for (const origin of ['https://evil.example', `${page}.evil.example`, 'http://app.example.com', 'null']) {
      const refused = await preflight(path, origin)
      expect(refused.status).toBe(403)
      expect(refused.headers.get('access-control-allow-origin')).toBeNull()
      expect(await errorsOf(refused)).toMatchObject([{ extensions: { code: 'FORBIDDEN', hint: expect.any(String) } }])
    }
  })

  test('they may read the answer, the one to a wrong key as well', async () => {
    const ask = (headers: object) =>
      fetch(`${production}/graphql`, {
        method: 'POST',
        headers: { origin: page, 'content-type': 'application/json', ...headers },
        body: query,
      })
    for (const [headers, status] of [
      [keyed(), 200],
      [{}, 401],
    ] as const) {
      const response = await ask(headers)
      expect(response.status).toBe(status)
      expect(response.headers.get('access-control-allow-origin')).toBe(page)
      expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id')
    }
  })

  test('they may open a WebSocket', async () => {
    const address = `${production.replace('http', 'ws')}/graphql`
    const socket = new WebSocket(address, 'graphql-transport-ws', { origin: page })
    await once(socket, 'open')
    socket.terminate()
    const refused = new WebSocket(address, 'graphql-transport-ws', { origin: 'https://evil.example' })
    const [error] = await once(refused, 'error')
    expect((error as Error).message).toContain('403')
  })
})
