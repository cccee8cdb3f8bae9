/** Keys that expire, through the whole server: made, listed, warned of, and refused from the moment on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { type Answer, ask, connect, get, startTestServer, type TestServer } from '../support/server.ts'

const dayMs = 86_400_000
const start = Date.parse('2026-06-30T12:00:00Z')
let server: TestServer
let seeded: Seeded

beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(1))
})
afterAll(() => server.close())
beforeEach(() => {
  server.app.clock.now = start
})

const admin = () => server.lender.keys.ADMIN
const inDays = (days: number) => new Date(start + days * dayMs).toISOString()
const make = async (input: Record<string, unknown>) => {
  const text = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
    key apiKey { id name expiresAt state } userErrors { __typename code message path } } }`
  const { createApiKey } = await get(server.url, admin(), text, { input: { role: 'VIEWER', ...input } })
  return createApiKey
}
const list = async (filter: object, key = admin()): Promise<[string, string, string | null][]> => {
  const text = `query ($filter: ApiKeyFilter) { apiKeys(first: 100, filter: $filter, orderBy: { field: EXPIRES_AT }) {
    edges { node { name state expiresAt } } } }`
  const { apiKeys } = await get(server.url, key, text, { filter })
  const nodes: { name: string; state: string; expiresAt: string | null }[] = apiKeys.edges.map(
    ({ node }: { node: never }) => node,
  )
  return nodes.map(({ name, state, expiresAt }) => [name, state, expiresAt])
}
const whoAmI = (key: string): Promise<Answer> => ask(server.url, key, '{ viewer { role expiresAt } }')

test('a key says when it expires, to admins and to whoever holds it, and from when on it is warned of', async () => {
  const { apiKey, key } = await make({ name: 'Export', expiresAt: inDays(30) })
  const { apiKey: for_ever } = await make({ name: 'For ever' })
  expect(apiKey).toMatchObject({ name: 'Export', expiresAt: inDays(30), state: 'GOOD' })
  expect(for_ever).toMatchObject({ expiresAt: null, state: 'GOOD' })
  expect((await whoAmI(key)).data.viewer).toEqual({ role: 'VIEWER', expiresAt: inDays(30) })
  expect((await whoAmI(admin())).data.viewer.expiresAt).toBeNull()
  const of = async (state: string) => (await list({ state: [state] })).map(([name]) => name)
  expect(await of('EXPIRES_SOON')).toEqual([])
  server.app.clock.now = start + 16 * dayMs
  expect(await list({ state: ['EXPIRES_SOON', 'EXPIRED'] })).toEqual([['Export', 'EXPIRES_SOON', inDays(30)]])
  server.app.clock.now = start + 30 * dayMs
  expect(await of('EXPIRED')).toEqual(['Export'])
  expect(await of('EXPIRES_SOON')).toEqual([])
  expect((await list({ revoked: false }))[0]).toEqual(['Export', 'EXPIRED', inDays(30)])
  expect(await of('GOOD')).toContain('For ever')
  const others = await list({ state: ['EXPIRED', 'EXPIRES_SOON'] }, server.other.keys.ADMIN)
  expect(others).toEqual([])
})

test.each([
  ['over', inDays(-1), /is over\. Give a moment to come/],
  ['now', inDays(0), /is over/],
  ['too far', '2031-06-30T12:00:01Z', /within 5 years, by 2031-06-30T12:00:00\.000Z, or not at all/],
])('an end that is %s is refused with what to give instead', async (_name, expiresAt, message) => {
  const { key, apiKey, userErrors } = await make({ name: 'Wrong', expiresAt })
  expect([key, apiKey]).toEqual([null, null])
  expect(userErrors).toEqual([
    {
      __typename: 'InvalidInput',
      code: 'INVALID_DATE',
      message: expect.stringMatching(message),
      path: ['input', 'expiresAt'],
    },
  ])
})

test('an end that is no instant is refused as any such input', async () => {
  const text = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }'
  for (const expiresAt of ['2026-12-31', 'soon', '2026-02-30T00:00:00Z', 5]) {
    const answer = await ask(server.url, admin(), text, { input: { name: 'x', role: 'VIEWER', expiresAt } })
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  }
})

describe('over HTTP', () => {
  test('the holder is told that and when it expired; a guess is told what every wrong key is', async () => {
    const { key } = await make({ name: 'HTTP', expiresAt: inDays(1) })
    expect((await whoAmI(key)).status).toBe(200)
    // Within the second for which a proof is remembered.
    server.app.clock.now = start + dayMs - 1
    expect((await whoAmI(key)).status).toBe(200)
    server.app.clock.now = start + dayMs
    const refused = await whoAmI(key)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/)
    expect(refused.errors).toEqual([
      {
        message: `This API key expired at ${inDays(1)}.`,
        extensions: {
          ...{ code: 'UNAUTHENTICATED', expiredAt: inDays(1) },
          hint: 'Ask an administrator of the organization for a new key.',
        },
      },
    ])
    const guessed = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a')
    const unknown = await whoAmI(`m2k_${'0'.repeat(32)}_${'0'.repeat(43)}`)
    const guess = await whoAmI(guessed)
    expect([guess.status, guess.errors]).toEqual([unknown.status, unknown.errors])
    expect(guess.headers.get('www-authenticate')).toBe('Bearer')
  })

  test('every route that wants a key refuses it alike', async () => {
    const { key } = await make({ name: 'Routes', role: 'ADMIN', expiresAt: inDays(1) })
    server.app.clock.now = start + dayMs
    const headers = { authorization: `Bearer ${key}` }
    for (const [path, method] of [
      ['/check', 'POST'],
      ['/uploads?purpose=BASELINE&name=x.txt', 'POST'],
      [`/files/${seeded.runId}`, 'GET'],
      [`/files/test-extracts/${seeded.connectionId}`, 'GET'],
    ] as const) {
      const response = await fetch(server.url + path, { method, headers, ...(method === 'POST' && { body: 'x' }) })
      const { errors } = (await response.json()) as Answer
      expect([path, response.status, errors?.[0]?.extensions?.expiredAt]).toEqual([path, 401, inDays(1)])
    }
  })

  test('one that was revoked as well is told nothing', async () => {
    const { key, apiKey } = await make({ name: 'Both', expiresAt: inDays(1) })
    server.app.clock.now = start + dayMs
    const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { state } } }'
    const { revokeApiKey } = await get(server.url, admin(), revoke, { input: { id: apiKey.id } })
    expect(revokeApiKey.apiKey.state).toBe('REVOKED')
    const refused = await whoAmI(key)
    expect([refused.status, refused.errors?.[0]?.extensions?.expiredAt]).toEqual([401, undefined])
  })
})

describe('what is open', () => {
  const events = 'subscription ($id: ID!) { connectionEvents(connectionId: $id) { __typename } }'
  const variables = () => ({ id: encodeId('ConnectedSource', seeded.connectionId) })
  const open = async (transport: string) => {
    const page = await server.app.metrics.page()
    return page.match(new RegExp(`subscriptions_open\\{transport="${transport}"\\} (\\d+)`))?.[1]
  }
  /** A subscription on its own socket, and how it ends. */
  const follow = (key: string) => {
    const { client, closed } = connect(server.url, key)
    const read = async () => {
      for await (const _ of client.iterate({ query: events, variables: variables() }));
    }
    const ended = read().catch((cause: { code?: number; reason?: string }) => [cause.code, cause.reason])
    return { client, closed, ended }
  }

  test('a subscription ends with its key, by WebSocket and as an event stream, and another key’s goes on', async () => {
    const { key } = await make({ name: 'Streams', expiresAt: inDays(1) })
    const lasting = follow(server.lender.keys.VIEWER)
    const { ended } = follow(key)
    const stream = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${key}`,
      },
      body: JSON.stringify({ query: events, variables: variables() }),
    })
    const cut = stream.text().then(
      () => 'ended',
      () => 'cut',
    )
    await expect.poll(() => open('websocket')).toBe('2')
    await expect.poll(() => open('sse')).toBe('1')
    server.app.clock.now = start + dayMs
    expect(await ended).toEqual([4401, 'Key expired'])
    expect(await cut).toBe('cut')
    await expect.poll(() => open('websocket')).toBe('1')
    await lasting.client.dispose()
    expect(await lasting.closed).toBe(1000)
    expect(await lasting.ended).toBeUndefined()
  })

  test('a socket is not opened with a key that has expired, nor begins anything new on one that stands', async () => {
    const { key } = await make({ name: 'Sockets', expiresAt: inDays(1) })
    const { client, closed, ended } = follow(key)
    await expect.poll(() => open('websocket')).toBe('1')
    server.app.clock.now = start + dayMs
    await expect(client.iterate({ query: '{ viewer { role } }' }).next()).rejects.toMatchObject({ code: 4401 })
    expect(await ended).toEqual([4401, 'Key expired'])
    expect(await closed).toBe(4401)
    expect(await follow(key).ended).toEqual([4401, 'Key expired'])
    const guessed = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a')
    expect(await follow(guessed).ended).toEqual([4401, 'Unauthorized'])
  })
})
