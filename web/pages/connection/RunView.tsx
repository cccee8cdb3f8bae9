/** One run: how far it is, what it did, what was new at the source, and its log. */
import { Link } from '@tanstack/react-router'
import type { RunSummaryFragment } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, formatSeconds, humanize, plural } from '../../lib/format.ts'
import { paceOf } from '../../lib/runs.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import '../../styles/charts.css'
import '../../styles/dashboard.css'
import { DriftReport } from './DriftReport.tsx'
import { EventList } from './EventList.tsx'
import { RunProgress } from './RunProgress.tsx'
import { useEvents, useProgress } from './useRun.ts'

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

interface Props {
  run: RunSummaryFragment
  onEnd: () => void
  connectionId?: string
  presetId?: string
}

export function RunView({ run, onEnd, connectionId, presetId }: Props) {
  const progress = useProgress(run.active ? run.id : undefined, onEnd)
  const { log, problem } = useEvents(run.id)
  const shown = progress ?? run
  return (
    <div className="stack">
      <div className="row">
        <Badge tone={toneOf(shown.state)}>{humanize(shown.state)}</Badge>
        <span>
          {humanize(run.mode)} run as of {formatDay(run.asOf)}, {run.trigger.toLowerCase()}
          {run.range && `, changes from ${formatDay(run.range.from)} to ${formatDay(run.range.to)}`}
        </span>
        <span className="muted">{formatInstant(run.startedAt ?? run.createdAt)}</span>
        {run.pausedUntil && <span className="muted">Goes on by itself at {formatInstant(run.pausedUntil)}</span>}
      </div>
      {shown.state !== 'FAILED' && progress?.active && <RunProgress progress={progress} />}
      {!run.active && <Pace run={run} />}
      {run.failure && (
        <div className="notice bad">
          <p>{run.failure.message}</p>
          <p className="hint">{run.failure.hint}</p>
        </div>
      )}
      <Counts of={shown} />
      {connectionId && shown.quarantined > 0 && (
        <p>
          <Link to="/quarantine" search={{ connection: connectionId }}>
            Why loans could not be read
          </Link>
        </p>
      )}
      <DriftReport runId={run.id} active={shown.active} presetId={presetId} />
      <EventList log={log} problem={problem} newest={run.lastEventSeq} />
    </div>
  )
}

/** What is none is told in a line. */
function Counts({ of }: { of: Pick<RunSummaryFragment, (typeof counters)[number][0]> }) {
  const some = counters.filter(([name]) => name === 'seen' || of[name] > 0)
  const none = counters.filter((each) => !some.includes(each)).map(([, label]) => label)
  return (
    <>
      <div className="numbers">
        {some.map(([name, label]) => (
          <div key={name}>
            <strong>{formatCount(of[name])}</strong>
            {label}
          </div>
        ))}
      </div>
      {none.length > 0 && <p className="muted">None {none.join(', ').replace(/, ([^,]+)$/, ' or $1')}.</p>}
    </>
  )
}

function Pace({ run }: { run: RunSummaryFragment }) {
  const pace = paceOf(run)
  if (!pace) return null
  return (
    <p className="muted">
      Took {formatSeconds(pace.seconds)}
      {pace.perSecond !== null && `, ${formatCount(pace.perSecond)} loans a second`}
      {run.requests > 0 && `, ${plural(run.requests, 'request')}`}
      {run.attempt > 1 && `, taken up again ${run.attempt === 2 ? 'once' : `${run.attempt - 1} times`}`}.
    </p>
  )
}
