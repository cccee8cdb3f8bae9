/** What stands at which path. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { App } from '../app.ts'
import type { Authenticator, Viewer } from '../auth/authenticate.ts'
import type { SignOn } from '../auth/signOn.ts'
import { isViewer } from '../auth/viewer.ts'
import { sendPresetSchema } from '../presets/jsonSchema.ts'
import { createReceiver, webhookPath } from '../webhooks/receive.ts'
import { bufferBody } from './body.ts'
import { checkPath, createChecker } from './check.ts'
import { filePath, sendFile, sendTestExtract, testExtractPath } from './files.ts'
import type { Yoga } from './graphql.ts'
import { limits } from './limits.ts'
import { createProbes } from './ready.ts'
import { sendError, sendJson, sendUnauthorized } from './replies.ts'
import type { Sessions } from './sessions.ts'
import { sendSignOn, signOnPath } from './signOn.ts'
import { takeUpload, uploadsPath } from './uploads.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void> | void

export interface Route {
  /** The pattern, which is what metrics call it by. */
  name: string
  methods: readonly string[]
  /** Whether its bodies take as long as they take, and are watched by the handler. */
  longBody?: boolean
  /** Whether pages of allowed origins may use it from a browser. */
  crossOrigin: boolean
  handler: Handler
}

export interface RouteParts {
  app: App
  yoga: Yoga
  authenticator: Authenticator
  sessions: Sessions
  signOn: SignOn
  isClosing(): boolean
}

/** Answers the route of a path; null when there is none. */
export function createRouter(parts: RouteParts): (path: string) => Route | null {
  const fixed: Record<string, Handler> = {
    '/': (_request, response) => sendJson(response, 200, landing),
    [signOnPath]: (_request, response) => sendSignOn(parts.signOn, response),
    '/preset-schema.json': (_request, response) => sendPresetSchema(response),
    ...watchHandlers(parts),
    '/graphql': (request, response, requestId) => graphql(parts, request, response, requestId),
  }
  const receive = createReceiver(parts.app)
  const check = createChecker(parts.app)
  return (path) => {
    const handler = Object.hasOwn(fixed, path) ? fixed[path] : undefined
    if (handler) {
      const api = path === '/graphql'
      return { name: path, methods: api ? ['GET', 'POST'] : reading, crossOrigin: api, handler }
    }
    if (path === checkPath) {
      const handler = proven(parts, (_viewer, request, response) => check(request, response))
      return { name: path, methods: ['POST'], longBody: true, crossOrigin: true, handler }
    }
    if (path === uploadsPath) {
      const take = proven(parts, (viewer, request, response) => takeUpload(parts.app, viewer, request, response))
      return { name: path, methods: ['POST'], longBody: true, crossOrigin: true, handler: take }
    }
    const hooked = webhookPath.exec(path)?.[1]
    if (hooked !== undefined) {
      const handler: Handler = (request, response) => receive(request, response, hooked)
      return { name: '/webhooks/:id', methods: ['POST', 'PUT'], crossOrigin: false, handler }
    }
    const fileId = filePath.exec(path)?.[1]
    if (fileId !== undefined) {
      const send = proven(parts, (viewer, request, response) => sendFile(parts.app, viewer, fileId, request, response))
      return { name: '/files/:id', methods: reading, crossOrigin: true, handler: send }
    }
    const connectionId = testExtractPath.exec(path)?.[1]
    if (connectionId === undefined) return null
    const extract = proven(parts, (viewer, _request, response) =>
      sendTestExtract(parts.app, viewer, connectionId, response),
    )
    return { name: '/files/test-extracts/:id', methods: ['GET'], crossOrigin: true, handler: extract }
  }
}

type WatchParts = Pick<RouteParts, 'app' | 'authenticator' | 'isClosing'>

