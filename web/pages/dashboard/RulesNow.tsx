/** What is wrong, by rule, with how it went over the months. */
import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import type { DashboardTrendsQuery } from '../../generated/documents.ts'
import { monthName } from '../../lib/charts.ts'
import { type RuleTrend, ruleTrends } from '../../lib/dashboard.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { MonthsFigure } from '../validation/MonthsFigure.tsx'
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
      {trend.length > 1 && <MonthsFigure trend={trend} />}
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
              {withTrend ? <Cell>{rule.months && <Spark months={rule.months} now={rule.count} />}</Cell> : null}
              {withTrend ? (
                <Cell className="react-aria-Cell number">
                  {rule.months ? changeText(rule.count - (rule.months.at(-1) ?? 0)) : '–'}
                </Cell>
              ) : null}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

function Spark({ months, now }: { months: readonly number[]; now: number }) {
  const label = `${months.map(formatCount).join(', ')}, now ${formatCount(now)}`
  return <Sparkline values={[...months, now]} label={label} />
}

const changeText = (change: number) =>
  change === 0 ? 'as before' : `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`
