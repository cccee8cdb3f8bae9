/** The way to the API: queries and mutations over HTTP, subscriptions over one WebSocket that comes back by itself. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { createClient as createSocketClient, type Client as SocketClient } from 'graphql-ws'
import { Client, fetchExchange, mapExchange, stringifyDocument } from 'urql'
import { createCache } from './cache.ts'
import { createReach, keepShown, type Reach, watchReach } from './reach.ts'
import { type Sending, sendFile } from './sendFile.ts'

export interface Api {
  urql: Client
  /** Without the cache: for long lists, which are shown once and would fill it. */
  uncached: Client
  /** Whether the server answers. */
  reach: Reach
  /** Whether the socket stands; told of every change. Answers what to call to be told no more. */
  onSocket(listener: (state: SocketState) => void): () => void
  /**
   * Follows a subscription until it completes. `variables` is asked anew each time the socket comes back, so that a stream goes
   * on after what was received.
   */
  follow<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: () => Variables,
    sink: { next(result: Result): void; complete(): void; error(message: string): void },
  ): () => void
  /** A request to a route beside GraphQL (downloads), in the name of whoever is signed in. */
  send(path: string): Promise<Response>
  /** A file to a route beside GraphQL, in the same name. @throws Error when it did not arrive, or was stopped */
  sendFile(path: string, file: File, sending: Pick<Sending, 'signal' | 'onProgress'>): Promise<Response>
  close(): void
}

export type SocketState = 'idle' | 'open' | 'lost'

/** Closing codes that say the key is no longer good. */
const refusedCodes = [4401, 4403]

/**
 * @param bearer the key or token as it is now: a token is renewed
 * @param onRefused told once the server no longer takes it
 */
export function createApi(bearer: () => string, onRefused: () => void): Api {
  const headers = () => ({ authorization: `Bearer ${bearer()}` })
  /** What the socket was opened with. The server closes it when that ends, also when there is a new one by then. */
  let socketBearer = ''
  const isRefusal = (code: number) => refusedCodes.includes(code) && socketBearer === bearer()
  const listeners = new Set<(state: SocketState) => void>()
  const tell = (state: SocketState) => {
    for (const listener of listeners) listener(state)
  }
  const sockets = createSocketClient({
    url: new URL('/graphql', location.href).href.replace(/^http/, 'ws'),
    connectionParams() {
      socketBearer = bearer()
      return headers()
    },
    keepAlive: 20_000,
    // Each stream takes itself up again (follow), at the place where it stood.
    retryAttempts: 0,
    on: {
      connected: () => tell('open'),
      closed(event) {
        const code = (event as CloseEvent).code
        if (isRefusal(code)) onRefused()
        tell(code === 1000 ? 'idle' : 'lost')
      },
    },
  })
  const options = {
    url: '/graphql',
    // Variables may name people: they belong into the body, not into addresses.
    preferGetMethod: false,
    fetchOptions: (): RequestInit => ({ headers: headers(), credentials: 'omit', cache: 'no-store' }),
  } as const
  const refusals = mapExchange({
    onError(error) {
      if (error.response?.status === 401) onRefused()
    },
  })
  const reach = createReach()
  const watch = watchReach(reach)
  const urql: Client = new Client({
    ...options,
    requestPolicy: 'cache-and-network',
    exchanges: [refusals, keepShown(reach, () => urql), createCache(), watch, fetchExchange],
  })
  const exchanges = [refusals, watch, fetchExchange]
  const uncached = new Client({ ...options, requestPolicy: 'network-only', exchanges })
  return {
    reach,
    urql,
    uncached,
    onSocket(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    follow: (document, variables, sink) => follow(sockets, isRefusal, stringifyDocument(document), variables, sink),
    async send(path) {
      const answer = await fetch(path, { headers: headers(), credentials: 'omit', cache: 'no-store' })
      if (answer.status === 401) onRefused()
      return answer
    },
    async sendFile(path, file, sending) {
      const answer = await sendFile(path, file, { ...sending, headers: headers() })
      if (answer.status === 401) onRefused()
      return answer
    },
    close: () => void sockets.dispose(),
  }
}

const retryMs = [250, 500, 1_000, 2_000, 5_000]

function follow<Result, Variables>(
  sockets: SocketClient,
  isRefusal: (code: number) => boolean,
  query: string,
  variables: () => Variables,
  sink: { next(result: Result): void; complete(): void; error(message: string): void },
): () => void {
  let ended = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let unsubscribe = () => {}
  const start = () => {
    unsubscribe = sockets.subscribe<Result>(
      { query, variables: variables() as Record<string, unknown> },
      {
        next({ data, errors }) {
          failures = 0
          if (errors) return finish(() => sink.error(errors.map((error) => error.message).join(' ')))
          if (data && !ended) sink.next(data)
        },
        error(cause) {
          if (ended) return
          // Errors of the operation come as a list; everything else is a socket that broke.
          if (Array.isArray(cause)) return finish(() => sink.error(cause.map((error) => error.message).join(' ')))
          if (isRefusal((cause as CloseEvent).code)) return finish(() => {})
          timer = setTimeout(start, retryMs[Math.min(failures++, retryMs.length - 1)])
        },
        complete: () => finish(() => sink.complete()),
      },
    )
  }
  const finish = (tell: () => void) => {
    if (ended) return
    ended = true
    tell()
  }
  start()
  return () => {
    ended = true
    clearTimeout(timer)
    unsubscribe()
  }
}
