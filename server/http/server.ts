/** The HTTP server: takes requests in, counts them, and comes to an orderly end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { schema } from '../../schema/index.ts'
import type { App } from '../app.ts'
import { createAuthenticator } from '../auth/authenticate.ts'
import { createSignOn } from '../auth/signOn.ts'
import { newId } from '../ids.ts'
import { createGraphql } from './graphql.ts'
import { admitPage } from './origins.ts'
import { rememberProofs } from './proofs.ts'
import { sendError, setHeaders } from './replies.ts'
import { createRouter, type Route } from './routes.ts'
import { createSessions } from './sessions.ts'
import { createWeb } from './web.ts'
import { attachWebSockets } from './websocket.ts'

export interface HttpServer {
  server: Server
  /** Stops taking connections, ends sockets and streams, waits for requests at work. */
  close(): Promise<void>
}

// Kept longer than clients and load balancers keep a connection: the one who might still write must be the one to close it.
// Bodies have a time of their own by route (`limitBody`): the one of the server would end long uploads.
const serverOptions = { requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 75_000 }
const defaultBodyMs = 60_000

/** @param bodyMs how long a body may take to come, but for those that are files */
export function createHttpServer(app: App, bodyMs = defaultBodyMs): HttpServer {
  const authenticator = rememberProofs(createAuthenticator(app), app.now)
  const sessions = createSessions(authenticator, app.now, app.log, app.config.sockets)
  const yoga = createGraphql(app, schema, { onMutation: authenticator.forget })
  let closing = false
  const signOn = createSignOn(app)
  const router = createRouter({ app, yoga, authenticator, sessions, signOn, isClosing: () => closing })
  const web = createWeb(signOn)

  const server = createServer(serverOptions, async (request, response) => {
    const path = (request.url ?? '/').split('?')[0]!
    const known = router(path)
    // Browsers that ask for a page get the web client where the API has nothing, and at its landing place.
    const route = known === null || path === '/' ? (web(path, request) ?? known) : known
    const requestId = newId()
    const name = route?.name ?? 'other'
    const stop = app.metrics.httpRequestSeconds.startTimer({ method: request.method, route: name })
    response.once('close', () => stop({ status: String(response.statusCode) }))
    setHeaders(response, requestId)
    if (closing) response.setHeader('connection', 'close')
    if (!route?.longBody) limitBody(request, response, bodyMs)
    try {
      await answer(app, route, request, response, requestId)
    } catch (error) {
      app.log.error({ err: error, requestId, route: name }, 'request failed')
      if (response.headersSent) return void response.destroy()
      const message = `Something went wrong in the server. Its log has the cause under ${requestId}.`
      sendError(response, 500, 'INTERNAL_SERVER_ERROR', message, { logId: requestId })
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

/** Ends a request whose body does not come to its end: somebody may hold connections open by sending a byte a minute. */
function limitBody(request: IncomingMessage, response: ServerResponse, bodyMs: number): void {
  const timer = setTimeout(() => {
    if (request.complete) return
    if (response.headersSent) return void request.destroy()
    response.setHeader('connection', 'close')
    response.once('finish', () => request.destroy())
    sendError(response, 408, 'BAD_REQUEST', 'The body did not come to its end in time.')
  }, bodyMs)
  timer.unref()
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer))
}

async function answer(
  app: App,
  route: Route | null,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  if (!route) return sendError(response, 404, 'NOT_FOUND', 'There is nothing here. The API is at /graphql.')
  const { methods, crossOrigin } = route
  if (crossOrigin && !admitPage(app.config, [...methods, 'OPTIONS'], request, response)) return
  const method = request.method ?? ''
  if (!methods.includes(method)) {
    response.setHeader('allow', [...methods, 'OPTIONS'].join(', '))
    if (method === 'OPTIONS') return void response.writeHead(204).end()
    return sendError(response, 405, 'BAD_REQUEST', `${method} does nothing here. Use ${methods.join(' or ')}.`)
  }
  await route.handler(request, response, requestId)
}
