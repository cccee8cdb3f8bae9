/** The end of a connection: its name is typed before everything that was read through it goes. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import { DeleteConnectionDocument } from '../../generated/documents.ts'
import { formatCount } from '../../lib/format.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { TextInput } from '../../ui/fields.tsx'
import type { Connection } from './ConnectionSettings.tsx'

export function DeleteSection({ connection }: { connection: Connection }) {
  const may = useMay('ADMIN')
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const [name, setName] = useState('')
  const [, remove] = useMutation(DeleteConnectionDocument)
  const { reportable, held, excluded } = connection.recordCounts
  const run = async () => {
    const { data, error } = await remove({ input: { connectionId: connection.id, confirmName: name.trim() } })
    return refusalOf({ error, userErrors: data?.deleteConnection.userErrors })
  }
  return (
    <section className="card stack danger-zone" aria-labelledby="delete">
      <h2 id="delete">Delete the connection</h2>
      <p>
        Its documents, records, findings, runs and events go for good; its preset and the audit log stay, and so does
        what closed periods reported.
      </p>
      {may ? (
        <div>
          <Button className="button danger" onPress={() => setAsked(true)}>
            Delete …
          </Button>
        </div>
      ) : (
        <p className="muted">It needs the role ADMIN.</p>
      )}
      {asked && (
        <ConfirmDialog
          title={`Delete ${connection.name}?`}
          action="Delete for good"
          danger
          ready={name.trim() === connection.name}
          run={run}
          onClose={(done) => (done ? navigate({ to: '/' }) : setAsked(false))}
        >
          <p>{formatCount(reportable + held + excluded)} records are deleted with it. It may take minutes.</p>
          <TextInput
            label="Name of the connection"
            value={name}
            onChange={setName}
            required
            help={`Write “${connection.name}” to confirm.`}
          />
        </ConfirmDialog>
      )}
    </section>
  )
}
