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

const ranks: Record<Role, number> = { VIEWER: 0, ANALYST: 1, OPERATOR: 2, ADMIN: 3 }

/** Each role may do what the roles before it may. */
export function hasRole(viewer: Pick<Viewer, 'role'>, needed: Role): boolean {
  return ranks[viewer.role] >= ranks[needed]
}
