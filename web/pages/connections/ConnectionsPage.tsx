import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import { ConnectionsDocument, type ConnectionsQuery } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { cadenceText, healthOf } from '../../lib/health.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'

type Connection = ConnectionsQuery['connections']['edges'][number]['node']

export function ConnectionsPage() {
  const mayConnect = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: ConnectionsDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 10_000)
  const connect = data?.sourcePlugins.map((plugin) => (
    <Link key={plugin.id} className="button" to="/integrations/$source/connect" params={{ source: plugin.id }}>
      Connect {plugin.name}
    </Link>
  ))
  return (
    <Page title="Connections" actions={mayConnect ? connect : undefined}>
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data ? (
        <Loading what="connections" />
      ) : data.connections.edges.length === 0 ? (
        <Empty title="No source is connected yet">
          <p>Loans come from your servicing system. Connect it, and the first sync begins at once.</p>
          {mayConnect ? <div className="row">{connect}</div> : <p>Connecting needs the role OPERATOR.</p>}
        </Empty>
      ) : (
        <List connections={data.connections.edges.map(({ node }) => node)} />
      )}
    </Page>
  )
}

function List({ connections }: { connections: Connection[] }) {
  return (
    <div className="table-box">
      <Table aria-label="Connections">
        <TableHeader>
          <Column isRowHeader>Name</Column>
          <Column>Health</Column>
          <Column>Records</Column>
          <Column>As of</Column>
          <Column>Last run</Column>
          <Column>Next run</Column>
        </TableHeader>
        <TableBody>{connections.map(row)}</TableBody>
      </Table>
    </div>
  )
}

function row(connection: Connection) {
  const { id, name, plugin, pluginId, environment, recordCounts, asOf, nextRunAt, furnisher } = connection
  const run = connection.syncRuns[0]
  const health = healthOf(connection, run)
  return (
    <Row key={id} id={id} textValue={name}>
      <Cell>
        <Link to="/connections/$id" params={{ id }}>
          {name}
        </Link>
        <div className="muted">
          {plugin?.name ?? pluginId}
          {environment === 'SANDBOX' ? ' sandbox' : ''} · {furnisher.name}
        </div>
      </Cell>
      <Cell>
        <Badge tone={health.tone}>{health.word}</Badge>
        <div className="muted">{health.detail}</div>
      </Cell>
      <Cell>
        {formatCount(recordCounts.reportable)} reportable
        <div className="muted">
          {formatCount(recordCounts.held)} held · {formatCount(recordCounts.excluded)} excluded
        </div>
      </Cell>
      <Cell>{formatDay(asOf)}</Cell>
      <Cell>
        {run ? (
          <>
            <Badge tone={toneOf(run.state)}>{humanize(run.state)}</Badge>
            <div className="muted">{formatInstant(run.finishedAt ?? run.startedAt ?? run.createdAt)}</div>
          </>
        ) : (
          '–'
        )}
      </Cell>
      <Cell>
        {formatInstant(nextRunAt)}
        <div className="muted">{cadenceText(connection)}</div>
      </Cell>
    </Row>
  )
}
