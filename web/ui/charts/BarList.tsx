/** Bars that lie, each with its name, its count and its share: for amounts of a few kinds at one moment. */
import type { ReactNode } from 'react'
import { formatShare } from '../../lib/charts.ts'
import { formatCount } from '../../lib/format.ts'

export interface ListedBar {
  key: string
  name: ReactNode
  count: number
  /** Class name of the colour. */
  series: string
}

/** @param of what the shares are of; left out: of the bars together */
export function BarList({ label, bars, of }: { label: string; bars: readonly ListedBar[]; of?: number | undefined }) {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const all = Math.max(1, of ?? bars.reduce((sum, { count }) => sum + count, 0))
  return (
    <ul className="bar-list" aria-label={label}>
      {bars.map(({ key, name, count, series }) => (
        <li key={key}>
          <span className="name">{name}</span>
          <svg aria-hidden="true" className="bar" width="100%" height="14">
            <rect className={series} width={`${Math.max(0.4, (count / most) * 100)}%`} height="14" rx="2" />
          </svg>
          <span className="number">{formatCount(count)}</span>
          <span className="number muted">{formatShare(count / all)}</span>
        </li>
      ))}
    </ul>
  )
}
