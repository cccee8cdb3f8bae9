/** Where a pull stands (checkpoint) and where the last one ended (cursor): flat, versioned, checked when they come back. */

import { z } from 'zod'
import { type Checkpoint, type PullMode, SourceFailure } from '../contract.ts'

export interface Position {
  mode: PullMode
  asOf: string
  /** Every loan up to this id is done. */
  after: number
  /** Loans done. */
  seen: number
  /** Newest lastUpdated met, in seconds. */
  newest: number | null
  /** Loans whose balances are of a day before the as-of day, for want of a row of that day. */
  stale: number
}

export interface Cursor {
  asOf: string
  /** Newest lastUpdated met, in seconds; null where the tenant has none. */
  since: number | null
  /** The archive had written the as-of day: daily maintenance was through. */
  settled: boolean
}

const seconds = z.number().nullable()
const positionSchema = z.object({
  version: z.literal(1),
  mode: z.enum(['INCREMENTAL', 'FULL', 'RANGE', 'IDS']),
  asOf: z.iso.date(),
  after: z.number().int().min(0),
  seen: z.number().int().min(0),
  newest: seconds,
  stale: z.number().int().min(0),
})
const cursorSchema = z.object({ version: z.literal(1), asOf: z.iso.date(), since: seconds, settled: z.boolean() })

export function checkpointOf(position: Position): Checkpoint {
  return { version: 1, ...position }
}

export function cursorOf(cursor: Cursor): Checkpoint {
  return { version: 1, ...cursor }
}

export function readPosition(checkpoint: Checkpoint | null, mode: PullMode, asOf: string): Position {
  if (checkpoint === null) return { mode, asOf, after: 0, seen: 0, newest: null, stale: 0 }
  const read = positionSchema.safeParse(checkpoint)
  if (!read.success || read.data.mode !== mode || read.data.asOf !== asOf) {
    throw new SourceFailure(
      'SYSTEM',
      'BAD_CHECKPOINT',
      'The stored position of this run does not fit it.',
      'Start a new sync; what was read so far stays.',
    )
  }
  const { version: _, ...position } = read.data
  return position
}

/** Null where there is none, or none this version understands: then everything is compared, which loses nothing. */
export function readCursor(cursor: Checkpoint | null): Cursor | null {
  const read = cursorSchema.safeParse(cursor)
  if (!read.success) return null
  const { version: _, ...known } = read.data
  return known
}
