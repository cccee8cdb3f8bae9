/**
 * The `fetch` of a plugin's context: guarded, paced, retried, bounded in time and size, aborted with the run. Neither
 * headers nor bodies leave it by another way than to the plugin.
 */
import { Agent, type Response, fetch as send } from 'undici'
import { type PluginContext, SourceFailure, type SourceResponse } from '../../plugins/contract.ts'
import { AddressRefused, checkLiteralAddress, guardedLookup, type Resolve, systemResolve } from './address.ts'
import { type EgressClock, systemClock } from './clock.ts'
import { type Trouble, toldRules, troubleOfError, troubleOfStatus, troubleRules } from './failures.ts'
import { createPacer, HeldBack, type PaceOptions, type Pacer } from './pacer.ts'
import { backoffMs, defaultRetry, longestWaitMs, type RetryOptions, retryAfterMs } from './retry.ts'

/** What happened on the way; holds no part of a request or an answer but the status. */
export type EgressEvent =
  /** A request waits before it is sent again. */
  | { type: 'THROTTLED'; reason: Trouble; waitMs: number; attempt: number }
  /** One request ended, retries counted one by one. `status` is null when no answer came. */
  | { type: 'REQUEST'; outcome: 'OK' | 'CLIENT_ERROR' | 'RETRIED' | 'FAILED'; status: number | null; ms: number }

export interface SourceFetchOptions extends PaceOptions {
  /** The only origin that may be asked. */
  baseUrl: string
  /** Also plain http and addresses of one's own network; never link-local, where metadata services live. */
  allowPrivate: boolean
  /** Ends everything, waits included; the promise then rejects with its reason. */
  signal: AbortSignal
  /** For one attempt, from its start to the last byte of the body. */
  timeoutMs?: number
  /** Of the body, unpacked. */
  maxBodyBytes?: number
  retry?: Partial<RetryOptions>
  onEvent?: (event: EgressEvent) => void
  /** Shared by all who talk over the same connection in this process; absent: one of its own. */
  pacer?: Pacer
  clock?: EgressClock
  /** From 0 up to 1, for jitter. */
  random?: () => number
  resolve?: Resolve
}

export interface SourceFetch {
  fetch(url: string, init?: SourceInit): Promise<SourceResponse>
  /** Closes the kept connections. Requests and waits still under way end with an error. */
  close(): Promise<void>
}

type Init = NonNullable<Parameters<PluginContext['fetch']>[1]>

export interface SourceInit extends Init {
  /** Asked when the turn of the request has come, as the last thing before it leaves. What it throws goes to the caller, and nothing is sent. */
  beforeSend?: () => Promise<void>
}

/** One attempt: an answer for the plugin, or trouble to be looked up in the table. */
type Attempt =
  | { answer: SourceResponse }
  | { trouble: Trouble; status: number | null; askedWaitMs: number | null; detail: string; cause?: unknown }

const defaultTimeoutMs = 60_000
const defaultMaxBodyBytes = 64 * 1024 * 1024

