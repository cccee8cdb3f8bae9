/** `/connections/:id`: how a connection does, the run at work, its runs before, and what can be done with it. */
import { useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { usePolling } from '../../app/usePolling.ts'
import { ConnectionDocument, type ConnectionQuery, type RunSummaryFragment } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, formatSeconds, humanize, plural } from '../../lib/format.ts'
import { paceOf } from '../../lib/runs.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { CheckSteps } from '../../ui/CheckSteps.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import '../../styles/charts.css'
import '../../styles/dashboard.css'
import { About } from './About.tsx'
import { Controls } from './Controls.tsx'
import { RunChart } from './RunChart.tsx'
import { RunView } from './RunView.tsx'

type Connection = NonNullable<ConnectionQuery['connection']>

export function ConnectionPage() {
  const { id } = useParams({ from: '/connections/$id' })
  const [{ data, error }, again] = useQuery({ query: ConnectionDocument, variables: { id } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 10_000)
  if (data?.connection) return <Shown connection={data.connection} refresh={refresh} />
  if (data && !error) return <NotFound />
  return (
    <Page title="Connection">
      {error ? <Failed error={error} retry={refresh} /> : <Loading what="the connection" />}
    </Page>
  )
}

function Shown({ connection, refresh }: { connection: Connection; refresh: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const runs = connection.syncRuns
  const run = runs.find((each) => each.id === chosen) ?? runs[0]
  const follow = () => setChosen(null)
  return (
    <Page
      title={connection.name}
      actions={<Controls connection={connection} run={runs[0]} onProblem={setProblem} onStarted={follow} />}
    >
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <Attention connection={connection} />
      <div className="connection">
        <section className="card stack" aria-labelledby="run">
          <h2 id="run">{run?.active ? 'Current run' : run === runs[0] ? 'Last run' : 'Earlier run'}</h2>
          {run ? (
            <RunView
              key={run.id}
              run={run}
              onEnd={refresh}
              connectionId={connection.id}
              presetId={connection.preset.id}
            />
          ) : (
            <p className="muted">Nothing has been read yet. Start the first run above.</p>
          )}
        </section>
        <div className="stack">
          <About connection={connection} run={runs[0]} />
          <section className="card stack" aria-labelledby="checks">
            <h2 id="checks">Last check</h2>
            <p className="muted">{formatInstant(connection.checkedAt)}</p>
            <Checks steps={connection.checkSteps} />
          </section>
        </div>
      </div>
      {runs.length > 0 && (
        <section className="card stack" aria-labelledby="history">
          <h2 id="history">History</h2>
          <RunChart runs={runs} onChoose={setChosen} />
          <Runs runs={runs} onChoose={setChosen} />
        </section>
      )}
    </Page>
  )
}

/** What is as it should be is told in a line; what is not stands open. */
function Checks({ steps }: { steps: Connection['checkSteps'] }) {
  const wrong = steps.filter(({ outcome }) => outcome !== 'PASSED')
  return (
    <>
      {wrong.length > 0 && <CheckSteps steps={wrong} />}
      <details className="checks">
        <summary>{plural(steps.length - wrong.length, 'check')} passed</summary>
        <CheckSteps steps={steps.filter(({ outcome }) => outcome === 'PASSED')} />
      </details>
    </>
  )
}

/** What needs a person, with what to do; the cause of a pause is among it. */
function Attention({ connection: { attention } }: { connection: Connection }) {
  return attention.map(({ code, message, hint, since }) => (
    <div key={code} className="notice warn">
      <p>{message}</p>
      <p className="hint">
        {hint}
        {since && ` Since ${formatInstant(since)}.`}
      </p>
    </div>
  ))
}

function Runs({ runs, onChoose }: { runs: readonly RunSummaryFragment[]; onChoose: (id: string) => void }) {
  const number = 'react-aria-Cell number'
  const head = 'react-aria-Column number'
  return (
    <div className="table-box">
      <Table aria-label="Runs" className="react-aria-Table tight" onRowAction={(key) => onChoose(String(key))}>
        <TableHeader>
          <Column isRowHeader>Started</Column>
          <Column>State</Column>
          <Column>Kind</Column>
          <Column>As of</Column>
          <Column className={head}>Took</Column>
          <Column className={head}>Read</Column>
          <Column className={head}>A second</Column>
          <Column className={head}>Written</Column>
          <Column className={head}>Held</Column>
        </TableHeader>
        <TableBody>
          {runs.map((run) => {
            const pace = paceOf(run)
            return (
              <Row key={run.id} id={run.id} className="react-aria-Row opens">
                <Cell>{formatInstant(run.startedAt ?? run.createdAt)}</Cell>
                <Cell>
                  <Badge tone={toneOf(run.state)}>{humanize(run.state)}</Badge>
                </Cell>
                <Cell>
                  {humanize(run.mode)}, {run.trigger.toLowerCase()}
                </Cell>
                <Cell>{formatDay(run.asOf)}</Cell>
                <Cell className={number}>{pace ? formatSeconds(pace.seconds) : '–'}</Cell>
                <Cell className={number}>{formatCount(run.seen)}</Cell>
                <Cell className={number}>{pace?.perSecond ? formatCount(pace.perSecond) : '–'}</Cell>
                <Cell className={number}>{formatCount(run.created + run.changed + run.remapped)}</Cell>
                <Cell className={number}>{formatCount(run.held)}</Cell>
              </Row>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
