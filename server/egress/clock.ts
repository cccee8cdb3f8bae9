import { setTimeout as delay } from 'node:timers/promises'

/** Time as the egress sees it; tests put in one that does not wait. */
export interface EgressClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Ends after `ms`, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: EgressClock = {
  now: Date.now,
  async sleep(ms, signal) {
    signal.throwIfAborted()
    try {
      await delay(ms, undefined, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  },
}
