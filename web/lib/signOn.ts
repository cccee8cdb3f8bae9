/** Signing in by OpenID Connect, as far as it is reckoned without a browser: addresses, ends of tokens, and what to say when it fails. */

/** What `GET /sign-on` answers. */
export interface SignOnSettings {
  issuer: string
  clientId: string
  scopes: string
  audience: string
  audienceParameter: 'none' | 'audience' | 'resource'
  authorizationEndpoint: string
  tokenEndpoint: string
  endSessionEndpoint: string | null
  idTokenAlgorithms: string[]
  namesIssuer: boolean
}

/** Where the provider sends people back to. */
export const callbackPath = '/sign-in/callback'

/** A sign-in that did not come to its end; the message is for people. */
export class SignInProblem extends Error {}

/** What an access token says, unproven: to tell people why the server refuses it. Null when it is no JWT. */
export function claimsOf(token: string): Record<string, unknown> | null {
  const body = token.split('.')
  if (body.length !== 3) return null
  try {
    const bytes = Uint8Array.from(atob(body[1]!.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** When a token ends, in milliseconds since 1970; null when nobody says. */
export function endOf(token: string, expiresIn: number | undefined, now: number): number | null {
  const exp = claimsOf(token)?.exp
  if (typeof exp === 'number') return exp * 1_000
  return expiresIn === undefined ? null : now + expiresIn * 1_000
}

const roles = ['VIEWER', 'ANALYST', 'OPERATOR', 'ADMIN']

/** Why the server refuses a token that the provider has just given. */
export function whyRefused(token: string, { audience, issuer }: SignOnSettings, now: number): string {
  const claims = claimsOf(token)
  const operator = 'An operator finds what to set under “Signing people in” in docs/operations.md.'
  if (!claims) return `The provider gave a token that this server cannot read: it is no JWT. ${operator}`
  if (![claims.aud].flat().includes(audience) || claims.iss !== issuer) {
    return `The provider gave a token that is not for this server. ${operator}`
  }
  if (typeof claims.exp === 'number' && claims.exp * 1_000 <= now) {
    return 'The token had ended when it came. The clock of the provider, of the server or of this computer is wrong.'
  }
  if (claims.organization_id === undefined) {
    return 'You are signed in at the provider, but your account belongs to no organization here. Ask an administrator to add you.'
  }
  if (!roles.includes(String(claims.role))) {
    return 'You are signed in at the provider, but your account has no role here. Ask an administrator to give you one.'
  }
  return 'You are signed in at the provider, but the server does not know your organization. Ask an administrator.'
}

const known: Record<string, string> = {
  access_denied: 'The sign-in was cancelled, or the provider does not let you use this application.',
  login_required: 'The provider wants you to sign in again.',
  interaction_required: 'The provider wants something of you first. Sign in again.',
  consent_required: 'The provider wants your consent first. Sign in again.',
  temporarily_unavailable: 'The provider is busy. Try again in a moment.',
  server_error: 'Something went wrong at the provider. Try again in a moment.',
  invalid_grant: 'The provider no longer takes this sign-in: it was too slow, or has been used before. Sign in again.',
  invalid_scope: 'The provider does not know what this server asks for: an operator has to mend OIDC_SCOPES.',
  invalid_client: 'The provider does not know this application: an operator has to mend OIDC_CLIENT_ID.',
  unauthorized_client: 'The provider does not allow this application to sign people in this way. Tell an operator.',
  invalid_target: 'The provider does not know this API: an operator has to mend JWT_AUDIENCE.',
}

/**
 * What the provider answered instead of a token.
 * @param description in the provider's words, once it is sure that they are the provider's
 */
export function providerProblem(error: string, description?: string): string {
  const text = known[error] ?? `The provider refused the sign-in (${error.slice(0, 60)}).`
  return description && !(error in known) ? `${text} It says: ${description.slice(0, 200)}` : text
}

/** A place in this client to come back to: nothing that leads out of it, or around in a circle. */
export function safeReturn(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /[\\\p{C}]/u.test(path)) return '/'
  return path.split(/[?#]/)[0] === callbackPath ? '/' : path
}

/** Where the provider ends its own session; null where it has no such place. */
export function endSessionUrl(settings: SignOnSettings, idToken: string | null, origin: string): string | null {
  if (settings.endSessionEndpoint === null) return null
  const url = new URL(settings.endSessionEndpoint)
  url.searchParams.set('client_id', settings.clientId)
  url.searchParams.set('post_logout_redirect_uri', `${origin}/`)
  if (idToken) url.searchParams.set('id_token_hint', idToken)
  return url.href
}

/** How long to wait before a token is renewed: a minute before its end, or earlier where it is short. */
export function renewIn(expiresAt: number, now: number): number {
  const left = Math.max(0, expiresAt - now)
  return left - Math.min(60_000, left / 4)
}
