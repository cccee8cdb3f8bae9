/** The HTTP edge: who gets in, what is refused, and what an error tells. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let production: string
let seeded: Seeded

beforeAll(async () => {
  server = await startTestServer()
  production = await server.serve({ APP_ENV: 'production' })
  seeded = await seed(server.app, server.lender.id, loansOf(1))
})
afterAll(() => server.close())

const viewer = () => server.lender.keys.VIEWER
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${viewer()}`, ...headers }, body })

describe('GraphQL over HTTP, audited by graphql-http', () => {
  const audits = serverAudits({
    url: () => `${server.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as object), authorization: `Bearer ${viewer()}` } }),
  })

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
    const result = await audit.fn()
    expect('reason' in result ? result.reason : result.status).toBe('ok')
  })
})

describe('who gets in', () => {
  test.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['no key', { authorization: 'Bearer' }],
    ['a key of the right form', { authorization: `Bearer m2k_${'0'.repeat(32)}_${'0'.repeat(43)}` }],
    ['not a key', { authorization: 'Bearer hello' }],
    ['something like a JWT', { authorization: 'Bearer a.b.c' }],
  ])('%s: 401 with a code and how to mend it', async (_name, headers) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"query":"{ viewer { role } }"}',
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  test('a key with one wrong character', async () => {
    const key = viewer()
    const wrong = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a')
    expect((await ask(server.url, wrong, '{ viewer { role } }')).status).toBe(401)
  })

  test('a form that a foreign page could send gets nowhere: it carries no Authorization', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"query":"mutation { revokeApiKey }"}',
      })
      expect(response.status).toBe(401)
    }
  })

  test('lastUsedAt moves at most once a minute', async () => {
    const db = server.app.database.tenant(server.lender.id)
    const used = async () => {
      expect((await ask(server.url, server.lender.keys.OPERATOR, '{ viewer { role } }')).status).toBe(200)
      const row = await db.apiKey.findFirst({ where: { id: server.lender.keyIds.OPERATOR } })
      return row!.lastUsedAt!.getTime()
    }
    const start = server.app.clock.now
    expect(await used()).toBe(start)
    server.app.clock.now = start + 59_000
    expect(await used()).toBe(start)
    server.app.clock.now = start + 61_000
    expect(await used()).toBe(start + 61_000)
  })

  test('a field above the role is refused, by name of the role', async () => {
    for (const role of ['VIEWER', 'ANALYST', 'OPERATOR'] as const) {
      const answer = await ask(server.url, server.lender.keys[role], '{ apiKeys { totalCount } }')
      expect(answer.errors?.[0]).toMatchObject({
        message: `This needs the role ADMIN; yours is ${role}.`,
        extensions: { code: 'FORBIDDEN' },
      })
    }
    const answer = await ask(server.url, server.lender.keys.ADMIN, '{ apiKeys { edges { node { name hint role } } } }')
    expect(answer.data.apiKeys.edges).toHaveLength(5)
    expect(JSON.stringify(answer.data)).not.toContain(server.lender.keys.VIEWER)
  })

  test('node is authorized like any field', async () => {
    const id = encodeId('ApiKey', server.lender.keyIds.VIEWER)
    const query = 'query ($id: ID!) { node(id: $id) { id ... on ApiKey { name } } }'
    const refused = await ask(server.url, viewer(), query, { id })
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    const answered = await ask(server.url, server.lender.keys.ADMIN, query, { id })
    expect(answered.data.node).toEqual({ id, name: 'VIEWER' })
  })

  test('mutations do not run by GET', async () => {
    const query = encodeURIComponent('mutation { __typename }')
    const headers = { authorization: `Bearer ${server.lender.keys.ADMIN}` }
    const response = await fetch(`${server.url}/graphql?query=${query}`, { headers })
    expect(response.status).toBe(405)
  })
})

describe('limits', () => {
  const codes = async (query: string, url = server.url) =>
    (await ask(url, viewer(), query)).errors?.map((error) => error.extensions?.code ?? error.message)

  /** A query whose innermost field stands at this depth. */
  const nested = (depth: number) => {
    const open = ['metro2Records', 'edges', 'node', 'connection', 'furnisher']
    while (open.length < depth - 1) open.push(open.length % 2 ? 'connections' : 'furnisher')
    return `{ ${open.map((name) => (name === 'metro2Records' ? `${name}(first: 1)` : name)).join(' { ')} { id ${'}'.repeat(open.length)} }`
  }

  test('depth: 12 passes, 13 does not, unfolded fragments count', async () => {
    expect(await codes(nested(12))).toBeUndefined()
    expect(await codes(nested(13))).toEqual(['TOO_COMPLEX'])
    const fragments = `{ metro2Records(first: 1) { edges { node { connection { ...a } } } } }
      fragment a on ConnectedSource { furnisher { connections { ...b } } }
      fragment b on ConnectedSource { furnisher { connections { furnisher { connections { furnisher { connections { id } } } } } } }`
    expect(await codes(fragments)).toEqual(['TOO_COMPLEX'])
  })

  test('a fragment inside itself is refused, not followed for ever', async () => {
    const query = '{ viewer { ...a } } fragment a on Viewer { organization { id } ...a }'
    expect((await ask(server.url, viewer(), query)).errors?.[0]?.message).toContain('within itself')
  })

  test('aliases: 30 pass, 31 do not', async () => {
    const query = (count: number) =>
      `{ ${Array.from({ length: count }, (_, i) => `a${i}: viewer { role }`).join(' ')} }`
    expect(await codes(query(30))).toBeUndefined()
    expect(await codes(query(31))).toEqual(['TOO_COMPLEX'])
  })

  test('directives', async () => {
    const query = `{ ${Array.from({ length: 21 }, () => 'viewer { role @skip(if: false) }').join(' ')} }`
    expect(await codes(query)).toEqual(['TOO_COMPLEX'])
  })

  test('tokens', async () => {
    const answer = await ask(server.url, viewer(), `{ ${'viewer { role } '.repeat(600)} }`)
    expect(answer.errors?.[0]?.message).toContain('2000 tokens')
  })

  test('cost: lists inside lists multiply; the answer says how much and what to do', async () => {
    const query =
      '{ metro2Records(first: 100) { edges { node { validationErrors(first: 100) { id message ruleId } } } } }'
    const answer = await ask(server.url, viewer(), query)
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'TOO_COMPLEX',
      limit: 25_000,
      hint: expect.any(String),
    })
    const variables = { first: 100 }
    const byVariable = query
      .replace('{ metro2Records', 'query ($first: Int!) { metro2Records')
      .replaceAll('first: 100', 'first: $first')
    expect((await ask(server.url, viewer(), byVariable, variables)).errors?.[0]?.extensions?.code).toBe('TOO_COMPLEX')
  })

  test('the cost is told when asked for', async () => {
    const answer = await ask(
      server.url,
      viewer(),
      '{ metro2Records(first: 10) { edges { node { id } } } }',
      {},
      { 'x-graphql-cost': '1' },
    )
    expect(answer.extensions?.cost).toEqual({ requested: 21, limit: 25_000 })
    expect((await ask(server.url, viewer(), '{ viewer { role } }')).extensions).toBeUndefined()
  })

  test('body size, announced or streamed', async () => {
    const large = JSON.stringify({ query: '{ viewer { role } }', variables: { filler: 'x'.repeat(1_100_000) } })
    const announced = await post(large, { 'content-type': 'application/json' })
    expect(announced.status).toBe(413)
    const streamed = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${viewer()}` },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(streamed.status).toBe(413)
  })

  test('batches are refused', async () => {
    const response = await post('[{"query":"{ viewer { role } }"}]', { 'content-type': 'application/json' })
    expect(response.status).toBeGreaterThanOrEqual(400)
  })
})

describe('errors', () => {
  test('what went wrong inside is told to the log alone, under an id that the client has', async () => {
    const db = server.app.database.tenant(server.lender.id)
    const id = seeded.recordIds[0]!
    const { sealedIdentity } = await db.metro2Record.findFirstOrThrow({ where: { id } })
    await db.metro2Record.updateMany({ where: { id }, data: { sealedIdentity: Buffer.from('damaged') } })
    const query = 'query ($id: ID!) { metro2Record(id: $id) { displayKey base { surname socialSecurityNumber } } }'
    const answer = await ask(server.url, viewer(), query, { id: encodeId('Metro2Record', id) })
    await db.metro2Record.updateMany({ where: { id }, data: { sealedIdentity } })
    // The rest of the answer stands: only the field is null.
    expect(answer.data.metro2Record).toMatchObject({
      displayKey: 'F-1',
      base: { surname: 'ABBOTT', socialSecurityNumber: null },
    })
    const [error] = answer.errors!
    expect(error).toMatchObject({ path: ['metro2Record', 'base', 'socialSecurityNumber'] })
    expect(Object.keys(error!.extensions!)).toEqual(['code', 'logId'])
    expect(error!.extensions!.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(answer)).not.toMatch(/VaultError|cannot be opened|at .*\.ts/)
    expect(server.app.logged()).toContain(error!.extensions!.logId as string)
    expect(server.app.logged()).toContain('cannot be opened')
  })

  test('an operation that hangs is answered with TIMEOUT', async () => {
    const reached = Promise.withResolvers<void>()
    const keysOf = () => {
      reached.resolve()
      return new Promise<never>(() => {})
    }
    const http = createHttpServer({ ...server.app, keysOf })
    http.server.listen(0, '127.0.0.1')
    await once(http.server, 'listening')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
      const asked = ask(url, viewer(), '{ metro2Records { totalCount } }')
      await reached.promise
      await vi.advanceTimersByTimeAsync(30_000)
      expect((await asked).errors).toMatchObject([{ extensions: { code: 'TIMEOUT' } }])
    } finally {
      vi.useRealTimers()
      await http.close()
    }
  })

  test('variables of the wrong type say which', async () => {
    const answer = await ask(server.url, viewer(), 'query ($n: Int!) { metro2Records(first: $n) { totalCount } }', {
      n: 'x',
    })
    expect(answer.errors?.[0]?.message).toContain('$n')
  })
})

describe('in production', () => {
  test('no introspection, no suggestions, no GraphiQL', async () => {
    const introspection = await ask(production, viewer(), '{ __schema { types { name } } }')
    expect(introspection.errors?.[0]?.message).toContain('introspection')
    expect((await ask(production, viewer(), '{ __type(name: "Metro2Record") { name } }')).errors).toBeDefined()
    const misspelt = await ask(production, viewer(), '{ viewr { role } }')
    expect(misspelt.errors?.[0]?.message).toBe('Cannot query field "viewr" on type "Query".')
    const enumValue = await ask(
      production,
      viewer(),
      'query ($o: Metro2RecordOrder) { metro2Records(orderBy: $o) { totalCount } }',
      { o: { field: 'SURNAM' } },
    )
    expect(enumValue.errors?.[0]?.message).not.toContain('Did you mean')
    const page = await fetch(`${production}/graphql`, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(401)
  })

  test('both can be switched on', async () => {
    const url = await server.serve({ APP_ENV: 'production', INTROSPECTION: 'true', GRAPHIQL: 'true' })
    expect((await ask(url, viewer(), '{ __schema { queryType { name } } }')).data.__schema.queryType.name).toBe('Query')
    expect((await ask(url, viewer(), '{ viewr { role } }')).errors?.[0]?.message).toContain('Did you mean "viewer"?')
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('GraphiQL')
  })

  test('__typename is no introspection', async () => {
    expect((await ask(production, viewer(), '{ __typename viewer { __typename } }')).data.viewer.__typename).toBe(
      'Viewer',
    )
  })
})

describe('the other routes', () => {
  test.each([
    ['/', 200],
    ['/health', 200],
    ['/ready', 200],
    ['/metrics', 200],
    ['/nothing', 404],
    ['/constructor', 404],
  ])('%s answers %i', async (path, status) => {
    const response = await fetch(server.url + path)
    expect(response.status).toBe(status)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('metrics that came through a proxy need an ADMIN key', async () => {
    const proxied = { 'x-forwarded-for': '203.0.113.9' }
    expect((await fetch(`${server.url}/metrics`, { headers: proxied })).status).toBe(401)
    const keyed = { ...proxied, authorization: `Bearer ${server.lender.keys.ADMIN}` }
    const response = await fetch(`${server.url}/metrics`, { headers: keyed })
    expect(await response.text()).toContain('metro2_http_request_seconds')
    const low = { ...proxied, authorization: `Bearer ${viewer()}` }
    expect((await fetch(`${server.url}/metrics`, { headers: low })).status).toBe(401)
  })

  test('only reading', async () => {
    expect((await fetch(`${server.url}/health`, { method: 'POST' })).status).toBe(405)
  })

  test('pages of this machine may call the API while developing; foreign ones may not', async () => {
    const preflight = (origin: string, url = server.url) =>
      fetch(`${url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    const allowed = await preflight('http://localhost:5173')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
    expect((await preflight('https://evil.example')).status).toBe(403)
    expect((await preflight('null')).status).toBe(403)
    expect((await preflight('http://localhost:5173', production)).status).toBe(403)
  })
})
