/** What a worker process answers over HTTP: whether it lives, whether it can work, and its metrics. */
import { createServer } from 'node:http'
import type { App } from '../app.ts'
import { createAuthenticator } from '../auth/authenticate.ts'
import { newId } from '../ids.ts'
import { sendError, setHeaders } from './replies.ts'
import { createWatchRouter } from './routes.ts'
import type { HttpServer } from './server.ts'

export function createWatchServer(app: App): HttpServer {
  const authenticator = createAuthenticator(app)
  let closing = false
  const router = createWatchRouter({ app, authenticator, isClosing: () => closing })
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 }, async (request, response) => {
    const route = router((request.url ?? '/').split('?')[0]!)
    const requestId = newId()
    const name = route?.name ?? 'other'
    const stop = app.metrics.httpRequestSeconds.startTimer({ method: request.method, route: name })
    response.once('close', () => stop({ status: String(response.statusCode) }))
    setHeaders(response, requestId)
    if (closing) response.setHeader('connection', 'close')
    if (!route) {
      return sendError(response, 404, 'NOT_FOUND', 'This process works runs. It has /health, /ready and /metrics.')
    }
    if (!route.methods.includes(request.method ?? '')) {
      response.setHeader('allow', route.methods.join(', '))
      return sendError(response, 405, 'BAD_REQUEST', `Use ${route.methods.join(' or ')}.`)
    }
    try {
      await route.handler(request, response, requestId)
    } catch (error) {
      app.log.error({ err: error, requestId, route: name }, 'request failed')
      if (response.headersSent) return void response.destroy()
      sendError(
        response,
        500,
        'INTERNAL_SERVER_ERROR',
        `Something went wrong. The log has the cause under ${requestId}.`,
      )
    }
  })
  return {
    server,
    async close() {
      closing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await closed
    },
  }
}
