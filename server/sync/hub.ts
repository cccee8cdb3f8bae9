/**
 * Live event streams. The tables are the truth: a subscriber first reads what is stored, then waits to be woken (NOTIFY after
 * a commit; a slow poll is the safety net) and reads on, so it never misses or repeats a `seq`. One reader per stream and
 * process feeds all subscribers that have caught up; one that falls behind goes back to reading from the tables.
 */
import type { Database } from '../database/open.ts'
import type { Log } from '../log.ts'
import { isActiveOperation, type OperationEvent } from '../operations/events.ts'
import type { ConnectionEvent, SyncEvent } from './events.ts'
import { isActive } from './states.ts'
import { createStream, type Stream } from './stream.ts'

/** Events that are no longer stored (retention): the subscriber is told which range it cannot have. */
export interface Missed {
  kind: 'MISSED'
  fromSeq: number
  toSeq: number
}

type LoggedEvent = SyncEvent | ConnectionEvent | OperationEvent

export interface EventHub {
  /** Every event of the run with seq > after, in order, without a gap; ends after the run's final state. */
  syncEvents(
    organizationId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<SyncEvent | Missed>
  /** Every event of the connection with seq > after; ends only with the signal. */
  connectionEvents(
    organizationId: string,
    connectionId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<ConnectionEvent | Missed>
  /** Every event of the operation with seq > after, in order, without a gap; ends after its final state. */
  operationEvents(
    organizationId: string,
    operationId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<OperationEvent | Missed>
  /** Called after a commit that appended events to the run, connection or operation of this id. */
  wake(streamId: string): void
  close(): Promise<void>
}

/** NOTIFY channel; the payload is the id of the run, connection or operation whose log grew. */
export const eventChannel = 'metro2_events'

const readAtOnce = 500

export async function createEventHub(database: Database, log: Log, pollMs = 5_000): Promise<EventHub> {
  const streams = new Map<string, Stream<LoggedEvent>>()

  const streamOf = <E extends LoggedEvent>(id: string, read: (after: number) => Promise<E[]>): Stream<E> => {
    let stream = streams.get(id) as unknown as Stream<E> | undefined
    if (!stream) {
      stream = createStream<E>(read, () => streams.delete(id), log)
      streams.set(id, stream as unknown as Stream<LoggedEvent>)
    }
    return stream
  }
  const wake = (id: string) => streams.get(id)?.wake()
  const unlisten = await database.listen(eventChannel, wake)
  const poll = setInterval(() => {
    for (const stream of streams.values()) stream.wake()
  }, pollMs)
  poll.unref()

  return {
    // Generators, so that a stream is looked up at the first read: one looked up earlier may have been retired since.
    async *syncEvents(organizationId, runId, after, signal) {
      const read = (seq: number) => readSyncEvents(database, organizationId, runId, seq, readAtOnce)
      yield* streamOf(runId, read).subscribe(
        after,
        signal,
        (event) => event.kind === 'RUN_STATE' && !isActive(event.payload.state),
      )
    },
    async *connectionEvents(organizationId, connectionId, after, signal) {
      const read = (seq: number) => readConnectionEvents(database, organizationId, connectionId, seq, readAtOnce)
      yield* streamOf(connectionId, read).subscribe(after, signal, () => false)
    },
    async *operationEvents(organizationId, operationId, after, signal) {
      const read = (seq: number) => readOperationEvents(database, organizationId, operationId, seq, readAtOnce)
      yield* streamOf(operationId, read).subscribe(
        after,
        signal,
        (event) => event.kind === 'STATE' && !isActiveOperation(event.payload.state),
      )
    },
    wake,
    async close() {
      clearInterval(poll)
      await unlisten()
      for (const stream of streams.values()) stream.close()
    },
  }
}

/** Stored events of a run with seq > after, oldest first. */
export async function readSyncEvents(
  database: Database,
  organizationId: string,
  runId: string,
  after: number,
  limit: number,
): Promise<SyncEvent[]> {
  const rows = await database
    .tenant(organizationId)
    .syncEvent.findMany({ where: { runId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: limit })
  return rows.map((row) => ({ ...row, payload: row.payload }) as unknown as SyncEvent)
}

/** Stored events of a connection with seq > after, oldest first. */
export async function readConnectionEvents(
  database: Database,
  organizationId: string,
  connectionId: string,
  after: number,
  limit: number,
): Promise<ConnectionEvent[]> {
  const rows = await database
    .tenant(organizationId)
    .connectionEvent.findMany({ where: { connectionId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: limit })
  return rows as unknown as ConnectionEvent[]
}

/** Stored events of an operation with seq > after, oldest first. */
export async function readOperationEvents(
  database: Database,
  organizationId: string,
  operationId: string,
  after: number,
  limit: number,
): Promise<OperationEvent[]> {
  const rows = await database
    .tenant(organizationId)
    .operationEvent.findMany({ where: { operationId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: limit })
  return rows as unknown as OperationEvent[]
}
