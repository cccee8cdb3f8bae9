/** An account as it was reported: its characters, and what bureaus answered about it. */
import { useParams } from '@tanstack/react-router'
import { useQuery } from 'urql'
import { ReportedRecordPageDocument, type ReportedRecordPageQuery } from '../../generated/documents.ts'
import { formatDay } from '../../lib/format.ts'
import { Page } from '../../ui/Page.tsx'
import { NotFound } from '../../ui/states.tsx'
import '../../styles/records.css'
import '../../styles/periods.css'
import { AccountAnswers } from '../files/AccountAnswers.tsx'
import { type CodeTables, ToPeriod, Waiting } from './PeriodRecordPage.tsx'
import { RecordFields } from './RecordFields.tsx'
import { ReportingNav } from './ReportingNav.tsx'

export type ReportedShown = Extract<NonNullable<ReportedRecordPageQuery['node']>, { __typename: 'ReportedRecord' }>

export function ReportedRecordPage() {
  const { record: id } = useParams({ from: '/periods/$id/reported/$record' })
  const [{ data, error }, again] = useQuery({ query: ReportedRecordPageDocument, variables: { id } })
  const node = data?.node
  if (node?.__typename === 'ReportedRecord') return <AsReported record={node} tables={data!.codeTables} />
  if (data && !error) return <NotFound />
  return <Waiting error={error} again={() => again({ requestPolicy: 'network-only' })} />
}

function AsReported({ record, tables }: { record: ReportedShown; tables: CodeTables }) {
  return (
    <Page title={`Account ${record.reportedNumber}`} tabTitle="Account as reported">
      <ReportingNav />
      <section className="card stack" aria-labelledby="reported">
        <h2 id="reported">As it was reported</h2>
        <dl>
          <dt>Period</dt>
          <dd>
            <ToPeriod period={record.period} />, {record.period.furnisher.name}
          </dd>
          <dt>As of</dt>
          <dd>{formatDay(record.period.asOf)}</dd>
          <dt>Loan</dt>
          <dd>{record.displayKey ?? 'matches none'}</dd>
          <dt>Account status</dt>
          <dd>{record.reportedStatus}</dd>
        </dl>
        <p className="muted">
          What was reported never changes. What was wrong in it is set right by a correction or the next month.
        </p>
      </section>
      <AccountAnswers period={record.period} account={record.reportedNumber} />
      {record.base && <RecordFields record={record} previous={null} differences={[]} findings={[]} tables={tables} />}
    </Page>
  )
}
