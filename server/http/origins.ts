/** Which web pages may use the API from a browser. Programs send no Origin and are not meant. */
import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'

/**
 * The server's own pages; outside production also pages served from this machine, so that a front end can be developed. No cookie
 * is ever accepted, so this protects against confusion rather than forgery.
 */
export function isAllowedOrigin(config: Config, request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  const url = URL.parse(origin)
  if (!url) return false
  if (url.host === host || origin === (config.publicUrl && new URL(config.publicUrl).origin)) return true
  return !config.production && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
}
