/** Until when an API key is good: until it is revoked, or the moment comes at which it expires. */
import type { ApiKey, Prisma } from '../../prisma/generated/client/client.ts'
import { type Refusal, refusal } from '../outcome.ts'

export const apiKeyStates = ['GOOD', 'EXPIRES_SOON', 'EXPIRED', 'REVOKED'] as const
export type ApiKeyState = (typeof apiKeyStates)[number]

const dayMs = 86_400_000
/** A key that expires within so many days is warned of. */
export const soonDays = 14
export const maxYears = 5

/** What a key is at a moment (milliseconds since 1970). One that was revoked stays revoked, also when its time is over. */
export function apiKeyState(
  { revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>,
  now: number,
): ApiKeyState {
  if (revokedAt) return 'REVOKED'
  if (!expiresAt) return 'GOOD'
  const left = expiresAt.getTime() - now
  if (left <= 0) return 'EXPIRED'
  return left <= soonDays * dayMs ? 'EXPIRES_SOON' : 'GOOD'
}

/** The rows that are in a state at a moment, as `apiKeyState` says it. */
export function inState(state: ApiKeyState, now: number): Prisma.ApiKeyWhereInput {
  if (state === 'REVOKED') return { revokedAt: { not: null } }
  const [at, soon] = [new Date(now), new Date(now + soonDays * dayMs)]
  if (state === 'EXPIRED') return { revokedAt: null, expiresAt: { lte: at } }
  if (state === 'EXPIRES_SOON') return { revokedAt: null, expiresAt: { gt: at, lte: soon } }
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: soon } }] }
}

/** What is wrong with the moment at which a new key shall expire; null = it shall not. */
export function wrongExpiry(expiresAt: Date | null, now: number): Refusal[] {
  if (!expiresAt) return []
  const path = ['expiresAt']
  if (expiresAt.getTime() <= now) {
    const message = `${expiresAt.toISOString()} is over. Give a moment to come, or none for a key that does not expire.`
    return [refusal('INVALID_DATE', path, message)]
  }
  const last = latestExpiry(now)
  if (expiresAt <= last) return []
  const message = `A key expires within ${maxYears} years, by ${last.toISOString()}, or not at all.`
  return [refusal('INVALID_DATE', path, message)]
}

function latestExpiry(now: number): Date {
  const last = new Date(now)
  last.setUTCFullYear(last.getUTCFullYear() + maxYears)
  return last
}
