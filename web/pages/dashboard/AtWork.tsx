/** The runs at work, with live progress. */
import { Link } from '@tanstack/react-router'
import type { DashboardQuery, RunSummaryFragment } from '../../generated/documents.ts'
import { formatCount, formatDay, humanize } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { RunProgress } from '../connection/RunProgress.tsx'
import { useProgress } from '../connection/useRun.ts'

type Connection = DashboardQuery['connections']['edges'][number]['node']

/** Each is a stream of its own: more would only be seen by scrolling. */
const mostFollowed = 6

export function AtWork({ connections, onEnd }: { connections: readonly Connection[]; onEnd: () => void }) {
  const active = connections.flatMap(({ id, name, syncRuns: [run] }) => (run?.active ? [{ id, name, run }] : []))
  if (active.length === 0) return null
  return (
    <section className="card stack" aria-labelledby="work">
      <h2 id="work">At work</h2>
      {active.slice(0, mostFollowed).map(({ id, name, run }) => (
        <ActiveRun key={run.id} connectionId={id} name={name} run={run} onEnd={onEnd} />
      ))}
      {active.length > mostFollowed && <p className="muted">And {active.length - mostFollowed} more.</p>}
    </section>
  )
}

function ActiveRun({
  connectionId,
  name,
  run,
  onEnd,
}: {
  connectionId: string
  name: string
  run: RunSummaryFragment
  onEnd: () => void
}) {
  const progress = useProgress(run.id, onEnd)
  const shown = progress ?? run
  return (
    <div className="at-work">
      <div className="row">
        <Link to="/connections/$id" params={{ id: connectionId }}>
          {name}
        </Link>
        <Badge tone={toneOf(shown.state)}>{humanize(shown.state)}</Badge>
        <span className="muted">
          {humanize(run.mode)} as of {formatDay(run.asOf)} · {formatCount(shown.created + shown.changed)} written ·{' '}
          {formatCount(shown.held)} held
        </span>
      </div>
      {progress?.active && <RunProgress progress={progress} />}
    </div>
  )
}
