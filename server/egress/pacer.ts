/**
 * The pace of one connection: requests a second, requests at once, and pauses that the source asks for. Turns are taken
 * from a token bucket: one of this process, or one that all processes share (sharedPace.ts), from which they are leased in
 * small blocks.
 */
import type { EgressClock } from './clock.ts'
import { defaultRetry } from './retry.ts'

export interface PaceOptions {
  /** Over time; a burst of one second's worth is allowed. */
  requestsPerSecond: number
  /** Requests at the same time. */
  concurrency: number
}

export interface Pacer {
  /**
   * Runs the action when its turn has come. Waiters go in the order they came. Rejects with the signal's reason, and with
   * HeldBack when the source asked the connection to wait for longer than a request waits.
   */
  run<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T>
  /** The source refused a request: nobody of the connection starts for so long, and a shared pace becomes slower. */
  slowDown(waitMs: number): Promise<void>
}

/** Nobody of the connection may ask the source for so long. */
export class HeldBack extends Error {
  readonly waitMs: number
  constructor(waitMs: number) {
    super('the source asked the connection to wait')
    this.waitMs = waitMs
  }
}

/** What a request waits for before it is sent again comes to no more: see retry.ts. */
const longestHoldMs = defaultRetry.maxWaitMs + 5_000

/** Turns leased from a bucket: `count` of them, `intervalMs` apart, the first in `firstInMs` (negative: it was free before). */
export interface Lease {
  count: number
  firstInMs: number
  intervalMs: number
  /** Nobody starts for so long. */
  pausedMs: number
}

export interface Bucket {
  lease(): Promise<Lease>
  slowDown(waitMs: number): Promise<void>
}

/** Turns of a block that were not used by then are lost: kept longer, they would add up to a burst with those of others. */
const keptMs = 250

export function createPacer(pace: PaceOptions, clock: EgressClock, bucket: Bucket = ownBucket(pace, clock)): Pacer {
  const places = createPlaces(pace.concurrency)
  let block = { left: 0, next: 0, intervalMs: 0, until: 0 }
  let pausedUntil = 0
  let renewing: Promise<void> | null = null

  async function renew() {
    const { count, firstInMs, intervalMs, pausedMs } = await bucket.lease()
    const now = clock.now()
    const next = now + firstInMs
    if (pausedMs > 0) pausedUntil = Math.max(pausedUntil, now + pausedMs)
    const last = Math.max(now, next + (count - 1) * intervalMs, pausedUntil)
    block = { left: count, next, intervalMs, until: last + count * intervalMs + keptMs }
  }

  /** When the next turn is due. */
  async function nextTurn(): Promise<number> {
    while (block.left === 0 || clock.now() > block.until) {
      renewing ??= renew().finally(() => {
        renewing = null
      })
      await renewing
    }
    const at = block.next
    block.left -= 1
    block.next += block.intervalMs
    return at
  }

  async function turn(signal: AbortSignal): Promise<void> {
    const start = await nextTurn()
    let wait = Math.max(start, pausedUntil) - clock.now()
    // A pause may begin or grow while this one sleeps.
    while (wait > 0) {
      const heldMs = pausedUntil - clock.now()
      if (heldMs > longestHoldMs) throw new HeldBack(heldMs)
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
    async slowDown(waitMs) {
      pausedUntil = Math.max(pausedUntil, clock.now() + waitMs)
      // What is left was leased at the pace that was too quick.
      block.left = 0
      await bucket.slowDown(waitMs)
    },
  }
}

/** A bucket of this process alone, one turn at a time. It does not become slower. */
export function ownBucket({ requestsPerSecond }: PaceOptions, clock: EgressClock): Bucket {
  const intervalMs = 1000 / requestsPerSecond
  const burst = burstOf(requestsPerSecond)
  /** When the bucket is full again: the generic cell rate form of a token bucket, which needs no timer. */
  let fullAt = 0
  return {
    async lease() {
      const now = clock.now()
      const firstInMs = fullAt - now - intervalMs * (burst - 1)
      fullAt = Math.max(now, fullAt) + intervalMs
      return { count: 1, firstInMs, intervalMs, pausedMs: 0 }
    },
    async slowDown() {},
  }
}

/** One second's worth. */
export const burstOf = (requestsPerSecond: number) => Math.max(1, Math.floor(requestsPerSecond))

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
