/**
 * Live event streams. The tables are the truth: a stream first reads what is stored, then waits to be woken (NOTIFY after
 * a commit; a slow poll is the safety net), reads on, and never misses or repeats a `seq`. One reader per stream and process
 * feeds all of its subscribers.
 */
import type { ConnectionEvent, SyncEvent } from './events.ts'

/** Told to a subscriber that read too slowly: the events of this range were dropped for it; query them if needed. */
export interface Missed {
  kind: 'MISSED'
  fromSeq: number
  toSeq: number
}

export interface EventHub {
  /** Every event of the run with seq > after, in order, without a gap; ends after the run's final state. */
  syncEvents(organizationId: string, runId: string, after: number, signal: AbortSignal): AsyncIterable<SyncEvent | Missed>
  /** Every event of the connection with seq > after; ends only with the signal or the connection. */
  connectionEvents(
    organizationId: string,
    connectionId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<ConnectionEvent | Missed>
  /** Called after a commit that appended events. */
  wake(streamId: string): void
  close(): Promise<void>
}
