/** Field by field, what is said otherwise than in the last reported month, and of a correction what shows it. */
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { fieldTitle } from '../../lib/comparison.ts'
import { periodTitle } from '../../lib/periods.ts'
import type { PeriodRecordShown } from './PeriodRecordPage.tsx'

/** What differs each month: the day that the record stands for. */
const ofItsDay = new Set(['base.timeStamp', 'base.dateOfAccountInformation'])

export function Differences({ record }: { record: PeriodRecordShown }) {
  const { previous, differences, evidence } = record
  if (!previous) return null
  const before = periodTitle(previous.period)
  const telling = differences.filter(({ field }) => !ofItsDay.has(field))
  return (
    <section className="card stack" aria-labelledby="differences">
      <h2 id="differences">What changed since {before}</h2>
      {telling.length === 0 ? (
        <p className="muted">{record.base ? 'Nothing but its day.' : 'There is no record of it this month.'}</p>
      ) : (
        <div className="table-box">
          <Table aria-label={`What changed since ${before}`}>
            <TableHeader>
              <Column isRowHeader>Field</Column>
              <Column>{before}</Column>
              <Column>This month</Column>
            </TableHeader>
            <TableBody items={telling.map((each) => ({ ...each, id: each.field }))}>
              {({ field, before: old, now }) => (
                <Row id={field}>
                  <Cell>{fieldTitle(field)}</Cell>
                  <Cell className="react-aria-Cell mono was">{old || 'blank'}</Cell>
                  <Cell className="react-aria-Cell mono">{now || 'blank'}</Cell>
                </Row>
              )}
            </TableBody>
          </Table>
        </div>
      )}
      {evidence.length > 0 && (
        <>
          <h3>Why it is a correction</h3>
          <ul className="evidence">
            {evidence.map((each) => (
              <li key={`${each.field} ${each.evidence}`}>
                <strong>{fieldTitle(each.field.startsWith('base.') ? each.field : `base.${each.field}`)}</strong>:
                reported <span className="mono">{each.reported || 'blank'}</span>, by the facts{' '}
                <span className="mono">{each.derived || 'blank'}</span>
                <p className="hint">{each.evidence}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
