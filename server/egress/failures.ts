/**
 * What is done about each way the talk with a source can go wrong, as one table: read by egress/fetch.ts for requests, by
 * sync/runner.ts for runs, and printed in docs/operations.md (a test compares them).
 */
import type { SourceFailure } from '../../plugins/contract.ts'

/** Troubles of a request. */
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

/** What a plugin makes of an answer that reached it. */
export type Told = 'REFUSED_CREDENTIALS' | 'OUTCOME_UNKNOWN' | 'UNEXPECTED_ANSWER' | 'MALFORMED_DOCUMENT'

/**
 * - RETRY: sent again after growing, random waits.
 * - SLOW_DOWN: the same, and the whole connection waits and goes on slower, in every process.
 * - PAUSE: the run ends and the connection is paused; a person has to mend something.
 * - FAIL: the run ends.
 * - SKIP: the document goes into quarantine, the run goes on.
 */
export type Action = 'RETRY' | 'SLOW_DOWN' | 'PAUSE' | 'FAIL' | 'SKIP'

/** DATA: one document is wrong, not the source. */
export type FailureKind = SourceFailure['kind'] | 'DATA'

export interface FailureRule {
  /** How it shows, for people. */
  answer: string
  action: Action
  /**
   * When it is sent again. ALWAYS: the source has certainly not acted on the request. IF_REPEATABLE: it may have; only a
   * request whose repetition changes nothing is sent again. NEVER: it would go wrong again.
   */
  repeat: 'ALWAYS' | 'IF_REPEATABLE' | 'NEVER'
  kind: FailureKind
  message: string
  hint: string
}

const tryLater = 'The run goes on by itself when the source answers again. If it stays, ask the provider of the source.'
const checkUrl = 'Check the base URL in the settings of the connection.'

const rule = (
  answer: string,
  action: Action,
  repeat: FailureRule['repeat'],
  kind: FailureKind,
  message: string,
  hint: string,
): FailureRule => ({ answer, action, repeat, kind, message, hint })

export const troubleRules: Record<Trouble, FailureRule> = {
  RATE_LIMITED: rule(
    '429',
    'SLOW_DOWN',
    'ALWAYS',
    'TRANSIENT',
    'The source keeps refusing requests because there are too many (429).',
    'Lower the requests a second or the concurrency of the connection, or run it at a quieter time.',
  ),
  UNAVAILABLE: rule('503', 'SLOW_DOWN', 'IF_REPEATABLE', 'TRANSIENT', 'The source is not available (503).', tryLater),
  SERVER_ERROR: rule(
    'other 5xx but 501',
    'RETRY',
    'IF_REPEATABLE',
    'TRANSIENT',
    'The source fails to answer.',
    tryLater,
  ),
  TIMEOUT: rule(
    'no whole answer within `SOURCE_TIMEOUT_SECONDS`',
    'RETRY',
    'IF_REPEATABLE',
    'TRANSIENT',
    'The source took too long to answer.',
    'A smaller page size makes answers quicker. If it stays, ask the provider of the source.',
  ),
  CONNECTION_LOST: rule(
    'connection lost',
    'RETRY',
    'IF_REPEATABLE',
    'TRANSIENT',
    'The source ended the connection without an answer.',
    tryLater,
  ),
  TRUNCATED_BODY: rule(
    'body broken off',
    'RETRY',
    'IF_REPEATABLE',
    'TRANSIENT',
    'The answer of the source broke off before its end.',
    'A smaller page size makes answers shorter. If it stays, ask the provider of the source.',
  ),
  HOST_NOT_FOUND: rule(
    'host name unknown',
    'RETRY',
    'ALWAYS',
    'TRANSIENT',
    'The host name of the source is not known.',
    checkUrl,
  ),
  UNREACHABLE: rule(
    'connection refused',
    'RETRY',
    'ALWAYS',
    'TRANSIENT',
    'The source does not accept connections.',
    `${checkUrl} A firewall may be in between.`,
  ),
  CONNECT_TIMEOUT: rule(
    'no answer to connecting',
    'RETRY',
    'ALWAYS',
    'TRANSIENT',
    'The source does not answer the attempt to connect.',
    `${checkUrl} A firewall may be in between.`,
  ),
  REDIRECTED: rule(
    'redirect',
    'PAUSE',
    'NEVER',
    'CONFIGURATION',
    'The source answers with a redirect, which is not followed.',
    'Set the base URL of the connection to the address the API really has.',
  ),
  CERTIFICATE: rule(
    'bad certificate',
    'PAUSE',
    'NEVER',
    'CONFIGURATION',
    'The source has no certificate that this server trusts.',
    `${checkUrl} For a certificate authority of your own, start the server with NODE_EXTRA_CA_CERTS.`,
  ),
  PRIVATE_ADDRESS: rule(
    'private address',
    'PAUSE',
    'NEVER',
    'CONFIGURATION',
    'The host of the base URL has a private or reserved address.',
    'Use the public address of the source. The operator can allow private ones with ALLOW_PRIVATE_SOURCES=true.',
  ),
  NOT_HTTPS: rule(
    'plain http',
    'PAUSE',
    'NEVER',
    'CONFIGURATION',
    'The base URL does not begin with https, so that credentials would be sent in the clear.',
    'Change it to https. The operator can allow http with ALLOW_PRIVATE_SOURCES=true.',
  ),
  BODY_TOO_LARGE: rule(
    'body over 64 MB',
    'FAIL',
    'NEVER',
    'SYSTEM',
    'The answer of the source is larger than the server takes.',
    'Lower the page size of the connection.',
  ),
  FOREIGN_HOST: rule(
    'an address outside the base URL',
    'FAIL',
    'NEVER',
    'SYSTEM',
    'The plugin asked for an address outside the base URL of the connection.',
    'This is a fault of the plugin, or a link in the source leads elsewhere. Report it to the author of the plugin.',
  ),
}

