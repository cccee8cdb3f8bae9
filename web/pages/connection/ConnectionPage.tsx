import { Link, useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import {
  CancelSyncDocument,
  ConnectionDocument,
  type ConnectionQuery,
  PauseConnectionDocument,
  ResumeConnectionDocument,
  type RunSummaryFragment,
  StartSyncDocument,
} from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { cadenceText, healthOf } from '../../lib/health.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { CheckSteps } from '../../ui/CheckSteps.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
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
  const health = healthOf(connection, runs[0])
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
      {connection.pauseReason && (
        <div className="notice bad">
          <p>{connection.pauseReason.message}</p>
          <p className="hint">{connection.pauseReason.hint}</p>
        </div>
      )}
      <div className="columns">
        <section className="card stack" aria-labelledby="about">
          <h2 id="about">About</h2>
          <dl>
            <dt>Health</dt>
            <dd>
              <Badge tone={health.tone}>{health.word}</Badge> {health.detail}
            </dd>
            <dt>Source</dt>
            <dd>
              {connection.plugin?.name ?? connection.pluginId}, {connection.environment.toLowerCase()}
            </dd>
            <dt>Furnisher</dt>
            <dd>{connection.furnisher.name}</dd>
            <dt>Synced</dt>
            <dd>{cadenceText(connection)}</dd>
            <dt>Next run</dt>
            <dd>{formatInstant(connection.nextRunAt)}</dd>
            <dt>Preset</dt>
            <dd>
              {connection.preset.title}, version {connection.preset.publishedVersion}
            </dd>
            <dt>Records</dt>
            <dd>
              <Link to="/records" search={{ connection: connection.id }}>
                {formatCount(connection.recordCounts.reportable)} reportable
              </Link>
              {', '}
              <Link to="/records" search={{ connection: connection.id, eligibility: 'HELD' }}>
                {formatCount(connection.recordCounts.held)} held
              </Link>
              , {formatCount(connection.recordCounts.excluded)} excluded
            </dd>
          </dl>
        </section>
        <section className="card stack" aria-labelledby="checks">
          <h2 id="checks">Last check</h2>
          <p className="muted">{formatInstant(connection.checkedAt)}</p>
          <CheckSteps steps={connection.checkSteps} />
        </section>
      </div>
      <section className="card stack" aria-labelledby="run">
        <h2 id="run">{run?.active ? 'Current run' : run === runs[0] ? 'Last run' : 'Earlier run'}</h2>
        {run ? (
          <RunView key={run.id} run={run} onEnd={refresh} />
        ) : (
          <p className="muted">Nothing has been synced yet. Start the first run above.</p>
        )}
      </section>
      {runs.length > 0 && (
        <section className="card stack" aria-labelledby="history">
          <h2 id="history">History</h2>
          <RunChart runs={runs} />
          <Runs runs={runs} onChoose={setChosen} />
        </section>
      )}
    </Page>
  )
}

function Controls({
  connection,
  run,
  onProblem,
  onStarted,
}: {
  connection: Connection
  run: RunSummaryFragment | undefined
  onProblem: (problem: string | null) => void
  onStarted: () => void
}) {
  const may = useMay('OPERATOR')
  const [starting, start] = useMutation(StartSyncDocument)
  const [cancelling, cancel] = useMutation(CancelSyncDocument)
  const [, pause] = useMutation(PauseConnectionDocument)
  const [, resume] = useMutation(ResumeConnectionDocument)
  if (!may) return <span className="muted">Starting and stopping runs needs the role OPERATOR.</span>
  const connectionId = connection.id
  const refused = (error: { message: string } | undefined, errors: readonly { message: string }[] | undefined) =>
    onProblem(error?.message ?? (errors?.length ? errors.map(({ message }) => message).join(' ') : null))
  const startRun = async (mode: 'INCREMENTAL' | 'FULL') => {
    const { data, error } = await start({ input: { connectionId, mode } })
    refused(error, data?.startSync.userErrors)
    if (data?.startSync.run) onStarted()
  }
  const cancelRun = async (runId: string) => {
    const { data, error } = await cancel({ input: { runId } })
    refused(error, data?.cancelSync.userErrors)
  }
  const turn = async () => {
    if (connection.state === 'PAUSED') {
      const { data, error } = await resume({ input: { connectionId } })
      return refused(error, data?.resumeConnection.userErrors)
    }
    const { data, error } = await pause({ input: { connectionId } })
    refused(error, data?.pauseConnection.userErrors)
  }
  return (
    <>
      {run?.active ? (
        <BusyButton className="button danger" busy={cancelling.fetching} onPress={() => cancelRun(run.id)}>
          Cancel run
        </BusyButton>
      ) : (
        <>
          <BusyButton className="button primary" busy={starting.fetching} onPress={() => startRun('INCREMENTAL')}>
            Sync now
          </BusyButton>
          <BusyButton className="button" busy={starting.fetching} onPress={() => startRun('FULL')}>
            Full sync
          </BusyButton>
        </>
      )}
      <Button className="button" onPress={turn}>
        {connection.state === 'PAUSED' ? 'Resume' : 'Pause'}
      </Button>
    </>
  )
}

function Runs({ runs, onChoose }: { runs: readonly RunSummaryFragment[]; onChoose: (id: string) => void }) {
  return (
    <div className="table-box">
      <Table aria-label="Runs" onRowAction={(key) => onChoose(String(key))}>
        <TableHeader>
          <Column isRowHeader>Started</Column>
          <Column>State</Column>
          <Column>Kind</Column>
          <Column>As of</Column>
          <Column className="react-aria-Column number">Read</Column>
          <Column className="react-aria-Column number">Written</Column>
          <Column className="react-aria-Column number">Held</Column>
        </TableHeader>
        <TableBody items={runs}>
          {(run) => (
            <Row id={run.id}>
              <Cell>{formatInstant(run.startedAt ?? run.createdAt)}</Cell>
              <Cell>
                <Badge tone={toneOf(run.state)}>{humanize(run.state)}</Badge>
              </Cell>
              <Cell>
                {humanize(run.mode)}, {run.trigger.toLowerCase()}
              </Cell>
              <Cell>{formatDay(run.asOf)}</Cell>
              <Cell className="react-aria-Cell number">{formatCount(run.seen)}</Cell>
              <Cell className="react-aria-Cell number">{formatCount(run.created + run.changed + run.remapped)}</Cell>
              <Cell className="react-aria-Cell number">{formatCount(run.held)}</Cell>
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  )
}
