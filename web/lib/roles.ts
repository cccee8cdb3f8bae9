import type { Role } from '../generated/documents.ts'

const ranks: Record<Role, number> = { VIEWER: 0, ANALYST: 1, OPERATOR: 2, ADMIN: 3 }

/** Whether a role may what another one may: each has what those before it have. A role of a later server counts as VIEWER. */
export const hasRole = (role: Role, needed: Role): boolean => (ranks[role] ?? 0) >= ranks[needed]
