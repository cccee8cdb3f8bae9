/** The events of a run as they were received: in order, each once, and nothing missing unnoticed. */

export interface Numbered {
  seq: number
}

export interface Missed {
  fromSeq: number
  toSeq: number
}

export interface EventLog<Event extends Numbered> {
  /** The newest last; at most `most`. */
  events: readonly Event[]
  /** Number of the last one received: where to go on after a break. */
  last: number
  /** How many came that are no longer shown. */
  dropped: number
  /** Stretches that the server could no longer tell; the newest last, at most `mostMissed`. */
  missed: readonly Missed[]
}

export const emptyLog = { events: [], last: 0, dropped: 0, missed: [] } as const satisfies EventLog<Numbered>

/** So that a page that stays open for days does not grow. */
export const most = 400
export const mostMissed = 20

/** Takes an event in; one that was received already changes nothing. */
export function append<Event extends Numbered>(log: EventLog<Event>, event: Event): EventLog<Event> {
  if (event.seq <= log.last) return log
  const missed =
    event.seq > log.last + 1 ? withMissed(log.missed, { fromSeq: log.last + 1, toSeq: event.seq - 1 }) : log.missed
  const over = Math.max(0, log.events.length + 1 - most)
  return { events: [...log.events.slice(over), event], last: event.seq, dropped: log.dropped + over, missed }
}

/** Takes in the word of the server that it no longer has some events. */
export function skip<Event extends Numbered>(log: EventLog<Event>, { fromSeq, toSeq }: Missed): EventLog<Event> {
  if (toSeq <= log.last) return log
  const missed = withMissed(log.missed, { fromSeq: Math.max(fromSeq, log.last + 1), toSeq })
  return { ...log, last: toSeq, missed }
}

const withMissed = (missed: readonly Missed[], next: Missed) => [...missed.slice(1 - mostMissed), next]
