/** No key and no organization holds more sockets than the server is told: the next one is told why, and there is room again when one ends. */
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let url: string

beforeAll(async () => {
  server = await startTestServer()
  url = await server.serve({ SOCKETS_PER_KEY: '2', SOCKETS_PER_ORGANIZATION: '3' })
})
afterAll(() => server.close())

/** A socket that has been let in and stays, or the code and reason it was closed with. */
async function open(key: string) {
  const { promise, resolve } = Promise.withResolvers<string>()
  const client = createClient({
    ...{ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, lazy: false, retryAttempts: 0 },
    connectionParams: { authorization: `Bearer ${key}` },
    onNonLazyError: () => {},
    on: {
      connected: () => resolve('open'),
      closed: (event) => resolve(`${(event as CloseEvent).code} ${(event as CloseEvent).reason}`),
    },
  })
  return { answer: await promise, client }
}

const stream = (key: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: 'subscription { connectionEvents(connectionId: "x", after: 0) { __typename } }' }),
  })

test('of a key, of an organization, and of another one', async () => {
  const { VIEWER, ANALYST, OPERATOR } = server.lender.keys
  const first = await open(VIEWER)
  const second = await open(VIEWER)
  expect([first.answer, second.answer]).toEqual(['open', 'open'])
  expect((await open(VIEWER)).answer).toBe('1013 Too many sockets of this key: 2')
  const third = await open(ANALYST)
  expect(third.answer).toBe('open')
  expect((await open(OPERATOR)).answer).toBe('1013 Too many sockets of the organization: 3')
  expect((await open(server.other.keys.VIEWER)).answer).toBe('open')

  const refused = await stream(OPERATOR)
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({
    errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', hint: expect.any(String) } }],
  })

  await first.client.dispose()
  await second.client.dispose()
  await expect.poll(async () => (await open(OPERATOR)).answer).toBe('open')
})