/** The plugin says these in its own words and codes; action and kind are those of the table. */
export const toldRules: Record<Told, FailureRule> = {
  REFUSED_CREDENTIALS: rule(
    '401, 403',
    'PAUSE',
    'NEVER',
    'CONFIGURATION',
    'The source refuses the credentials.',
    'Replace the credentials of the connection; its checkpoint stays.',
  ),
  OUTCOME_UNKNOWN: rule(
    'a change that may have been carried out',
    'FAIL',
    'NEVER',
    'SYSTEM',
    'It may have carried out the request all the same, so it was not sent again.',
    'Look in the source whether the change is there before making it again.',
  ),
  UNEXPECTED_ANSWER: rule(
    'other 4xx, 501, an answer that is none',
    'FAIL',
    'NEVER',
    'SYSTEM',
    'The source answers otherwise than the plugin expects.',
    'Report it to the author of the plugin, with the code of the failure.',
  ),
  MALFORMED_DOCUMENT: rule(
    'one document that cannot be read or mapped',
    'SKIP',
    'NEVER',
    'DATA',
    'A document cannot be read.',
    'See the quarantined record; a good document lets the loan out by itself.',
  ),
}

/** What a run does that ends with a failure: by its kind, whichever plugin threw it. */
export const runActions: Record<SourceFailure['kind'], 'PAUSE_RUN' | 'PAUSE_CONNECTION' | 'FAIL'> = {
  TRANSIENT: 'PAUSE_RUN',
  CONFIGURATION: 'PAUSE_CONNECTION',
  SYSTEM: 'FAIL',
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
/** Of connecting; over a connection that stood they mean that it was lost, with the request on it. */
const connecting = new Set<Trouble>(['UNREACHABLE', 'CONNECT_TIMEOUT'])
const certificateCode = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/** The trouble behind an error of fetch before any answer came; the cause chain is searched for a known code. */
export function troubleOfError(error: unknown): Trouble {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code = '', syscall } = e as NodeJS.ErrnoException
    const known = codes[code] ?? (certificateCode.test(code) ? 'CERTIFICATE' : undefined)
    if (known && connecting.has(known) && (syscall === 'read' || syscall === 'write')) return 'CONNECTION_LOST'
    if (known) return known
    // Several addresses were tried: the first tells as much as all.
    if (e instanceof AggregateError && e.errors.length > 0) return troubleOfError(e.errors[0])
  }
  return 'CONNECTION_LOST'
}
