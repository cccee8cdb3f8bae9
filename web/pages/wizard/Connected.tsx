/** After connecting: what to paste into the source, the first sync live, and the first five loans. */
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { usePolling } from '../../app/usePolling.ts'
import { ConnectionDocument, FirstLoansDocument } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import '../../styles/settings.css'
import { RunView } from '../connection/RunView.tsx'
import { WebhookTest } from '../webhooks/WebhookTest.tsx'
import { WebhookValues } from '../webhooks/WebhookValues.tsx'
import type { Plugin } from './AccessStep.tsx'
import type { WebhookSetUp } from './ConnectStep.tsx'

interface Props {
  connectionId: string
  plugin: Pick<Plugin, 'acquire'>
  /** As it was just set up; null when there is none, or the page was loaded anew since. */
  webhook: WebhookSetUp | null
  /** Whether one was asked for. */
  withWebhook: boolean
  onAnother: () => void
}

export function Connected({ connectionId, plugin, webhook, withWebhook, onAnother }: Props) {
  const [{ data }, again] = useQuery({ query: ConnectionDocument, variables: { id: connectionId } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const run = data?.connection?.syncRuns[0]
  const params = { id: connectionId }
  if (plugin.acquire === 'UPLOAD') return <ConnectedUpload connectionId={connectionId} onAnother={onAnother} />
  return (
    <div className="stack">
      <p className="notice good" role="status">
        Connected.{run ? ' The first sync has begun.' : ''}
      </p>
      {withWebhook && <WebhookCard connectionId={connectionId} webhook={webhook} />}
      {run && (
        <section className="card stack" aria-labelledby="first">
          <h2 id="first">First sync</h2>
          <RunView run={run} onEnd={refresh} />
        </section>
      )}
      <FirstLoans connectionId={connectionId} />
      <div className="row">
        <Link className="button primary" to="/connections/$id" params={params}>
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

/** A source that reads uploads has nothing to sync yet: the file comes next. */
function ConnectedUpload({ connectionId, onAnother }: { connectionId: string; onAnother: () => void }) {
  const params = { id: connectionId }
  return (
    <div className="stack">
      <p className="notice good" role="status">
        Connected. Nothing is read yet: upload the first file next.
      </p>
      <p>
        Each file is a run of its own. You say of which day its balances are, and whether it is the whole portfolio or
        adds to it; rows that cannot be read are listed with their line.
      </p>
      <div className="row">
        <Link className="button primary" to="/connections/$id/upload" params={params}>
          Upload the first file
        </Link>
        <Link className="button" to="/connections/$id" params={params}>
          To the connection
        </Link>
        <Button className="button quiet" onPress={onAnother}>
          Connect another
        </Button>
      </div>
    </div>
  )
}

function WebhookCard({ connectionId, webhook }: { connectionId: string; webhook: WebhookSetUp | null }) {
  const search = { connection: connectionId }
  const shown = webhook?.connection?.webhook
  if (!shown) {
    return (
      <p className={webhook ? 'notice bad' : 'notice info'}>
        {webhook
          ? webhook.userErrors.map(({ message }) => message).join(' ')
          : 'The webhook is set up; its secret was shown when it was made.'}{' '}
        <Link to="/settings/webhooks" search={search}>
          Go on in the settings of webhooks
        </Link>
        .
      </p>
    )
  }
  return (
    <section className="card stack" aria-labelledby="webhook">
      <h2 id="webhook">Webhook to enter at the source</h2>
      <WebhookValues webhook={shown} secret={webhook.secret} />
      <WebhookTest connectionId={connectionId} />
      <p className="muted">
        All of this but the secret stands in the{' '}
        <Link to="/settings/webhooks" search={search}>
          settings of webhooks
        </Link>{' '}
        as well; there the secret can be rotated.
      </p>
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
