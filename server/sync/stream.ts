/** One event stream in one process: a single reader, many subscribers. See hub.ts. */
import type { Log } from '../log.ts'
import type { Missed } from './hub.ts'

export interface Stream<E> {
  subscribe(after: number, signal: AbortSignal, last: (event: E) => boolean): AsyncIterable<E | Missed>
  wake(): void
  close(): void
}

/** A subscriber this many events behind goes back to reading from the table. */
const bufferLimit = 1_000

interface Subscriber<E> {
  /** Last seq handed to the consumer or put into the buffer. */
  seq: number
  buffer: E[]
  /** Fed by the stream's reader; otherwise it reads the table itself. */
  attached: boolean
  /** Wakes the consumer when it waits. */
  ring: () => void
}

export function createStream<E extends { seq: number }>(
  read: (after: number) => Promise<E[]>,
  retire: () => void,
  log: Log,
): Stream<E> {
  const subscribers = new Set<Subscriber<E>>()
  /** Seq up to which the reader has fed the attached subscribers; null while there is none. */
  let position: number | null = null
  let reading = false
  let again = false
  let closed = false

  const feed = (events: E[]) => {
    for (const subscriber of subscribers) {
      if (!subscriber.attached) continue
      const fresh = events.filter((event) => event.seq > subscriber.seq)
      if (fresh.length === 0) continue
      if (subscriber.buffer.length + fresh.length > bufferLimit) {
        subscriber.attached = false
      } else {
        subscriber.buffer.push(...fresh)
        subscriber.seq = fresh.at(-1)!.seq
      }
      subscriber.ring()
    }
  }

  const readOn = async () => {
    if (reading) {
      again = true
      return
    }
    reading = true
    try {
      do {
        again = false
        while (position !== null) {
          const events = await read(position)
          if (events.length === 0 || position === null) break
          position = events.at(-1)!.seq
          feed(events)
        }
      } while (again)
    } catch (error) {
      // The next wake or poll reads again from the same position: nothing is lost, it only comes later.
      log.warn({ err: error }, 'reading an event stream failed')
    } finally {
      reading = false
    }
  }

  async function* consume(after: number, signal: AbortSignal, last: (event: E) => boolean): AsyncGenerator<E | Missed> {
    const subscriber: Subscriber<E> = { seq: after, buffer: [], attached: false, ring: () => {} }
    const stop = () => subscriber.ring()
    signal.addEventListener('abort', stop)
    subscribers.add(subscriber)
    let delivered = after
    try {
      while (!signal.aborted && !closed) {
        const events =
          subscriber.attached || subscriber.buffer.length > 0 ? subscriber.buffer.splice(0) : await read(delivered)
        for (const event of events) {
          if (event.seq > delivered + 1) yield { kind: 'MISSED', fromSeq: delivered + 1, toSeq: event.seq - 1 }
          delivered = event.seq
          yield event
          if (last(event)) return
          if (signal.aborted) return
        }
        if (events.length > 0) continue
        if (!subscriber.attached) {
          // Nothing between here and `attached = true` awaits, so the reader cannot pass in between.
          // A subscriber ahead of the reader is fine: feeding skips what it has.
          if (position === null) position = delivered
          if (delivered < position) continue
          subscriber.seq = delivered
          subscriber.attached = true
          void readOn()
        }
        if (subscriber.buffer.length === 0) {
          await new Promise<void>((resolve) => {
            subscriber.ring = resolve
            if (signal.aborted || closed || !subscriber.attached) resolve()
          })
        }
      }
    } finally {
      signal.removeEventListener('abort', stop)
      subscribers.delete(subscriber)
      if (subscribers.size === 0) {
        position = null
        retire()
      }
    }
  }

  return {
    subscribe: consume,
    wake: () => void readOn(),
    close() {
      closed = true
      for (const subscriber of subscribers) subscriber.ring()
    },
  }
}
