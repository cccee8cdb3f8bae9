/** The share of open accounts that were late, month by month as reported, and as it is now. */
import { useNavigate } from '@tanstack/react-router'
import type { DashboardTrendsQuery } from '../../generated/documents.ts'
import { formatShare, monthName, monthTick } from '../../lib/charts.ts'
import { formatCount } from '../../lib/format.ts'
import { buckets, type Delinquency as Counted, delinquencyOf, type StatusCount } from '../../lib/portfolio.ts'
import { BarList } from '../../ui/charts/BarList.tsx'
import { Figure } from '../../ui/charts/Figure.tsx'
import { type StackColumn, StackedBars } from '../../ui/charts/StackedBars.tsx'

interface Props {
  months: DashboardTrendsQuery['portfolioHistory']
  now: readonly StatusCount[]
  sandbox: boolean
  connection: string | undefined
}

interface Shown {
  key: string
  name: string
  tick: string
  counted: Counted
  open: boolean
}

export function Delinquency({ months, now, sandbox, connection }: Props) {
  const navigate = useNavigate()
  const shown: Shown[] = [
    ...months.map(({ month, statuses }, index) => ({
      ...{ key: month, name: monthName(month), tick: monthTick(month, index === 0), open: false },
      counted: delinquencyOf(statuses.map(({ accountStatus, accounts }) => ({ code: accountStatus, count: accounts }))),
    })),
    { key: 'now', name: 'Now', tick: 'Now', counted: delinquencyOf(now), open: true },
  ]
  const last = shown.at(-1)!.counted
  const before = months.length > 0 ? shown.at(-2)!.counted : null
  const said = `${formatShare(last.share)} of ${formatCount(last.open)} open accounts are at least 30 days late or worse${
    before ? `; ${formatShare(before.share)} were in ${shown.at(-2)!.name}` : ''
  }.`
  const open = (index: number) => {
    const month = months[index]
    if (month) return void navigate({ to: '/periods/$id', params: { id: month.periodId }, search: { tab: 'reported' } })
    void navigate({
      to: '/records',
      search: { ...(connection ? { connection } : {}), late: 30, sort: 'DAYS_PAST_DUE', descending: true },
    })
  }
  return (
    <Figure
      title="Delinquent share of open accounts"
      said={said}
      legend={months.length > 0 ? buckets.map(({ key, label }) => ({ series: key, label })) : undefined}
      table={{
        columns: ['Month', 'Open', ...buckets.map(({ label }) => label), 'Share'],
        rows: shown.map(({ name, counted }) => [
          ...[name, formatCount(counted.open), ...counted.counts.map(formatCount)],
          formatShare(counted.share),
        ]),
      }}
    >
      {months.length > 0 ? (
        <StackedBars
          label={`${said} ${months.length} months.`}
          columns={shown.map(columnOf)}
          series={buckets.map(({ key }) => key)}
          formatTick={(value) => `${Number((value * 100).toFixed(1))}%`}
          onOpen={open}
        />
      ) : (
        <>
          <BarList
            label="Delinquent accounts now, and their share of the open ones"
            of={last.open}
            bars={buckets.map(({ key, label }, index) => ({
              ...{ key, series: key, name: label, count: last.counts[index]! },
            }))}
          />
          <p className="muted">
            {sandbox
              ? 'A sandbox is never part of a month, so nothing stands before now.'
              : 'Months stand here once they are closed.'}
          </p>
        </>
      )}
    </Figure>
  )
}

function columnOf({ key, name, tick, counted, open }: Shown): StackColumn {
  const of = Math.max(1, counted.open)
  return {
    ...{ key, tick, open, total: formatShare(counted.share) },
    values: counted.counts.map((count) => count / of),
    tip: {
      title: open ? 'Now, not reported yet' : name,
      lines: [
        ...buckets
          .map(({ key: series, label }, index) => ({
            ...{ series, label },
            value: `${formatCount(counted.counts[index]!)} (${formatShare(counted.counts[index]! / of)})`,
          }))
          .toReversed(),
        { label: 'Open accounts', value: formatCount(counted.open) },
      ],
    },
  }
}
