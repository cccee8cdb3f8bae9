/**
 * What a sync run and a connection report: a closed union, at most one event of a kind a batch, never one a record. Events are
 * append-only with a gapless `seq` from 1, written in the transaction of what they report. They hold no values of
 * records: sources put names, amounts and numbers there.
 */
import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import type { CountedUnknown } from './drift.ts'

export interface Failure {
  code: string
  message: string
  hint: string
}

export type SyncEventBody =
  /** `pausedUntil` of PAUSED: when it goes on by itself, in ISO form. */
  | {
      kind: 'RUN_STATE'
      payload: { state: SyncRunState; attempt: number; failure: Failure | null; pausedUntil?: string }
    }
  /** A page of the source was read. */
  | { kind: 'PAGE'; payload: { phase: 'PULL' | 'ROLLOVER'; seen: number; total: number | null; requests: number } }
  /** Records were written. Numbers of this batch. */
  | { kind: 'BATCH'; payload: BatchCounts }
  | { kind: 'QUARANTINED'; payload: { count: number; samples: { sourceKey: string; code: string }[] } }
  | { kind: 'THROTTLED'; payload: { waitMs: number; reason: string } }
  /** Source values that a table of the preset, or fields that the catalogue, does not know. */
  | {
      kind: 'DRIFT'
      payload: { unknowns: CountedUnknown[]; omitted: number }
    }
  | { kind: 'NOTICE'; payload: { message: string } }
  /** A complete pass no longer met these loans: their records are excluded. A few keys, the smallest first. */
  | { kind: 'GONE'; payload: { count: number; sourceKeys: string[] } }

export interface BatchCounts {
  records: number
  created: number
  changed: number
  unchanged: number
  remapped: number
  held: number
  excluded: number
  quarantined: number
  errors: number
  warnings: number
  infos: number
}

export type SyncEvent = SyncEventBody & { runId: string; seq: number; at: Date }

export type ConnectionEventBody =
  | { kind: 'CREATED'; payload: { name: string; actor: string } }
  | { kind: 'UPDATED'; payload: { changed: string[]; actor: string } }
  | { kind: 'CREDENTIALS_REPLACED'; payload: { actor: string } }
  | { kind: 'CHECKED'; payload: { passed: boolean; failedSteps: string[] } }
  | { kind: 'PAUSED'; payload: { failure: Failure | null; actor: string } }
  | { kind: 'RESUMED'; payload: { actor: string } }
  | { kind: 'RUN_STATE'; payload: { runId: string; state: SyncRunState } }
  /** `expiresOn` (YYYY-MM-DD) is the last day on which the credentials work. */
  | { kind: 'CREDENTIALS_EXPIRE'; payload: { expiresOn: string; days: number } }
  /** Documents in quarantine were mapped again: how many became records, how many failed again. */
  | { kind: 'QUARANTINE_RETRIED'; payload: { operationId: string; released: number; failed: number; actor: string } }
  /** A run needs a person. */
  | { kind: 'ATTENTION'; payload: { runId: string; failure: Failure } }

export type ConnectionEvent = ConnectionEventBody & { connectionId: string; seq: number; at: Date }
