/** Where the reading of a file stands: a line of it. The file can be read again from its start, so that is all there is to know. */
import { z } from 'zod'
import { type Checkpoint, SourceFailure } from '../contract.ts'

export interface Position {
  /** Last line of the rows that are done; 0 at the start. */
  line: number
  seen: number
  /** Rows of which nobody can say for certain whose they are: then none can be said to be gone. */
  unsure: number
}

const schema = z.object({
  version: z.literal(1),
  line: z.number().int().min(0),
  seen: z.number().int().min(0),
  unsure: z.number().int().min(0),
})

export const checkpointOf = (position: Position): Checkpoint => ({ version: 1, ...position })

export function readPosition(checkpoint: Checkpoint | null): Position {
  if (checkpoint === null) return { line: 0, seen: 0, unsure: 0 }
  const read = schema.safeParse(checkpoint)
  if (read.success) return { line: read.data.line, seen: read.data.seen, unsure: read.data.unsure }
  throw new SourceFailure(
    'SYSTEM',
    'BAD_CHECKPOINT',
    'The stored position of this run does not fit it.',
    'Start a new sync with the same upload; what was read so far stays.',
  )
}
