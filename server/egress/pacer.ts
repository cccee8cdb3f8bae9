/** The pace of one connection: requests a second, requests at once, and pauses that the source asks for. */
import type { EgressClock } from './clock.ts'

export interface PaceOptions {
  /** Over time; a burst of one second's worth is allowed. */
  requestsPerSecond: number
  /** Requests at the same time. */
  concurrency: number
}

export interface Pacer {
  /** Runs the action when its turn has come. Waiters go in the order they came. Rejects with the signal's reason. */
  run<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T>
  /** Nobody starts before then: what was said to one request holds for all of the connection. */
  pauseUntil(time: number): void
}

export function createPacer({ requestsPerSecond, concurrency }: PaceOptions, clock: EgressClock): Pacer {
  const places = createPlaces(concurrency)
  const interval = 1000 / requestsPerSecond
  const burst = Math.max(1, Math.floor(requestsPerSecond))
  /** When the bucket is full again: the generic cell rate form of a token bucket, which needs no timer. */
  let fullAt = 0
  let pausedUntil = 0

  async function turn(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    const start = Math.max(now, fullAt - interval * (burst - 1))
    fullAt = Math.max(now, fullAt) + interval
    let wait = Math.max(start, pausedUntil) - now
    // A pause may begin or grow while this one sleeps.
    while (wait > 0) {
      await clock.sleep(Math.ceil(wait), signal)
      wait = pausedUntil - clock.now()
    }
  }

  return {
    async run(signal, action) {
      const leave = await places.enter(signal)
      try {
        await turn(signal)
        signal.throwIfAborted()
        return await action()
      } finally {
        leave()
      }
    },
    pauseUntil(time) {
      pausedUntil = Math.max(pausedUntil, time)
    },
  }
}

/** A counting lock, first come first served. */
function createPlaces(count: number) {
  let free = count
  const waiting = new Set<() => void>()

  function leave(): void {
    const [next] = waiting
    if (next) next()
    else free++
  }

  return {
    async enter(signal: AbortSignal): Promise<() => void> {
      signal.throwIfAborted()
      if (free > 0) {
        free--
        return leave
      }
      return new Promise((resolve, reject) => {
        const admit = () => {
          waiting.delete(admit)
          signal.removeEventListener('abort', giveUp)
          resolve(leave)
        }
        const giveUp = () => {
          waiting.delete(admit)
          reject(signal.reason)
        }
        waiting.add(admit)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
