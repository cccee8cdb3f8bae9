/** `/`: what needs a person, what is at work, and how the portfolio stands. */
import { useCallback, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import { DashboardDocument, DashboardKeysDocument, type DashboardQuery } from '../../generated/documents.ts'
import type { EndingKey } from '../../lib/dashboard.ts'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import '../../styles/charts.css'
import '../../styles/dashboard.css'
import { ConnectActions } from '../connections/ConnectActions.tsx'
import { NoConnections } from '../connections/ConnectionsPage.tsx'
import { ConnectionTable } from '../connections/ConnectionTable.tsx'
import { AtWork } from './AtWork.tsx'
import { Needs } from './Needs.tsx'
import { Portfolio } from './Portfolio.tsx'

export function DashboardPage() {
  const mayConnect = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: DashboardDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 10_000)
  // Where there is none yet, the empty page has them.
  const actions =
    mayConnect && data?.connections.edges.length ? <ConnectActions plugins={data.sourcePlugins} /> : undefined
  return (
    <Page title="Dashboard" actions={actions}>
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data ? (
        <Loading what="the dashboard" />
      ) : data.connections.edges.length === 0 ? (
        <NoConnections plugins={data.sourcePlugins} mayConnect={mayConnect} />
      ) : (
        <Shown data={data} refresh={refresh} />
      )}
    </Page>
  )
}

function Shown({ data, refresh }: { data: DashboardQuery; refresh: () => void }) {
  const connections = data.connections.edges.map(({ node }) => node)
  const periods = data.reportingPeriods.edges.map(({ node }) => node)
  const keys = useKeysThatEnd()
  // Counts are read again when a run has ended.
  const [ended, setEnded] = useState(0)
  const onEnd = useCallback(() => {
    setEnded((before) => before + 1)
    refresh()
  }, [refresh])
  const more = data.connections.totalCount - connections.length
  return (
    <>
      <Needs connections={connections} periods={periods} keys={keys} />
      <AtWork connections={connections} onEnd={onEnd} />
      <section className="stack" aria-labelledby="sources">
        <h2 id="sources">Connections</h2>
        <ConnectionTable connections={connections} />
        {more > 0 && <p className="muted">{more} more are not shown here.</p>}
      </section>
      <Portfolio connections={connections} ended={ended} />
    </>
  )
}

const none: readonly EndingKey[] = []

/** Of admins alone: others may not see keys. Null while they are asked for. */
function useKeysThatEnd(): readonly EndingKey[] | null {
  const may = useMay('ADMIN')
  const [{ data, error }] = useQuery({ query: DashboardKeysDocument, pause: !may })
  const asking = may && !data && !error
  return useMemo(() => (asking ? null : (data?.apiKeys.edges.map(({ node }) => node) ?? none)), [asking, data])
}
