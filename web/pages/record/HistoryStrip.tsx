import { type HistoryMonth, historyMonths } from '../../lib/history.ts'
import type { CodeTables } from './RecordPage.tsx'

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The payment history profile, a box a month, the newest first as in the field; and what its codes mean. */
export function HistoryStrip({ profile, at, tables }: { profile: string; at: string | null; tables: CodeTables }) {
  const months = historyMonths(profile, at)
  if (months.length === 0) return null
  const codes = tables.find(({ field }) => field === 'base.paymentHistoryProfile')?.codes ?? []
  const titleOf = (code: string) => codes.find((each) => each.code === code)?.title ?? code
  const seen = [...new Map(months.map((month) => [month.code, month])).values()].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  )
  return (
    <section className="card stack" aria-labelledby="profile">
      <h2 id="profile">
        Payment history <span className="muted note">24 months, newest first</span>
      </h2>
      <ol className="strip">
        {months.map((month, index) => (
          <Month key={month.month} {...month} first={index === 0} title={titleOf(month.code)} />
        ))}
      </ol>
      <ul className="legend">
        {seen.map(({ code, tone }) => (
          <li key={code}>
            <span className={`code ${tone}`}>{code}</span> {titleOf(code)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Month({ month, code, tone, first, title }: HistoryMonth & { first: boolean; title: string }) {
  const [year, number] = month.split('-')
  const name = names[Number(number) - 1]
  const shown = `${name} ${year}: ${title}`
  return (
    <li className={tone} title={shown}>
      <span className="month" aria-hidden="true">
        {name}
      </span>
      <strong aria-hidden="true">{code}</strong>
      <span className="year" aria-hidden="true">
        {first || number === '12' || number === '01' ? year : ''}
      </span>
      <span className="unseen">{shown}</span>
    </li>
  )
}
