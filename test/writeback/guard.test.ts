/** The guard around real requests: a write that waits for its turn is asked about again when the turn has come. */
import { describe, expect, test } from 'vitest'
import type { PluginContext } from '../../plugins/contract.ts'
import { createPacer } from '../../server/egress/pacer.ts'
import { guarded } from '../../server/writeback/guard.ts'
import { fakeClock, ok, open, startSource } from '../egress/source.ts'

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
      const { fetch: write } = guarded(ctx, mayWrite, way)
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