/** The routes of a process that only works runs. */
export function createWatchRouter(parts: WatchParts): (path: string) => Route | null {
  const handlers = watchHandlers(parts)
  return (path) => {
    const handler = Object.hasOwn(handlers, path) ? handlers[path] : undefined
    return handler ? { name: path, methods: reading, crossOrigin: false, handler } : null
  }
}

/** For whoever watches the process. */
function watchHandlers(parts: WatchParts): Record<string, Handler> {
  const probes = createProbes(parts.app, parts.isClosing)
  return {
    '/health': (_request, response) => probes.health(response),
    '/ready': (_request, response) => probes.ready(response),
    '/metrics': (request, response) => metrics(parts, request, response),
  }
}

/** For whoever proves who they are. */
function proven(
  { authenticator }: RouteParts,
  work: (viewer: Viewer, request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Handler {
  return async (request, response) => {
    const proof = await authenticator.authenticate(request.headers.authorization)
    return isViewer(proof) ? work(proof, request, response) : sendUnauthorized(response, proof)
  }
}

const reading = ['GET', 'HEAD']

const landing = {
  name: 'Metro 2 for lenders',
  graphql: '/graphql (POST, GET for queries, Server-Sent Events, WebSocket); Authorization: Bearer <API key>',
  health: '/health',
  ready: '/ready',
  metrics: '/metrics (from this machine, or with an ADMIN key)',
}

async function metrics({ app, authenticator }: WatchParts, request: IncomingMessage, response: ServerResponse) {
  const proof = await authenticator.authenticate(request.headers.authorization)
  const isAdmin = isViewer(proof) && proof.role === 'ADMIN'
  // A scraper on the same machine needs no key, unless it came through a proxy there.
  if (!isAdmin && !isDirectLoopback(request)) return sendUnauthorized(response, isViewer(proof) ? null : proof)
  response.writeHead(200, { 'content-type': app.metrics.contentType }).end(await app.metrics.page())
}

function isDirectLoopback({ socket, headers }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const loopback = address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
  return loopback && !('x-forwarded-for' in headers) && !('forwarded' in headers)
}

async function graphql(parts: RouteParts, request: IncomingMessage, response: ServerResponse, requestId: string) {
  const { app, yoga, authenticator } = parts
  if (isGraphiqlPage(app, request)) return void (await yoga(request, response, nobody))
  const viewer = await authenticator.authenticate(request.headers.authorization)
  if (!isViewer(viewer)) return sendUnauthorized(response, viewer)
  if (request.method === 'POST' && !(await bufferBody(request, limits.bodyBytes))) {
    return sendError(response, 413, 'BAD_REQUEST', `The body is larger than ${limits.bodyBytes} bytes.`, {
      limit: limits.bodyBytes,
    })
  }
  if (isEventStream(request)) {
    const refusal = parts.sessions.refusal(viewer)
    if (refusal !== null) {
      const hint = 'End some, or try again later.'
      return sendError(response, 429, 'TOO_MANY_SUBSCRIPTIONS', `${refusal}.`, { hint })
    }
    holdStream(parts, viewer, response)
  }
  await yoga(request, response, { viewer, requestId })
}

/** An event stream is a session: it ends when the key does. */
function holdStream({ app, sessions }: RouteParts, viewer: Viewer, response: ServerResponse) {
  const streams = app.metrics.openSubscriptions.labels({ transport: 'sse' })
  const remove = sessions.add({ viewer, close: () => response.destroy() })
  streams.inc()
  response.once('close', () => {
    streams.dec()
    remove()
  })
}

const isEventStream = ({ headers }: IncomingMessage) => /\btext\/event-stream\b/.test(headers.accept ?? '')

/** For the GraphiQL page, which runs nothing. */
const nobody = { viewer: null as never, requestId: '' }

function isGraphiqlPage({ config }: App, request: IncomingMessage): boolean {
  const query = (request.url ?? '').split('?')[1] ?? ''
  const asksHtml = /\btext\/html\b/.test(request.headers.accept ?? '')
  return config.graphiql && request.method === 'GET' && asksHtml && !new URLSearchParams(query).has('query')
}