export function createSourceFetch(options: SourceFetchOptions): SourceFetch {
  const { allowPrivate, concurrency, clock = systemClock, random = Math.random } = options
  const closing = new AbortController()
  const signal = AbortSignal.any([options.signal, closing.signal])
  const retry = { ...defaultRetry, ...options.retry }
  const pacer = options.pacer ?? createPacer(options, clock)
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const agent = new Agent({
    connections: concurrency,
    connect: { lookup: guardedLookup(allowPrivate, options.resolve ?? systemResolve), timeout: timeoutMs },
    // The timer of the attempt bounds both, as one time and not as three.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const limits = { agent, timeoutMs, maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes, clock }

  async function fetch(url: string, { beforeSend, ...init }: SourceInit = {}): Promise<SourceResponse> {
    const target = checkedUrl(url, options)
    for (let attempt = 1; ; attempt++) {
      let started = 0
      const result = await inTurn(pacer, signal, init, attempt, async () => {
        await beforeSend?.()
        signal.throwIfAborted()
        started = clock.now()
        return attemptOnce(target, init, signal, limits)
      })
      const report = (outcome: 'OK' | 'CLIENT_ERROR' | 'RETRIED' | 'FAILED', status: number | null) =>
        options.onEvent?.({ type: 'REQUEST', outcome, status, ms: clock.now() - started })
      if ('answer' in result) {
        report(result.answer.status < 400 ? 'OK' : 'CLIENT_ERROR', result.answer.status)
        return result.answer
      }
      const waitMs = nextWait(result, init, attempt, retry, random)
      report(waitMs === null ? 'FAILED' : 'RETRIED', result.status)
      // Also when this request is not sent again: what the source asked for holds for everybody on the connection.
      if (troubleRules[result.trouble].action === 'SLOW_DOWN')
        await pacer.slowDown(Math.min(waitMs ?? result.askedWaitMs ?? 0, longestWaitMs))
      if (waitMs === null) throw failure(result, init, attempt)
      options.onEvent?.({ type: 'THROTTLED', reason: result.trouble, waitMs, attempt })
      await clock.sleep(waitMs, signal)
    }
  }

  return {
    fetch,
    close() {
      closing.abort(new Error('the connection to the source was closed'))
      return agent.destroy()
    },
  }
}

/** @throws SourceFailure without asking, when the source has told somebody else of the connection to wait for long */
async function inTurn<T>(
  pacer: Pacer,
  signal: AbortSignal,
  init: Init,
  attempt: number,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await pacer.run(signal, action)
  } catch (error) {
    if (!(error instanceof HeldBack)) throw error
    const held = { trouble: 'RATE_LIMITED', status: null, askedWaitMs: error.waitMs, detail: '' } as const
    throw failure(held, init, attempt - 1)
  }
}

type TroubledAttempt = Exclude<Attempt, { answer: SourceResponse }>

/** Milliseconds until the next try; null when there is none. */
function nextWait(
  attempt: TroubledAttempt,
  init: Init,
  count: number,
  retry: RetryOptions,
  random: () => number,
): number | null {
  const { repeat } = troubleRules[attempt.trouble]
  if (repeat === 'NEVER' || count >= retry.attempts) return null
  if (repeat === 'IF_REPEATABLE' && !isRepeatable(init)) return null
  const { askedWaitMs } = attempt
  if (askedWaitMs === null) return backoffMs(count, retry, random)
  if (askedWaitMs > retry.maxWaitMs) return null
  // A little more than asked: all who were told the same would come back in the same instant.
  return askedWaitMs + Math.round(random() * Math.min(1000, askedWaitMs / 10))
}

/** A POST may be a search or make something new: only the plugin knows. */
function isRepeatable(init: Init): boolean {
  return init.repeatable ?? /^(GET|HEAD)$/i.test(init.method ?? 'GET')
}

function failure(attempt: TroubledAttempt, init: Init, tries: number): SourceFailure {
  const { trouble, askedWaitMs, detail, cause } = attempt
  const { kind, message, hint, repeat } = troubleRules[trouble]
  const said = [message, detail].filter(Boolean).join(' ')
  if (repeat === 'IF_REPEATABLE' && !isRepeatable(init)) {
    const unknown = toldRules.OUTCOME_UNKNOWN
    return new SourceFailure('SYSTEM', 'OUTCOME_UNKNOWN', `${said} ${unknown.message}`, unknown.hint, cause)
  }
  const asked = askedWaitMs === null ? '' : ` It asks to wait ${Math.ceil(askedWaitMs / 1000)} seconds.`
  const tried = tries > 1 ? ` Tried ${tries} times.` : ''
  return new GaveUp(kind as SourceFailure['kind'], trouble, `${said}${asked}${tried}`, hint, askedWaitMs, cause)
}

/** The tries of a request are used up. */
export class GaveUp extends SourceFailure {
  /** How long the source asked to wait; null when it did not say. */
  readonly askedWaitMs: number | null
  constructor(
    kind: SourceFailure['kind'],
    code: string,
    message: string,
    hint: string,
    askedWaitMs: number | null,
    cause: unknown,
  ) {
    super(kind, code, message, hint, cause)
    this.askedWaitMs = askedWaitMs
  }
}

/** @throws SourceFailure when the address may not be asked at all */
function checkedUrl(text: string, { baseUrl, allowPrivate }: SourceFetchOptions): URL {
  const base = URL.parse(baseUrl)
  const url = URL.parse(text, baseUrl)
  const refuse = (trouble: Trouble, detail = '') => failure({ trouble, status: null, askedWaitMs: null, detail }, {}, 1)
  if (!base || !url || url.origin !== base.origin || url.username || url.password) throw refuse('FOREIGN_HOST')
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw refuse('NOT_HTTPS')
  try {
    checkLiteralAddress(url, allowPrivate)
  } catch (error) {
    if (error instanceof AddressRefused) throw refuse('PRIVATE_ADDRESS')
    throw error
  }
  return url
}

interface Limits {
  agent: Agent
  timeoutMs: number
  maxBodyBytes: number
  clock: EgressClock
}

/** Rejects only with the reason of the run's signal. */
async function attemptOnce(url: URL, init: Init, signal: AbortSignal, limits: Limits): Promise<Attempt> {
  const ending = new AbortController()
  const abort = () => ending.abort(signal.reason)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    ending.abort()
  }, limits.timeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  let response: Response | null = null
  try {
    response = await send(url, {
      method: init.method ?? 'GET',
      headers: init.headers ?? {},
      body: init.body ?? null,
      // Followed blindly, a redirect would carry the credentials to another host.
      redirect: 'manual',
      signal: ending.signal,
      dispatcher: limits.agent,
    })
    return await readAnswer(response, limits)
  } catch (error) {
    signal.throwIfAborted()
    const status = response?.status ?? null
    const trouble = timedOut ? 'TIMEOUT' : response ? 'TRUNCATED_BODY' : troubleOfError(error)
    return { trouble, status, askedWaitMs: null, detail: '', cause: error }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

async function readAnswer(response: Response, limits: Limits): Promise<Attempt> {
  const { status, headers } = response
  const trouble = troubleOfStatus(status)
  if (trouble) {
    await response.body?.cancel()
    const detail = trouble === 'REDIRECTED' ? redirectTarget(response) : trouble === 'SERVER_ERROR' ? `(${status})` : ''
    return { trouble, status, askedWaitMs: retryAfterMs(headers, limits.clock.now()), detail }
  }
  const body = await readBody(response, limits.maxBodyBytes)
  if (body === null) return { trouble: 'BODY_TOO_LARGE', status, askedWaitMs: null, detail: '' }
  return { answer: { status, headers: { get: (name) => headers.get(name) }, text: async () => body } }
}

/** The origin only: paths and queries of redirects hold session tokens. */
function redirectTarget(response: Response): string {
  const target = URL.parse(response.headers.get('location') ?? '', response.url)
  return target ? `It leads to ${target.origin}.` : ''
}

/** The whole body as text (UTF-8), or null when it is larger than allowed. */
async function readBody(response: Response, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop cancels the rest. Counted after unpacking: a small answer may unpack to a huge one.
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size))
}
