/** The guard around real requests: a write that waits for its turn is asked about again when the turn has come. */
import { describe, expect, test } from 'vitest'
import type { PluginContext } from '../../plugins/contract.ts'
import { createPacer } from '../../server/egress/pacer.ts'
import { type Gate, guarded } from '../../server/writeback/guard.ts'
import { fakeClock, hangUp, ok, open, startSource, status, truncated } from '../egress/source.ts'

const gateOf = (ask: () => Promise<void>, notDone = async () => {}): Gate => ({
  ...{ mayBegin: ask, beforeSend: ask, notDone },
})

describe('the kill switch', () => {
  test.each(['PUT', 'PATCH', 'POST'])(
    'holds a %s back that another request of the connection made wait',
    async (method) => {
      const source = await startSource(ok())
      const time = fakeClock()
      let stopped = false
      const clock = {
        ...time,
        async sleep(ms: number, signal: AbortSignal) {
          stopped = true
          await time.sleep(ms, signal)
        },
      }
      const pacer = createPacer({ requestsPerSecond: 1_000, concurrency: 4 }, clock)
      const { fetch } = open(source, { clock, pacer })
      const { signal } = new AbortController()
      const ctx = { fetch, signal } as unknown as PluginContext
      const mayWrite = async () => {
        if (stopped) throw new Error('stopped')
      }
      const way = { post: `${source.url}/upload`, put: async () => {} }
      const { fetch: write } = guarded(ctx, gateOf(mayWrite), way)
      await write(way.post, { method })
      expect(source.requests.map((request) => request.method)).toEqual([method])
      // A run of the same connection was told to come back in fifteen seconds.
      await pacer.slowDown(15_000)
      await expect(write(way.post, { method })).rejects.toThrow('stopped')
      expect(time.waits).toEqual([15_000])
      expect(source.requests).toHaveLength(1)
    },
  )
})

describe('a write is told not to have been done', () => {
  const none = new AbortController().signal
  const toldOf = async (...answers: Parameters<typeof startSource>) => {
    const source = await startSource(...answers)
    const { fetch } = open(source, { retry: { attempts: 1 } })
    const told: string[] = []
    const gate = gateOf(
      async () => {},
      async () => void told.push('not done'),
    )
    const ctx = { fetch, signal: none } as unknown as PluginContext
    await guarded(ctx, gate)
      .fetch(source.url, { method: 'PUT' })
      .catch(() => {})
    return told
  }

  test.each([400, 404, 405, 409, 429, 501])('when it was refused with %i', async (code) => {
    expect(await toldOf(status(code))).toEqual(['not done'])
  })

  test.each([200, 408, 500, 502, 503, 504])('and not when it was answered %i, for it may have been', async (code) => {
    expect(await toldOf(status(code))).toEqual([])
  })

  test('and not when the connection broke', async () => {
    expect(await toldOf(hangUp)).toEqual([])
    expect(await toldOf(truncated)).toEqual([])
  })
})
