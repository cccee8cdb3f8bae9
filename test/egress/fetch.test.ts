import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import { systemClock } from '../../server/egress/clock.ts'
import { createPacer } from '../../server/egress/pacer.ts'
import { fakeClock, hangUp, ok, open, type Source, silence, startSource, status, truncated } from './source.ts'

async function failureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const error = await promise.then(
    () => new Error('answered'),
    (e: unknown) => e,
  )
  if (!(error instanceof SourceFailure)) throw error
  return error
}

describe('an answer', () => {
  test('comes with status, headers and body; the request as it was given', async () => {
    const source = await startSource((response) => void response.setHeader('x-total', '7').end('{"é":1}'))
    const { fetch, events } = open(source)
    const init = { method: 'POST', headers: { authorization: 'Bearer t' }, body: '{"q":1}' }
    const response = await fetch(`${source.url}/odata.svc/Loans?$top=1`, init)
    expect(response.status).toBe(200)
    expect(response.headers.get('X-Total')).toBe('7')
    expect(await response.text()).toBe('{"é":1}')
    expect(source.requests).toMatchObject([
      { method: 'POST', url: '/odata.svc/Loans?$top=1', body: '{"q":1}', headers: { authorization: 'Bearer t' } },
    ])
    expect(events).toMatchObject([{ type: 'REQUEST', outcome: 'OK', status: 200 }])
  })

  test.each([400, 401, 403, 404, 405, 409, 410, 501])('of status %i is for the plugin', async (code) => {
    const source = await startSource(status(code))
    const { fetch, throttled } = open(source)
    expect((await fetch(source.url)).status).toBe(code)
    expect(source.requests).toHaveLength(1)
    expect(throttled()).toEqual([])
  })

  test('is unpacked', async () => {
    const source = await startSource(
      (response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('{"d":1}')),
    )
    expect(await (await open(source).fetch(source.url)).text()).toBe('{"d":1}')
  })
})

describe('is asked again', () => {
  test('after 429, when Retry-After says in seconds', async () => {
    const source = await startSource(status(429, { 'retry-after': '7' }), ok())
    const { fetch, throttled, clock } = open(source)
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([['RATE_LIMITED', 7350]])
    expect(clock.waits).toEqual([7350])
  })

  test('after 429, when Retry-After says as a date, by the clock of the source', async () => {
    const headers = { date: 'Tue, 05 May 2026 10:00:00 GMT', 'retry-after': 'Tue, 05 May 2026 10:00:20 GMT' }
    const source = await startSource(status(429, headers), ok())
    const { fetch, throttled } = open(source)
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([['RATE_LIMITED', 20_500]])
  })

  test.each([
    ['absent', {}],
    ['zero', { 'retry-after': '0' }],
    ['unreadable', { 'retry-after': 'soon' }],
    ['past', { date: 'Tue, 05 May 2026 10:00:00 GMT', 'retry-after': 'Tue, 05 May 2026 09:00:00 GMT' }],
  ])('after 429 with growing waits when Retry-After is %s', async (_, headers) => {
    const source = await startSource(status(429, headers), status(429, headers), status(429, headers), ok())
    const { fetch, throttled } = open(source)
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled().map(([, waitMs]) => waitMs)).toEqual([250, 500, 1000])
  })

  test.each([
    [500, 'SERVER_ERROR'],
    [502, 'SERVER_ERROR'],
    [503, 'UNAVAILABLE'],
    [504, 'SERVER_ERROR'],
  ])('after %i', async (code, reason) => {
    const source = await startSource(status(code), ok())
    const { fetch, throttled, events } = open(source)
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([[reason, 250]])
    expect(events.map((event) => (event.type === 'REQUEST' ? event.outcome : event.type))).toEqual([
      'RETRIED',
      'THROTTLED',
      'OK',
    ])
  })

  test('after a body that broke off', async () => {
    const source = await startSource(truncated, ok('whole'))
    const { fetch, throttled } = open(source)
    expect(await (await fetch(source.url)).text()).toBe('whole')
    expect(throttled()).toEqual([['TRUNCATED_BODY', 250]])
  })

  test('after a connection that ended without an answer', async () => {
    const source = await startSource(hangUp, ok())
    const { fetch, throttled } = open(source)
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([['CONNECTION_LOST', 250]])
  })

  test('after an answer that does not come in time', async () => {
    const source = await startSource(silence, ok())
    const { fetch, throttled } = open(source, { timeoutMs: 150 })
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([['TIMEOUT', 250]])
  })

  test('after a body that does not end in time', async () => {
    const source = await startSource((response) => void response.write('{"d":['), ok())
    const { fetch, throttled } = open(source, { timeoutMs: 150 })
    expect((await fetch(source.url)).status).toBe(200)
    expect(throttled()).toEqual([['TIMEOUT', 250]])
  })
})

