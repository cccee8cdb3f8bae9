/**
 * The web client, as `npm run build` left it in web/dist: its page at `/` and at its own addresses, and its hashed assets.
 *
 * Only browsers that ask for a page (Accept: text/html) are answered with it, so that programs get the API's own answers
 * everywhere. The files are read once; what is served is what lay there then, and nothing outside it can be named.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, resolve } from 'node:path'
import type { SignOn } from '../auth/signOn.ts'
import type { Route } from './routes.ts'

const builtFolder = resolve(import.meta.dirname, '../../web/dist')

/** First parts of the paths that are the API's, also where they name nothing. */
const apiParts = new Set(
  [
    'graphql',
    'files',
    'uploads',
    'webhooks',
    'health',
    'ready',
    'metrics',
    'preset-schema.json',
    'check',
    'sign-on',
  ].map((part) => `/${part}`),
)

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Scripts and styles of this server alone, and no page may frame it. Nothing inline: an injected tag does nothing.
 * @param tokenOrigin where the web client exchanges the code of a sign-in; the only other host it may ask
 */
const securityPolicy = (tokenOrigin: string | null) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${tokenOrigin === null ? '' : ` ${tokenOrigin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')

interface Asset {
  type: string
  /** By the name of the coding in Accept-Encoding. */
  bodies: { identity: Buffer; br?: Buffer; gzip?: Buffer }
  /** Whether its name changes with its content. */
  hashed: boolean
}

const methods = ['GET', 'HEAD']

/** Answers the route of the web client for a request, null where it has none. */
export function createWeb(
  signOn: Pick<SignOn, 'tokenOrigin'>,
  folder = builtFolder,
): (path: string, request: IncomingMessage) => Route | null {
  let assets: Map<string, Asset> | null = null
  return (path, request) => {
    if (!methods.includes(request.method ?? '')) return null
    // Built after the server has started: looked for again at the next page.
    assets ??= readAssets(folder)
    const asset = assets?.get(path)
    if (asset && path !== '/index.html') return routeOf('/assets', (response) => send(request, response, asset))
    const isApi = apiParts.has(path.split('/', 2).join('/'))
    if (isApi || path.includes('.') || !asksForPage(request)) return null
    const page = assets?.get('/index.html')
    if (page) {
      return routeOf('/ (web client)', async (response) => send(request, response, page, await signOn.tokenOrigin()))
    }
    return path === '/' ? routeOf('/ (web client)', sendNotBuilt) : null
  }
}

function routeOf(name: string, answer: (response: ServerResponse) => Promise<void> | void): Route {
  return { name, methods, crossOrigin: false, handler: (_request, response) => answer(response) }
}

const asksForPage = ({ headers }: IncomingMessage) => /\btext\/html\b/.test(headers.accept ?? '')

function readAssets(folder: string): Map<string, Asset> | null {
  if (!existsSync(join(folder, 'index.html'))) return null
  const assets = new Map<string, Asset>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = mediaTypes[extname(name)]
    if (!type) continue
    const path = join(folder, name)
    const copy = (ending: string) => (existsSync(path + ending) ? readFileSync(path + ending) : undefined)
    const bodies = { identity: readFileSync(path), br: copy('.br'), gzip: copy('.gz') }
    const address = `/${name.replaceAll('\\', '/')}`
    assets.set(address, { type, bodies, hashed: address.startsWith('/assets/') })
  }
  return assets
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset,
  tokenOrigin: string | null = null,
): void {
  const coding = codingFor(request, asset)
  const body = asset.bodies[coding]!
  setPageHeaders(response, tokenOrigin)
  if (coding !== 'identity') response.setHeader('content-encoding', coding)
  response.setHeader('vary', 'Accept, Accept-Encoding')
  // The page names the assets of its version: it is asked for anew each time, they never change under their names.
  response.setHeader('cache-control', asset.hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  response.writeHead(200, { 'content-type': asset.type, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function codingFor({ headers }: IncomingMessage, { bodies }: Asset): 'br' | 'gzip' | 'identity' {
  const accepted = String(headers['accept-encoding'] ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]!.trim())
  for (const coding of ['br', 'gzip'] as const) if (bodies[coding] && accepted.includes(coding)) return coding
  return 'identity'
}

function setPageHeaders(response: ServerResponse, tokenOrigin: string | null = null): void {
  response.setHeader('content-security-policy', securityPolicy(tokenOrigin))
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
}

function sendNotBuilt(response: ServerResponse): void {
  setPageHeaders(response)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(notBuilt)
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Metro 2 for lenders</title>
<h1>The web client is not built</h1>
<p>Run <code>npm ci</code> and <code>npm run build</code> in the folder of the server, then load this page again.</p>
<p>The API works without it, at <code>/graphql</code>.</p></html>
`
