/** How long API keys are good: what a new one may be given, and what is said of one that ends. */
import type { ApiKeyState } from '../generated/documents.ts'
import { formatInstant, plural } from './format.ts'

const dayMs = 86_400_000

/** Days; the last is a choice like the others, and never what is proposed. */
export const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: '1 year' },
  { value: '730', label: '2 years' },
  { value: 'NEVER', label: 'Never' },
] as const
export type Lifetime = (typeof lifetimes)[number]['value']
export const proposedLifetime: Lifetime = '365'

/** The moment at which a key made now ends, for the API; null when it does not. */
export function expiryOf(lifetime: Lifetime, now: number): string | null {
  return lifetime === 'NEVER' ? null : new Date(now + Number(lifetime) * dayMs).toISOString()
}

/** What is said of a choice, before the key is made. */
export function lifetimeText(lifetime: Lifetime, now: number): string {
  const expiresAt = expiryOf(lifetime, now)
  return expiresAt
    ? `It stops working on ${formatInstant(expiresAt)}. Admins are warned two weeks before.`
    : 'It works until somebody revokes it. Choose this only where nobody can put a new key in its place.'
}

/** How far the end is: `in 3 days`, `in 5 hours`, `2 days ago`. */
export function timeTo(expiresAt: string, now: number): string {
  const left = Date.parse(expiresAt) - now
  const minutes = Math.max(1, Math.round(Math.abs(left) / 60_000))
  const hours = Math.round(minutes / 60)
  const text =
    hours >= 24
      ? plural(Math.round(hours / 24), 'day')
      : minutes >= 60
        ? plural(hours, 'hour')
        : plural(minutes, 'minute')
  return left > 0 ? `in ${text}` : `${text} ago`
}

/** A key that ends soon is warned of this long before; the server says the same of keys as EXPIRES_SOON. */
const soonMs = 14 * dayMs

/** What to tell somebody who is signed in with a key that ends soon; null when there is nothing to tell. */
export function ownKeyWarning(viewer: { actor: string; expiresAt: string | null }, now: number): string | null {
  const { actor, expiresAt } = viewer
  if (!actor.startsWith('apiKey:') || expiresAt === null || Date.parse(expiresAt) - now > soonMs) return null
  return `The key you are signed in with expires on ${formatInstant(expiresAt)}. Get another one from an administrator before.`
}

export const keyBadges: Record<ApiKeyState, { tone: 'good' | 'warn' | 'bad' | 'plain'; label: string }> = {
  GOOD: { tone: 'good', label: 'good' },
  EXPIRES_SOON: { tone: 'warn', label: 'expires soon' },
  EXPIRED: { tone: 'bad', label: 'expired' },
  REVOKED: { tone: 'plain', label: 'revoked' },
}
