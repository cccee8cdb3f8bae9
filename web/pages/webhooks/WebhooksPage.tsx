/** Webhooks by connection: whether each is set up, and what it takes to set it up at the source. */
import { Link, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import '../../styles/settings.css'
import { useQuery } from 'urql'
import { WebhooksDocument } from '../../generated/documents.ts'
import { formatInstant } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { proofTitles, type WebhookConnection, WebhookPanel } from './WebhookPanel.tsx'

export function WebhooksPage() {
  const [{ data, error }, again] = useQuery({ query: WebhooksDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const connections = data?.connections.edges.map(({ node }) => node).filter(({ webhook }) => webhook !== null)
  return (
    <Page title="Webhooks">
      {error && !connections ? (
        <Failed error={error} retry={refresh} />
      ) : !connections ? (
        <Loading what="the webhooks" />
      ) : connections.length === 0 ? (
        <Empty title="No connection takes webhooks">
          <p>Connect a source that calls when a loan changes, LoanPro for example.</p>
          <Link className="button" to="/">
            To the connections
          </Link>
        </Empty>
      ) : (
        <Chooser connections={connections} refresh={refresh} />
      )}
    </Page>
  )
}

function Chooser({ connections, refresh }: { connections: readonly WebhookConnection[]; refresh: () => void }) {
  const search = useSearch({ from: '/settings/webhooks' })
  const chosen = connections.find(({ id }) => id === search.connection) ?? connections[0]!
  return (
    <>
      {connections.length > 1 && (
        <nav aria-label="Connections with webhooks">
          <ul className="chooser">
            {connections.map((connection) => (
              <li key={connection.id}>
                <Link
                  to="/settings/webhooks"
                  search={{ connection: connection.id }}
                  aria-current={connection === chosen ? 'true' : undefined}
                >
                  <strong>{connection.name}</strong>
                  <ListState connection={connection} />
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <WebhookPanel key={chosen.id} connection={chosen} onChanged={refresh} />
    </>
  )
}

function ListState({ connection: { webhook, attention } }: { connection: WebhookConnection }) {
  const wrong = attention.some(({ code }) => code.startsWith('WEBHOOK_'))
  const last = webhook!.lastDeliveries[0]
  return (
    <span>
      <Badge tone={wrong ? 'bad' : webhook!.proof === 'NONE' ? 'plain' : 'good'}>
        {wrong ? 'needs a look' : proofTitles[webhook!.proof]}
      </Badge>{' '}
      {last && <span className="muted small-text">last {formatInstant(last.receivedAt)}</span>}
    </span>
  )
}
