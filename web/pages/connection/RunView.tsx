/** One run: how far it is, what it did, and its log. */
import { ProgressBar } from 'react-aria-components'
import type { RunSummaryFragment } from '../../generated/documents.ts'
import { eventText } from '../../lib/eventText.ts'
import { formatCount, formatDay, formatInstant, formatSeconds, formatTime, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { type Progress, useEvents, useProgress } from './useRun.ts'

const counters = [
  ['seen', 'read'],
  ['created', 'new'],
  ['changed', 'changed'],
  ['unchanged', 'unchanged'],
  ['remapped', 'mapped again'],
  ['held', 'held'],
  ['excluded', 'excluded'],
  ['quarantined', 'unreadable'],
] as const

export function RunView({ run, onEnd }: { run: RunSummaryFragment; onEnd: () => void }) {
  const progress = useProgress(run.active ? run.id : undefined, onEnd)
  const shown = progress ?? run
  return (
    <div className="stack">
      <div className="row">
        <Badge tone={toneOf(shown.state)}>{humanize(shown.state)}</Badge>
        <span>
          {humanize(run.mode)} run as of {formatDay(run.asOf)}, {run.trigger.toLowerCase()}
        </span>
        <span className="muted">{formatInstant(run.startedAt ?? run.createdAt)}</span>
      </div>
      {shown.state !== 'FAILED' && progress?.active && <Bar progress={progress} />}
      {run.failure && (
        <div className="notice bad">
          <p>{run.failure.message}</p>
          <p className="hint">{run.failure.hint}</p>
        </div>
      )}
      <div className="numbers">
        {counters.map(([name, label]) => (
          <div key={name}>
            <strong>{formatCount(shown[name])}</strong>
            {label}
          </div>
        ))}
      </div>
      <EventList runId={run.id} />
    </div>
  )
}

function Bar({ progress }: { progress: Progress }) {
  const { fraction, seen, total, recordsPerSecond, secondsRemaining, phase } = progress
  const percent = fraction === null ? undefined : Math.round(fraction * 100)
  const parts = [
    total === null ? plural(seen, 'loan') : `${formatCount(seen)} of ${plural(total, 'loan')}`,
    ...(recordsPerSecond ? [`${formatCount(Math.round(recordsPerSecond))} a second`] : []),
    ...(secondsRemaining === null ? [] : [`about ${formatSeconds(secondsRemaining)} left`]),
  ]
  const label = phase === 'ROLLOVER' ? 'Moving stored loans to the new day' : 'Reading loans'
  return (
    <ProgressBar
      value={percent ?? 0}
      isIndeterminate={percent === undefined}
      aria-label={label}
      valueLabel={parts.join(', ')}
    >
      <div className="progress">
        <div style={{ width: `${percent ?? 0}%` }} />
      </div>
      <p className="muted">
        {label}: {parts.join(' · ')}
      </p>
    </ProgressBar>
  )
}

function EventList({ runId }: { runId: string }) {
  const { log, problem } = useEvents(runId)
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
        <p className="muted">No event yet.</p>
      ) : (
        // Scrolls by itself, so the keyboard must be able to reach it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        <ol className="log" reversed tabIndex={0} aria-label="Events, newest first">
          {log.events.toReversed().map((event) => (
            <li key={event.seq} data-seq={event.seq}>
              <span className="seq">{event.seq}</span>
              <time dateTime={event.at}>{formatTime(event.at)}</time>
              <span>{eventText(event)}</span>
            </li>
          ))}
        </ol>
      )}
      {log.dropped > 0 && <p className="muted">{plural(log.dropped, 'earlier event')} not shown.</p>}
    </section>
  )
}
