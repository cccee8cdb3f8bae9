/** How often somebody may come with a wrong proof: a bucket of tries for each connection and address, in this process. */

export interface Throttle {
  /** Seconds to wait; 0 = may try. */
  waitSeconds(key: string): number
  /** A try that failed. */
  failed(key: string): void
}

const tries = 20
const refillMs = 3_000
/** Of an attacker with many addresses no more is remembered than this. */
const maxKeys = 10_000

export function createThrottle(now: () => number): Throttle {
  /** When the bucket will be full again: one number says how much is gone. */
  const fullAt = new Map<string, number>()
  const missing = (key: string) => Math.max(0, ((fullAt.get(key) ?? 0) - now()) / refillMs)
  return {
    waitSeconds(key) {
      const over = missing(key) - (tries - 1)
      return over <= 0 ? 0 : Math.max(1, Math.ceil((over * refillMs) / 1_000))
    },
    failed(key) {
      const next = Math.max(fullAt.get(key) ?? 0, now()) + refillMs
      // Set anew, so that the oldest failure stands first.
      fullAt.delete(key)
      fullAt.set(key, next)
      const [oldest] = fullAt.keys()
      if (fullAt.size > maxKeys && oldest !== undefined) fullAt.delete(oldest)
    },
  }
}
