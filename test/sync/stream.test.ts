import fc from 'fast-check'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createStream } from '../../server/sync/stream.ts'

const log = pino({ level: 'silent' })

interface Event {
  seq: number
}

/** A table of events, read in pages of three, so that catching up takes several reads. */
function table() {
  const rows: Event[] = []
  let reads = 0
  return {
    rows,
    append: (count: number) => {
      for (let index = 0; index < count; index++) rows.push({ seq: (rows.at(-1)?.seq ?? 0) + 1 })
    },
    read: async (after: number) => {
      reads += 1
      await Promise.resolve()
      return rows.filter((row) => row.seq > after).slice(0, 3)
    },
    reads: () => reads,
  }
}

const open = (signal = new AbortController().signal) => signal

test('stored events come first, then live ones, and the last one ends the stream', async () => {
  const { append, read } = table()
  append(5)
  const stream = createStream<Event>(read, () => {}, log)
  const seen: number[] = []
  for await (const event of stream.subscribe(2, open(), (each) => 'seq' in each && each.seq === 8)) {
    if ('seq' in event) seen.push(event.seq)
    if (seen.length === 3) {
      append(3)
      stream.wake()
    }
  }
  expect(seen).toEqual([3, 4, 5, 6, 7, 8])
})

test('a subscriber is told the range that is no longer stored', async () => {
  const { rows, append, read } = table()
  append(6)
  rows.splice(0, 4)
  const stream = createStream<Event>(read, () => {}, log)
  const seen: unknown[] = []
  for await (const event of stream.subscribe(1, open(), (each) => each.seq === 6)) seen.push(event)
  expect(seen).toEqual([{ kind: 'MISSED', fromSeq: 2, toSeq: 4 }, { seq: 5 }, { seq: 6 }])
})

test('one reader feeds all: a thousand followers do not read the table once each', async () => {
  const { append, read, reads } = table()
  const stream = createStream<Event>(read, () => {}, log)
  const count = 1_000
  let waiting = 0
  const follow = async () => {
    const iterator = stream.subscribe(0, open(), (each) => each.seq === 2)[Symbol.asyncIterator]()
    const first = iterator.next()
    waiting += 1
    await first
    return (await iterator.next()).value
  }
  const followers = Array.from({ length: count }, follow)
  expect(waiting).toBe(count)
  while (reads() < count) await Promise.resolve()
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  const before = reads()
  append(2)
  stream.wake()
  expect(await Promise.all(followers)).toEqual(Array.from({ length: count }, () => ({ seq: 2 })))
  expect(reads() - before).toBeLessThan(10)
})

test('an aborted subscriber ends; the stream is retired with the last one', async () => {
  const { read } = table()
  let retired = 0
  const stream = createStream<Event>(read, () => (retired += 1), log)
  const controller = new AbortController()
  const iterator = stream.subscribe(0, controller.signal, () => false)[Symbol.asyncIterator]()
  const next = iterator.next()
  await Promise.resolve()
  controller.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(retired).toBe(1)
})

test('a failing read loses nothing: the next wake reads on', async () => {
  const { append, read } = table()
  let broken = false
  const stream = createStream<Event>(
    (after) => (broken ? Promise.reject(new Error('down')) : read(after)),
    () => {},
    log,
  )
  append(1)
  const iterator = stream.subscribe(0, open(), (each) => each.seq === 2)[Symbol.asyncIterator]()
  expect((await iterator.next()).value).toEqual({ seq: 1 })
  const second = iterator.next()
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  broken = true
  append(1)
  stream.wake()
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  broken = false
  stream.wake()
  expect((await second).value).toEqual({ seq: 2 })
})

test('property: whatever the order of appends, wakes and subscriptions, each subscriber sees every event once, in order', async () => {
  const steps = fc.array(
    fc.oneof(fc.record({ append: fc.integer({ min: 1, max: 4 }) }), fc.record({ subscribeAfter: fc.nat(6) })),
    {
      maxLength: 25,
    },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const { rows, append, read } = table()
      const stream = createStream<Event>(read, () => {}, log)
      const end = script.reduce((sum, step) => sum + ('append' in step ? step.append : 0), 0) + 1
      const followers: Promise<{ after: number; seen: number[] }>[] = []
      const follow = async (after: number) => {
        const seen: number[] = []
        for await (const event of stream.subscribe(after, open(), (each) => each.seq === end)) {
          if ('seq' in event) seen.push(event.seq)
        }
        return { after, seen }
      }
      for (const step of script) {
        if ('append' in step) {
          append(step.append)
          stream.wake()
        } else if (step.subscribeAfter <= rows.length) {
          followers.push(follow(step.subscribeAfter))
        }
        await Promise.resolve()
      }
      append(1)
      stream.wake()
      for (const { after, seen } of await Promise.all(followers)) {
        expect(seen).toEqual(Array.from({ length: end - after }, (_, index) => after + index + 1))
      }
    }),
    { numRuns: 200 },
  )
})
