/** Writeback of one connection: the switch and who answered for it, what is chosen, the plan, and what was written. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import { DisableWritebackDocument } from '../../generated/documents.ts'
import { formatInstant } from '../../lib/format.ts'
import { answerTitle, placeText, type WritebackSetting } from '../../lib/writeback.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useActorNames } from './useActorNames.ts'
import { WritebackChoices } from './WritebackChoices.tsx'
import type { WritebackConnection } from './WritebackPage.tsx'
import { WritebackPlanCard } from './WritebackPlan.tsx'
import { WritesCard } from './Writes.tsx'

interface Props {
  connection: WritebackConnection
  stopped: boolean
  refresh: () => void
}

export function WritebackPanel({ connection, stopped, refresh }: Props) {
  const admin = useMay('ADMIN')
  const [editing, setEditing] = useState(false)
  const [turn, setTurn] = useState(0)
  const setting = connection.writeback!
  const changed = () => {
    setTurn((before) => before + 1)
    refresh()
  }
  return (
    <>
      <section className="card stack" aria-labelledby="writeback-of">
        <Heading connection={connection} onChanged={changed} />
        {!setting.enabled && (
          <p className="notice warn">
            Under the Fair Credit Reporting Act (15 U.S.C. 1681s-2) the furnisher is liable for the accuracy of what it
            reports. A field that the preset reads changes, when it is written, what is reported next. Plans can be made
            and looked at while writeback is off.
          </p>
        )}
        {editing ? (
          <WritebackChoices
            connection={connection}
            onClose={(done) => {
              setEditing(false)
              if (done) changed()
            }}
          />
        ) : (
          <>
            <Chosen setting={setting} />
            {admin ? (
              <div>
                <Button className="button" onPress={() => setEditing(true)}>
                  {setting.enabled ? 'Change what is written …' : 'Choose and switch on …'}
                </Button>
              </div>
            ) : (
              <p className="muted">Choosing and switching on needs the role ADMIN.</p>
            )}
          </>
        )}
      </section>
      <WritebackPlanCard connection={connection} stopped={stopped} turn={turn} onChanged={changed} />
      <WritesCard connection={connection} turn={turn} />
    </>
  )
}

function Heading({ connection, onChanged }: { connection: WritebackConnection; onChanged: () => void }) {
  const operator = useMay('OPERATOR')
  const nameOf = useActorNames()
  const [asked, setAsked] = useState(false)
  const [, disable] = useMutation(DisableWritebackDocument)
  const { enabled, confirmedBy, confirmedAt } = connection.writeback!
  const run = async () => {
    const { data, error } = await disable({ input: { connectionId: connection.id } })
    return refusalOf({ error, userErrors: data?.disableWriteback.userErrors })
  }
  return (
    <>
      <div className="heading">
        <div className="row">
          <h2 id="writeback-of">{connection.name}</h2>
          <Badge tone={enabled ? 'warn' : 'plain'}>{enabled ? 'Writeback is on' : 'Writeback is off'}</Badge>
        </div>
        {enabled && operator && (
          <Button className="button danger" onPress={() => setAsked(true)}>
            Switch off …
          </Button>
        )}
      </div>
      {enabled && confirmedBy && (
        <p className="muted">
          Confirmed by {nameOf(confirmedBy)}, {formatInstant(confirmedAt)}.
        </p>
      )}
      {asked && (
        <ConfirmDialog
          title={`Switch writeback of ${connection.name} off?`}
          action="Switch off"
          danger
          run={run}
          onClose={(done) => {
            setAsked(false)
            if (done) onChanged()
          }}
        >
          <p>A job at work stops as well. What is chosen stays, to be confirmed again by an admin.</p>
        </ConfirmDialog>
      )}
    </>
  )
}

function Chosen({ setting: { choices, targets } }: { setting: WritebackSetting }) {
  if (choices.length === 0) return <p className="muted">Nothing is chosen: no answer would be written anywhere.</p>
  return (
    <ul className="plain-list">
      {choices.map(({ target, place, kinds, values, fileHosts }) => (
        <li key={`${target} ${place}`}>
          <strong>{placeText(targets, target, place)}</strong>
          <span className="muted"> for {kinds.map(answerTitle).join(', ')}</span>
          {values.map(({ kind, value }) => (
            <div key={kind} className="small-text">
              {answerTitle(kind)}: <code>{value}</code>
            </div>
          ))}
          {fileHosts.length > 0 && (
            <div className="small-text">
              Files may also be sent to <code>{fileHosts.join(', ')}</code>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
