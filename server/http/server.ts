/** The HTTP server: routes, headers every answer carries, and an orderly end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { schema } from '../../schema/index.ts'
import type { App } from '../app.ts'
import { createAuthenticator, type Viewer } from '../auth/authenticate.ts'
import { newId } from '../ids.ts'
import { bufferBody } from './body.ts'
import { sendTestExtract, testExtractPath } from './files.ts'
import { createGraphql } from './graphql.ts'
import { limits } from './limits.ts'
import { isAllowedOrigin } from './origins.ts'
import { createSessions } from './sessions.ts'
import { attachWebSockets } from './websocket.ts'

export interface HttpServer {
  server: Server
  /** Stops taking connections, ends sockets and streams, waits for requests at work. */
  close(): Promise<void>
}

/** Answers one route. The pattern is what metrics call it. */
type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void> | void

export function createHttpServer(app: App): HttpServer {
  const authenticator = createAuthenticator(app)
  const sessions = createSessions(authenticator, app.now, app.log)
  const yoga = createGraphql(app, schema)
  let closing = false

  /** An event stream is a session: it ends when the key does. */
  const holdStream = (viewer: Viewer, response: ServerResponse) => {
    const streams = app.metrics.openSubscriptions.labels({ transport: 'sse' })
    const remove = sessions.add({ viewer, close: () => response.destroy() })
    streams.inc()
    response.once('close', () => {
      streams.dec()
      remove()
    })
  }

  const routes: Record<string, Handler> = {
    '/': (_request, response) => sendJson(response, 200, landing),
    '/health': (_request, response) => sendJson(response, 200, { status: 'ok' }),
    async '/ready'(_request, response) {
      const database = closing ? false : await answers(app)
      sendJson(response, database ? 200 : 503, { status: closing ? 'stopping' : database ? 'ready' : 'no database' })
    },
    async '/metrics'(request, response) {
      const viewer = await authenticator.authenticate(request.headers.authorization)
      // A scraper on the same machine needs no key, unless it came through a proxy there.
      if (!(viewer?.role === 'ADMIN' || isDirectLoopback(request))) return sendUnauthorized(response)
      response.writeHead(200, { 'content-type': app.metrics.contentType }).end(await app.metrics.page())
    },
    async '/graphql'(request, response, requestId) {
      if (!allowOrigin(app, request, response)) return
      if (isGraphiqlPage(app, request)) return void (await yoga(request, response, nobody))
      const viewer = await authenticator.authenticate(request.headers.authorization)
      if (!viewer) return sendUnauthorized(response)
      if (request.method === 'POST' && !(await bufferBody(request, limits.bodyBytes))) {
        return sendGraphqlError(response, 413, 'BAD_USER_INPUT', `The body is larger than ${limits.bodyBytes} bytes.`)
      }
      if (isEventStream(request)) holdStream(viewer, response)
      await yoga(request, response, { viewer, requestId })
    },
  }

  /** The handler of a path, and the pattern that metrics call it by. */
  const route = (path: string): { name: string; handler: Handler } | null => {
    const handler = Object.hasOwn(routes, path) ? routes[path] : undefined
    if (handler) return { name: path, handler }
    const extract = testExtractPath.exec(path)?.[1]
    if (extract === undefined) return null
    return {
      name: '/files/test-extracts/:id',
      async handler(request, response) {
        const viewer = await authenticator.authenticate(request.headers.authorization)
        if (!viewer) return sendUnauthorized(response)
        await sendTestExtract(app, viewer, extract, response)
      },
    }
  }

  // Longer than clients and load balancers keep a connection: the one who might still write must be the one to close it.
  const options = { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 75_000 }
  const server = createServer(options, async (request, response) => {
    const path = (request.url ?? '/').split('?')[0]!
    const found = route(path)
    const name = found?.name ?? 'other'
    const requestId = newId()
    const stop = app.metrics.httpRequestSeconds.startTimer({ method: request.method, route: name })
    response.once('close', () => stop({ status: String(response.statusCode) }))
    setHeaders(response, requestId)
    if (closing) response.setHeader('connection', 'close')
    try {
      if (!found) sendJson(response, 404, { error: 'There is nothing here. The API is at /graphql.' })
      else if (path !== '/graphql' && !isRead(request)) sendJson(response, 405, { error: 'Use GET.' })
      else await found.handler(request, response, requestId)
    } catch (error) {
      app.log.error({ err: error, requestId, route: name }, 'request failed')
      if (response.headersSent) response.destroy()
      else
        sendJson(response, 500, {
          error: `Something went wrong in the server. Its log has the cause under ${requestId}.`,
        })
    }
  })
  const sockets = attachWebSockets(server, app, yoga, authenticator, sessions)

  return {
    server,
    async close() {
      closing = true
      sessions.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      sessions.closeAll()
      await sockets.close()
      server.closeIdleConnections()
      await closed
      await yoga.dispose()
    },
  }
}

const landing = {
  name: 'Metro 2 for lenders',
  graphql: '/graphql (POST, GET for queries, Server-Sent Events, WebSocket); Authorization: Bearer <API key>',
  health: '/health',
  ready: '/ready',
  metrics: '/metrics (from this machine, or with an ADMIN key)',
}

/** For the GraphiQL page, which runs nothing. */
const nobody = { viewer: null as never, requestId: '' }

const isEventStream = ({ headers }: IncomingMessage) => /\btext\/event-stream\b/.test(headers.accept ?? '')

const isRead = ({ method }: IncomingMessage) => method === 'GET' || method === 'HEAD'

function isGraphiqlPage({ config }: App, request: IncomingMessage): boolean {
  const query = (request.url ?? '').split('?')[1] ?? ''
  const asksHtml = /\btext\/html\b/.test(request.headers.accept ?? '')
  return config.graphiql && request.method === 'GET' && asksHtml && !new URLSearchParams(query).has('query')
}

/** Answers false when the request has been answered: a preflight, or an origin that is not allowed. */
function allowOrigin({ config }: App, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  if (!isAllowedOrigin(config, request)) {
    sendGraphqlError(response, 403, 'FORBIDDEN', 'Pages of this origin may not use the API.')
    return false
  }
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('vary', 'Origin')
  if (request.method !== 'OPTIONS') return true
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, accept, x-graphql-cost',
      'access-control-max-age': '600',
    })
    .end()
  return false
}

function setHeaders(response: ServerResponse, requestId: string) {
  response.setHeader('x-request-id', requestId)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-site')
  // Answers hold personal data; no cache on the way may keep them.
  response.setHeader('cache-control', 'no-store')
}

function sendJson(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function sendGraphqlError(response: ServerResponse, status: number, code: string, message: string) {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] })
}

function sendUnauthorized(response: ServerResponse) {
  response.setHeader('www-authenticate', 'Bearer')
  const message = 'Send a valid key: Authorization: Bearer <API key>. It may be missing, misspelt, expired or revoked.'
  sendGraphqlError(response, 401, 'UNAUTHENTICATED', message)
}

function isDirectLoopback({ socket, headers }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const loopback = address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
  return loopback && !('x-forwarded-for' in headers) && !('forwarded' in headers)
}

async function answers(app: App): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref())
  const query = app.database.sql('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([query, late])
}
