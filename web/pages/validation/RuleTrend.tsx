/** How many records one rule found something in, month by month, and how many findings stand open now. */
import type { ValidationTrendQuery } from '../../generated/documents.ts'
import { monthName, monthTick, wholeTicksTo } from '../../lib/charts.ts'
import { formatCount } from '../../lib/format.ts'
import { Figure } from '../../ui/charts/Figure.tsx'
import { StackedBars } from '../../ui/charts/StackedBars.tsx'

interface Props {
  ruleId: string
  trend: ValidationTrendQuery['errorTrend']
  now: number
}

export function RuleTrend({ ruleId, trend, now }: Props) {
  if (trend.length === 0) return null
  const months = trend.map(({ month, rules }, index) => ({
    ...{ key: month, name: monthName(month), tick: monthTick(month, index === 0), open: false },
    count: rules.reduce((sum, each) => (each.ruleId === ruleId ? sum + each.records : sum), 0),
  }))
  const shown = [...months, { key: 'now', name: 'Now', tick: 'Now', open: true, count: now }]
  const said = `${formatCount(months.at(-1)!.count)} records in ${months.at(-1)!.name}; ${formatCount(now)} findings open now.`
  return (
    <Figure
      title="By month"
      said={said}
      table={{ columns: ['Month', 'Records'], rows: shown.map(({ name, count }) => [name, formatCount(count)]) }}
    >
      <StackedBars
        label={said}
        series={['found']}
        ticks={(most) => wholeTicksTo(most, 3)}
        formatTick={formatCount}
        height={140}
        least={8}
        columns={shown.map(({ key, name, tick, open, count }) => ({
          ...{ key, tick, open, values: [count], total: formatCount(count) },
          tip: { title: name, lines: [{ label: open ? 'Open findings' : 'Records', value: formatCount(count) }] },
        }))}
      />
    </Figure>
  )
}
