/** Lines over time from a zero baseline, each named at its end. */
import { labelEvery, pathOf, wholeTicksTo } from '../../lib/charts.ts'
import { formatCount } from '../../lib/format.ts'
import { Plot, type Tip } from './Plot.tsx'

export interface LineSeries {
  /** Class name. */
  series: string
  label: string
  values: readonly number[]
}

interface Props {
  label: string
  /** Below each point. */
  ticks: readonly string[]
  lines: readonly LineSeries[]
  tipOf: (index: number) => Tip
  height?: number
  onOpen?: ((index: number) => void) | undefined
}

const left = 44
const right = 76
const top = 12
const bottom = 22

export function Lines({ label, ticks, lines, tipOf, height = 180, onOpen }: Props) {
  const floor = height - bottom
  const levels = wholeTicksTo(Math.max(0, ...lines.flatMap(({ values }) => values)), 3)
  const yOf = (value: number) => floor - (value / levels.at(-1)!) * (floor - top)
  const xOf = (index: number, width: number) =>
    ticks.length < 2 ? left + 12 : left + 12 + (index / (ticks.length - 1)) * (width - left - right - 12)
  const ends = apart(lines.map(({ values }) => yOf(values.at(-1) ?? 0)))
  return (
    <Plot label={label} height={height} count={ticks.length} xOf={xOf} tipOf={tipOf} onOpen={onOpen}>
      {(width, active) => {
        const every = labelEvery(ticks.length, width - left - right, 46)
        return (
          <>
            {levels.map((level) => (
              <g key={level}>
                <line
                  className={level === 0 ? 'axis' : 'grid'}
                  x1={left}
                  x2={width - right + 12}
                  y1={yOf(level)}
                  y2={yOf(level)}
                />
                <text x={left - 6} y={yOf(level) + 4} textAnchor="end">
                  {formatCount(level)}
                </text>
              </g>
            ))}
            {active !== null && (
              <line className="guide" x1={xOf(active, width)} x2={xOf(active, width)} y1={top} y2={floor} />
            )}
            {lines.map(({ series, label: name, values }, place) => (
              <g key={series}>
                <path
                  className={`line-of ${series}`}
                  d={pathOf(values.map((value, index) => ({ x: xOf(index, width), y: yOf(value) })))}
                />
                {values.map((value, index) =>
                  index === active || index === values.length - 1 ? (
                    <circle key={ticks[index]} className={series} cx={xOf(index, width)} cy={yOf(value)} r="3.5" />
                  ) : null,
                )}
                <text className="strong" x={xOf(values.length - 1, width) + 9} y={ends[place]! + 4}>
                  {name}
                </text>
              </g>
            ))}
            {ticks.map((tick, index) =>
              (ticks.length - 1 - index) % every === 0 ? (
                <text key={tick} x={xOf(index, width)} y={height - 6} textAnchor="middle">
                  {tick}
                </text>
              ) : null,
            )}
          </>
        )
      }}
    </Plot>
  )
}

/** Labels that would stand on each other are moved apart. */
function apart(places: number[], least = 15): number[] {
  const order = places.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y)
  for (let at = 1; at < order.length; at++) order[at]!.y = Math.max(order[at]!.y, order[at - 1]!.y + least)
  return order.toSorted((a, b) => a.index - b.index).map(({ y }) => y)
}
