/** Who makes a request, once it is proved. */
import type { Role } from '../../prisma/generated/client/enums.ts'

export interface Viewer {
  organizationId: string
  role: Role
  /** For the audit log and `requestedBy`: `apiKey:ID` or `jwt:SUBJECT`. */
  actor: string
  /** Null for a JWT. */
  apiKeyId: string | null
  /** When the proof ends (milliseconds since 1970); null = only by revocation. */
  expiresAt: number | null
}

/** A key whose time is over, shown by somebody who holds the whole of it. */
export interface ExpiredKey {
  expiredAt: Date
}

/** What a request proves: who asks, that a key was good once, or nothing. */
export type Proof = Viewer | ExpiredKey | null

export const isViewer = (proof: Proof): proof is Viewer => proof !== null && !('expiredAt' in proof)

/** Why the proof behind something that stays open is over; null while it holds. */
export function endOfProof({ apiKeyId, expiresAt }: Viewer, now: number): 'Key expired' | 'Token expired' | null {
  if (expiresAt === null || expiresAt > now) return null
  return apiKeyId === null ? 'Token expired' : 'Key expired'
}

const ranks: Record<Role, number> = { VIEWER: 0, ANALYST: 1, OPERATOR: 2, ADMIN: 3 }

/** Each role may do what the roles before it may. */
export function hasRole(viewer: Pick<Viewer, 'role'>, needed: Role): boolean {
  return ranks[viewer.role] >= ranks[needed]
}
