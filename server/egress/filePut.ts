/**
 * Sending a file to an address that a source named in an answer. That answer is input from outside, so the address is held to more than
 * that of the source: to hosts that were named beforehand, without credentials, without redirects. And the address is a secret itself,
 * for whoever knows it can write there: nothing but its host ever stands in a message.
 */
import { Agent, fetch as send } from 'undici'
import { SourceFailure } from '../../plugins/contract.ts'
import { AddressRefused, checkLiteralAddress, guardedLookup, type Resolve, systemResolve } from './address.ts'
import { type EgressClock, systemClock } from './clock.ts'
import { type Trouble, troubleOfError, troubleOfStatus, troubleRules } from './failures.ts'
import type { EgressEvent } from './fetch.ts'

export interface FilePutOptions {
  /** Of the source: its origin takes files, and plain http is taken where it is http itself. */
  baseUrl: string
  /** As of SourceFetchOptions. */
  allowPrivate: boolean
  /** Ends everything; the promise then rejects with its reason. */
  signal: AbortSignal
  /** For one file, from connecting to the answer. */
  timeoutMs?: number
  onEvent?: (event: EgressEvent) => void
  clock?: EgressClock
  resolve?: Resolve
}

export interface FilePut {
  /**
   * One try. `hosts` are further hosts that may be used: `files.example.com`, `files.example.com:8443`, `*.example.com`.
   * `beforeSend` is asked once the address is found good, before anything leaves; what it throws goes to the caller.
   * @throws SourceFailure TRANSIENT where the file may have arrived or a later try may work; else CONFIGURATION
   */
  put(
    url: string,
    bytes: Uint8Array,
    contentType: string,
    hosts: readonly string[],
    beforeSend?: () => Promise<void>,
  ): Promise<void>
  close(): Promise<void>
}

/** An answer of storage comes at once or not at all, and the address lives for minutes. */
const defaultTimeoutMs = 30_000

export function createFilePut(options: FilePutOptions): FilePut {
  const { allowPrivate, clock = systemClock } = options
  const timeoutMs = Math.min(options.timeoutMs ?? defaultTimeoutMs, defaultTimeoutMs)
  const agent = new Agent({
    connections: 1,
    connect: { lookup: guardedLookup(allowPrivate, options.resolve ?? systemResolve), timeout: timeoutMs },
  })
  return {
    async put(text, bytes, contentType, hosts, beforeSend) {
      const url = checkedAddress(text, options, hosts)
      await beforeSend?.()
      options.signal.throwIfAborted()
      const started = clock.now()
      const { status, failure } = await putOnce(url, bytes, contentType, { agent, timeoutMs, signal: options.signal })
      const outcome = failure === null ? 'OK' : failure.kind === 'TRANSIENT' ? 'FAILED' : 'CLIENT_ERROR'
      options.onEvent?.({ type: 'REQUEST', outcome, status, ms: clock.now() - started })
      if (failure) throw failure
    },
    close: () => agent.destroy(),
  }
}

interface Sending {
  agent: Agent
  timeoutMs: number
  signal: AbortSignal
}

/** Rejects only with the reason of the signal. */
async function putOnce(url: URL, bytes: Uint8Array, contentType: string, { agent, timeoutMs, signal }: Sending) {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await send(url, {
      method: 'PUT',
      headers: { 'content-type': contentType },
      body: bytes,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      dispatcher: agent,
    })
    const { status } = response
    // What storage says beside its status may repeat the address: it is not read.
    await response.body?.cancel()
    return { status, failure: failureOfStatus(url, status) }
  } catch (error) {
    signal.throwIfAborted()
    // The error is not kept as a cause: it may hold the address.
    return { status: null, failure: failureOfTrouble(url, timeout.aborted ? 'TIMEOUT' : troubleOfError(error)) }
  }
}

function failureOfStatus(url: URL, status: number): SourceFailure | null {
  if (status >= 200 && status <= 299) return null
  const trouble = troubleOfStatus(status)
  if (trouble === 'REDIRECTED') return refused('FILE_REDIRECTED', url, 'answers with a redirect, which is not followed')
  if (trouble) return lost(url, `answers ${status}`)
  return refused('FILE_REFUSED', url, `refuses the file (${status})`, refusedHint)
}

const refusedHint =
  'The address may have run out. If it happens again, the source wants the file sent in another way, and the plugin needs an update.'

function failureOfTrouble(url: URL, trouble: Trouble): SourceFailure {
  if (trouble === 'PRIVATE_ADDRESS')
    return refused('FILE_PRIVATE_ADDRESS', url, 'has a private or reserved address', privateHint)
  if (trouble === 'CERTIFICATE')
    return refused('FILE_CERTIFICATE', url, 'has no certificate that this server trusts', troubleRules.CERTIFICATE.hint)
  return lost(url, `did not answer (${trouble})`)
}

const privateHint =
  'Files go to public addresses only. The operator can allow private ones with ALLOW_PRIVATE_SOURCES=true.'

const lost = (url: URL, what: string) =>
  new SourceFailure(
    'TRANSIENT',
    'FILE_NOT_TAKEN',
    `${url.host}, where the source wants the file, ${what}.`,
    'Look in the source whether the file is there and whole.',
  )

const refused = (code: string, { host }: URL, what: string, hint = 'Ask the provider of the source.') =>
  new SourceFailure('CONFIGURATION', code, `${host}, where the source wants the file, ${what}.`, hint)

/** @throws SourceFailure before anything is sent or looked up */
function checkedAddress(text: string, { baseUrl, allowPrivate }: FilePutOptions, hosts: readonly string[]): URL {
  const base = new URL(baseUrl)
  const url = URL.parse(text)
  if (!url || url.username || url.password) {
    const message = 'The source names no address that a file could be sent to.'
    throw new SourceFailure('CONFIGURATION', 'FILE_ADDRESS_UNREADABLE', message, 'The plugin may need an update.')
  }
  // Never less safe than the source itself.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && base.protocol === 'http:' && allowPrivate))
    throw refused('FILE_NOT_HTTPS', url, 'is not asked by https, so that the file would be sent in the clear')
  if (url.origin !== base.origin && !hosts.some((pattern) => matchesHost(url.host, pattern)))
    throw refused('FILE_HOST_REFUSED', url, 'is no host that this connection may send files to', hostHint)
  try {
    checkLiteralAddress(url, allowPrivate)
  } catch (error) {
    if (error instanceof AddressRefused) throw failureOfTrouble(url, 'PRIVATE_ADDRESS')
    throw error
  }
  return url
}

const hostHint =
  "Find out whether the host is the source's own. If it is, an admin names it in fileHosts of the target with setWriteback."

/** `host` with its port unless it is the usual one. A pattern without a port stands for the usual one only. */
function matchesHost(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern
}
