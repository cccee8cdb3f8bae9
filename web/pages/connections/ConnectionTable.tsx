/** Connections with their health, records, last and next run: a table, or cards where there is no room for its columns. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useMedia } from '../../app/useMedia.ts'
import type { ConnectionsQuery } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { cadenceText, healthOf } from '../../lib/health.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

export type ListedConnection = ConnectionsQuery['connections']['edges'][number]['node']

export function ConnectionTable({ connections }: { connections: readonly ListedConnection[] }) {
  const narrow = useMedia('(max-width: 700px)')
  return narrow ? (
    <ul className="connection-cards" aria-label="Connections">
      {connections.map(card)}
    </ul>
  ) : (
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
  const { id, name, asOf } = connection
  return (
    <Row key={id} id={id} textValue={name}>
      <Cell className="react-aria-Cell named">
        <Named connection={connection} />
      </Cell>
      <Cell>
        <Health connection={connection} />
      </Cell>
      <Cell>
        <Records connection={connection} />
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

function card(connection: ListedConnection) {
  const parts: [string, ReactNode][] = [
    ['Records', <Records key="records" connection={connection} />],
    ['As of', formatDay(connection.asOf)],
    ['Last run', <LastRun key="last" connection={connection} />],
    ['Next run', <NextRun key="next" connection={connection} />],
  ]
  return (
    <li key={connection.id} className="card stack">
      <div className="named">
        <Named connection={connection} />
      </div>
      <div>
        <Health connection={connection} />
      </div>
      <dl>
        {parts.map(([title, shown]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

interface Part {
  connection: ListedConnection
}

function Named({ connection: { id, name, plugin, pluginId, environment, furnisher } }: Part) {
  return (
    <>
      <Link to="/connections/$id" params={{ id }}>
        {name}
      </Link>
      <div className="muted">
        {plugin?.name ?? pluginId}
        {environment === 'SANDBOX' ? ' sandbox' : ''} · {furnisher.name}
      </div>
    </>
  )
}

function Health({ connection }: Part) {
  const health = healthOf(connection, connection.syncRuns[0])
  return (
    <>
      <Badge tone={health.tone}>{health.word}</Badge>
      <div className="muted">{health.detail}</div>
    </>
  )
}

function Records({ connection: { recordCounts } }: Part) {
  return (
    <>
      {formatCount(recordCounts.reportable)} reportable
      <div className="muted">
        {formatCount(recordCounts.held)} held · {formatCount(recordCounts.excluded)} excluded
      </div>
    </>
  )
}

function LastRun({ connection }: Part) {
  const run = connection.syncRuns[0]
  if (!run) return '–'
  return (
    <>
      <Badge tone={toneOf(run.state)}>{humanize(run.state)}</Badge>
      <div className="muted">{formatInstant(run.finishedAt ?? run.startedAt ?? run.createdAt)}</div>
    </>
  )
}

function NextRun({ connection }: Part) {
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
