/** Starting and cancelling runs. */
import type { SyncMode, SyncTrigger } from '../../prisma/generated/client/enums.ts'

export interface StartSync {
  connectionId: string
  mode: SyncMode
  /** YYYY-MM-DD; null = today. */
  asOf: string | null
  keys: string[] | null
  range: { from: string; to: string } | null
  trigger: SyncTrigger
  /** Who asked: `apiKey:ID` or `jwt:SUBJECT`. */
  actor: string
}

/** An expected refusal: becomes a UserError. */
export interface Refusal {
  code: string
  message: string
  path: string[]
}
