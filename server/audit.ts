/**
 * The audit log: who did what to what, written in the transaction of the deed, so that neither stands without the other.
 * Details name what changed and never hold secrets, SSNs or dates of birth.
 */
import { Prisma } from '../prisma/generated/client/client.ts'
import { apiKeyState } from './apiKeys/states.ts'
import type { App } from './app.ts'
import { newId } from './ids.ts'
import { scrubText } from './log.ts'
import { type Outcome, RefusedInTransaction, type Requester, refuse } from './outcome.ts'
import type { Tx } from './sync/log.ts'

export interface AuditEntry {
  /** Name of the mutation: `createFurnisher`. */
  action: string
  /** Name of the type in the API: `Furnisher`, `ConnectedSource`. */
  targetType: string
  targetId: string
  details?: Record<string, Prisma.InputJsonValue | null>
}

export async function writeAudit(
  tx: Pick<Tx, 'auditLog'>,
  requester: Pick<Requester, 'organizationId' | 'actor'>,
  entry: AuditEntry,
  now: Date,
) {
  await tx.auditLog.create({
    data: {
      organizationId: requester.organizationId,
      id: newId(),
      actor: requester.actor,
      action: entry.action,
      targetType: entry.targetType,
      targetId: entry.targetId,
      details: withoutPersonalData(entry.details ?? {}) as Prisma.InputJsonValue,
      at: now,
    },
  })
}

/** What is searched for may be a surname. */
const searchNames = new Set(['search'])

/** Details as they are kept and shown: without what was searched for, and without anything that looks like an SSN or a key. */
export function withoutPersonalData(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (Array.isArray(value)) return value.map(withoutPersonalData)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    searchNames.has(name) && typeof each === 'string' ? '•••' : withoutPersonalData(each),
  ])
  return Object.fromEntries(entries)
}

/**
 * One transaction of the requester's organization. Inside, `work` may only await queries of `tx`: the embedded database
 * has one connection, so another query would wait for this transaction, and the transaction for it.
 */
export async function transact<T extends object>(
  app: App,
  requester: Pick<Requester, 'organizationId' | 'actor'>,
  work: (tx: Tx, now: Date) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const now = new Date(app.now())
  try {
    return await app.database.tenant(requester.organizationId).$transaction(async (tx) => {
      await requireLivingKey(tx, requester, app.now())
      const outcome = await work(tx as unknown as Tx, now)
      if (!outcome.ok) throw new RefusedInTransaction(outcome)
      return outcome
    })
  } catch (error) {
    if (error instanceof RefusedInTransaction) return error.refused
    throw error
  }
}

const keyActor = 'apiKey:'

/** Id of the API key that asks; null for a token, and for the server itself. */
export function keyIdOf({ actor }: Pick<Requester, 'actor'>): string | null {
  return actor.startsWith(keyActor) ? actor.slice(keyActor.length) : null
}

export const keyRevoked = refuse(
  'KEY_REVOKED',
  [],
  'The API key of this request was revoked while the request was at work. Nothing was changed.',
)

const keyExpired = refuse(
  'KEY_EXPIRED',
  [],
  'The API key of this request expired while the request was at work. Nothing was changed.',
)

/**
 * Keys are proved when a request comes in or a socket opens, and a socket outlives its key by seconds: long enough to
 * change something, unless it is asked again here.
 * @throws RefusedInTransaction
 */
export async function requireLivingKey(
  tx: Pick<Tx, 'apiKey'>,
  requester: Pick<Requester, 'actor'>,
  now: number,
): Promise<void> {
  const id = keyIdOf(requester)
  if (id === null) return
  const key = await tx.apiKey.findFirst({ where: { id }, select: { revokedAt: true, expiresAt: true } })
  const state = key ? apiKeyState(key, now) : 'REVOKED'
  if (state === 'REVOKED') throw new RefusedInTransaction(keyRevoked)
  if (state === 'EXPIRED') throw new RefusedInTransaction(keyExpired)
}

/** Whether the database refused a row because another one has the same values in a unique key. */
export function isUniqueConflict(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
