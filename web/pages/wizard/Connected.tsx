/** After connecting: what to paste into the source, the first sync live, and the first five loans. */
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { usePolling } from '../../app/usePolling.ts'
import { ConnectionDocument, FirstLoansDocument } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { RunView } from '../connection/RunView.tsx'
import type { WebhookSetUp } from './ConnectStep.tsx'

export function Connected({
  connectionId,
  webhook,
  onAnother,
}: {
  connectionId: string
  webhook: WebhookSetUp | null
  onAnother: () => void
}) {
  const [{ data }, again] = useQuery({ query: ConnectionDocument, variables: { id: connectionId } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const run = data?.connection?.syncRuns[0]
  return (
    <div className="stack">
      <p className="notice good" role="status">
        Connected.{run ? ' The first sync has begun.' : ''}
      </p>
      {webhook && <WebhookCard webhook={webhook} />}
      {run && (
        <section className="card stack" aria-labelledby="first">
          <h2 id="first">First sync</h2>
          <RunView run={run} onEnd={refresh} />
        </section>
      )}
      <FirstLoans connectionId={connectionId} />
      <div className="row">
        <Link className="button primary" to="/connections/$id" params={{ id: connectionId }}>
          To the connection
        </Link>
        <Link className="button" to="/records" search={{ connection: connectionId }}>
          To its records
        </Link>
        <Button className="button quiet" onPress={onAnother}>
          Connect another
        </Button>
      </div>
    </div>
  )
}

function WebhookCard({ webhook: { secret, connection, userErrors } }: { webhook: WebhookSetUp }) {
  const webhook = connection?.webhook
  if (!webhook) {
    return <p className="notice bad">{userErrors.map(({ message }) => message).join(' ')} Set the webhook up later.</p>
  }
  return (
    <section className="card stack" aria-labelledby="webhook">
      <h2 id="webhook">Webhook to enter at the source</h2>
      <p>{webhook.help}</p>
      <dl>
        <dt>Address</dt>
        <dd className="mono">{webhook.url}</dd>
        <dt>Header</dt>
        <dd className="mono">{webhook.headerName}</dd>
        <dt>Secret</dt>
        <dd>
          <span className="mono">{secret ?? 'already set'}</span>
          {secret && <p className="muted">Shown this once: copy it now.</p>}
        </dd>
      </dl>
      <h3>Body</h3>
      <pre>{webhook.bodyTemplate}</pre>
    </section>
  )
}

function FirstLoans({ connectionId }: { connectionId: string }) {
  const [{ data }, again] = useQuery({ query: FirstLoansDocument, variables: { connection: connectionId } })
  const loans = data?.metro2Records.edges.map(({ node }) => node) ?? []
  const refresh = useCallback(() => {
    if (loans.length < 5) again({ requestPolicy: 'network-only' })
  }, [again, loans.length])
  usePolling(refresh, 1_500)
  return (
    <section className="card stack" aria-labelledby="five">
      <h2 id="five">First loans, as the preset maps them</h2>
      {loans.length === 0 ? (
        <p className="muted">They appear here with the first page of the sync.</p>
      ) : (
        <div className="table-box">
          <Table aria-label="First loans">
            <TableHeader>
              <Column isRowHeader>Loan</Column>
              <Column>Eligibility</Column>
              <Column>Status</Column>
              <Column>Balance</Column>
              <Column>Past due</Column>
              <Column>First delinquency</Column>
              <Column>Findings</Column>
            </TableHeader>
            <TableBody items={loans}>
              {(loan) => (
                <Row id={loan.id}>
                  <Cell>
                    <Link to="/records/$id" params={{ id: loan.id }}>
                      {loan.displayKey}
                    </Link>
                  </Cell>
                  <Cell>
                    <Badge tone={toneOf(loan.eligibility)}>{humanize(loan.eligibility)}</Badge>
                  </Cell>
                  <Cell>{loan.accountStatus ?? loan.exclusionReason ?? '–'}</Cell>
                  <Cell>{formatMoney(loan.currentBalance)}</Cell>
                  <Cell>{formatMoney(loan.amountPastDue)}</Cell>
                  <Cell>{formatDay(loan.dateOfFirstDelinquency)}</Cell>
                  <Cell>
                    {plural(loan.errorCount, 'error')}, {plural(loan.warningCount, 'warning')}
                  </Cell>
                </Row>
              )}
            </TableBody>
          </Table>
        </div>
      )}
    </section>
  )
}
