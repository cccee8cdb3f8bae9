/** API keys of an organization: made, shown once, revoked. When one is good: states.ts. */
import { Prisma, type Role } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { keyIdOf, keyRevoked, transact, writeAudit } from '../audit.ts'
import { newApiKey } from '../auth/keys.ts'
import { withIdempotency } from '../idempotency.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Refusal, type Requester, refusal, refuse } from '../outcome.ts'
import type { Tx } from '../sync/log.ts'
import { wrongExpiry } from './states.ts'

export interface CreateApiKey {
  /** What it is for, for people. */
  name: string
  role: Role
  /** From then on it is good no more; null = only revoking ends it. */
  expiresAt: Date | null
  idempotencyKey: string | null
}

export interface CreatedApiKey {
  apiKeyId: string
  /** The whole key. Null when an earlier request with the same idempotency key made it: it was shown then and is kept nowhere. */
  key: string | null
}

const maxName = 100

export async function createApiKey(
  app: App,
  requester: Requester,
  input: CreateApiKey,
): Promise<Outcome<CreatedApiKey>> {
  const { idempotencyKey, role, expiresAt } = input
  const name = input.name.trim()
  const expires = expiresAt && { expiresAt: expiresAt.toISOString() }
  const asked = { operation: 'createApiKey', key: idempotencyKey, request: { name, role, ...expires } }
  return withIdempotency<CreatedApiKey>(
    app,
    requester,
    asked,
    async (claim) => {
      const errors = [...wrongName(name), ...wrongExpiry(expiresAt, app.now())]
      if (errors.length > 0) return { ok: false, errors }
      const made = newApiKey()
      return transact(app, requester, async (tx, now) => {
        await claim(tx, made.id)
        if (!(await lockAdminKeys(tx, requester, now)).asks) return keyRevoked
        await tx.apiKey.create({
          data: {
            organizationId: requester.organizationId,
            id: made.id,
            name,
            role,
            secretHash: made.hash,
            hint: made.hint,
            createdAt: now,
            createdBy: requester.actor,
            expiresAt,
          },
        })
        const details = { name, role, hint: made.hint, expiresAt: expiresAt?.toISOString() ?? null }
        await writeAudit(
          tx,
          requester,
          { action: 'createApiKey', targetType: 'ApiKey', targetId: made.id, details },
          now,
        )
        return { ok: true, apiKeyId: made.id, key: made.key }
      })
    },
    async (apiKeyId) => ({ ok: true, apiKeyId, key: null }),
  )
}

function wrongName(name: string): Refusal[] {
  if (name !== '' && name.length <= maxName && !/\p{Cc}/u.test(name)) return []
  return [
    refusal('INVALID_NAME', ['name'], `A key's name is 1 to ${maxName} characters in one line: say what uses it.`),
  ]
}

/**
 * Revokes a key, also one that has expired; one that is revoked already stays as it is. The last ADMIN key that is good cannot
 * revoke itself: nobody could make another one.
 */
export async function revokeApiKey(
  app: App,
  requester: Requester,
  apiKeyId: string,
): Promise<Outcome<{ apiKeyId: string }>> {
  if (!isId(apiKeyId)) return notFound('API key', ['id'])
  return transact<{ apiKeyId: string }>(app, requester, async (tx, now) => {
    const { admins, asks } = await lockAdminKeys(tx, requester, now)
    if (!asks) return keyRevoked
    const key = await tx.apiKey.findFirst({ where: { id: apiKeyId } })
    if (!key) return notFound('API key', ['id'])
    if (key.revokedAt) return { ok: true, apiKeyId }
    if (requester.actor === `apiKey:${apiKeyId}` && !admins.some((id) => id !== apiKeyId)) {
      return refuse(
        'LAST_ADMIN_KEY',
        ['id'],
        'This is the last ADMIN key of the organization, and you are using it. Make another ADMIN key first.',
      )
    }
    await tx.apiKey.updateMany({ where: { id: apiKeyId }, data: { revokedAt: now } })
    const details = { name: key.name, role: key.role, hint: key.hint }
    await writeAudit(tx, requester, { action: 'revokeApiKey', targetType: 'ApiKey', targetId: apiKeyId, details }, now)
    return { ok: true, apiKeyId }
  })
}

/**
 * Locked, so that of two admins who revoke each other at the same time the second finds itself revoked: else both would be,
 * and nobody could make another key. `asks` says whether the one who asks is still among them.
 */
async function lockAdminKeys(tx: Tx, requester: Requester, now: Date): Promise<{ admins: string[]; asks: boolean }> {
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`SELECT id FROM api_keys WHERE organization_id = ${requester.organizationId}::uuid AND role = 'ADMIN'
      AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}::timestamptz) ORDER BY id FOR UPDATE`,
  )
  const admins = rows.map((row) => row.id)
  const own = keyIdOf(requester)
  return { admins, asks: own === null || admins.includes(own) }
}
