import { useCallback } from 'react'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import { ConnectionsDocument, type ConnectionsQuery } from '../../generated/documents.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { ConnectActions } from './ConnectActions.tsx'
import { ConnectionTable } from './ConnectionTable.tsx'

export function ConnectionsPage() {
  const mayConnect = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: ConnectionsDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 10_000)
  // Where there is none yet, the empty page has them.
  const actions =
    mayConnect && data?.connections.edges.length ? <ConnectActions plugins={data.sourcePlugins} /> : undefined
  return (
    <Page title="Connections" actions={actions}>
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data ? (
        <Loading what="connections" />
      ) : data.connections.edges.length === 0 ? (
        <NoConnections plugins={data.sourcePlugins} mayConnect={mayConnect} />
      ) : (
        <ConnectionTable connections={data.connections.edges.map(({ node }) => node)} />
      )}
    </Page>
  )
}

/** What a new organization sees first. */
export function NoConnections({
  plugins,
  mayConnect,
}: {
  plugins: ConnectionsQuery['sourcePlugins']
  mayConnect: boolean
}) {
  return (
    <Empty title="No source is connected yet">
      <p>Loans come from your servicing system. Connect it, and the first sync begins at once.</p>
      {mayConnect ? (
        <div className="row">
          <ConnectActions plugins={plugins} primary />
        </div>
      ) : (
        <p>Connecting needs the role OPERATOR.</p>
      )}
    </Empty>
  )
}
