/** Which web pages may use the API from a browser. Programs send no Origin and are not meant. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config.ts'
import { sendError } from './replies.ts'

/**
 * The server's own pages and those of ALLOWED_ORIGINS; outside production also pages served from this machine, so that a front
 * end can be developed. No cookie is ever accepted, so this protects against confusion rather than forgery.
 */
export function isAllowedOrigin(config: Config, request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  const url = URL.parse(origin)
  if (!url) return false
  if (url.host === host || origin === (config.publicUrl && new URL(config.publicUrl).origin)) return true
  if (config.allowedOrigins.includes(origin)) return true
  return !config.production && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
}

/** What a page may send along, and which headers of the answer it may read. */
const requestHeaders = 'authorization, content-type, accept, x-graphql-cost'
const answerHeaders = 'x-request-id, retry-after, content-disposition'

/** Sets the headers by which a browser lets a page read the answer; answers false when it refused the page. */
export function admitPage(
  config: Config,
  methods: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  response.setHeader('vary', 'Origin')
  const { origin } = request.headers
  if (origin === undefined) return true
  if (!isAllowedOrigin(config, request)) {
    sendError(response, 403, 'FORBIDDEN', 'Pages of this origin may not use the API.', {
      hint: 'The operator of the server can add the origin to ALLOWED_ORIGINS.',
    })
    return false
  }
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', answerHeaders)
  if (request.method === 'OPTIONS') {
    response.setHeader('access-control-allow-methods', methods.join(', '))
    response.setHeader('access-control-allow-headers', requestHeaders)
    response.setHeader('access-control-max-age', '600')
  }
  return true
}
