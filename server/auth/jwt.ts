/** Bearer tokens of an identity provider: JWTs (RFC 7519) signed by a key of its JWKS (RFC 7517). */
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { Role } from '../../prisma/generated/client/enums.ts'
import type { JwtConfig } from '../config.ts'
import { isId } from '../ids.ts'

export interface JwtClaims {
  subject: string
  organizationId: string
  role: Role
  /** Milliseconds since 1970. */
  expiresAt: number
}

export type VerifyJwt = (token: string) => Promise<JwtClaims | null>

/** Clocks of two machines differ; tokens are good this much before and after. */
const leewayMs = 30_000
/** Keys are fetched again after this time, and for an unknown key id at most every half minute. */
const keysMs = 600_000
const unknownKeyMs = 30_000
const longestToken = 8_192

const headerSchema = z.object({
  alg: z.enum(['RS256', 'ES256', 'EdDSA']),
  kid: z.string().optional(),
  crit: z.never().optional(),
})
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  // It is stored as the actor: control characters would break the row, or the line it is read in.
  sub: z
    .string()
    .max(200)
    .regex(/^[^\p{C}]+$/u),
  exp: z.number(),
  nbf: z.number().optional(),
  organization_id: z.string().refine(isId),
  role: z.enum(Role),
})
const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) })

/** What each algorithm needs of its key. The token names the algorithm; the key decides whether it may. */
const algorithms = {
  RS256: { type: 'rsa', hash: 'sha256' },
  ES256: { type: 'ec', hash: 'sha256' },
  EdDSA: { type: 'ed25519', hash: null },
} as const

interface PublicKey {
  kid: string | undefined
  key: KeyObject
}

export function createJwtVerifier(config: JwtConfig, now: () => number, fetchJson = fetchKeys): VerifyJwt {
  let keys: PublicKey[] = []
  let fetchedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | null = null

  const refresh = () => {
    fetching ??= fetchJson(config.jwksUrl)
      .then((body) => {
        keys = readKeys(body)
      })
      .finally(() => {
        fetchedAt = now()
        fetching = null
      })
    return fetching
  }
  const find = (kid: string | undefined, type: string) =>
    keys.filter((each) => (kid === undefined || each.kid === kid) && each.key.asymmetricKeyType === type)
  const keysFor = async (kid: string | undefined, type: string) => {
    const age = now() - fetchedAt
    if (age > keysMs || (find(kid, type).length === 0 && age > unknownKeyMs)) await refresh()
    return find(kid, type)
  }

  return async (token) => {
    const parts = token.split('.')
    if (token.length > longestToken || parts.length !== 3) return null
    const [head, body, signature] = parts as [string, string, string]
    const header = headerSchema.safeParse(parseJson(head))
    if (!header.success) return null
    const { type, hash } = algorithms[header.data.alg]
    const signed = Buffer.from(`${head}.${body}`)
    const proof = Buffer.from(signature, 'base64url')
    const candidates = await keysFor(header.data.kid, type)
    if (!candidates.some(({ key }) => verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, proof))) return null
    const claims = claimsSchema.safeParse(withShortNames(parseJson(body), config.claimPrefix))
    return claims.success ? accepted(claims.data, config, now()) : null
  }
}

/** Ours under the names that the schema knows; a short name beside a prefix is not ours. */
function withShortNames(body: unknown, prefix: string): unknown {
  if (prefix === '' || typeof body !== 'object' || body === null) return body
  const claims = body as Record<string, unknown>
  return { ...claims, organization_id: claims[`${prefix}organization_id`], role: claims[`${prefix}role`] }
}

function accepted(claims: z.output<typeof claimsSchema>, config: JwtConfig, now: number): JwtClaims | null {
  const forUs = [claims.aud].flat().includes(config.audience) && claims.iss === config.issuer
  const expiresAt = claims.exp * 1_000 + leewayMs
  const begun = claims.nbf === undefined || claims.nbf * 1_000 - leewayMs <= now
  if (!forUs || !begun || expiresAt <= now) return null
  return { subject: claims.sub, organizationId: claims.organization_id, role: claims.role, expiresAt }
}

function readKeys(body: unknown): PublicKey[] {
  const { keys } = jwksSchema.parse(body)
  return keys.flatMap((jwk) => {
    try {
      return [{ kid: jwk.kid, key: createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }) }]
    } catch {
      // A kind of key that this server does not use.
      return []
    }
  })
}

function parseJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

async function fetchKeys(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new Error(`the JWKS address answered ${response.status}`)
  return response.json()
}
