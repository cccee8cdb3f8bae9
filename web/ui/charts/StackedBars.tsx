/** Columns over time, each a stack from zero; the whole stands above its column. */
import { labelEvery, stack, ticksTo } from '../../lib/charts.ts'
import { Plot, type Tip } from './Plot.tsx'

export interface StackColumn {
  key: string
  /** Below the column. */
  tick: string
  /** Above it. */
  total: string
  /** By series, the lowest first. */
  values: readonly number[]
  tip: Tip
  /** Not final yet: drawn with an outline. */
  open?: boolean
  /** Class name of a mark above it, for what its height does not tell. */
  flag?: string
}

interface Props {
  label: string
  columns: readonly StackColumn[]
  /** Class names, the lowest first. */
  series: readonly string[]
  formatTick: (value: number) => string
  /** Ticks of whole things, where the values are counts. */
  ticks?: (max: number) => number[]
  height?: number
  /** Room for at least so many columns. */
  least?: number
  onOpen?: ((index: number) => void) | undefined
}

const left = 44
const top = 30
const bottom = 22

export function StackedBars({
  label,
  columns,
  series,
  formatTick,
  ticks = ticksTo,
  height = 220,
  least = 4,
  onOpen,
}: Props) {
  const floor = height - bottom
  const levels = ticks(Math.max(0, ...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0))))
  const yOf = (value: number) => floor - (value / levels.at(-1)!) * (floor - top)
  const slotOf = (width: number) => (width - left) / Math.max(columns.length, least)
  const xOf = (index: number, width: number) => left + (index + 0.5) * slotOf(width)
  return (
    <Plot
      label={label}
      height={height}
      count={columns.length}
      xOf={xOf}
      tipOf={(index) => columns[index]!.tip}
      onOpen={onOpen}
    >
      {(width, active) => {
        const slot = slotOf(width)
        const bar = Math.min(56, slot * 0.7)
        const every = labelEvery(columns.length, width - left, 46)
        return (
          <>
            {levels.map((level) => (
              <g key={level}>
                <line className={level === 0 ? 'axis' : 'grid'} x1={left} x2={width} y1={yOf(level)} y2={yOf(level)} />
                <text x={left - 6} y={yOf(level) + 4} textAnchor="end">
                  {formatTick(level)}
                </text>
              </g>
            ))}
            {columns.map((column, index) => {
              const x = xOf(index, width)
              const slices = stack(column.values)
              const whole = slices.at(-1)?.to ?? 0
              // The last column always has its label: it is the one that is looked for.
              const labelled = (columns.length - 1 - index) % every === 0
              // Half a label has no room beside the last column of a narrow chart.
              const placed =
                x + 22 > width ? ({ x: width, textAnchor: 'end' } as const) : ({ x, textAnchor: 'middle' } as const)
              return (
                <g key={column.key} className={active === null || active === index ? undefined : 'dimmed'}>
                  {slices.map(({ from, to }, place) => (
                    <rect
                      key={series[place]}
                      className={series[place]}
                      x={x - bar / 2}
                      width={bar}
                      y={yOf(to)}
                      height={to > from ? Math.max(1, yOf(from) - yOf(to)) : 0}
                    />
                  ))}
                  {column.open && (
                    <rect
                      className="not-final"
                      x={x - bar / 2 - 2}
                      width={bar + 4}
                      y={yOf(whole) - 2}
                      height={floor - yOf(whole) + 2}
                    />
                  )}
                  {column.flag && <circle className={column.flag} cx={x} cy={yOf(whole) - (labelled ? 22 : 7)} r="4" />}
                  {labelled && (
                    <text className="strong" {...placed} y={yOf(whole) - 6}>
                      {column.total}
                    </text>
                  )}
                  {labelled && (
                    <text {...placed} y={height - 6}>
                      {column.tick}
                    </text>
                  )}
                </g>
              )
            })}
          </>
        )
      }}
    </Plot>
  )
}
