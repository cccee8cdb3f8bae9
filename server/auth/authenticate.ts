/** Proves who asks: an API key or a JWT, in `Authorization: Bearer …`. */
import { apiKeyState } from '../apiKeys/states.ts'
import type { App } from '../app.ts'
import { createJwtVerifier } from './jwt.ts'
import { parseApiKey, sameApiKeyHash } from './keys.ts'
import type { Proof, Viewer } from './viewer.ts'

export type { Proof, Viewer } from './viewer.ts'

export interface Authenticator {
  /** Null when the header is absent or proves nothing. That a key has expired is told only to whoever shows the whole key. */
  authenticate(authorization: string | undefined): Promise<Proof>
  /** Of these keys, the ones that are no longer good. */
  revoked(apiKeyIds: readonly string[]): Promise<Set<string>>
  /** Of these organizations, those that are deleted, or being deleted. */
  deleted(organizationIds: readonly string[]): Promise<Set<string>>
}

const usedEveryMs = 60_000

export function createAuthenticator(app: Pick<App, 'database' | 'config' | 'now' | 'log'>): Authenticator {
  const { system } = app.database
  const verifyJwt = app.config.jwt && createJwtVerifier(app.config.jwt, app.now)

  const byKey = async (text: string): Promise<Proof> => {
    const presented = parseApiKey(text)
    if (!presented) return null
    const row = await system.apiKey.findUnique({ where: { id: presented.id } })
    if (!row || row.revokedAt || !sameApiKeyHash(row.secretHash, presented.hash)) return null
    const now = app.now()
    if (row.expiresAt && apiKeyState(row, now) === 'EXPIRED') return { expiredAt: row.expiresAt }
    if (!row.lastUsedAt || now - row.lastUsedAt.getTime() > usedEveryMs) {
      await system.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } })
    }
    const { organizationId, role, id, expiresAt } = row
    return { organizationId, role, actor: `apiKey:${id}`, apiKeyId: id, expiresAt: expiresAt?.getTime() ?? null }
  }

  const byJwt = async (token: string): Promise<Viewer | null> => {
    const claims = await verifyJwt?.(token).catch((error: unknown) => {
      app.log.error({ err: error }, 'the keys of the identity provider could not be read')
      return null
    })
    if (!claims) return null
    const { organizationId, role, subject, expiresAt } = claims
    const where = { id: organizationId, deletedAt: null }
    const known = await system.organization.findFirst({ where, select: { id: true } })
    return known && { organizationId, role, actor: `jwt:${subject}`, apiKeyId: null, expiresAt }
  }

  return {
    async authenticate(authorization) {
      const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
      if (!token) return null
      return token.includes('.') ? byJwt(token) : byKey(token)
    },
    async revoked(apiKeyIds) {
      const good = await system.apiKey.findMany({
        where: { id: { in: [...apiKeyIds] }, revokedAt: null },
        select: { id: true },
      })
      const left = new Set(apiKeyIds)
      for (const { id } of good) left.delete(id)
      return left
    },
    async deleted(organizationIds) {
      const living = await system.organization.findMany({
        where: { id: { in: [...organizationIds] }, deletedAt: null },
        select: { id: true },
      })
      const left = new Set(organizationIds)
      for (const { id } of living) left.delete(id)
      return left
    },
  }
}
