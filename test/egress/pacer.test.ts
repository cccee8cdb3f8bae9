import { describe, expect, test, vi } from 'vitest'
import { createPacer } from '../../server/egress/pacer.ts'
import { backoffMs, defaultRetry } from '../../server/egress/retry.ts'
import { fakeClock, ok, open, startSource, status } from './source.ts'

const forever = new AbortController().signal

/** When each of `count` requests starts, in milliseconds after the first. */
async function starts(pace: { requestsPerSecond: number; concurrency: number }, count: number): Promise<number[]> {
  const clock = fakeClock(0)
  const pacer = createPacer(pace, clock)
  const times: number[] = []
  for (let i = 0; i < count; i++) await pacer.run(forever, async () => times.push(clock.now()))
  return times
}

describe('requests a second', () => {
  test('a burst of one second, then evenly', async () => {
    expect(await starts({ requestsPerSecond: 4, concurrency: 1 }, 7)).toEqual([0, 0, 0, 0, 250, 500, 750])
  })
  test('less than one a second', async () => {
    expect(await starts({ requestsPerSecond: 0.5, concurrency: 1 }, 3)).toEqual([0, 2000, 4000])
  })
  test('an idle time fills one burst, not more', async () => {
    const clock = fakeClock(0)
    const pacer = createPacer({ requestsPerSecond: 2, concurrency: 1 }, clock)
    clock.advance(60_000)
    const times: number[] = []
    for (let i = 0; i < 4; i++) await pacer.run(forever, async () => times.push(clock.now() - 60_000))
    expect(times).toEqual([0, 0, 500, 1000])
  })
})

describe('concurrency', () => {
  test('no more at once, first come first served, places come back after a failure', async () => {
    const pacer = createPacer({ requestsPerSecond: 1000, concurrency: 2 }, fakeClock())
    const order: number[] = []
    let now = 0
    let most = 0
    const jobs = Array.from({ length: 8 }, (_, i) =>
      pacer.run(forever, async () => {
        order.push(i)
        most = Math.max(most, ++now)
        await new Promise((resolve) => setImmediate(resolve))
        now--
        if (i % 3 === 0) throw new Error('x')
      }),
    )
    const results = await Promise.allSettled(jobs)
    expect(most).toBe(2)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3)
  })

  test('a waiter that is aborted leaves the line and takes no place', async () => {
    const pacer = createPacer({ requestsPerSecond: 1000, concurrency: 1 }, fakeClock())
    const held = Promise.withResolvers<void>()
    const first = pacer.run(forever, () => held.promise)
    const gone = new AbortController()
    const second = pacer.run(gone.signal, async () => 'ran')
    const third = pacer.run(forever, async () => 'third')
    gone.abort(new Error('gone'))
    await expect(second).rejects.toThrow('gone')
    held.resolve()
    await first
    expect(await third).toBe('third')
  })
})

test('a 429 to one request holds back all of the connection', async () => {
  const source = await startSource(status(429, { 'retry-after': '10' }), ok())
  const started: number[] = []
  const { fetch, clock } = open(source, {
    concurrency: 1,
    onEvent: (event) => void (event.type === 'REQUEST' && started.push(clock.now())),
  })
  const begin = clock.now()
  await Promise.all([fetch(`${source.url}/a`), fetch(`${source.url}/b`)])
  await vi.waitFor(() => expect(started).toHaveLength(3))
  expect(started[0]! - begin).toBe(0)
  for (const time of started.slice(1)) expect(time - begin).toBeGreaterThanOrEqual(10_000)
})

test('backoff doubles, is bounded, and spreads over the whole range', () => {
  const most = [1, 2, 3, 4, 8, 40].map((attempt) => backoffMs(attempt, defaultRetry, () => 0.999999))
  expect(most).toEqual([500, 1000, 2000, 4000, 30_000, 30_000])
  expect(backoffMs(3, defaultRetry, () => 0)).toBe(0)
  expect(backoffMs(9, { ...defaultRetry, maxWaitMs: 100 }, () => 0.999999)).toBe(100)
})
