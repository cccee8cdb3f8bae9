/**
 * The context that a plugin writes with. Whatever the plugin is, nothing leaves here but GET, PATCH, PUT and, where a write is a file,
 * the one POST that begins it and the bytes to the address that it answers. Before each that changes something it is asked
 * whether writeback is still allowed, and it is stored that something is sent.
 */
import { type PluginContext, SourceFailure, type WritebackContext } from '../../plugins/contract.ts'
import { type EgressClock, systemClock } from '../egress/clock.ts'
import { type Trouble, troubleRules } from '../egress/failures.ts'
import type { SourceFetch } from '../egress/fetch.ts'
import { backoffMs, type RetryOptions } from '../egress/retry.ts'

const reads = new Set(['GET', 'HEAD'])
const writes = new Set(['PATCH', 'PUT'])

/** How one write that is a file may get out. */
export interface FileWay {
  /** The one address that may be POSTed to. */
  post: string
  /** One try of sending the bytes; `beforeSend` as of FilePut. */
  put(url: string, bytes: Uint8Array, contentType: string, beforeSend: () => Promise<void>): Promise<void>
}

/** The same bytes to the same address do no more twice than once; and it is the only time that the address is known. */
const tries: RetryOptions = { attempts: 3, baseMs: 500, maxWaitMs: 5_000 }

/** What is asked and told about requests that change something. What it throws goes through the plugin to whoever applies the write. */
export interface Gate {
  /** Before a request waits for its turn, so that none waits in vain. */
  mayBegin(): Promise<void>
  /** In its turn, as the last thing before it leaves. */
  beforeSend(): Promise<void>
  /** The source has certainly not acted on the last one. */
  notDone(): Promise<void>
}

/** @param way null: the write is no file */
export function guarded(
  ctx: Omit<PluginContext, 'fetch'> & Pick<SourceFetch, 'fetch'>,
  gate: Gate,
  way: FileWay | null = null,
  clock: EgressClock = systemClock,
): WritebackContext {
  return {
    ...ctx,
    async fetch(url, init) {
      const method = (init?.method ?? 'GET').toUpperCase()
      if (reads.has(method)) return ctx.fetch(url, init)
      const begins = method === 'POST' && way !== null && URL.parse(url)?.href === way.post
      if (!writes.has(method) && !begins) throw refused()
      await gate.mayBegin()
      try {
        // Sent once whatever the plugin says: the answer may be lost, and the deed done.
        const response = await ctx.fetch(url, { ...init, method, repeatable: false, beforeSend: gate.beforeSend })
        if (isRefusal(response.status)) await gate.notDone()
        return response
      } catch (failure) {
        if (isNeverActedOn(failure)) await gate.notDone()
        throw failure
      }
    },
    async putFile(url, bytes, contentType) {
      if (way === null) throw refused()
      let lost: SourceFailure | null = null
      for (let attempt = 1; ; attempt++) {
        try {
          return await way.put(url, bytes, contentType, gate.beforeSend)
        } catch (failure) {
          if (!(failure instanceof SourceFailure)) throw failure
          // An address that serves once refuses the second try of what the first has done: the first says more.
          if (failure.kind !== 'TRANSIENT') throw lost ?? failure
          lost = failure
          if (attempt >= tries.attempts) throw lost
        }
        await clock.sleep(backoffMs(attempt, tries, Math.random), ctx.signal)
      }
    },
    pause: (ms) => clock.sleep(ms, ctx.signal),
  }
}

/** A 408 comes of a gateway that has waited long enough: the request may be at work behind it. */
const isRefusal = (status: number) => (status >= 400 && status <= 499 && status !== 408) || status === 501

const isNeverActedOn = (failure: unknown) =>
  failure instanceof SourceFailure && troubleRules[failure.code as Trouble]?.repeat === 'ALWAYS'

/** @param post as WritebackFile declares it */
export function postAddress(baseUrl: string, post: string, key: string): string {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`
  return new URL(post.replaceAll('{key}', encodeURIComponent(key)), base).href
}

const refused = () =>
  new SourceFailure(
    'SYSTEM',
    'METHOD_REFUSED',
    'The plugin asked for a request that writeback never makes.',
    'The plugin needs an update. Nothing was sent.',
  )
