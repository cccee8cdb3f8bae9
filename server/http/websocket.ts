/** GraphQL over WebSocket (protocol graphql-transport-ws). The key stands in `connectionParams.authorization`. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ExecutionArgs } from 'graphql'
import { GraphQLError } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { App } from '../app.ts'
import type { Authenticator, Viewer } from '../auth/authenticate.ts'
import { endOfProof, isViewer } from '../auth/viewer.ts'
import { newId } from '../ids.ts'
import { coded, maskError } from './errors.ts'
import type { Yoga } from './graphql.ts'
import { isAllowedOrigin } from './origins.ts'
import { closeCodes, type Sessions } from './sessions.ts'

const subscriptionsPerSocket = 50
const initTimeoutMs = 5_000
const keepAliveMs = 12_000
const maxPayload = 128 * 1024

interface Extra extends Record<PropertyKey, unknown> {
  viewer?: Viewer
  /** Ends all that runs on the socket. */
  ended?: AbortController
  /** Ids of its open subscriptions, as opposed to queries. */
  streams?: Set<string>
}

export interface WebSockets {
  close(): Promise<void>
}

export function attachWebSockets(
  server: Server,
  app: App,
  yoga: Yoga,
  authenticator: Authenticator,
  sessions: Sessions,
): WebSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0]
    const refusal =
      path !== '/graphql' ? '404 Not Found' : isAllowedOrigin(app.config, request) ? null : '403 Forbidden'
    if (refusal) {
      // Nobody else listens to this socket any more; a client that hangs up first must not end the process.
      socket.on('error', () => socket.destroy())
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request)
      // graphql-ws would print what a client does wrong (a message too large) as an error of ours. ws closes the socket itself.
      client.removeAllListeners('error')
      client.on('error', (error) => app.log.debug({ err: error }, 'a WebSocket client broke the protocol'))
    })
  })
  const openSubscriptions = app.metrics.openSubscriptions.labels({ transport: 'websocket' })
  const disposable = useServer<Record<string, unknown>, Extra>(
    {
      // Also while developing: no message of an error of ours in the reason of a closing.
      isProd: true,
      connectionInitWaitTimeout: initTimeoutMs,
      async onConnect({ extra, connectionParams }) {
        const given = connectionParams?.authorization ?? connectionParams?.Authorization
        const proof = authenticator.authenticate(typeof given === 'string' ? given : undefined)
        const viewer = await proof.catch((error: unknown) => {
          app.log.error({ err: error }, 'a WebSocket client could not be authenticated')
          extra.socket.close(closeCodes.failed, 'Internal server error')
          return null
        })
        if (!isViewer(viewer)) {
          extra.socket.close(closeCodes.unauthorized, viewer ? 'Key expired' : 'Unauthorized')
          return false
        }
        const refusal = sessions.refusal(viewer)
        if (refusal !== null) {
          extra.socket.close(closeCodes.tryLater, refusal)
          return false
        }
        extra.viewer = viewer
        extra.ended = new AbortController()
        extra.streams = new Set()
        const { socket } = extra
        const remove = sessions.add({
          viewer,
          close(code, reason) {
            socket.close(code, reason)
            // A client that does not answer the closing is cut off.
            setTimeout(() => socket.terminate(), 2_000).unref()
          },
        })
        socket.once('close', () => {
          remove()
          extra.ended?.abort()
          openSubscriptions.dec(extra.streams?.size ?? 0)
          extra.streams?.clear()
        })
        return true
      },
      async onSubscribe({ extra, subscriptions }, _id, payload) {
        const ended = endOfProof(extra.viewer!, app.now())
        // The socket itself is looked at every two seconds; nothing new begins on it meanwhile.
        if (ended) {
          extra.socket.close(closeCodes.unauthorized, ended)
          return [new GraphQLError(`${ended}.`, { extensions: { code: 'UNAUTHENTICATED' } })]
        }
        // Its own id is among them already.
        if (Object.keys(subscriptions).length > subscriptionsPerSocket) return [tooMany()]
        return prepare(yoga, extra as Required<Extra>, payload).catch((error: unknown) => [
          maskError(app.log, error, { suggestions: app.config.introspection }),
        ])
      },
      execute: (args) => rootOf(args).execute(args as ExecutionArgs),
      subscribe: (args) => rootOf(args).subscribe(args as ExecutionArgs),
      onOperation({ extra }, id, _payload, _args, result) {
        if (!(Symbol.asyncIterator in (result as object))) return
        extra.streams?.add(id)
        openSubscriptions.inc()
      },
      onComplete({ extra }, id) {
        if (extra.streams?.delete(id)) openSubscriptions.dec()
      },
    },
    sockets,
    keepAliveMs,
  )
  return {
    async close() {
      await disposable.dispose()
      for (const client of sockets.clients) client.terminate()
    },
  }
}

interface Enveloped {
  execute(args: ExecutionArgs): never
  subscribe(args: ExecutionArgs): never
}

const rootOf = (args: { rootValue?: unknown }) => args.rootValue as Enveloped

/** Parses and validates with the same limits as HTTP; answers the errors, or what to execute. */
async function prepare(yoga: Yoga, extra: Required<Extra>, payload: SubscribePayload) {
  const asked = { viewer: extra.viewer, requestId: newId(), signal: extra.ended.signal, params: payload }
  const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped(asked)
  let document: ReturnType<typeof parse>
  try {
    document = parse(payload.query)
  } catch (error) {
    if (error instanceof GraphQLError) return [coded(error, 'GRAPHQL_PARSE_FAILED')]
    throw error
  }
  const errors = validate(schema, document)
  // graphql-yoga gives the codes only to what goes over HTTP.
  if (errors.length > 0) return errors.map((error: GraphQLError) => coded(error, 'GRAPHQL_VALIDATION_FAILED'))
  return {
    schema,
    document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue: await contextFactory(),
    rootValue: { execute, subscribe },
  }
}

function tooMany(): GraphQLError {
  return new GraphQLError(`A socket holds at most ${subscriptionsPerSocket} subscriptions.`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', hint: 'Complete some, or open another socket.' },
  })
}
