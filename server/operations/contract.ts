/**
 * Long work on request that is not a sync: computing and closing a period, writing a file, importing a baseline, measuring a
 * preset's impact. An operation is a row with a lease, a checkpoint and a log; a worker that dies is followed by another
 * that goes on from the checkpoint.
 */
import type { OperationKind } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'

/** JSON values: what the database keeps of inputs, checkpoints and results. Never SSN, date of birth or secrets. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

/** What one step did; added up on the row and told to subscribers. */
export interface Step {
  /** Where the next worker goes on. */
  checkpoint: JsonObject
  /** Items done in this step. */
  done: number
  /** Items in all, where known by now. */
  total?: number
  /** Counters by name, added to the operation's. */
  counts?: Record<string, number>
}

export interface OperationContext {
  app: App
  organizationId: string
  operationId: string
  /** The row the operation is about: a period, a file, a preset. */
  targetId: string
  /** As given to `startOperation`. */
  input: JsonObject
  /** Of the last committed step; null at the beginning. */
  checkpoint: JsonObject | null
  db: TenantClient
  /** Aborts when somebody cancels, the lease is lost or the process stops; work then ends by throwing `signal.reason`. */
  signal: AbortSignal
  /** One transaction: fenced by the lease, what `work` writes and the step's progress stand or fall together. */
  step(work: (tx: Tx, now: Date) => Promise<Step>): Promise<void>
  /** The same for what was done outside of this server: it is written down also when the operation was told to end meanwhile. */
  settle(work: (tx: Tx, now: Date) => Promise<Step>): Promise<void>
  /** A sentence for the log of the operation. Never values of records. */
  notice(message: string): Promise<void>
}

export interface OperationWorker {
  kind: OperationKind
  /** Does all of it, step by step; the answer becomes the operation's result. Throw an OperationFailure to end it with a reason. */
  work(context: OperationContext): Promise<JsonObject>
}

export type OperationWorkers = ReadonlyMap<OperationKind, OperationWorker>

export const workersByKind = (workers: readonly OperationWorker[]): OperationWorkers =>
  new Map(workers.map((worker) => [worker.kind, worker]))

/** Ends an operation with a reason a person can act on. */
export class OperationFailure extends Error {
  readonly code: string
  readonly hint: string
  constructor(code: string, message: string, hint: string) {
    super(message)
    this.name = 'OperationFailure'
    this.code = code
    this.hint = hint
  }
}
