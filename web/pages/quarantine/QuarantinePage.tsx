/** `/quarantine`: the loans that could not become records, why, and trying them again. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { ask } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  QuarantineConnectionsDocument,
  QuarantineListDocument,
  type QuarantineListQuery,
} from '../../generated/documents.ts'
import { formatCount, formatInstant, humanize, plural } from '../../lib/format.ts'
import { type QuarantineSearch, quarantineFilter, stageNames, stages } from '../../lib/quarantineSearch.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Loading } from '../../ui/states.tsx'
import '../../styles/charts.css'
import '../../styles/dashboard.css'
import { useRetry } from './useRetry.ts'

type Quarantined = QuarantineListQuery['quarantinedRecords']['edges'][number]['node']

export function QuarantinePage() {
  const search = useSearch({ from: '/quarantine' })
  const client = useSession().api.uncached
  const may = useMay('OPERATOR')
  const filter = useMemo(() => quarantineFilter(search), [search])
  const [turn, setTurn] = useState(0)
  const [total, setTotal] = useState<number | null>(null)
  const load = useCallback(
    async (after: string | null) => {
      const data = await ask(client, QuarantineListDocument, { filter, first: 50, after })
      const { edges, pageInfo, totalCount } = data.quarantinedRecords
      setTotal(totalCount)
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [client, filter],
  )
  const pages = usePages(JSON.stringify([filter, turn]), load)
  const retry = useRetry(() => setTurn((before) => before + 1))
  const all = () => retry.start({ filter, ...(total === null ? {} : { expectedCount: total }) })
  const action = (
    <BusyButton className="button primary" busy={retry.busy} onPress={all}>
      Try all {total ? formatCount(total) : ''} again
    </BusyButton>
  )
  return (
    <Page title="Quarantine" actions={may && total ? action : undefined}>
      <p className="muted">
        Loans that could not become records. Each run tries them again by itself; after a preset was mended they can be
        tried at once, without asking the source.
      </p>
      <Filters search={search} rows={pages.rows} />
      <p role="status">{retry.said || (total === null ? '' : plural(total, 'loan'))}</p>
      {pages.error && (
        <p role="alert" className="notice bad">
          {pages.error}
        </p>
      )}
      {pages.rows.length === 0 ? (
        pages.loading ? (
          <Loading what="the quarantine" />
        ) : (
          !pages.error && (
            <Empty title="Nothing is in quarantine">
              <p>{Object.keys(filter).length > 0 ? 'Nothing matches the filters.' : 'Every loan could be read.'}</p>
            </Empty>
          )
        )
      ) : (
        <List rows={pages.rows} onRetry={may && !retry.busy ? (id) => void retry.start({ ids: [id] }) : null} />
      )}
      {!may && pages.rows.length > 0 && <p className="muted">Trying again needs the role OPERATOR.</p>}
      {pages.more && (
        <div>
          <BusyButton className="button" busy={pages.loading} onPress={pages.loadMore}>
            More
          </BusyButton>
        </div>
      )}
    </Page>
  )
}

function Filters({ search, rows }: { search: QuarantineSearch; rows: readonly Quarantined[] }) {
  const navigate = useNavigate({ from: '/quarantine' })
  const [{ data }] = useQuery({ query: QuarantineConnectionsDocument })
  const change = (changes: { [Name in keyof QuarantineSearch]?: QuarantineSearch[Name] | undefined }) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)),
    })
  const any = { value: '', label: 'Any' }
  const codes = [...new Set([...(search.code ? [search.code] : []), ...rows.map(({ code }) => code)])].sort()
  return (
    <search className="filters">
      <SelectInput
        label="Connection"
        value={search.connection ?? ''}
        onChange={(value) => change({ connection: value || undefined })}
        options={[
          any,
          ...(data?.connections.edges ?? []).map(({ node: { id, name, recordCounts } }) => ({
            value: id,
            label: `${name} (${formatCount(recordCounts.quarantined)})`,
          })),
        ]}
      />
      <SelectInput
        label="Stage"
        value={search.stage ?? ''}
        onChange={(value) => change({ stage: stages.find((stage) => stage === value) })}
        options={[
          any,
          ...stages.map((stage) => ({ value: stage, label: `${stageNames[stage].word}: ${stageNames[stage].says}` })),
        ]}
      />
      <SelectInput
        label="Cause"
        value={search.code ?? ''}
        onChange={(value) => change({ code: value || undefined })}
        options={[any, ...codes.map((code) => ({ value: code, label: humanize(code) }))]}
      />
    </search>
  )
}

function List({ rows, onRetry }: { rows: readonly Quarantined[]; onRetry: ((id: string) => void) | null }) {
  return (
    <div className="table-box">
      <Table aria-label="Loans in quarantine" className="react-aria-Table tight">
        <TableHeader>
          <Column isRowHeader>Loan at the source</Column>
          <Column>Stage</Column>
          <Column>Cause</Column>
          <Column className="react-aria-Column number">Attempts</Column>
          <Column>Last</Column>
          {onRetry ? <Column>Action</Column> : null}
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <Row key={row.id} id={row.id} textValue={row.sourceKey}>
              <Cell>
                <code>{row.sourceKey}</code>
                <div className="muted">
                  <Link to="/connections/$id" params={{ id: row.connection.id }}>
                    {row.connection.name}
                  </Link>
                </div>
              </Cell>
              <Cell>
                <Badge tone={row.stage === 'MAP' ? 'warn' : 'bad'}>{stageNames[row.stage].word}</Badge>
              </Cell>
              <Cell>
                <Causes row={row} />
              </Cell>
              <Cell className="react-aria-Cell number">{formatCount(row.count)}</Cell>
              <Cell>
                {formatInstant(row.lastSeenAt)}
                <div className="muted">first {formatInstant(row.firstSeenAt)}</div>
              </Cell>
              {onRetry ? (
                <Cell>
                  <BusyButton
                    className="button small"
                    busy={false}
                    onPress={() => onRetry(row.id)}
                    aria-label={`${row.mappable ? 'Try again' : 'Read again'}: ${row.sourceKey}`}
                  >
                    {row.mappable ? 'Try again' : 'Read again'}
                  </BusyButton>
                </Cell>
              ) : null}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

function Causes({ row }: { row: Quarantined }) {
  const failures = row.failures.length > 0 ? row.failures : [{ ...row, field: '', sourcePath: null }]
  return (
    <ul className="causes">
      {failures.map(({ field, sourcePath, message, hint, code }) => (
        <li key={`${field} ${sourcePath} ${code} ${message}`}>
          {message} <code className="muted">{[code, field, sourcePath].filter(Boolean).join(' · ')}</code>
          {hint && <p className="hint">{hint}</p>}
        </li>
      ))}
    </ul>
  )
}
