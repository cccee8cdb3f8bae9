/** What can be done with a connection: start a run, end it, pause, change its settings. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { useMay } from '../../app/context.ts'
import {
  CancelSyncDocument,
  type ConnectionQuery,
  PauseConnectionDocument,
  ResumeConnectionDocument,
  type RunSummaryFragment,
  StartSyncDocument,
} from '../../generated/documents.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { StartDialog } from './StartDialog.tsx'

type Connection = NonNullable<ConnectionQuery['connection']>

interface Props {
  connection: Connection
  run: RunSummaryFragment | undefined
  onProblem: (problem: string | null) => void
  onStarted: () => void
}

export function Controls(props: Props) {
  const { connection } = props
  const may = useMay('OPERATOR')
  return (
    <>
      {may ? (
        <>
          <RunControls {...props} />
          <PauseControl {...props} />
        </>
      ) : (
        <span className="muted">Starting and stopping runs needs the role OPERATOR.</span>
      )}
      <Link className="button" to="/connections/$id/settings" params={{ id: connection.id }}>
        Settings
      </Link>
    </>
  )
}

const messageOf = (error: { message: string } | undefined, errors: readonly { message: string }[] | undefined) =>
  error?.message ?? (errors?.length ? errors.map(({ message }) => message).join(' ') : null)

function RunControls({ connection, run, onProblem, onStarted }: Props) {
  const [starting, start] = useMutation(StartSyncDocument)
  const [cancelling, cancel] = useMutation(CancelSyncDocument)
  const [choosing, setChoosing] = useState(false)
  const connectionId = connection.id
  const startRun = async (mode: 'INCREMENTAL' | 'FULL') => {
    const { data, error } = await start({ input: { connectionId, mode } })
    onProblem(messageOf(error, data?.startSync.userErrors))
    if (data?.startSync.run) onStarted()
  }
  const cancelRun = async (runId: string) => {
    const { data, error } = await cancel({ input: { runId } })
    onProblem(messageOf(error, data?.cancelSync.userErrors))
  }
  if (run?.active) {
    return (
      <BusyButton className="button danger" busy={cancelling.fetching} onPress={() => cancelRun(run.id)}>
        Cancel run
      </BusyButton>
    )
  }
  if (connection.plugin?.acquire === 'UPLOAD') {
    return (
      <Link className="button primary" to="/connections/$id/upload" params={{ id: connectionId }}>
        Upload files
      </Link>
    )
  }
  return (
    <>
      <BusyButton className="button primary" busy={starting.fetching} onPress={() => startRun('INCREMENTAL')}>
        Sync now
      </BusyButton>
      <BusyButton className="button" busy={starting.fetching} onPress={() => startRun('FULL')}>
        Full sync
      </BusyButton>
      <Button className="button" onPress={() => setChoosing(true)}>
        Other run …
      </Button>
      {choosing && (
        <StartDialog
          connectionId={connectionId}
          estimate={connection.estimatedFullSync}
          onClose={(started) => {
            setChoosing(false)
            if (started) onStarted()
          }}
        />
      )}
    </>
  )
}

function PauseControl({ connection, onProblem }: Props) {
  const [pausing, pause] = useMutation(PauseConnectionDocument)
  const [resuming, resume] = useMutation(ResumeConnectionDocument)
  const input = { connectionId: connection.id }
  const turn = async () => {
    if (connection.state === 'PAUSED') {
      const { data, error } = await resume({ input })
      return onProblem(messageOf(error, data?.resumeConnection.userErrors))
    }
    const { data, error } = await pause({ input })
    onProblem(messageOf(error, data?.pauseConnection.userErrors))
  }
  return (
    <BusyButton className="button" busy={pausing.fetching || resuming.fetching} onPress={turn}>
      {connection.state === 'PAUSED' ? 'Resume' : 'Pause'}
    </BusyButton>
  )
}
