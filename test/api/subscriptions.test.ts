/** Live events over WebSocket and Server-Sent Events: nothing missed, nothing repeated, and no socket outlives its key. */
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { encodeId } from '../../schema/ids.ts'
import { newId } from '../../server/ids.ts'
import { addRun, loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let seeded: Seeded
let runId: string

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

beforeEach(async () => {
  const name = `Source ${newId().slice(-12)}`
  seeded = await seed(server.app, server.lender.id, loansOf(1), name)
  runId = encodeId('SyncRun', seeded.runId)
})

const db = () => server.app.database.tenant(server.lender.id)

/** As a worker does: the event and what it reports in one transaction, then the wake. */
async function append(seq: number, body: { kind: 'NOTICE' | 'RUN_STATE'; payload: object; state?: 'SUCCEEDED' }) {
  const { organizationId } = db()
  await db().$transaction(async (tx) => {
    await tx.syncEvent.create({
      data: { organizationId, runId: seeded.runId, seq, kind: body.kind, payload: body.payload, at: new Date() },
    })
    await tx.syncRun.updateMany({
      where: { id: seeded.runId },
      data: { lastSeq: seq, seen: seq, ...(body.state ? { state: body.state, finishedAt: new Date() } : {}) },
    })
  })
  server.app.events.wake(seeded.runId)
}
const notice = (seq: number) => append(seq, { kind: 'NOTICE', payload: { message: `notice ${seq}` } })
const finish = (seq: number) =>
  append(seq, { kind: 'RUN_STATE', payload: { state: 'SUCCEEDED', attempt: 1, failure: null }, state: 'SUCCEEDED' })

const events = `subscription ($runId: ID!, $after: Int! = 0) { syncEvents(runId: $runId, after: $after) {
  __typename ... on SyncEvent { seq kind } ... on RunStateEvent { state } ... on NoticeEvent { message }
  ... on EventsMissed { fromSeq toSeq } } }`

interface Item {
  __typename: string
  seq: number
}

test('stored events come first, then each as it happens, and the stream completes with the run', async () => {
  await notice(2)
  const { client } = connect(server.url, server.lender.keys.VIEWER)
  const seen: Item[] = []
  let next = 3
  for await (const { data, errors } of client.iterate<{ syncEvents: Item }>({ query: events, variables: { runId } })) {
    expect(errors).toBeUndefined()
    seen.push(data!.syncEvents)
    if (next <= 6 && data!.syncEvents.seq === next - 1) await (next === 6 ? finish(next++) : notice(next++))
  }
  expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  expect(seen[0]).toMatchObject({ __typename: 'RunStateEvent', state: 'RUNNING' })
  expect(seen[1]).toMatchObject({ __typename: 'NoticeEvent', message: 'notice 2' })
  expect(seen[5]).toMatchObject({ __typename: 'RunStateEvent', state: 'SUCCEEDED' })
  await client.dispose()
})

test('a socket cut in the middle: resumed with the last seq, not an event is missing or comes twice', async () => {
  const seen: number[] = []
  let written = 1
  const write = async () => {
    written += 1
    await (written === 30 ? finish(written) : notice(written))
  }
  for (let cut = 0; seen.at(-1) !== 30; cut += 1) {
    expect(cut).toBeLessThan(40)
    const { client } = connect(server.url, server.lender.keys.VIEWER)
    const variables = { runId, after: seen.at(-1) ?? 0 }
    let taken = 0
    for await (const { data } of client.iterate<{ syncEvents: Item }>({ query: events, variables })) {
      seen.push(data!.syncEvents.seq)
      taken += 1
      if (written < 30) await write()
      if (taken === 3 && cut < 6) break
    }
    client.terminate()
    // What happens while nobody listens must come as well.
    if (written < 30) await write()
  }
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
})

test('events that are no longer stored are told as a range', async () => {
  await notice(2)
  await notice(3)
  await finish(4)
  await db().syncEvent.deleteMany({ where: { runId: seeded.runId, seq: { in: [2, 3] } } })
  const { client } = connect(server.url, server.lender.keys.VIEWER)
  const seen: unknown[] = []
  for await (const { data } of client.iterate<{ syncEvents: Item }>({
    query: events,
    variables: { runId, after: 1 },
  })) {
    seen.push(data!.syncEvents)
  }
  expect(seen).toEqual([
    { __typename: 'EventsMissed', fromSeq: 2, toSeq: 3 },
    { __typename: 'RunStateEvent', seq: 4, kind: 'RUN_STATE', state: 'SUCCEEDED' },
  ])
  await client.dispose()
})

test('the progress of a run, from now to its end', async () => {
  const { client } = connect(server.url, server.lender.keys.VIEWER)
  const query = `subscription ($runId: ID!) { syncProgress(runId: $runId) {
    state active seen total fraction recordsPerSecond secondsRemaining lastEventSeq } }`
  const seen: { state: string; seen: number; fraction: number; active: boolean }[] = []
  for await (const { data } of client.iterate<{ syncProgress: (typeof seen)[number] }>({
    query,
    variables: { runId },
  })) {
    seen.push(data!.syncProgress)
    if (seen.length === 1) await notice(2)
    if (data!.syncProgress.seen === 2) await finish(3)
  }
  expect(seen[0]).toMatchObject({ state: 'RUNNING', seen: 0, total: 10, fraction: 0, active: true })
  expect(seen.at(-1)).toMatchObject({ state: 'SUCCEEDED', seen: 3, fraction: 0.3, active: false, secondsRemaining: 0 })
  expect(seen.length).toBeGreaterThanOrEqual(3)
  await client.dispose()
})

test('events of a connection', async () => {
  const { client } = connect(server.url, server.lender.keys.VIEWER)
  const query = `subscription ($id: ID!) { connectionEvents(connectionId: $id) {
    ... on ConnectionEvent { seq kind } ... on ConnectionCreatedEvent { name } ... on ConnectionRunEvent { runId state } } }`
  const { organizationId } = db()
  const { connectionId } = seeded
  const seen: unknown[] = []
  const variables = { id: encodeId('ConnectedSource', connectionId) }
  for await (const { data } of client.iterate<{ connectionEvents: unknown }>({ query, variables })) {
    seen.push(data!.connectionEvents)
    if (seen.length === 2) break
    const payload = { runId: seeded.runId, state: 'RUNNING' }
    await db().connectionEvent.create({
      data: { organizationId, connectionId, seq: 2, kind: 'RUN_STATE', payload, at: new Date() },
    })
    server.app.events.wake(connectionId)
  }
  expect(seen).toEqual([
    { seq: 1, kind: 'CREATED', name: expect.stringContaining('Source') },
    { seq: 2, kind: 'RUN_STATE', runId, state: 'RUNNING' },
  ])
  await client.dispose()
})

test('over Server-Sent Events', async () => {
  await notice(2)
  await finish(3)
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${server.lender.keys.VIEWER}`,
    },
    body: JSON.stringify({ query: events, variables: { runId } }),
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const text = await response.text()
  const seqs = [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq))
  expect(seqs).toEqual([1, 2, 3])
  expect(text).toContain('event: complete')
})

describe('refusals', () => {
  const errorsOf = async (key: string, query: string, variables: Record<string, unknown>) => {
    const { client } = connect(server.url, key)
    try {
      for await (const result of client.iterate({ query, variables })) return result.errors
    } catch (error) {
      return error as { extensions?: { code?: string }; message: string }[]
    } finally {
      await client.dispose()
    }
  }

  test("another organization's run is not found", async () => {
    const errors = await errorsOf(server.other.keys.ADMIN, events, { runId })
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND')
  })

  test('a run that never was is not found', async () => {
    const errors = await errorsOf(server.lender.keys.ADMIN, events, { runId: encodeId('SyncRun', newId()) })
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND')
  })

  test('a negative seq', async () => {
    const errors = await errorsOf(server.lender.keys.ADMIN, events, { runId, after: -1 })
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  })

  test('a variable of the wrong type', async () => {
    const errors = await errorsOf(server.lender.keys.ADMIN, events, { runId, after: 'x' })
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('$after'),
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })

  test('a field that is none', async () => {
    const errors = await errorsOf(server.lender.keys.ADMIN, 'subscription { nothing }', {})
    expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED')
    const broken = await errorsOf(server.lender.keys.ADMIN, 'subscription {', {})
    expect(broken?.[0]?.extensions?.code).toBe('GRAPHQL_PARSE_FAILED')
  })

  test('limits hold on the socket too', async () => {
    const query = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: viewer { role }`).join(' ')} }`
    const errors = await errorsOf(server.lender.keys.ADMIN, query, {})
    expect(errors?.[0]?.extensions?.code).toBe('TOO_COMPLEX')
  })

  test('at most fifty subscriptions a socket', async () => {
    const { client } = connect(server.url, server.lender.keys.VIEWER)
    const iterators = Array.from({ length: 51 }, () =>
      client.iterate<{ syncEvents: Item }>({ query: events, variables: { runId } }),
    )
    const answers = await Promise.allSettled(iterators.map((iterator) => iterator.next()))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason[0].extensions.code).toBe('TOO_MANY_SUBSCRIPTIONS')
    await client.dispose()
  })
})

describe('the socket', () => {
  test.each([
    ['no key', null],
    ['a made-up key', 'm2k_00000000000000000000000000000000_0000000000000000000000000000000000000000000'],
  ])('%s: closed with 4401', async (_name, key) => {
    const { client, closed } = connect(server.url, key)
    await expect(client.iterate({ query: '{ viewer { role } }' }).next()).rejects.toMatchObject({ code: 4401 })
    expect(await closed).toBe(4401)
  })

  test('a revoked key: closed with 4403 within seconds, and the event stream ends', async () => {
    const { client, closed } = connect(server.url, server.lender.keys.ANALYST)
    const iterator = client.iterate<{ syncEvents: Item }>({ query: events, variables: { runId } })
    await iterator.next()
    const stream = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${server.lender.keys.ANALYST}`,
      },
      body: JSON.stringify({ query: events, variables: { runId } }),
    })
    const ended = stream.text().then(
      () => 'ended',
      () => 'cut',
    )
    const began = Date.now()
    await db().apiKey.updateMany({ where: { id: server.lender.keyIds.ANALYST }, data: { revokedAt: new Date() } })
    expect(await closed).toBe(4403)
    expect(await ended).toBe('cut')
    expect(Date.now() - began).toBeLessThan(6_000)
    expect((await ask(server.url, server.lender.keys.ANALYST, '{ viewer { role } }')).status).toBe(401)
  })

  test('a page of a foreign origin is turned away; one of this machine is not, outside production', async () => {
    const address = `${server.url.replace('http', 'ws')}/graphql`
    const statusOf = async (origin: string, url = address) => {
      const socket = new WebSocket(url, 'graphql-transport-ws', { origin })
      const outcome = await new Promise<number>((resolve) => {
        socket.once('open', () => resolve(101))
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode!))
        socket.once('error', () => resolve(0))
      })
      socket.terminate()
      return outcome
    }
    expect(await statusOf('https://evil.example')).toBe(403)
    expect(await statusOf('http://localhost:3000')).toBe(101)
    expect(await statusOf(server.url)).toBe(101)
    const production = await server.serve({ APP_ENV: 'production' })
    const productionAddress = `${production.replace('http', 'ws')}/graphql`
    expect(await statusOf('http://localhost:3000', productionAddress)).toBe(403)
    expect(await statusOf(production, productionAddress)).toBe(101)
  })

  test('only /graphql speaks WebSocket', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/other`, 'graphql-transport-ws')
    const [error] = await once(socket, 'error')
    expect((error as Error).message).toContain('404')
  })

  test('a message larger than the limit ends it', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'connection_init', payload: { filler: 'x'.repeat(200_000) } }))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
  })

  test('leaving a subscription frees it while nothing happens', async () => {
    const gauge = async () =>
      (await server.app.metrics.page()).match(/subscriptions_open\{transport="websocket"\} (\d+)/)?.[1]
    const { client } = connect(server.url, server.lender.keys.VIEWER)
    const iterator = client.iterate<{ syncEvents: Item }>({ query: events, variables: { runId } })
    await iterator.next()
    expect(await gauge()).toBe('1')
    await iterator.return?.()
    await expect.poll(gauge).toBe('0')
    await client.dispose()
  })
})

test('closing the server ends open sockets', async () => {
  const url = await server.serve({})
  const { client, closed } = connect(url, server.lender.keys.VIEWER)
  await client.iterate<{ syncEvents: Item }>({ query: events, variables: { runId } }).next()
  await server.stopLast()
  expect(await closed).toBe(1001)
})

test('a new run of the same connection is another stream', async () => {
  await finish(2)
  const second = newId()
  await addRun(server.app, server.lender.id, { ...seeded, runId: second })
  const { client } = connect(server.url, server.lender.keys.VIEWER)
  const variables = { runId: encodeId('SyncRun', second) }
  const { value } = await client.iterate<{ syncEvents: Item }>({ query: events, variables }).next()
  expect(value.data.syncEvents).toMatchObject({ seq: 1 })
  await client.dispose()
})
