/** Records with errors and with warnings, month by month. */
import type { ValidationTrendQuery } from '../../generated/documents.ts'
import { monthName, monthTick } from '../../lib/charts.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Figure } from '../../ui/charts/Figure.tsx'
import { Lines } from '../../ui/charts/Lines.tsx'

type Trend = ValidationTrendQuery['errorTrend']

export function MonthsFigure({ trend: all, level }: { trend: Trend; level?: 'h2' | 'h3' }) {
  // Of months whose review was deleted long ago nobody knows any more.
  const trend = all.filter(({ recordsWithErrors }) => recordsWithErrors !== null)
  if (trend.length < 2) return null
  const lines = [
    { series: 'errors', label: 'Errors', values: trend.map((each) => each.recordsWithErrors ?? 0) },
    { series: 'warnings', label: 'Warnings', values: trend.map((each) => each.recordsWithWarnings ?? 0) },
  ]
  const went = lines.map(({ values }) => `${formatCount(values[0]!)} to ${formatCount(values.at(-1)!)}`)
  const said =
    `Records with errors went from ${went[0]}, with warnings from ${went[1]} in ${plural(trend.length, 'month')}. ` +
    'Closed months have no errors: such records were held out of them.'
  return (
    <Figure
      title="Records with errors and warnings by month"
      said={said}
      level={level ?? 'h3'}
      table={{
        columns: ['Month', 'Errors', 'Warnings'],
        rows: trend.map(({ month }, index) => [
          monthName(month),
          ...lines.map(({ values }) => formatCount(values[index]!)),
        ]),
      }}
    >
      <Lines
        label={said}
        ticks={trend.map(({ month }, index) => monthTick(month, index === 0))}
        lines={lines}
        tipOf={(index) => ({
          title: monthName(trend[index]!.month),
          lines: lines.map(({ series, label, values }) => ({ series, label, value: formatCount(values[index]!) })),
        })}
      />
    </Figure>
  )
}
