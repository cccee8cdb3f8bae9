/** The last runs as bars: what each wrote, and which failed. The table beside it says the same in words. */
import type { RunSummaryFragment } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, humanize } from '../../lib/format.ts'

const width = 640
const height = 140
const floor = 116

/** @param runs the newest first */
export function RunChart({ runs }: { runs: readonly RunSummaryFragment[] }) {
  const shown = runs.toReversed()
  const written = (run: RunSummaryFragment) => run.created + run.changed + run.remapped
  const most = Math.max(1, ...shown.map(written))
  const slot = width / Math.max(shown.length, 12)
  const failed = shown.filter((run) => run.state === 'FAILED').length
  const summary = `The last ${shown.length} runs wrote at most ${formatCount(most)} records; ${failed} failed.`
  return (
    <figure className="stack">
      <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
        <line className="axis" x1="0" x2={width} y1={floor} y2={floor} />
        {shown.map((run, index) => {
          const bar = Math.max(3, (written(run) / most) * (floor - 16))
          const kind = run.state === 'FAILED' ? 'failed' : written(run) > 0 ? 'made' : 'same'
          return (
            <rect
              key={run.id}
              className={kind}
              x={index * slot + slot * 0.15}
              y={floor - bar}
              width={slot * 0.7}
              height={bar}
              rx="2"
            >
              <title>
                {formatInstant(run.finishedAt ?? run.createdAt)}: {humanize(run.state)}, {formatCount(written(run))}{' '}
                written
              </title>
            </rect>
          )
        })}
        <text x="0" y="12">
          {formatCount(most)} records
        </text>
        <text x="0" y={height - 6}>
          {shown[0] ? formatDay(shown[0].asOf) : ''}
        </text>
        <text x={width} y={height - 6} textAnchor="end">
          {shown.length > 1 ? formatDay(shown.at(-1)!.asOf) : ''}
        </text>
      </svg>
      <figcaption className="muted">{summary}</figcaption>
    </figure>
  )
}
