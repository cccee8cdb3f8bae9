/** What is wrong, by rule, with how it went over the months. */
import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import type { DashboardTrendsQuery } from '../../generated/documents.ts'
import { monthName, monthTick } from '../../lib/charts.ts'
import { type RuleTrend, ruleTrends } from '../../lib/dashboard.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Figure } from '../../ui/charts/Figure.tsx'
import { Lines } from '../../ui/charts/Lines.tsx'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import type { Summary } from './useSummary.ts'

type Trend = DashboardTrendsQuery['errorTrend']

interface Props {
  summary: Summary
  trend: Trend
  connection: string | undefined
}

const shownAtMost = 10

export function RulesNow({ summary, trend, connection }: Props) {
  const rules = ruleTrends(summary.byRule, trend).filter(({ severity }) => severity !== 'OFF')
  const of = connection ? { connection } : {}
  return (
    <section className="card stack" aria-labelledby="rules-now">
      <div className="row between">
        <h3 id="rules-now">Findings by rule</h3>
        <Link to="/validation" search={of}>
          Whole work list
        </Link>
      </div>
      {trend.length > 1 && <Months trend={trend} />}
      {rules.length === 0 ? (
        <p className="muted">
          {summary.records === 0 ? 'Findings come with the first records.' : 'Nothing stands open.'}
        </p>
      ) : (
        <RuleTable rules={rules.slice(0, shownAtMost)} trend={trend} of={of} />
      )}
      {rules.length > shownAtMost && (
        <p className="muted">{plural(rules.length - shownAtMost, 'more rule')} in the work list.</p>
      )}
    </section>
  )
}

function RuleTable({ rules, trend, of }: { rules: RuleTrend[]; trend: Trend; of: { connection?: string } }) {
  const withTrend = trend.length > 1
  return (
    <div className="table-box">
      <Table aria-label="Findings by rule" className="react-aria-Table tight">
        <TableHeader>
          <Column>Severity</Column>
          <Column isRowHeader>Rule</Column>
          <Column className="react-aria-Column number">Open now</Column>
          {withTrend ? <Column>{`${monthName(trend[0]!.month)} to now`}</Column> : null}
          {withTrend ? <Column className="react-aria-Column number">Against last month</Column> : null}
        </TableHeader>
        <TableBody>
          {rules.map((rule) => (
            <Row key={`${rule.ruleId} ${rule.severity}`} id={`${rule.ruleId} ${rule.severity}`}>
              <Cell>
                <Badge tone={toneOf(rule.severity)}>{humanize(rule.severity)}</Badge>
              </Cell>
              <Cell>
                <Link to="/validation" search={{ ...of, rule: rule.ruleId }}>
                  {rule.title ?? rule.ruleId}
                </Link>{' '}
                <code className="muted">{rule.ruleId}</code>
              </Cell>
              <Cell className="react-aria-Cell number">{formatCount(rule.count)}</Cell>
              {withTrend ? (
                <Cell>
                  <Sparkline
                    values={[...rule.months, rule.count]}
                    label={`${rule.months.map(formatCount).join(', ')}, now ${formatCount(rule.count)}`}
                  />
                </Cell>
              ) : null}
              {withTrend ? (
                <Cell className="react-aria-Cell number">{changeText(rule.count - (rule.months.at(-1) ?? 0))}</Cell>
              ) : null}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

const changeText = (change: number) =>
  change === 0 ? 'as before' : `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`

/** Errors and warnings of each month together. */
function Months({ trend }: { trend: Trend }) {
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
