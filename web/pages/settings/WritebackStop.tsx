/** The kill switch of the organization: prominent for those who may use it, and for all while it is thrown. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import {
  AllowWritebackDocument,
  StopWritebackDocument,
  type WritebackConnectionsQuery,
} from '../../generated/documents.ts'
import { formatInstant } from '../../lib/format.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useActorNames } from './useActorNames.ts'

type Stop = WritebackConnectionsQuery['writebackStop']

export function StopSwitch({ stop, onChanged }: { stop: Stop; onChanged: () => void }) {
  const may = useMay('ADMIN')
  const nameOf = useActorNames()
  const [asked, setAsked] = useState(false)
  const close = (done: boolean) => {
    setAsked(false)
    if (done) onChanged()
  }
  return (
    <>
      {stop ? (
        <div className="notice bad stop-switch" role="status">
          <div>
            <p>
              <strong>All writeback is stopped.</strong> Nothing is written into any source, also not by a job at work.
            </p>
            <p>
              “{stop.reason}” – {nameOf(stop.stoppedBy)}, {formatInstant(stop.stoppedAt)}
            </p>
          </div>
          {may ? (
            <Button className="button" onPress={() => setAsked(true)}>
              End the stop …
            </Button>
          ) : (
            <p>An ADMIN can end it.</p>
          )}
        </div>
      ) : (
        <div className="card stop-switch">
          <div>
            <p>
              <strong>Kill switch</strong>
            </p>
            <p className="muted">
              Stops all writing into all sources of the organization at once, jobs at work included.
            </p>
          </div>
          {may ? (
            <Button className="button stop" onPress={() => setAsked(true)}>
              Stop all writeback …
            </Button>
          ) : (
            <p className="muted">It needs the role ADMIN. An OPERATOR can switch a single connection off.</p>
          )}
        </div>
      )}
      {asked && (stop ? <AllowDialog onClose={close} /> : <StopDialog onClose={close} />)}
    </>
  )
}

function StopDialog({ onClose }: { onClose: (done: boolean) => void }) {
  const [, stopAll] = useMutation(StopWritebackDocument)
  const run = async (reason: string) => {
    const { data, error } = await stopAll({ input: { reason } })
    return refusalOf({ error, userErrors: data?.stopWriteback.userErrors })
  }
  return (
    <ConfirmDialog
      title="Stop all writeback?"
      action="Stop all writeback"
      danger
      withReason
      run={run}
      onClose={onClose}
    >
      <p>
        Not one more write is sent. A request that is already on its way to a source cannot be called back. What is
        planned stays planned.
      </p>
    </ConfirmDialog>
  )
}

function AllowDialog({ onClose }: { onClose: (done: boolean) => void }) {
  const [, allow] = useMutation(AllowWritebackDocument)
  const run = async (reason: string) => {
    const { data, error } = await allow({ input: { reason } })
    return refusalOf({ error, userErrors: data?.allowWriteback.userErrors })
  }
  return (
    <ConfirmDialog title="End the stop?" action="End the stop" withReason run={run} onClose={onClose}>
      <p>Connections that were on are on again. Nothing goes on by itself: a plan has to be applied by a person.</p>
    </ConfirmDialog>
  )
}
