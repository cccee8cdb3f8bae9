/** A run as it happens: its progress and its events, which survive a lost socket without a gap. */
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../../app/context.ts'
import { SyncEventsDocument, SyncProgressDocument, type SyncProgressSubscription } from '../../generated/documents.ts'
import { append, type EventLog, emptyLog, skip } from '../../lib/eventLog.ts'
import type { RunEvent } from '../../lib/eventText.ts'

export type Progress = SyncProgressSubscription['syncProgress']

/** @param onEnd told when the run has come to its end */
export function useProgress(runId: string | undefined, onEnd: () => void): Progress | null {
  const { api } = useSession()
  const [progress, setProgress] = useState<Progress | null>(null)
  const ended = useRef(onEnd)
  ended.current = onEnd
  useEffect(() => {
    setProgress(null)
    if (runId === undefined) return
    return api.follow(SyncProgressDocument, () => ({ runId }), {
      next: ({ syncProgress }) => setProgress(syncProgress),
      complete: () => ended.current(),
      error: () => ended.current(),
    })
  }, [api, runId])
  return progress
}

export function useEvents(runId: string | undefined): { log: EventLog<RunEvent>; problem: string | null } {
  const { api } = useSession()
  const [log, setLog] = useState<EventLog<RunEvent>>(emptyLog)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    setLog(emptyLog)
    setProblem(null)
    if (runId === undefined) return
    // Beside the state, so that a stream that is taken up again begins after the last event received.
    let received: EventLog<RunEvent> = emptyLog
    let frame = 0
    const show = () => {
      // Many events a second are drawn once a frame.
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setLog(received)
      })
    }
    const stop = api.follow(SyncEventsDocument, () => ({ runId, after: received.last }), {
      next({ syncEvents: item }) {
        received = item.__typename === 'EventsMissed' ? skip(received, item) : append(received, item)
        show()
      },
      complete() {},
      error: setProblem,
    })
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [api, runId])
  return { log, problem }
}
