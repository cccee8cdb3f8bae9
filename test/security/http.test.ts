/** What a stranger or a guest can send to the HTTP server itself. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect as openSocket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { isAllowedOrigin } from '../../server/http/origins.ts'
import { newId } from '../../server/ids.ts'
import { loansOf, seed } from '../support/seed.ts'
import { ask, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let connectionId: string

beforeAll(async () => {
  server = await startTestServer()
  connectionId = (await seed(server.app, server.lender.id, loansOf(2), 'Tenant')).connectionId
})
afterAll(() => server.close())

/** The status line and headers of what is answered to these very bytes. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  const socket = openSocket(Number(port), hostname)
  let answer = ''
  socket.on('data', (part) => {
    answer += part
  })
  socket.end(text)
  await once(socket, 'close')
  return answer
}

describe('bodies', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))

  test.each(['gzip', 'br', 'deflate'])('a packed one (%s) is not unpacked', async (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    const authorization = `Bearer ${server.lender.keys.VIEWER}`
    const before = process.memoryUsage().arrayBuffers
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, authorization },
      body: bomb,
    })
    expect(response.status).toBe(400)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
    const hook = await fetch(`${server.url}/webhooks/${connectionId}`, { method: 'POST', headers, body: bomb })
    expect(hook.status).toBe(401)
  })

  test('a stranger is answered before the body is read', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n{'
    expect(await raw(head)).toMatch(/^HTTP\/1.1 401 /)
  })

  describe('one that is far too large', () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    afterAll(() => agent.destroy())
    const post = (path: string, body: Buffer) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.lender.keys.VIEWER}` }
        const asked = request(`${server.url}${path}`, { method: 'POST', agent, headers }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode))
        })
        asked.on('error', reject)
        asked.end(body)
      })

    test.each([
      [`/webhooks/${newId()}`, 12_000_000, 401],
      ['/graphql', 24_000_000, 200],
    ])(
      '%s: those behind it on the same connection are answered',
      async (path, size, next) => {
        expect(await post(path, Buffer.alloc(size, 122))).toBe(413)
        expect(await post(path, Buffer.from('{}'))).toBe(next)
      },
      15_000,
    )

    test('without end, it is cut', async () => {
      const { hostname, port } = new URL(server.url)
      const socket = openSocket(Number(port), hostname)
      socket.write(`POST /webhooks/${newId()} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`)
      const part = `10000\r\n${'z'.repeat(0x10000)}\r\n`
      const more = () => {
        while (socket.writable && socket.write(part));
      }
      socket.on('drain', more).on('error', () => {})
      socket.resume()
      more()
      // The end may as well be a reset, in the middle of writing.
      await new Promise((resolve) => socket.on('close', resolve))
    }, 15_000)
  })

  test('two lengths, or a length and chunks, are one request too many', async () => {
    const two = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 40\r\n\r\n{}'
    expect(await raw(two)).toMatch(/^HTTP\/1.1 400 /)
    const both =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n'
    expect(await raw(both)).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('paths', () => {
  test.each([
    '/files/../../../etc/passwd',
    '/files/..%2f..%2f..%2fetc%2fpasswd',
    '/files/test-extracts/..%2f..%2fdata%2fmaster.key',
    '/files/test-extracts/%2e%2e',
    '/files/%00',
    '//evil.test/graphql',
    '/webhooks/../graphql',
    '/__proto__',
    '/constructor',
  ])('%s leads nowhere', async (path) => {
    const key = server.lender.keys.ADMIN
    const answer = await raw(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 40[045] /)
    expect(answer).not.toContain('root:')
  })

  test.each(['OPERATOR', 'ADMIN'] as const)(
    "another organization's %s gets no file, and the same answer as for none",
    async (role) => {
      const answerTo = async (id: string) => {
        const headers = { authorization: `Bearer ${server.other.keys[role]}` }
        const response = await fetch(`${server.url}/files/test-extracts/${id}`, { headers })
        return [response.status, await response.text()]
      }
      const theirs = await answerTo(connectionId)
      expect(theirs[0]).toBe(404)
      expect(theirs).toEqual(await answerTo(newId()))
    },
  )

  test('the name of a downloaded file holds nothing that somebody typed', async () => {
    const where = { id: connectionId }
    await server.app.database.tenant(server.lender.id).connection.updateMany({
      where,
      data: { name: 'x"\r\nset-cookie: a=b', asOf: new Date('2026-06-30') },
    })
    const headers = { authorization: `Bearer ${server.lender.keys.OPERATOR}` }
    const response = await fetch(`${server.url}/files/test-extracts/${connectionId}`, { headers })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="TEST-2026-06-30-${connectionId}.txt"`,
    )
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    await response.text()
  })
})

describe('origins', () => {
  const request = (origin: string, host = 'metro2.test') => ({ headers: { origin, host } }) as IncomingMessage
  const config = { production: false, publicUrl: 'https://metro2.test', allowedOrigins: ['https://app.test'] }

  test.each([
    'https://app.test.evil.example',
    'https://evil.example/https://app.test',
    'https://app.test@evil.example',
    'https://app.test:444',
    'http://app.test',
    'https://localhost.evil.example',
    'https://127.0.0.1.evil.example',
    'https://evil.example#localhost',
    'null',
    '',
    'file://',
  ])('%j is none of ours', (origin) => {
    expect(isAllowedOrigin(config as never, request(origin))).toBe(false)
    expect(isAllowedOrigin({ ...config, production: true } as never, request(origin))).toBe(false)
  })

  test.each(['https://app.test', 'https://metro2.test'])('%s is', (origin) => {
    expect(isAllowedOrigin({ ...config, production: true } as never, request(origin))).toBe(true)
  })
})

describe('a foreign page that knows nothing but the address', () => {
  const query =
    'mutation { createFurnisher(input: { name: "X", address: "X", telephoneNumber: "8015550100", identificationNumber: "AAAAA" }) { furnisher { id } } }'

  test.each([
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
    [
      'a form with files',
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":${JSON.stringify(query)}}\r\n--x--`,
    ],
    ['plain text', 'text/plain', JSON.stringify({ query })],
    ['a type with a second one behind it', 'text/plain; application/json', JSON.stringify({ query })],
  ])('%s does nothing', async (_name, type, body) => {
    const counted = () => server.app.database.tenant(server.lender.id).furnisher.count()
    const before = await counted()
    const statusOf = async (more: Record<string, string>) => {
      const headers = { 'content-type': type, ...more }
      return (await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })).status
    }
    const authorization = `Bearer ${server.lender.keys.ADMIN}`
    expect(await statusOf({})).toBe(401)
    // A proxy that adds the key to whatever passes, as sign-on proxies do.
    expect(await statusOf({ authorization, origin: 'https://evil.example' })).toBe(403)
    if (!type.includes('form-urlencoded')) expect(await statusOf({ authorization })).toBe(415)
    const address = `${server.url}/graphql?query=${encodeURIComponent(query)}`
    const headers = { authorization: `Bearer ${server.lender.keys.ADMIN}` }
    expect((await fetch(address, { headers })).status).toBe(405)
    expect(await counted()).toBe(before)
  })

  test('a key in the address, a cookie or a second header proves nothing', async () => {
    const key = server.lender.keys.ADMIN
    const ways = [
      fetch(`${server.url}/graphql?query={viewer{role}}&authorization=Bearer ${key}&access_token=${key}`),
      fetch(`${server.url}/graphql?query={viewer{role}}`, { headers: { cookie: `authorization=Bearer ${key}` } }),
      fetch(`${server.url}/graphql?query={viewer{role}}`, { headers: { 'x-api-key': key } }),
      fetch(`${server.url}/graphql?query={viewer{role}}`, { headers: { authorization: `Basic ${btoa(`x:${key}`)}` } }),
    ]
    expect((await Promise.all(ways)).map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(server.app.logged()).not.toContain(key)
  })
})

describe('ids', () => {
  test.each([
    ['another type', () => encodeId('Furnisher', connectionId)],
    ['a type that is a table', () => encodeId('Connection', connectionId)],
    ['a type of JavaScript', () => encodeId('Object', connectionId)],
    ['two ids in one', () => encodeId('ConnectedSource', `${connectionId}:${connectionId}`)],
    ['upper case', () => encodeId('ConnectedSource', connectionId.toUpperCase())],
    ['something behind it', () => encodeId('ConnectedSource', `${connectionId}'--`)],
  ])('%s under the uuid of a connection: nothing is found by it', async (_name, id) => {
    const { data, errors } = await ask(
      server.url,
      server.lender.keys.ADMIN,
      'query ($id: ID!) { node(id: $id) { id } }',
      { id: id() },
    )
    expect(data?.node ?? null).toBeNull()
    for (const error of errors ?? []) expect(error.extensions?.code).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/)
    const pause =
      'mutation ($id: ID!) { pauseConnection(input: { connectionId: $id }) { userErrors { code } connection { id } } }'
    const paused = await ask(server.url, server.lender.keys.ADMIN, pause, { id: id() })
    expect(paused.data?.pauseConnection?.connection ?? null).toBeNull()
  })
})
