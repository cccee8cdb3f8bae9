/** The log of an operation. */
import type { OperationState } from '../../prisma/generated/client/enums.ts'
import type { Failure } from '../sync/events.ts'

interface Common {
  /** From 1, without gaps. */
  seq: number
  at: Date
}

export type OperationEventBody =
  | { kind: 'STATE'; payload: { state: OperationState; attempt: number; failure: Failure | null } }
  /** The counters are of this step alone. */
  | { kind: 'PROGRESS'; payload: { done: number; total: number | null; counts: Record<string, number> } }
  | { kind: 'NOTICE'; payload: { message: string } }

export type OperationEvent = Common & OperationEventBody

export const isActiveOperation = (state: OperationState) => state === 'QUEUED' || state === 'RUNNING'
