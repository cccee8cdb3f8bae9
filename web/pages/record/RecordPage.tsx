import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { RecordDocument, type RecordQuery } from '../../generated/documents.ts'
import { formatDay, formatInstant, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import { FieldPanel } from './FieldPanel.tsx'
import { Findings } from './Findings.tsx'
import { HistoryStrip } from './HistoryStrip.tsx'
import { Ruler } from './Ruler.tsx'
import { Versions } from './Versions.tsx'

export type RecordShown = NonNullable<RecordQuery['metro2Record']>
export type CodeTables = RecordQuery['codeTables']

export function RecordPage() {
  const { id } = useParams({ from: '/records/$id' })
  const [{ data, error }, again] = useQuery({ query: RecordDocument, variables: { id } })
  const refresh = () => again({ requestPolicy: 'network-only' })
  if (data?.metro2Record) return <Shown record={data.metro2Record} tables={data.codeTables} refresh={refresh} />
  if (data && !error) return <NotFound />
  return <Page title="Record">{error ? <Failed error={error} retry={refresh} /> : <Loading what="the record" />}</Page>
}

function Shown({ record, tables, refresh }: { record: RecordShown; tables: CodeTables; refresh: () => void }) {
  const [field, setField] = useState('accountStatus')
  const { base } = record
  return (
    <Page title={`Record ${record.displayKey}`}>
      <div className="columns">
        <section className="card stack" aria-labelledby="state">
          <h2 id="state">State</h2>
          <dl>
            <dt>Eligibility</dt>
            <dd>
              <Badge tone={toneOf(record.eligibility)}>{humanize(record.eligibility)}</Badge>
              {record.exclusionReason && ` ${humanize(record.exclusionReason)}`}
              {record.exclusionDetail && <p className="muted">{record.exclusionDetail}</p>}
            </dd>
            <dt>Findings</dt>
            <dd>
              {plural(record.errorCount, 'error')}, {plural(record.warningCount, 'warning')}
            </dd>
            <dt>As of</dt>
            <dd>{formatDay(record.asOf)}</dd>
            <dt>Days past due</dt>
            <dd>{record.daysPastDue ?? '–'}</dd>
            <dt>Unpaid since</dt>
            <dd>{formatDay(record.delinquencyCommenced)}</dd>
          </dl>
        </section>
        <section className="card stack" aria-labelledby="origin">
          <h2 id="origin">Origin</h2>
          <dl>
            <dt>Connection</dt>
            <dd>
              <Link to="/connections/$id" params={{ id: record.connection.id }}>
                {record.connection.name}
              </Link>
            </dd>
            <dt>Loan at the source</dt>
            <dd>{record.sourceKey}</dd>
            <dt>Preset</dt>
            <dd>
              {record.presetVersion.preset.title}, version {record.presetVersion.version}
            </dd>
            <dt>Read</dt>
            <dd>{formatInstant(record.fetchedAt)}</dd>
            <dt>Changed</dt>
            <dd>
              {formatInstant(record.changedAt)} (version {record.version})
            </dd>
          </dl>
        </section>
      </div>
      {base ? (
        <>
          <HistoryStrip profile={base.paymentHistoryProfile} at={base.dateOfAccountInformation} tables={tables} />
          <div className="record">
            <Ruler record={record} base={base} selected={field} onSelect={setField} />
            <FieldPanel key={field} record={record} base={base} tables={tables} name={field} />
          </div>
        </>
      ) : (
        <p className="notice info">This loan is excluded: it has no Metro 2 record.</p>
      )}
      {record.j1.length + record.j2.length > 0 && <Others record={record} />}
      <Findings record={record} onWaived={refresh} />
      <Versions id={record.id} />
    </Page>
  )
}

function Others({ record }: { record: RecordShown }) {
  return (
    <section className="card stack" aria-labelledby="others">
      <h2 id="others">Others on the account</h2>
      <ul>
        {[...record.j1, ...record.j2].map((person) => (
          <li key={`${person.surname} ${person.firstName} ${person.socialSecurityNumber}`}>
            {person.firstName} {person.surname}, ECOA {person.ecoaCode}
            {person.consumerInformationIndicator && `, indicator ${person.consumerInformationIndicator}`}
          </li>
        ))}
      </ul>
    </section>
  )
}
