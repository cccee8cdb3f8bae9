/** A run as it happens: its progress and its events, which survive a lost socket without a gap. */
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../../app/context.ts'
import { SyncEventsDocument, SyncProgressDocument, type SyncProgressSubscription } from '../../generated/documents.ts'
import { addDrift, type Unknown } from '../../lib/drift.ts'
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

interface Events {
  log: EventLog<RunEvent>
  /** All that the DRIFT events told, also of those that the log no longer shows. */
  drift: readonly Unknown[]
}

const none: Events = { log: emptyLog, drift: [] }

export function useEvents(runId: string | undefined): Events & { problem: string | null } {
  const { api } = useSession()
  const [events, setEvents] = useState<Events>(none)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    setEvents(none)
    setProblem(null)
    if (runId === undefined) return
    // Beside the state, so that a stream that is taken up again begins after the last event received.
    let received = none
    let frame = 0
    const show = () => {
      // Many events a second are drawn once a frame.
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setEvents(received)
      })
    }
    const stop = api.follow(SyncEventsDocument, () => ({ runId, after: received.log.last }), {
      next({ syncEvents: item }) {
        received =
          item.__typename === 'EventsMissed' ? { ...received, log: skip(received.log, item) } : take(received, item)
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
  return { ...events, problem }
}

function take({ log, drift }: Events, event: RunEvent): Events {
  const isNew = event.seq > log.last && event.__typename === 'DriftEvent'
  return { log: append(log, event), drift: isNew ? addDrift(drift, event.unknowns) : drift }
}
