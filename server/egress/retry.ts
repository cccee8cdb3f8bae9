/** When a request that went wrong is sent again. What is done about which trouble stands in failures.ts. */

export interface RetryOptions {
  /** Tries in all, the first included. */
  attempts: number
  /** The longest wait after the first failure; doubles with each further one. */
  baseMs: number
  /** No wait is longer; a source that asks for more ends the tries instead. */
  maxWaitMs: number
}

export const defaultRetry: RetryOptions = { attempts: 6, baseMs: 500, maxWaitMs: 120_000 }
const longestBackoffMs = 30_000
/** A source that asks for longer is asked again after a day all the same. */
export const longestWaitMs = 24 * 60 * 60_000

/**
 * Milliseconds that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date); null when absent, unreadable or
 * not in the future. A date is taken relative to the source's own Date header, so that a wrong clock does no harm.
 */
export function retryAfterMs(headers: { get(name: string): string | null }, now: number): number | null {
  const text = headers.get('retry-after')?.trim()
  if (!text) return null
  if (/^\d+(\.\d+)?$/.test(text)) return positive(Math.round(Number(text) * 1000))
  const sourceNow = dateOf(headers.get('date') ?? '')
  return positive(dateOf(text) - (Number.isNaN(sourceNow) ? now : sourceNow))
}

/** The oldest of the three forms of HTTP names no zone and means GMT; Date.parse would take this machine's. */
function dateOf(text: string): number {
  return Date.parse(/^[A-Z][a-z]{2} [A-Z][a-z]{2} /.test(text) ? `${text} GMT` : text)
}

const positive = (ms: number) => (ms > 0 ? ms : null)

/** Exponential backoff with full jitter: anywhere between nothing and the bound, so that many clients spread out. */
export function backoffMs(attempt: number, options: RetryOptions, random: () => number): number {
  const bound = Math.min(options.baseMs * 2 ** (attempt - 1), longestBackoffMs, options.maxWaitMs)
  return Math.round(random() * bound)
}
