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
