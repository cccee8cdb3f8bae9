/** Row ids: UUID version 7 (RFC 9562 §5.7), so that ids made later sort later and index pages fill in order. */
import { randomFillSync } from 'node:crypto'

export interface IdSource {
  /** Milliseconds since 1970. */
  now(): number
  /** Fills the buffer with random bytes. */
  random(buffer: Uint8Array): void
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Makes a generator whose ids strictly increase in the order they are made, also within a millisecond and when the clock
 * steps back (RFC 9562 §6.2, method 1: a 12-bit counter seeded with 11 random bits; when it is used up, the time part is
 * moved on by one millisecond). The 62 bits after it are random in every id.
 */
export function createIdGenerator(source: Partial<IdSource> = {}): () => string {
  const now = source.now ?? Date.now
  const random = source.random ?? pooledRandom()
  const bytes = new Uint8Array(10)
  let time = -1
  let counter = 0

  return () => {
    random(bytes)
    const clock = Math.floor(now())
    if (clock > time) {
      time = clock
      counter = ((bytes[8]! << 8) | bytes[9]!) & 0x7ff
    } else if (counter < 0xfff) {
      counter++
    } else {
      time++
      counter = ((bytes[8]! << 8) | bytes[9]!) & 0x7ff
    }
    return format(time, counter, bytes)
  }
}

/** A new row id. */
export const newId: () => string = createIdGenerator()

/** Whether the text is an id as this server writes them: lower case, with hyphens. Any UUID version. */
export function isId(text: string): boolean {
  return uuidPattern.test(text)
}

/** The millisecond an id was made in. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

function format(time: number, counter: number, random: Uint8Array): string {
  const clock = time.toString(16).padStart(12, '0')
  const variant = ((random[0]! & 0x3f) | 0x80).toString(16)
  let tail = ''
  for (let i = 1; i < 8; i++) tail += random[i]!.toString(16).padStart(2, '0')
  const version = (0x7000 | counter).toString(16)
  return `${clock.slice(0, 8)}-${clock.slice(8)}-${version}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`
}

/** One call to the system for 400 ids: a call for each would cost more than the id. */
function pooledRandom(): IdSource['random'] {
  const pool = new Uint8Array(4000)
  let used = pool.length
  return (buffer) => {
    if (used + buffer.length > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    buffer.set(pool.subarray(used, used + buffer.length))
    used += buffer.length
  }
}
