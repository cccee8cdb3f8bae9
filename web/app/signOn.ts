/** Signing people in by OpenID Connect: authorization code flow with PKCE, state and nonce. Loaded when somebody does. */
import * as oauth from 'oauth4webapi'
import { callbackPath, endOf, providerProblem, SignInProblem, type SignOnSettings, safeReturn } from '../lib/signOn.ts'
import type { Held, PersonCredentials } from './session.ts'

/** What has to be remembered between going to the provider and coming back. */
interface Pending {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

export interface SignedInPerson {
  credentials: PersonCredentials
  tokens: Held
  returnTo: string
}

const pendingName = 'metro2.signIn'

const redirectUri = () => location.origin + callbackPath

/** Goes to the provider. @param another whether it shall ask who it is, also when it knows */
export async function begin(settings: SignOnSettings, returnTo: string, another = false): Promise<void> {
  const pending: Pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    returnTo: safeReturn(returnTo),
  }
  sessionStorage.setItem(pendingName, JSON.stringify(pending))
  const url = new URL(settings.authorizationEndpoint)
  const parameters = {
    ...{ client_id: settings.clientId, redirect_uri: redirectUri(), response_type: 'code', scope: settings.scopes },
    ...{ state: pending.state, nonce: pending.nonce, code_challenge_method: 'S256' },
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    ...(settings.audienceParameter === 'none' ? {} : { [settings.audienceParameter]: settings.audience }),
    ...(another ? { prompt: 'login' } : {}),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  location.assign(url)
}

/**
 * What the provider sent back, turned into tokens. Works once for each `begin`.
 * @throws SignInProblem
 */
export async function finish(settings: SignOnSettings, address: URL): Promise<SignedInPerson> {
  const stored = sessionStorage.getItem(pendingName)
  sessionStorage.removeItem(pendingName)
  if (stored === null) {
    throw new SignInProblem('This sign-in was not begun in this tab, or has been used already. Sign in again.')
  }
  const pending = JSON.parse(stored) as Pending
  const { server, client, options } = partiesOf(settings)
  try {
    const answer = oauth.validateAuthResponse(server, client, address, pending.state)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      answer,
      redirectUri(),
      pending.verifier,
      options,
    )
    const given = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    })
    return { ...personOf(settings, given, null), returnTo: safeReturn(pending.returnTo) }
  } catch (error) {
    throw problemOf(error)
  }
}

/** A new access token for the refresh token. @throws SignInProblem when the provider says no, TypeError when it does not answer */
export async function renew(
  settings: SignOnSettings,
  { refreshToken, idToken }: Held,
): Promise<Omit<SignedInPerson, 'returnTo'>> {
  const { server, client, options } = partiesOf(settings)
  try {
    const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken ?? '', options)
    return personOf(settings, await oauth.processRefreshTokenResponse(server, client, response), {
      refreshToken,
      idToken,
    })
  } catch (error) {
    if (error instanceof TypeError) throw error
    throw problemOf(error)
  }
}

function partiesOf(settings: SignOnSettings) {
  const server: oauth.AuthorizationServer = {
    issuer: settings.issuer,
    authorization_endpoint: settings.authorizationEndpoint,
    token_endpoint: settings.tokenEndpoint,
    id_token_signing_alg_values_supported: settings.idTokenAlgorithms,
    authorization_response_iss_parameter_supported: settings.namesIssuer,
  }
  // The server names plain http on the same machine alone.
  const plain = settings.tokenEndpoint.startsWith('http:')
  return {
    server,
    client: { client_id: settings.clientId } satisfies oauth.Client,
    options: { [oauth.allowInsecureRequests]: plain, signal: () => AbortSignal.timeout(15_000) },
  }
}

function personOf(settings: SignOnSettings, given: oauth.TokenEndpointResponse, before: Held | null) {
  const credentials: PersonCredentials = {
    kind: 'PERSON',
    bearer: given.access_token,
    expiresAt: endOf(given.access_token, given.expires_in, Date.now()),
    settings,
  }
  const tokens: Held = {
    refreshToken: given.refresh_token ?? before?.refreshToken ?? null,
    idToken: given.id_token ?? before?.idToken ?? null,
  }
  return { credentials, tokens }
}

/** What went wrong, for people; never with anything of a token in it. */
function problemOf(error: unknown): SignInProblem {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    return new SignInProblem(providerProblem(error.error, error.error_description))
  }
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError') {
    return new SignInProblem('The provider cannot be reached from here. Check your connection and sign in again.')
  }
  return new SignInProblem('What came back is not what this tab had asked the provider for. Sign in again.')
}