describe('gives up', () => {
  const codes: [string, Parameters<typeof startSource>[0], SourceFailure['kind'], string][] = [
    ['429', status(429), 'TRANSIENT', 'RATE_LIMITED'],
    ['500', status(500), 'TRANSIENT', 'SERVER_ERROR'],
    ['503', status(503), 'TRANSIENT', 'UNAVAILABLE'],
    ['a broken body', truncated, 'TRANSIENT', 'TRUNCATED_BODY'],
    ['no answer', hangUp, 'TRANSIENT', 'CONNECTION_LOST'],
  ]
  test.each(codes)('after the last attempt: %s', async (_, answer, kind, code) => {
    const source = await startSource(answer)
    const { fetch } = open(source, { retry: { attempts: 3 } })
    const failure = await failureOf(fetch(source.url))
    expect(failure).toMatchObject({ kind, code })
    expect(failure.message).toMatch(/Tried 3 times\.$/)
    expect(failure.hint).not.toBe('')
    expect(source.requests).toHaveLength(3)
  })

  test('at once when the source asks for more patience than a run has', async () => {
    const source = await startSource(status(429, { 'retry-after': '86400' }))
    const { fetch, clock } = open(source)
    const failure = await failureOf(fetch(source.url))
    expect(failure.code).toBe('RATE_LIMITED')
    expect(failure.message).toContain('It asks to wait 86400 seconds.')
    expect(clock.waits).toEqual([])
  })

  test('and so does whoever asks on the connection meanwhile, without a request', async () => {
    const source = await startSource(status(429, { 'retry-after': '3600' }), ok())
    const clock = fakeClock()
    const pacer = createPacer({ requestsPerSecond: 1_000, concurrency: 4 }, clock)
    const { fetch } = open(source, { clock, pacer })
    await failureOf(fetch(source.url))
    clock.advance(600_000)
    const failure = await failureOf(fetch(source.url, { method: 'PUT' }))
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', kind: 'TRANSIENT', askedWaitMs: 3_000_000 })
    expect(failure.message).toContain('It asks to wait 3000 seconds.')
    expect(source.requests).toHaveLength(1)
    // What is left is short enough to wait for.
    clock.advance(2_900_000)
    await fetch(source.url)
    expect(clock.waits).toEqual([100_000])
  })

  test('after the last try, and the connection goes on slower all the same', async () => {
    const source = await startSource(status(429))
    const clock = fakeClock()
    const slowed: number[] = []
    const pacer = createPacer({ requestsPerSecond: 1_000, concurrency: 4 }, clock, {
      lease: async () => ({ count: 1, firstInMs: 0, intervalMs: 1, pausedMs: 0 }),
      slowDown: async (waitMs) => void slowed.push(waitMs),
    })
    const { fetch } = open(source, { clock, pacer, retry: { attempts: 1 } })
    expect((await failureOf(fetch(source.url))).code).toBe('RATE_LIMITED')
    expect(slowed).toEqual([0])
  })

  test('when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await once(server.close(), 'close')
    const { fetch } = open({ url }, { retry: { attempts: 2 } })
    expect(await failureOf(fetch(url))).toMatchObject({ kind: 'TRANSIENT', code: 'UNREACHABLE' })
  })

  test('when the host name is not known', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
    const { fetch } = open({ url: 'http://source.test' }, { resolve, retry: { attempts: 2 } })
    expect(await failureOf(fetch('http://source.test/'))).toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  test('when the other side speaks no TLS', async () => {
    const source = await startSource(ok())
    const secure = source.url.replace('http:', 'https:')
    const { fetch } = open({ url: secure })
    expect(await failureOf(fetch(secure))).toMatchObject({ kind: 'CONFIGURATION', code: 'CERTIFICATE' })
  })

  test('on a redirect, naming the origin and nothing else of it', async () => {
    const source = await startSource(status(302, { location: 'https://login.example.com/in?session=geheim' }))
    const failure = await failureOf(open(source).fetch(source.url))
    expect(failure).toMatchObject({ kind: 'CONFIGURATION', code: 'REDIRECTED' })
    expect(failure.message).toContain('https://login.example.com.')
    expect(failure.message).not.toContain('geheim')
    expect(source.requests).toHaveLength(1)
  })

  test.each([
    ['announced', (response: { end(s: string): void }) => response.end('x'.repeat(2000))],
    [
      'packed',
      (response: { setHeader(n: string, v: string): void; end(b: Buffer): void }) => {
        response.setHeader('content-encoding', 'gzip')
        response.end(gzipSync('x'.repeat(2000)))
      },
    ],
  ])('on a body that is too large: %s', async (_, answer) => {
    const source = await startSource((response) => answer(response))
    const { fetch } = open(source, { maxBodyBytes: 1999 })
    expect(await failureOf(fetch(source.url))).toMatchObject({ kind: 'SYSTEM', code: 'BODY_TOO_LARGE' })
    expect(await open(source, { maxBodyBytes: 2000 }).fetch(source.url)).toMatchObject({ status: 200 })
  })
})

