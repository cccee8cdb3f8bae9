/** The months of the furnishers: how far each is, what to do next, and a new one. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import {
  PeriodFurnishersDocument,
  type PeriodFurnishersQuery,
  PeriodsPageDocument,
  type PeriodsPageQuery,
} from '../../generated/documents.ts'
import { formatCount, formatDay } from '../../lib/format.ts'
import { nextStep, periodTitle, sums } from '../../lib/periods.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import '../../styles/periods.css'
import { OpenPeriodDialog } from './OpenPeriodDialog.tsx'
import { ReportingNav } from './ReportingNav.tsx'

type Period = PeriodsPageQuery['reportingPeriods']['edges'][number]['node']
export type ReportingFurnisher = PeriodFurnishersQuery['furnishers']['edges'][number]['node']

export function PeriodsPage() {
  const search = useSearch({ from: '/periods' })
  const navigate = useNavigate({ from: '/periods' })
  const may = useMay('OPERATOR')
  const [opening, setOpening] = useState(false)
  const filter = search.furnisher ? { furnisher: search.furnisher } : {}
  const [{ data, error }, again] = useQuery({ query: PeriodsPageDocument, variables: { filter, after: null } })
  const [{ data: known, error: unknown }] = useQuery({ query: PeriodFurnishersDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 10_000)
  const furnishers = known?.furnishers.edges.map(({ node }) => node) ?? []
  const failed = error ?? unknown
  return (
    <Page
      title="Reporting"
      actions={
        may && furnishers.length > 0 ? (
          <Button className="button primary" onPress={() => setOpening(true)}>
            Open a month …
          </Button>
        ) : undefined
      }
    >
      <ReportingNav />
      {failed && !(data && known) ? (
        <Failed error={failed} retry={refresh} />
      ) : !data || !known ? (
        <Loading what="the periods" />
      ) : (
        <>
          {furnishers.length > 1 && (
            <search className="filters">
              <SelectInput
                label="Furnisher"
                value={search.furnisher ?? ''}
                onChange={(value) => navigate({ search: value ? { furnisher: value } : {} })}
                options={[
                  { value: '', label: 'All' },
                  ...furnishers.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            </search>
          )}
          <Body periods={data.reportingPeriods.edges.map(({ node }) => node)} known={known} />
          {data.reportingPeriods.pageInfo.hasNextPage && (
            <p className="muted">
              The newest 24 of {formatCount(data.reportingPeriods.totalCount)} periods are shown. Choose a furnisher to
              see its own.
            </p>
          )}
        </>
      )}
      {opening && (
        <OpenPeriodDialog
          furnishers={furnishers}
          baselines={known?.baselines.edges.map(({ node }) => node.period.furnisher.id) ?? []}
          furnisher={search.furnisher}
          onClose={() => setOpening(false)}
        />
      )}
    </Page>
  )
}

function Body({ periods, known }: { periods: readonly Period[]; known: PeriodFurnishersQuery }) {
  const furnishers = known.furnishers.edges.map(({ node }) => node)
  const producing = furnishers.some(({ connections }) => connections.some((each) => each.environment === 'PRODUCTION'))
  if (periods.length > 0) return <List periods={periods} several={furnishers.length > 1} />
  if (!producing) {
    return (
      <Empty title="Nothing to report from yet">
        <p>
          Months are reported from production connections; sandbox connections never take part. A sandbox connection has
          a TEST extract instead.
        </p>
        <Link className="button" to="/connections">
          To the connections
        </Link>
      </Empty>
    )
  }
  return (
    <Empty title="No month has been opened yet">
      <p>
        Open a month to see what would go to the bureaus. If you sent files by other means before, import the last one
        first: payment history, date of first delinquency and charge-offs go on from it.
      </p>
      <Link className="button" to="/baselines">
        Import the last file sent
      </Link>
    </Empty>
  )
}

function List({ periods, several }: { periods: readonly Period[]; several: boolean }) {
  const navigate = useNavigate()
  return (
    <div className="table-box">
      <Table
        aria-label="Reporting periods"
        className="react-aria-Table opening"
        onRowAction={(key) => navigate({ to: '/periods/$id', params: { id: String(key) } })}
      >
        <TableHeader>
          <Column isRowHeader>Month</Column>
          {several && <Column>Furnisher</Column>}
          <Column>State</Column>
          <Column>Next</Column>
          <Column>As of</Column>
          <Column className="react-aria-Column number">To report</Column>
          <Column className="react-aria-Column number">Held</Column>
          <Column className="react-aria-Column number">Held out</Column>
          <Column className="react-aria-Column number">Missing</Column>
          <Column className="react-aria-Column number">Files</Column>
        </TableHeader>
        <TableBody items={periods} dependencies={[several]}>
          {(period) => {
            const { reported, open, heldOut } = sums(period.counts)
            const missing = period.counts.find(({ review }) => review === 'MISSING')?.records ?? 0
            const counted = period.origin !== 'BASELINE'
            const shown = (count: number) => (counted ? formatCount(count) : '–')
            return (
              <Row id={period.id} textValue={periodTitle(period)}>
                <Cell>
                  <Link to="/periods/$id" params={{ id: period.id }}>
                    {periodTitle(period)}
                  </Link>
                </Cell>
                {several && <Cell>{period.furnisher.name}</Cell>}
                <Cell>
                  <PeriodState period={period} />
                </Cell>
                <Cell>{nextStep(period)}</Cell>
                <Cell>{formatDay(period.asOf)}</Cell>
                <Cell className="react-aria-Cell number">{shown(reported)}</Cell>
                <Cell className="react-aria-Cell number">
                  {open > 0 ? <Badge tone="bad">{formatCount(open)}</Badge> : shown(0)}
                </Cell>
                <Cell className="react-aria-Cell number">{shown(heldOut)}</Cell>
                <Cell className="react-aria-Cell number">{shown(missing)}</Cell>
                <Cell className="react-aria-Cell number">
                  {counted ? period.files.filter(({ state }) => state === 'READY').length : '–'}
                </Cell>
              </Row>
            )
          }}
        </TableBody>
      </Table>
    </div>
  )
}

const states: Record<string, { tone: Tone; text: string }> = {
  OPEN: { tone: 'info', text: 'Under review' },
  CLOSED: { tone: 'good', text: 'Closed' },
  BASELINE: { tone: 'plain', text: 'Baseline' },
}

export function PeriodState({ period }: { period: { state: string; origin: string } }) {
  const { tone, text } = states[period.origin === 'BASELINE' ? 'BASELINE' : period.state] ?? {
    tone: 'plain' as const,
    text: period.state,
  }
  return <Badge tone={tone}>{text}</Badge>
}
