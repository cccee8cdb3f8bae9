import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { useMedia } from '../../app/useMedia.ts'
import { type BaseFieldsFragment, RecordDocument, type RecordQuery } from '../../generated/documents.ts'
import { formatDay, formatInstant, formatMoney, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import { Consumers } from './Consumers.tsx'
import { FieldPanel } from './FieldPanel.tsx'
import { Findings } from './Findings.tsx'
import { HistoryStrip } from './HistoryStrip.tsx'
import { Ruler } from './Ruler.tsx'
import { Versions } from './Versions.tsx'
import '../../styles/records.css'

export type RecordShown = NonNullable<RecordQuery['metro2Record']>
export type CodeTables = RecordQuery['codeTables']

export function RecordPage() {
  const { id } = useParams({ from: '/records/$id' })
  const [{ data, error }, again] = useQuery({ query: RecordDocument, variables: { id } })
  const refresh = () => again({ requestPolicy: 'network-only' })
  // What was revealed of one record, and where one stood in it, is nothing of the next one's.
  if (data?.metro2Record)
    return <Shown key={id} record={data.metro2Record} tables={data.codeTables} refresh={refresh} />
  if (data && !error) return <NotFound />
  return <Page title="Record">{error ? <Failed error={error} retry={refresh} /> : <Loading what="the record" />}</Page>
}

function Shown({ record, tables, refresh }: { record: RecordShown; tables: CodeTables; refresh: () => void }) {
  const [field, setField] = useState('accountStatus')
  const narrow = useMedia('(max-width: 900px)')
  // Where the field stands below the ruler instead of beside it, choosing one would change nothing that is seen.
  useEffect(() => {
    if (narrow && field !== 'accountStatus') document.getElementById('field')?.scrollIntoView({ block: 'nearest' })
  }, [narrow, field])
  const fields = useRef<HTMLDivElement>(null)
  const { base } = record
  const goTo = (path: string) => {
    setField(path.slice('base.'.length))
    fields.current?.scrollIntoView({ block: 'start' })
  }
  return (
    <Page title={`Record ${record.displayKey}`} tabTitle="Record" actions={<State record={record} />}>
      {base ? (
        <Figures record={record} base={base} tables={tables} />
      ) : (
        <div className="notice info">
          <p>
            This loan is excluded and has no Metro 2 record
            {record.exclusionReason ? `: ${humanize(record.exclusionReason).toLowerCase()}.` : '.'}
          </p>
          {record.exclusionDetail && <p>{record.exclusionDetail}</p>}
        </div>
      )}
      <Findings record={record} onWaived={refresh} onField={goTo} />
      {base && (
        <>
          <HistoryStrip profile={base.paymentHistoryProfile} at={base.dateOfAccountInformation} tables={tables} />
          <Consumers record={record} base={base} tables={tables} />
          <div className="record" ref={fields}>
            <Ruler record={record} base={base} selected={field} onSelect={setField} />
            <FieldPanel key={field} record={record} base={base} tables={tables} name={field} />
          </div>
        </>
      )}
      <div className="record-end">
        <Versions id={record.id} total={record.version} />
        <Origin record={record} />
      </div>
    </Page>
  )
}

function State({ record }: { record: RecordShown }) {
  const { eligibility, errorCount, warningCount } = record
  return (
    <>
      <Badge tone={toneOf(eligibility)}>{humanize(eligibility)}</Badge>
      {errorCount > 0 && <Badge tone="bad">{plural(errorCount, 'error')}</Badge>}
      {warningCount > 0 && <Badge tone="warn">{plural(warningCount, 'warning')}</Badge>}
    </>
  )
}

/** What one asks first. */
function Figures({ record, base, tables }: { record: RecordShown; base: BaseFieldsFragment; tables: CodeTables }) {
  const status = tables
    .find(({ field }) => field === 'base.accountStatus')
    ?.codes.find(({ code }) => code === base.accountStatus)
  const late = (record.daysPastDue ?? 0) > 0
  return (
    <dl className="figures">
      <Figure label="Account status" wide>
        <strong>{base.accountStatus}</strong> {status?.title}
      </Figure>
      <Figure label="Balance">{formatMoney(base.currentBalance)}</Figure>
      <Figure label="Past due" tone={late ? 'bad' : undefined}>
        {formatMoney(base.amountPastDue)}
      </Figure>
      <Figure label="Days past due" tone={late ? 'bad' : undefined}>
        {record.daysPastDue ?? '–'}
      </Figure>
      <Figure label="First delinquency">{formatDay(base.dateOfFirstDelinquency)}</Figure>
      <Figure label="Unpaid since">{formatDay(record.delinquencyCommenced)}</Figure>
      <Figure label="Last payment">{formatDay(base.dateOfLastPayment)}</Figure>
      <Figure label="As of">{formatDay(record.asOf)}</Figure>
    </dl>
  )
}

function Figure({
  label,
  children,
  tone,
  wide = false,
}: {
  label: string
  children: ReactNode
  tone?: 'bad' | undefined
  wide?: boolean
}) {
  return (
    <div className={wide ? 'wide' : undefined}>
      <dt>{label}</dt>
      <dd className={tone}>{children}</dd>
    </div>
  )
}

function Origin({ record }: { record: RecordShown }) {
  return (
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
          <Link to="/presets/$id" params={{ id: record.presetVersion.preset.id }}>
            {record.presetVersion.preset.title}
          </Link>
          , version {record.presetVersion.version}
        </dd>
        <dt>Balances of</dt>
        <dd>{formatDay(record.snapshotDate)}</dd>
        <dt>Read</dt>
        <dd>{formatInstant(record.fetchedAt)}</dd>
        <dt>Changed</dt>
        <dd>
          {formatInstant(record.changedAt)}, version {record.version}
        </dd>
      </dl>
    </section>
  )
}
