/** How many records are in which account status, each a way to them. */
import { Link } from '@tanstack/react-router'
import { formatShare } from '../../lib/charts.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { toneOfStatus } from '../../lib/portfolio.ts'
import { BarList } from '../../ui/charts/BarList.tsx'
import { Figure } from '../../ui/charts/Figure.tsx'
import type { Summary } from './useSummary.ts'

export function StatusNow({ summary, connection }: { summary: Summary; connection: string | undefined }) {
  const statuses = summary.byAccountStatus.toSorted((a, b) => a.code.localeCompare(b.code))
  const all = statuses.reduce((sum, { count }) => sum + count, 0)
  const countOf = (name: string) => summary.byEligibility.find(({ eligibility }) => eligibility === name)?.count ?? 0
  const of = connection ? { connection } : {}
  return (
    <Figure
      title="Records by account status, now"
      table={{
        columns: ['Account status', 'Records', 'Share'],
        rows: statuses.map(({ code, title, count }) => [
          `${code} ${title ?? ''}`,
          formatCount(count),
          formatShare(count / Math.max(1, all)),
        ]),
      }}
    >
      <dl className="tiles">
        {(['REPORTABLE', 'HELD', 'EXCLUDED'] as const).map((eligibility) => (
          <div key={eligibility}>
            <dt>{eligibility.toLowerCase()}</dt>
            <dd>
              <Link to="/records" search={{ ...of, eligibility }}>
                {formatCount(countOf(eligibility))}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      {statuses.length === 0 ? (
        <p className="muted">No record yet: they come with the first run.</p>
      ) : (
        <BarList
          label={`${plural(all, 'record')} by account status`}
          bars={statuses.map(({ code, title, count }) => ({
            ...{ key: code, count, series: toneOfStatus(code) },
            name: (
              <Link to="/records" search={{ ...of, status: code }} title={title ?? undefined}>
                <code>{code}</code> {title}
              </Link>
            ),
          }))}
        />
      )}
    </Figure>
  )
}