describe('a request that may not be repeated', () => {
  const put = { method: 'PUT', body: '{}' }

  test.each([
    ['500', status(500)],
    ['a broken body', truncated],
    ['no answer', hangUp],
  ])('is not, where the source may have acted on it: %s', async (_, answer) => {
    const source = await startSource(answer)
    const failure = await failureOf(open(source).fetch(source.url, put))
    expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'OUTCOME_UNKNOWN' })
    expect(source.requests).toHaveLength(1)
  })

  test('is, where the source has not', async () => {
    const source = await startSource(status(429), ok())
    expect((await open(source).fetch(source.url, put)).status).toBe(200)
  })

  test('is, where the plugin says that it does no harm', async () => {
    const source = await startSource(status(500), ok())
    const search = { method: 'POST', body: '{}', repeatable: true }
    expect((await open(source).fetch(source.url, search)).status).toBe(200)
    expect(source.requests.map(({ body }) => body)).toEqual(['{}', '{}'])
  })
})

describe('aborting', () => {
  test('ends a request under way with the reason of the run', async () => {
    const source = await startSource(silence)
    const run = new AbortController()
    const { fetch } = open(source, { signal: run.signal })
    const answer = fetch(source.url)
    await vi.waitFor(() => expect(source.requests).toHaveLength(1))
    run.abort(new Error('cancelled'))
    await expect(answer).rejects.toThrow('cancelled')
  })

  test('ends a wait between attempts', async () => {
    const source = await startSource(status(429, { 'retry-after': '60' }))
    const run = new AbortController()
    const waiting = new EventTarget()
    const { fetch } = open(source, {
      signal: run.signal,
      clock: systemClock,
      onEvent: (event) => void (event.type === 'THROTTLED' && waiting.dispatchEvent(new Event('throttled'))),
    })
    const throttled = once(waiting, 'throttled')
    const answer = fetch(source.url)
    await throttled
    run.abort(new Error('cancelled'))
    await expect(answer).rejects.toThrow('cancelled')
    expect(source.requests).toHaveLength(1)
  })

  test('keeps a request from starting', async () => {
    const source = await startSource(ok())
    const { fetch } = open(source, { signal: AbortSignal.abort(new Error('cancelled')) })
    await expect(fetch(source.url)).rejects.toThrow('cancelled')
    expect(source.requests).toHaveLength(0)
  })
})

test('closing ends what is under way, and nothing starts afterwards', async () => {
  const source = await startSource(silence)
  const { fetch, close } = open(source)
  const ended = expect(fetch(source.url)).rejects.toThrow('closed')
  await vi.waitFor(() => expect(source.requests).toHaveLength(1))
  await close()
  await ended
  await expect(fetch(source.url)).rejects.toThrow('closed')
  expect(source.requests).toHaveLength(1)
})

test('no failure and no event repeats headers or bodies', async () => {
  const secret = 'CANARY'
  const answers = [status(500, { 'x-secret': secret }), truncated, status(429, { 'x-secret': secret })]
  const source: Source = await startSource(...answers)
  const { fetch, events } = open(source, { retry: { attempts: 4 } })
  const init = { method: 'POST', repeatable: true, headers: { authorization: secret }, body: secret }
  const failure = await failureOf(fetch(`${source.url}/x`, init))
  expect(JSON.stringify([events, failure.message, failure.hint, String(failure.cause), failure.stack])).not.toContain(
    secret,
  )
})

describe('what is asked before a request leaves', () => {
  test('is asked in its turn, after every wait, and nothing is sent when it says no', async () => {
    const source = await startSource(status(429, { 'retry-after': '15' }), ok())
    const told: string[] = []
    let stopped = false
    const fake = fakeClock()
    const clock = {
      ...fake,
      async sleep(ms: number, signal: AbortSignal) {
        // Somebody says stop while the request waits for its turn.
        stopped = true
        await fake.sleep(ms, signal)
      },
    }
    const { fetch } = open(source, { clock, concurrency: 1, random: () => 0 })
    const beforeSend = async () => {
      told.push('asked')
      if (stopped) throw new Error('stopped')
    }
    await expect(fetch(source.url, { method: 'PUT', repeatable: true, beforeSend })).rejects.toThrow('stopped')
    expect(told).toEqual(['asked', 'asked'])
    expect(source.requests).toHaveLength(1)
  })

  test('holds a request that another one made wait', async () => {
    const source = await startSource(status(429, { 'retry-after': '15' }), ok())
    const clock = fakeClock()
    const order: string[] = []
    const pacer = createPacer({ requestsPerSecond: 1_000, concurrency: 4 }, clock)
    const { fetch } = open(source, { clock, pacer, retry: { attempts: 1 } })
    await expect(fetch(source.url, { method: 'GET' })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await pacer.slowDown(15_000)
    const asked: number[] = []
    const at = clock.now()
    const beforeSend = async () => {
      asked.push(clock.now() - at)
      order.push(`${source.requests.length} sent`)
    }
    await fetch(source.url, { method: 'PUT', beforeSend })
    expect(asked).toEqual([15_000])
    expect(order).toEqual(['1 sent'])
  })
})
