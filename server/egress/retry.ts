/** What is done about each way a request can go wrong: one table, read by egress/fetch.ts. */
import type { SourceFailure } from '../../plugins/contract.ts'

export type Trouble =
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'SERVER_ERROR'
  | 'REDIRECTED'
  | 'HOST_NOT_FOUND'
  | 'UNREACHABLE'
  | 'CONNECT_TIMEOUT'
  | 'CONNECTION_LOST'
  | 'TIMEOUT'
  | 'TRUNCATED_BODY'
  | 'BODY_TOO_LARGE'
  | 'CERTIFICATE'
  | 'PRIVATE_ADDRESS'
  | 'NOT_HTTPS'
  | 'FOREIGN_HOST'

export interface TroubleRule {
  /**
   * - ALWAYS: the source has certainly not acted on the request.
   * - IF_REPEATABLE: it may have; only a request whose repetition changes nothing is sent again.
   * - NEVER: it would go wrong again.
   */
  retry: 'ALWAYS' | 'IF_REPEATABLE' | 'NEVER'
  /** Whether the wait holds for the whole connection. */
  pausesConnection: boolean
  kind: SourceFailure['kind']
  message: string
  hint: string
}

const tryLater = 'The next run goes on where this one stopped. If it stays, ask the provider of the source.'
const checkUrl = 'Check the base URL in the settings of the connection.'

const rule = (
  retry: TroubleRule['retry'],
  kind: TroubleRule['kind'],
  message: string,
  hint: string,
  pausesConnection = false,
): TroubleRule => ({ retry, pausesConnection, kind, message, hint })

export const troubleRules: Record<Trouble, TroubleRule> = {
  RATE_LIMITED: rule(
    'ALWAYS',
    'TRANSIENT',
    'The source keeps refusing requests because there are too many (429).',
    'Lower the requests a second or the concurrency of the connection, or run it at a quieter time.',
    true,
  ),
  UNAVAILABLE: rule('IF_REPEATABLE', 'TRANSIENT', 'The source is not available (503).', tryLater, true),
  SERVER_ERROR: rule('IF_REPEATABLE', 'TRANSIENT', 'The source fails to answer.', tryLater),
  REDIRECTED: rule(
    'NEVER',
    'CONFIGURATION',
    'The source answers with a redirect, which is not followed.',
    'Set the base URL of the connection to the address the API really has.',
  ),
  HOST_NOT_FOUND: rule('ALWAYS', 'TRANSIENT', 'The host name of the source is not known.', checkUrl),
  UNREACHABLE: rule(
    'ALWAYS',
    'TRANSIENT',
    'The source does not accept connections.',
    `${checkUrl} A firewall may be in between.`,
  ),
  CONNECT_TIMEOUT: rule(
    'ALWAYS',
    'TRANSIENT',
    'The source does not answer the attempt to connect.',
    `${checkUrl} A firewall may be in between.`,
  ),
  CONNECTION_LOST: rule('IF_REPEATABLE', 'TRANSIENT', 'The source ended the connection without an answer.', tryLater),
  TIMEOUT: rule(
    'IF_REPEATABLE',
    'TRANSIENT',
    'The source took too long to answer.',
    'A smaller page size makes answers quicker. If it stays, ask the provider of the source.',
  ),
  TRUNCATED_BODY: rule(
    'IF_REPEATABLE',
    'TRANSIENT',
    'The answer of the source broke off before its end.',
    'A smaller page size makes answers shorter. If it stays, ask the provider of the source.',
  ),
  BODY_TOO_LARGE: rule(
    'NEVER',
    'SYSTEM',
    'The answer of the source is larger than the server takes.',
    'Lower the page size of the connection.',
  ),
  CERTIFICATE: rule(
    'NEVER',
    'CONFIGURATION',
    'The source has no certificate that this server trusts.',
    `${checkUrl} For a certificate authority of your own, start the server with NODE_EXTRA_CA_CERTS.`,
  ),
  PRIVATE_ADDRESS: rule(
    'NEVER',
    'CONFIGURATION',
    'The host of the base URL has a private or reserved address.',
    'Use the public address of the source. The operator can allow private ones with ALLOW_PRIVATE_SOURCES=true.',
  ),
  NOT_HTTPS: rule(
    'NEVER',
    'CONFIGURATION',
    'The base URL does not begin with https, so that credentials would be sent in the clear.',
    'Change it to https. The operator can allow http with ALLOW_PRIVATE_SOURCES=true.',
  ),
  FOREIGN_HOST: rule(
    'NEVER',
    'SYSTEM',
    'The plugin asked for an address outside the base URL of the connection.',
    'This is a fault of the plugin, or a link in the source leads elsewhere. Report it to the author of the plugin.',
  ),
}

const redirects = new Set([301, 302, 303, 307, 308])

/** Null: the answer is for the plugin to read. 501 is: a source says with it that it does not know the method. */
export function troubleOfStatus(status: number): Trouble | null {
  if (status === 429) return 'RATE_LIMITED'
  if (status === 503) return 'UNAVAILABLE'
  if (status >= 500 && status !== 501) return 'SERVER_ERROR'
  return redirects.has(status) ? 'REDIRECTED' : null
}

const codes: Record<string, Trouble> = {
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'HOST_NOT_FOUND',
  EAI_FAIL: 'HOST_NOT_FOUND',
  ENODATA: 'HOST_NOT_FOUND',
  ECONNREFUSED: 'UNREACHABLE',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  ETIMEDOUT: 'CONNECT_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
  ADDRESS_REFUSED: 'PRIVATE_ADDRESS',
}
const certificateCode = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/** The trouble behind an error of fetch before any answer came; the cause chain is searched for a known code. */
export function troubleOfError(error: unknown): Trouble {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code = String((e as NodeJS.ErrnoException).code ?? '')
    const known = codes[code] ?? (certificateCode.test(code) ? 'CERTIFICATE' : undefined)
    if (known) return known
    // Several addresses were tried: the first tells as much as all.
    if (e instanceof AggregateError && e.errors.length > 0) return troubleOfError(e.errors[0])
  }
  return 'CONNECTION_LOST'
}

export interface RetryOptions {
  /** Tries in all, the first included. */
  attempts: number
  /** The longest wait after the first failure; doubles with each further one. */
  baseMs: number
  /** No wait is longer; a source that asks for more ends the run instead. */
  maxWaitMs: number
}

export const defaultRetry: RetryOptions = { attempts: 6, baseMs: 500, maxWaitMs: 120_000 }
const longestBackoffMs = 30_000

/**
 * Milliseconds that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date); null when absent, unreadable or
 * not in the future. A date is taken relative to the source's own Date header, so that a wrong clock does no harm.
 */
export function retryAfterMs(headers: { get(name: string): string | null }, now: number): number | null {
  const text = headers.get('retry-after')?.trim()
  if (!text) return null
  if (/^\d+(\.\d+)?$/.test(text)) return positive(Math.round(Number(text) * 1000))
  const sourceNow = Date.parse(headers.get('date') ?? '')
  return positive(Date.parse(text) - (Number.isNaN(sourceNow) ? now : sourceNow))
}

const positive = (ms: number) => (ms > 0 ? ms : null)

/** Exponential backoff with full jitter: anywhere between nothing and the bound, so that many clients spread out. */
export function backoffMs(attempt: number, options: RetryOptions, random: () => number): number {
  const bound = Math.min(options.baseMs * 2 ** (attempt - 1), longestBackoffMs, options.maxWaitMs)
  return Math.round(random() * bound)
}
