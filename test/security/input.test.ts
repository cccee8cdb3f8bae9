/** Input made to break something: refused in words of the API, on every transport, and with nothing of it in the answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { loansOf, seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let connectionId: string

beforeAll(async () => {
  server = await startTestServer()
  const seeded = await seed(server.app, server.lender.id, loansOf(3), 'Tenant')
  connectionId = encodeId('ConnectedSource', seeded.connectionId)
})
afterAll(() => server.close())

const admin = () => server.lender.keys.ADMIN
const codesOf = (errors: { extensions?: Record<string, unknown> }[] | undefined) =>
  errors?.map(({ extensions }) => extensions?.code)

describe('characters that cannot be stored', () => {
  const operations: [string, string, (bad: string) => Record<string, unknown>][] = [
    ['a search', 'query ($s: String) { metro2Records(filter: { search: $s }) { totalCount } }', (s) => ({ s })],
    [
      'a list',
      'query ($s: [String!]) { metro2Records(filter: { sourceKey: $s }) { totalCount } }',
      (s) => ({ s: [s] }),
    ],
    ['an id', 'query ($s: ID!) { node(id: $s) { id } }', (s) => ({ s })],
    ['a cursor', 'query ($s: String) { metro2Records(after: $s) { totalCount } }', (s) => ({ s })],
    [
      'keys of a run',
      'mutation ($i: StartSyncInput!) { startSync(input: $i) { userErrors { code } } }',
      (s) => ({ i: { connectionId, mode: 'IDS', keys: [s] } }),
    ],
    [
      'the name of a key',
      'mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { userErrors { code } } }',
      (s) => ({ i: { name: s, role: 'VIEWER' } }),
    ],
    [
      'the name of a connection',
      'mutation ($i: UpdateConnectionInput!) { updateConnection(input: $i) { userErrors { code } } }',
      (s) => ({ i: { connectionId, name: s } }),
    ],
    [
      'the name of a setting',
      'mutation ($i: UpdateConnectionInput!) { updateConnection(input: $i) { userErrors { code } } }',
      (s) => ({ i: { connectionId, settings: { [s]: 1 } } }),
    ],
  ]
  const unstorable = [
    ['NUL', 'a\0'],
    ['half a surrogate pair', 'a\ud800'],
  ] as const

  test.each(
    operations.flatMap(([what, query, variables]) =>
      unstorable.map((bad) => [bad[0], what, query, variables(bad[1])] as const),
    ),
  )('%s in %s', async (_bad, _what, query, variables) => {
    const { errors, data } = await ask(server.url, admin(), query, variables)
    expect(codesOf(errors)).toEqual(['BAD_USER_INPUT'])
    expect(data ?? null).toBeNull()
  })

  test('written into the document', async () => {
    const { errors } = await ask(
      server.url,
      admin(),
      '{ metro2Records(filter: { search: "a\\u0000" }) { totalCount } }',
    )
    expect(errors).toMatchObject([
      { message: expect.stringContaining('character'), extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  test('over a WebSocket, by query and by subscription', async () => {
    const { client } = connect(server.url, admin())
    const first = async (query: string) => {
      for await (const { errors } of client.iterate({ query, variables: { s: 'a\0' } })) return codesOf(errors as never)
      return null
    }
    expect(await first('query ($s: ID!) { node(id: $s) { id } }')).toEqual(['BAD_USER_INPUT'])
    expect(await first('subscription ($s: ID!) { connectionEvents(connectionId: $s) { __typename } }')).toEqual([
      'BAD_USER_INPUT',
    ])
    await client.dispose()
  })
})

describe('values without measure', () => {
  const search = 'query ($s: [String!]) { metro2Records(filter: { sourceKey: $s }) { totalCount } }'

  test('a list longer than a statement has parameters', async () => {
    const list = (length: number) => ({ s: Array.from({ length }, (_, index) => String(index)) })
    expect((await ask(server.url, admin(), search, list(5_000))).data).toEqual({ metro2Records: { totalCount: 3 } })
    for (const length of [5_001, 60_000, 100_000]) {
      const { errors } = await ask(server.url, admin(), search, list(length))
      expect(errors, String(length)).toMatchObject([
        { message: `Variable "$s" holds a list of ${length} values.`, extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
  })

  test.each([65, 20_000, 200_000])('a value nested %i deep', async (depth) => {
    const query = 'mutation ($i: UpdateConnectionInput!) { updateConnection(input: $i) { userErrors { code } } }'
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin()}` },
      body: `{"query":${JSON.stringify(query)},"variables":{"i":{"connectionId":"${connectionId}","settings":{"a":${deep}}}}}`,
    })
    const { errors } = (await response.json()) as { errors: { message: string; extensions: Record<string, unknown> }[] }
    expect(errors).toMatchObject([
      { message: 'Variable "$i" is nested too deep.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  test('fragments that double with each level', async () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
    const query = `{ ...F0 } ${doubling.join(' ')} fragment F40 on Query { viewer { role } }`
    const { errors } = await ask(server.url, admin(), query)
    expect(codesOf(errors)).toEqual(['TOO_COMPLEX'])
  })
})

describe('names that mean something to JavaScript', () => {
  test('settings and filters cannot reach a prototype', async () => {
    const body = `{"query":"mutation ($i: UpdateConnectionInput!) { updateConnection(input: $i) { userErrors { code } } }",
      "variables":{"i":{"connectionId":"${connectionId}","settings":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}}}`
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${admin()}` }
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
    const { data } = (await response.json()) as { data: { updateConnection: { userErrors: { code: string }[] } } }
    expect(data.updateConnection.userErrors.length).toBeGreaterThan(0)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a plugin, a rule and a field called %s',
    async (name) => {
      const query = `query ($n: String!) { metro2Records(filter: { ruleId: [$n], exclusionReason: [$n] }) { totalCount } }`
      expect((await ask(server.url, admin(), query, { n: name })).data).toEqual({ metro2Records: { totalCount: 0 } })
      const check =
        'mutation ($n: String!) { checkConnection(input: { pluginId: $n, settings: {}, credentials: {} }) { userErrors { code } } }'
      expect((await ask(server.url, admin(), check, { n: name })).data).toMatchObject({
        checkConnection: { userErrors: [{ code: 'UNKNOWN_PLUGIN' }] },
      })
    },
  )
})

test('what is wrong with a variable is told without the variable: it may hold a token', async () => {
  const create = 'mutation ($i: CreateConnectionInput!) { createConnection(input: $i) { userErrors { code } } }'
  const i = { pluginId: 'fake', credentials: { token: 'canary-5a1d-token' }, filter: { at: 'x"; ' } }
  const { errors } = await ask(server.url, admin(), create, { i })
  const text = JSON.stringify(errors)
  expect(text).not.toContain('canary')
  expect(text).toContain('Variable \\"$i\\" got an invalid value: Field \\"furnisherId\\" of required type')
  expect(new Set(codesOf(errors))).toEqual(new Set(['BAD_USER_INPUT']))
  const misplaced = await ask(server.url, admin(), create, { i: { ...i, name: i.credentials } })
  expect(JSON.stringify(misplaced.errors)).not.toContain('canary')
  expect(misplaced.errors?.map(({ message }) => message)).toContain(
    'Variable "$i" got an invalid value at "i.name": String cannot represent a non string value.',
  )
  expect(server.app.logged()).not.toContain('canary-5a1d')
})
