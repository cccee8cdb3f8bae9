import { historyMonths } from '../../lib/history.ts'
import type { CodeTables } from './RecordPage.tsx'

/** The payment history profile, a box a month, the newest first as in the field. */
export function HistoryStrip({ profile, at, tables }: { profile: string; at: string | null; tables: CodeTables }) {
  const months = historyMonths(profile, at)
  if (months.length === 0) return null
  const codes = tables.find(({ field }) => field === 'base.paymentHistoryProfile')?.codes ?? []
  const titleOf = (code: string) => codes.find((each) => each.code === code)?.title ?? code
  return (
    <section className="card stack" aria-labelledby="profile">
      <h2 id="profile">Payment history, newest month first</h2>
      <ol className="months">
        {months.map(({ month, code, tone }) => (
          <li key={month} className={tone} title={`${month}: ${titleOf(code)}`}>
            <span className="muted">{month.slice(2)}</span>
            <strong>{code}</strong>
            <span className="read">{titleOf(code)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
