/** A line the size of a word; the last point is marked. What it shows is said beside it. */
import { pathOf } from '../../lib/charts.ts'

const width = 96
const height = 24
const pad = 4

export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values)
  const points = values.map((value, index) => ({
    x: pad + (index / Math.max(1, values.length - 1)) * (width - 2 * pad),
    y: height - pad - (value / most) * (height - 2 * pad),
  }))
  const last = points.at(-1)
  return (
    <svg className="spark" width={width} height={height} role="img" aria-label={label}>
      <line className="grid" x1={pad} x2={width - pad} y1={height - pad} y2={height - pad} />
      <path className="line-of" d={pathOf(points)} />
      {last && <circle cx={last.x} cy={last.y} r="2.5" />}
    </svg>
  )
}
