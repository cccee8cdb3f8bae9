/** The log of a run: its newest events, the newest first. */
import { memo } from 'react'
import type { EventLog } from '../../lib/eventLog.ts'
import { eventText, type RunEvent } from '../../lib/eventText.ts'
import { formatTime, plural } from '../../lib/format.ts'
import { Loading } from '../../ui/states.tsx'

interface Props {
  log: EventLog<RunEvent>
  problem: string | null
  /** Number of the newest event that the run is known to have; 0: it has none. */
  newest: number
}

export function EventList({ log, problem, newest }: Props) {
  // Those that the server no longer keeps are received as well, as being gone.
  const waiting = log.last === 0 && newest > 0 && problem === null
  return (
    <section aria-label="Events of the run" className="stack">
      <h3>Events</h3>
      {problem && <p className="notice bad">{problem}</p>}
      {log.missed.map(({ fromSeq, toSeq }) => (
        <p key={fromSeq} className="muted">
          Events {fromSeq} to {toSeq} are no longer kept.
        </p>
      ))}
      {log.events.length === 0 ? (
        waiting ? (
          <Loading what="the events" />
        ) : (
          newest === 0 && <p className="muted">No event yet.</p>
        )
      ) : (
        // Scrolls by itself, so the keyboard must be able to reach it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        <ol className="log" reversed tabIndex={0} aria-label="Events, newest first">
          {log.events.toReversed().map((event) => (
            <EventRow key={event.seq} event={event} />
          ))}
        </ol>
      )}
      {log.dropped > 0 && <p className="muted">{plural(log.dropped, 'earlier event')} not shown.</p>}
    </section>
  )
}

/** An event never changes: a row that stands already is not drawn again. */
const EventRow = memo(function EventRow({ event }: { event: RunEvent }) {
  return (
    <li data-seq={event.seq}>
      <span className="seq">{event.seq}</span>
      <time dateTime={event.at}>{formatTime(event.at)}</time>
      <span>{eventText(event)}</span>
    </li>
  )
})
