/** Writing outcomes of bureaus into sources: off until an admin answers for it, planned before it is done, stopped with one switch. */
import { Link, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import {
  WritebackConnectionsDocument,
  type WritebackConnectionsQuery,
  WritebackOfConnectionDocument,
  type WritebackOfConnectionQuery,
} from '../../generated/documents.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { WritebackPanel } from './WritebackPanel.tsx'
import { StopSwitch } from './WritebackStop.tsx'

type Listed = WritebackConnectionsQuery['connections']['edges'][number]['node']
export type WritebackConnection = NonNullable<WritebackOfConnectionQuery['connection']>

export function WritebackPage() {
  const [{ data, error }, again] = useQuery({ query: WritebackConnectionsDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const connections = data?.connections.edges.map(({ node }) => node).filter(({ writeback }) => writeback !== null)
  return (
    <Page title="Writeback">
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data || !connections ? (
        <Loading what="writeback" />
      ) : (
        <>
          <p className="lead">
            What a bureau answered about an account can be written into the servicing system: as a note, a document, a
            custom field, a sub status. It is off until an admin answers for it, each plan is looked at first, and the
            server never writes by itself.
          </p>
          <StopSwitch stop={data.writebackStop} onChanged={refresh} />
          {connections.length === 0 ? (
            <Empty title="No connection takes anything back">
              <p>Sources that can, LoanPro for one, appear here once they are connected.</p>
              <Link className="button" to="/">
                To the connections
              </Link>
            </Empty>
          ) : (
            <Chooser connections={connections} stopped={data.writebackStop !== null} refresh={refresh} />
          )}
        </>
      )}
    </Page>
  )
}

function Chooser({
  connections,
  stopped,
  refresh,
}: {
  connections: readonly Listed[]
  stopped: boolean
  refresh: () => void
}) {
  const search = useSearch({ from: '/settings/writeback' })
  const chosen = connections.find(({ id }) => id === search.connection) ?? connections[0]!
  return (
    <>
      {connections.length > 1 && (
        <nav aria-label="Connections that take something back">
          <ul className="chooser">
            {connections.map((connection) => (
              <li key={connection.id}>
                <Link
                  to="/settings/writeback"
                  search={{ connection: connection.id }}
                  aria-current={connection === chosen ? 'true' : undefined}
                >
                  <strong>{connection.name}</strong>
                  <span>
                    <Badge tone={connection.writeback!.enabled ? 'warn' : 'plain'}>
                      {connection.writeback!.enabled ? 'on' : 'off'}
                    </Badge>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Chosen key={chosen.id} id={chosen.id} stopped={stopped} refresh={refresh} />
    </>
  )
}

function Chosen({ id, stopped, refresh }: { id: string; stopped: boolean; refresh: () => void }) {
  const [{ data, error }, again] = useQuery({ query: WritebackOfConnectionDocument, variables: { id } })
  const both = useCallback(() => {
    again({ requestPolicy: 'network-only' })
    refresh()
  }, [again, refresh])
  if (data?.connection?.writeback) {
    return <WritebackPanel connection={data.connection} stopped={stopped} refresh={both} />
  }
  return error ? <Failed error={error} retry={both} /> : <Loading what="what may be written" />
}
