/** A loan in a month: how it stands, what changed since it was last reported, what is wrong with it, and its characters. */
import { Link, useLocation, useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button } from 'react-aria-components'
import { type CombinedError, useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import {
  PeriodLiveRecordDocument,
  PeriodRecordPageDocument,
  type PeriodRecordPageQuery,
} from '../../generated/documents.ts'
import { formatDay, formatInstant, plural } from '../../lib/format.ts'
import { heldOutText, monthTitle, periodTitle, reasonText, reviewTexts } from '../../lib/periods.ts'
import { Actor } from '../../ui/Actor.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import '../../styles/records.css'
import '../../styles/periods.css'
import { AccountAnswers } from '../files/AccountAnswers.tsx'
import { Differences } from './Differences.tsx'
import { HoldOutDialog } from './HoldOutDialog.tsx'
import { PeriodFindings } from './PeriodFindings.tsx'
import { RecordFields } from './RecordFields.tsx'
import { ReportingNav } from './ReportingNav.tsx'

type Node = NonNullable<PeriodRecordPageQuery['node']>
export type PeriodRecordShown = Extract<Node, { __typename: 'PeriodRecord' }>
export type CodeTables = PeriodRecordPageQuery['codeTables']

export function PeriodRecordPage() {
  const { record: id } = useParams({ from: '/periods/$id/records/$record' })
  const [{ data, error }, again] = useQuery({ query: PeriodRecordPageDocument, variables: { id } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const node = data?.node
  if (node?.__typename === 'PeriodRecord')
    return <InReview key={node.id} record={node} tables={data!.codeTables} refresh={refresh} />
  if (data && !error) return <NotFound />
  return <Waiting error={error} again={refresh} />
}

export function Waiting({ error, again }: { error: CombinedError | undefined; again: () => void }) {
  return (
    <Page title="Record of the month">
      {error ? <Failed error={error} retry={again} /> : <Loading what="the record" />}
    </Page>
  )
}

export function ToPeriod({ period }: { period: PeriodRecordShown['period'] }) {
  return (
    <Link to="/periods/$id" params={{ id: period.id }}>
      {period.origin === 'BASELINE' ? `Baseline of ${monthTitle(period.month)}` : periodTitle(period)}
    </Link>
  )
}

/** Back to the list as it was, and on to its next record. */
function Beside({ id, period }: { id: string; period: PeriodRecordShown['period'] }) {
  const { periodList, searchId } = useLocation({ select: (location) => location.state })
  const { search, ids } = periodList ?? { search: {}, ids: [] }
  const state = { ...(periodList && { periodList }), ...(searchId && { searchId }) }
  const at = ids.indexOf(id)
  const link = (record: string | undefined, text: string) =>
    record && (
      <Link
        className="button"
        to="/periods/$id/records/$record"
        params={{ id: period.id, record }}
        state={state}
        replace
      >
        {text}
      </Link>
    )
  return (
    <nav aria-label="Records of the list" className="row">
      <Link className="button" to="/periods/$id" params={{ id: period.id }} search={search} state={state}>
        Back to the list
      </Link>
      {at >= 0 && link(ids[at - 1], '‹ Previous')}
      {at >= 0 && link(ids[at + 1], 'Next ›')}
    </nav>
  )
}

function InReview({ record, tables, refresh }: { record: PeriodRecordShown; tables: CodeTables; refresh: () => void }) {
  const may = useMay('ANALYST') && record.period.state === 'OPEN'
  const [asking, setAsking] = useState(false)
  const number = record.consumerAccountNumber ?? record.displayKey ?? record.sourceKey ?? ''
  const holdable = !['EXCLUDED', 'MISSING', 'FINAL'].includes(record.review)
  return (
    <Page
      title={`Account ${number}`}
      tabTitle="Record of the month"
      actions={
        <>
          <Beside id={record.id} period={record.period} />
          {may && (holdable || record.heldOut) && (
            <Button className="button" onPress={() => setAsking(true)}>
              {record.heldOut ? 'Let in again …' : 'Hold out …'}
            </Button>
          )}
        </>
      }
    >
      <ReportingNav />
      <div className="columns">
        <Standing record={record} />
        <Origin record={record} />
      </div>
      <Differences record={record} />
      <PeriodFindings record={record} onWaived={refresh} />
      {record.period.state === 'CLOSED' && record.consumerAccountNumber && (
        <AccountAnswers period={record.period} account={record.consumerAccountNumber} />
      )}
      {record.base && (
        <RecordFields
          record={record}
          previous={record.previous}
          differences={record.differences}
          findings={record.findings}
          tables={tables}
        />
      )}
      {asking && (
        <HoldOutDialog
          periodId={record.period.id}
          release={record.heldOut}
          chosen={{ periodRecordIds: [record.id] }}
          onClose={(changed) => {
            setAsking(false)
            if (changed !== null) refresh()
          }}
        />
      )}
    </Page>
  )
}

function Standing({ record }: { record: PeriodRecordShown }) {
  const isOut = record.heldOut && record.review === 'HELD'
  const { title, tone, text } = isOut
    ? ({ title: 'Held out', tone: 'warn', text: heldOutText } as const)
    : reviewTexts[record.review]
  return (
    <section className="card stack" aria-labelledby="standing">
      <h2 id="standing">How it stands</h2>
      <dl>
        <dt>Review</dt>
        <dd>
          <Badge tone={tone}>{title}</Badge> {text}
        </dd>
        {record.review === 'HELD' && record.comparison && (
          <>
            <dt>Without its errors</dt>
            <dd>{reviewTexts[record.comparison].title}</dd>
          </>
        )}
        {record.reason && (
          <>
            <dt>Because</dt>
            <dd>{reasonText(record.reason)}</dd>
          </>
        )}
        {record.heldOut && (
          <>
            <dt>Held out</dt>
            <dd>
              “{record.heldOutReason}” by <Actor actor={record.heldOutBy} name={record.heldOutByName} />,{' '}
              {formatInstant(record.heldOutAt)}
            </dd>
          </>
        )}
        <dt>Findings</dt>
        <dd>
          {plural(record.errorCount, 'open error')}, {plural(record.warningCount, 'open warning')}
        </dd>
        <dt>Days past due</dt>
        <dd>{record.daysPastDue ?? '–'}</dd>
      </dl>
    </section>
  )
}

function Origin({ record }: { record: PeriodRecordShown }) {
  const { period, connection, previous } = record
  return (
    <section className="card stack" aria-labelledby="origin">
      <h2 id="origin">Where it belongs</h2>
      <dl>
        <dt>Period</dt>
        <dd>
          <ToPeriod period={period} />, {period.furnisher.name}
        </dd>
        <dt>As of</dt>
        <dd>{formatDay(period.asOf)}</dd>
        <dt>Loan</dt>
        <dd>
          {record.displayKey ?? 'no loan'}
          {connection && (
            <>
              {' of '}
              <Link to="/connections/$id" params={{ id: connection.id }}>
                {connection.name}
              </Link>
            </>
          )}
          {connection && record.displayKey && <Live connection={connection.id} displayKey={record.displayKey} />}
        </dd>
        <dt>Last reported</dt>
        <dd>
          {previous ? (
            <Link to="/periods/$id/reported/$record" params={{ id: previous.period.id, record: previous.id }}>
              {periodTitle(previous.period)}
            </Link>
          ) : (
            'never'
          )}
        </dd>
      </dl>
    </section>
  )
}

/** The live record tells where each value comes from. */
function Live({ connection, displayKey }: { connection: string; displayKey: string }) {
  const [{ data }] = useQuery({
    query: PeriodLiveRecordDocument,
    variables: { filter: { connection, search: displayKey } },
  })
  const live = data?.metro2Records.edges.find(({ node }) => node.displayKey === displayKey)?.node
  if (!live) return null
  return (
    <>
      {' · '}
      <Link to="/records/$id" params={{ id: live.id }}>
        live record
      </Link>
    </>
  )
}
