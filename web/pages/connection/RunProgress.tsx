/** How far a run is: part done, pace, and how long it may still take. */
import { ProgressBar } from 'react-aria-components'
import { formatCount, formatSeconds, plural } from '../../lib/format.ts'
import type { Progress } from './useRun.ts'

export function RunProgress({ progress }: { progress: Progress }) {
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
