/**
 * What the web client needs to sign people in by OpenID Connect: the provider's addresses, read from its own configuration
 * (OpenID Connect Discovery 1.0), and the client id. Nothing of it is secret.
 */
import { z } from 'zod'
import type { App } from '../app.ts'
import type { AudienceParameter, Config } from '../config.ts'

/** As the web client gets it. */
export interface SignOnSettings {
  issuer: string
  clientId: string
  scopes: string
  /** Of the API: what `aud` of the access token must hold. */
  audience: string
  audienceParameter: AudienceParameter
  authorizationEndpoint: string
  tokenEndpoint: string
  /** Null where the provider has no way to sign out from here. */
  endSessionEndpoint: string | null
  /** What it signs ID tokens with; RS256 where it does not say. */
  idTokenAlgorithms: string[]
  /** Whether the provider names itself in its answers (RFC 9207); then an answer without it is refused. */
  namesIssuer: boolean
}

export interface SignOn {
  configured: boolean
  /** Null when it is not configured. @throws SignOnUnavailable */
  settings(): Promise<SignOnSettings | null>
  /** Where the browser must be let to, for the content security policy; null without a provider, or while it does not answer. */
  tokenOrigin(): Promise<string | null>
}

/** The provider cannot be reached, or what it says cannot be used. The message is for people; the log has it too. */
export class SignOnUnavailable extends Error {}

const keptMs = 600_000
/** A provider that does not answer is not asked again at each page. */
const failedMs = 5_000

const isLoopback = (url: URL) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)

const address = z.string().refine((text) => {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))
})

const metadataSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  end_session_endpoint: address.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
})

export function createSignOn(
  { config, now, log }: { config: Pick<Config, 'jwt' | 'signOn'> } & Pick<App, 'now' | 'log'>,
  fetchJson = fetchConfiguration,
): SignOn {
  const { jwt, signOn } = config
  if (!jwt || !signOn) return { configured: false, settings: async () => null, tokenOrigin: async () => null }
  let known: SignOnSettings | null = null
  let problem: SignOnUnavailable | null = null
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  const read = async () => {
    try {
      const metadata = usable(await fetchJson(configurationUrl(jwt.issuer)), jwt.issuer)
      known = {
        ...{ issuer: jwt.issuer, ...signOn, audience: jwt.audience },
        authorizationEndpoint: metadata.authorization_endpoint,
        tokenEndpoint: metadata.token_endpoint,
        endSessionEndpoint: metadata.end_session_endpoint ?? null,
        idTokenAlgorithms: metadata.id_token_signing_alg_values_supported ?? ['RS256'],
        namesIssuer: metadata.authorization_response_iss_parameter_supported ?? false,
      }
      problem = null
    } catch (error) {
      problem = error instanceof SignOnUnavailable ? error : new SignOnUnavailable('It cannot be reached.')
      log.error({ err: error, issuer: jwt.issuer }, 'the configuration of the sign-on provider could not be read')
    }
    readAt = now()
    reading = null
  }
  const settings = async () => {
    if (now() - readAt > (problem ? failedMs : keptMs)) {
      reading ??= read()
      await reading
    }
    // What was read before goes on to be used: the provider may be away for a moment.
    if (known) return known
    throw problem ?? new SignOnUnavailable('It cannot be reached.')
  }
  return {
    configured: true,
    settings,
    tokenOrigin: () =>
      settings().then(
        (all) => all && new URL(all.tokenEndpoint).origin,
        () => null,
      ),
  }
}

const configurationUrl = (issuer: string) => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/** @throws SignOnUnavailable */
function usable(body: unknown, issuer: string): z.output<typeof metadataSchema> {
  const parsed = metadataSchema.safeParse(body)
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
    throw new SignOnUnavailable(`Its configuration is not as it must be: ${names}.`)
  }
  // Another issuer's configuration would send people, and their codes, to somebody else.
  if (parsed.data.issuer !== issuer) throw new SignOnUnavailable('It calls itself by another name than JWT_ISSUER.')
  const challenges = parsed.data.code_challenge_methods_supported
  if (challenges && !challenges.includes('S256')) throw new SignOnUnavailable('It does not support PKCE with S256.')
  return parsed.data
}

async function fetchConfiguration(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new SignOnUnavailable(`Its configuration was answered with status ${response.status}.`)
  return response.json()
}
