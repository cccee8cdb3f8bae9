/** Chooses how the source proves itself. Each time a new secret is made, and the ones before end at once. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { SetWebhookDocument, type WebhookProof } from '../../generated/documents.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { Choice } from '../settings/Choice.tsx'
import { proofs } from './proofs.ts'
import type { WebhookConnection } from './WebhookPanel.tsx'

interface Props {
  connection: WebhookConnection
  onDone: (secret: string | null) => void
  onClose: () => void
}

export function SetWebhookDialog({ connection, onDone, onClose }: Props) {
  const present = connection.webhook!
  const [proof, setProof] = useState<WebhookProof>(present.proof === 'HMAC_SHA256' ? 'HMAC_SHA256' : 'SHARED_SECRET')
  const [headerName, setHeaderName] = useState(
    present.proof === 'SHARED_SECRET' ? (present.headerName ?? '') : 'X-Webhook-Secret',
  )
  const [, set] = useMutation(SetWebhookDocument)
  const run = async () => {
    const header = proof === 'SHARED_SECRET' && headerName.trim() ? { headerName: headerName.trim() } : {}
    const { data, error } = await set({ input: { connectionId: connection.id, proof, ...header } })
    const refused = refusalOf({ error, userErrors: data?.setWebhook.userErrors })
    if (refused === null) onDone(data?.setWebhook.secret ?? null)
    return refused
  }
  const inUse = present.proof !== 'NONE'
  return (
    <ConfirmDialog
      title={inUse ? 'Change the proof' : 'Set the webhook up'}
      action={inUse ? 'Change, with a new secret' : 'Set up'}
      run={run}
      onClose={(done) => done || onClose()}
    >
      <Choice
        label="How the source proves itself"
        value={proof}
        options={proofs}
        onChange={(value) => setProof(value as WebhookProof)}
      />
      {proof === 'SHARED_SECRET' && (
        <TextInput
          label="Header"
          value={headerName}
          onChange={setHeaderName}
          required
          maxLength={100}
          help="Name of the header that carries the secret."
        />
      )}
      {inUse && (
        <p className="notice warn">
          The secrets before end at once: what the source sends is refused until it has the new one. To change the
          secret without a gap, rotate it instead.
        </p>
      )}
    </ConfirmDialog>
  )
}
