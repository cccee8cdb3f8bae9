/** A signal for writes: what has been begun is brought to its end, though the work around it was told to stop. */
import { LeaseLost } from '../sync/log.ts'

export interface Patience {
  /** Aborts with `asked` when nothing is begun; else when it has ended, or has taken too long. */
  signal: AbortSignal
  /** A request that changes something is about to leave. Throws when the work was told to stop before anything was begun. */
  begin(): void
  /** The last one was not carried out. */
  undo(): void
  /** The write has ended, one way or the other. */
  end(): void
  /** Nothing comes after it. */
  close(): void
}

/** @param longestMs how long a write that is begun may go on after `asked` was aborted */
export function patienceOf(asked: AbortSignal, longestMs: number): Patience {
  const controller = new AbortController()
  let begun = 0
  let timer: NodeJS.Timeout | undefined
  const abort = () => controller.abort(asked.reason)
  const heed = () => {
    if (!asked.aborted) return
    // Another worker has it: what comes of the write is no longer ours to write down.
    if (begun === 0 || asked.reason instanceof LeaseLost) return abort()
    timer ??= setTimeout(abort, longestMs)
  }
  asked.addEventListener('abort', heed, { once: true })
  heed()
  return {
    signal: controller.signal,
    begin() {
      if (begun === 0) asked.throwIfAborted()
      begun += 1
    },
    undo() {
      begun -= 1
      heed()
    },
    end() {
      begun = 0
      heed()
    },
    close() {
      clearTimeout(timer)
      asked.removeEventListener('abort', heed)
    },
  }
}
