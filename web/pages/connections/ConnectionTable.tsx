/** Connections with their health, records, last and next run. */
import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import type { ConnectionsQuery } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { cadenceText, healthOf } from '../../lib/health.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

export type ListedConnection = ConnectionsQuery['connections']['edges'][number]['node']

export function ConnectionTable({ connections }: { connections: readonly ListedConnection[] }) {
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

function row(connection: ListedConnection) {
  const { id, name, plugin, pluginId, environment, recordCounts, asOf, furnisher } = connection
  const health = healthOf(connection, connection.syncRuns[0])
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
        <LastRun connection={connection} />
      </Cell>
      <Cell>
        <NextRun connection={connection} />
      </Cell>
    </Row>
  )
}

function LastRun({ connection }: { connection: ListedConnection }) {
  const run = connection.syncRuns[0]
  if (!run) return '–'
  return (
    <>
      <Badge tone={toneOf(run.state)}>{humanize(run.state)}</Badge>
      <div className="muted">{formatInstant(run.finishedAt ?? run.startedAt ?? run.createdAt)}</div>
    </>
  )
}

function NextRun({ connection }: { connection: ListedConnection }) {
  const { nextRunAt, nextFullRunAt, plugin } = connection
  if (plugin?.acquire === 'UPLOAD') {
    return (
      <Link to="/connections/$id/upload" params={{ id: connection.id }}>
        Upload files
      </Link>
    )
  }
  return (
    <>
      {nextRunAt ? formatInstant(nextRunAt) : 'None by the clock'}
      <div className="muted">{cadenceText(connection)}</div>
      {nextFullRunAt && <div className="muted">Full: {formatInstant(nextFullRunAt)}</div>}
    </>
  )
}
