/**
 * An identity provider for tests: OpenID Connect over node:http with real RS256 keys. It enforces what a strict one does: the
 * registered redirect address, PKCE with S256, codes and refresh tokens that work once, and CORS for the registered origin alone.
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the access token of a user says beside the standard claims. */
export type UserClaims = Record<string, unknown>

export interface IdentityProvider {
  issuer: string
  jwksUrl: string
  clientId: string
  audience: string
  /** Who may sign in, by name. */
  users: Map<string, UserClaims>
  /** Life of access tokens. */
  lifeSeconds: number
  /** Set to change what is answered: claims of the next ID token, the error of the next token request. */
  next: { idToken?: Record<string, unknown>; tokenError?: string }
  /** `authorization_code` and `refresh_token`, as they were granted. */
  grants: string[]
  /** Parameters of the requests to authorize and to sign out. */
  asked: Record<string, string>[]
  signedOut: Record<string, string>[]
  /** The application that may use it: its origin. */
  register(origin: string): void
  close(): Promise<void>
}

interface Code {
  user: string
  redirectUri: string
  challenge: string
  nonce: string
  scope: string
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, Code>()
  let origin = ''
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider: IdentityProvider = {
    ...{ issuer, jwksUrl: `${issuer}/jwks`, clientId: 'metro2-web', audience: 'metro2-api', lifeSeconds: 600 },
    ...{ users: new Map(), next: {}, grants: [], asked: [], signedOut: [] },
    register(value) {
      origin = value
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  const token = (claims: object) => {
    const text = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  const tokensOf = (code: Code) => {
    const now = Math.floor(Date.now() / 1_000)
    const common = { iss: issuer, sub: code.user, iat: now, exp: now + provider.lifeSeconds }
    const { idToken = {} } = provider.next
    provider.next = {}
    const refresh = code.scope.split(' ').includes('offline_access') ? randomUUID() : undefined
    if (refresh) refreshTokens.set(refresh, code)
    return {
      ...{
        token_type: 'Bearer',
        expires_in: Math.max(1, provider.lifeSeconds),
        scope: code.scope,
        refresh_token: refresh,
      },
      access_token: token({ ...common, aud: provider.audience, ...provider.users.get(code.user) }),
      id_token: token({ ...common, aud: provider.clientId, nonce: code.nonce, ...idToken }),
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', issuer)
    const page = (html: string, status = 200) =>
      void response
        .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1>${html}</html>`)
    const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    const given = Object.fromEntries(url.searchParams)
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json({
          ...{ issuer, jwks_uri: provider.jwksUrl, authorization_endpoint: `${issuer}/authorize` },
          ...{ token_endpoint: `${issuer}/token`, end_session_endpoint: `${issuer}/end` },
          ...{ response_types_supported: ['code'], code_challenge_methods_supported: ['S256'] },
          ...{ authorization_response_iss_parameter_supported: true },
        })
      case '/jwks':
        return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] })
      case '/authorize': {
        const wrong = wrongRequest(given, origin, provider.clientId)
        if (wrong) return page(`<p>Refused: ${wrong}</p>`, 400)
        provider.asked.push(given)
        const links = [...provider.users.keys()].map(
          (user) => `<p><a href="/decide?${new URLSearchParams({ ...given, user })}">Sign in as ${user}</a></p>`,
        )
        return page(`${links.join('')}<p><a href="/decide?${new URLSearchParams(given)}">Cancel</a></p>`)
      }
      case '/decide': {
        const back = new URL(given.redirect_uri!)
        back.searchParams.set('state', given.state!)
        back.searchParams.set('iss', issuer)
        if (given.user === undefined) back.searchParams.set('error', 'access_denied')
        else {
          const code = randomUUID()
          const { redirect_uri: redirectUri, code_challenge: challenge, nonce, scope, user } = given
          codes.set(code, { user, redirectUri: redirectUri!, challenge: challenge!, nonce: nonce!, scope: scope! })
          back.searchParams.set('code', code)
        }
        return void response.writeHead(302, { location: back.href }).end()
      }
      case '/token': {
        if (request.headers.origin !== origin) return json({ error: 'invalid_request' }, 400)
        const cors = { 'access-control-allow-origin': origin, 'cache-control': 'no-store' }
        const body = Object.fromEntries(new URLSearchParams(await text(request)))
        const { tokenError } = provider.next
        if (tokenError) {
          provider.next = {}
          return json({ error: tokenError }, 400, cors)
        }
        const code = granted(body, provider.clientId, codes, refreshTokens)
        if (!code) return json({ error: 'invalid_grant' }, 400, cors)
        provider.grants.push(body.grant_type!)
        return json(tokensOf(code), 200, cors)
      }
      case '/end': {
        provider.signedOut.push(given)
        const back = given.post_logout_redirect_uri
        if (given.client_id !== provider.clientId || back !== `${origin}/`) return page('<p>Refused</p>', 400)
        return void response.writeHead(302, { location: back }).end()
      }
      default:
        return page('<p>Nothing here</p>', 404)
    }
  }
  return provider
}

function wrongRequest(given: Record<string, string>, origin: string, clientId: string): string | null {
  if (given.client_id !== clientId) return 'client_id'
  if (given.redirect_uri !== `${origin}/sign-in/callback`) return 'redirect_uri'
  if (given.response_type !== 'code') return 'response_type'
  if (!given.scope?.split(' ').includes('openid')) return 'scope'
  if (given.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(given.code_challenge ?? '')) return 'PKCE'
  return (given.state?.length ?? 0) < 20 || (given.nonce?.length ?? 0) < 20 ? 'state or nonce' : null
}

/** A code or refresh token works once. */
function granted(
  body: Record<string, string>,
  clientId: string,
  codes: Map<string, Code>,
  refreshTokens: Map<string, Code>,
): Code | null {
  if (body.client_id !== clientId) return null
  const [store, key] =
    body.grant_type === 'refresh_token' ? [refreshTokens, body.refresh_token ?? ''] : [codes, body.code ?? '']
  const code = store.get(key)
  store.delete(key)
  if (!code || body.grant_type === 'refresh_token') return code ?? null
  const challenge = createHash('sha256')
    .update(body.code_verifier ?? '')
    .digest('base64url')
  return challenge === code.challenge && body.redirect_uri === code.redirectUri ? code : null
}

async function text(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}
