/** Records with errors and with warnings, month by month. */
import type { ValidationTrendQuery } from '../../generated/documents.ts'
import { monthName, monthTick } from '../../lib/charts.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Figure } from '../../ui/charts/Figure.tsx'
import { Lines } from '../../ui/charts/Lines.tsx'

type Trend = ValidationTrendQuery['errorTrend']

export function MonthsFigure({ trend, level }: { trend: Trend; level?: 'h2' | 'h3' }) {
  const sums = (severity: string) =>
    trend.map(({ rules }) => rules.reduce((sum, each) => (each.severity === severity ? sum + each.records : sum), 0))
  const lines = [
    { series: 'errors', label: 'Errors', values: sums('ERROR') },
    { series: 'warnings', label: 'Warnings', values: sums('WARNING') },
  ]
  const said = `Errors went from ${formatCount(lines[0]!.values[0]!)} to ${formatCount(lines[0]!.values.at(-1)!)}, warnings from ${formatCount(lines[1]!.values[0]!)} to ${formatCount(lines[1]!.values.at(-1)!)} in ${plural(trend.length, 'month')}.`
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
