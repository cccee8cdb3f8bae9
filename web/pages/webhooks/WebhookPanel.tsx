/** The webhook of one connection: put it to use, prove that it works, change its secret without a gap, see what came. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import {
  DropFormerWebhookSecretDocument,
  RotateWebhookSecretDocument,
  SetWebhookDocument,
  type WebhooksQuery,
} from '../../generated/documents.ts'
import { formatInstant } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Deliveries } from './Deliveries.tsx'
import { SetWebhookDialog } from './SetWebhookDialog.tsx'
import { WebhookTest } from './WebhookTest.tsx'
import { WebhookValues } from './WebhookValues.tsx'

export type WebhookConnection = WebhooksQuery['connections']['edges'][number]['node']
type Asked = 'set' | 'rotate' | 'drop' | 'clear' | null

export const proofTitles = {
  NONE: 'not set up',
  SHARED_SECRET: 'secret in a header',
  HMAC_SHA256: 'signature (HMAC-SHA256)',
} as const

export function WebhookPanel({ connection, onChanged }: { connection: WebhookConnection; onChanged: () => void }) {
  const may = useMay('OPERATOR')
  const [asked, setAsked] = useState<Asked>(null)
  // Held here alone: it is shown once and written down nowhere.
  const [secret, setSecret] = useState<string | null>(null)
  const [turn, setTurn] = useState(0)
  const webhook = connection.webhook!
  const set = webhook.proof !== 'NONE'
  const done = (made: string | null) => {
    setAsked(null)
    setSecret(made)
    onChanged()
  }
  return (
    <section className="card stack" aria-labelledby="webhook-title">
      <div className="heading">
        <h2 id="webhook-title">{connection.name}</h2>
        <Badge tone={set ? 'good' : 'plain'}>{proofTitles[webhook.proof] ?? webhook.proof}</Badge>
      </div>
      <Attention connection={connection} />
      {!set ? (
        <NotSet may={may} onSet={() => setAsked('set')} />
      ) : (
        <>
          <WebhookValues webhook={webhook} secret={secret} />
          {webhook.formerSecretValid && (
            <div className="notice warn stack tight">
              <p>
                Two secrets are taken: the present one and the one before the last rotation. End the former once the
                source sends the new one.
              </p>
              {may && (
                <div>
                  <Button className="button" onPress={() => setAsked('drop')}>
                    End the former secret …
                  </Button>
                </div>
              )}
            </div>
          )}
          {may ? (
            <>
              <WebhookTest
                connectionId={connection.id}
                onTested={() => {
                  setTurn((before) => before + 1)
                  onChanged()
                }}
              />
              <div className="row">
                <Button className="button" onPress={() => setAsked('rotate')}>
                  Rotate the secret …
                </Button>
                <Button className="button" onPress={() => setAsked('set')}>
                  Change the proof …
                </Button>
                <Button className="button danger" onPress={() => setAsked('clear')}>
                  Take out of use …
                </Button>
              </div>
            </>
          ) : (
            <p className="muted">Testing and changing it needs the role OPERATOR.</p>
          )}
          <Deliveries connectionId={connection.id} turn={turn} />
        </>
      )}
      <Dialogs asked={asked} connection={connection} onDone={done} onClose={() => setAsked(null)} />
    </section>
  )
}

function NotSet({ may, onSet }: { may: boolean; onSet: () => void }) {
  return (
    <div className="stack tight">
      <p>
        The source can tell this server that a loan changed, and the loan is read again within seconds. What it sends is
        a hint: nothing of it is stored but the event and the loan's key. Until a proof is chosen everything is refused.
      </p>
      {may ? (
        <div>
          <Button className="button primary" onPress={onSet}>
            Set the webhook up …
          </Button>
        </div>
      ) : (
        <p className="muted">Setting it up needs the role OPERATOR.</p>
      )}
    </div>
  )
}

function Attention({ connection }: { connection: WebhookConnection }) {
  const about = connection.attention.filter(({ code }) => code.startsWith('WEBHOOK_'))
  return about.map(({ code, message, hint, since }) => (
    <div key={code} className="notice bad">
      <p>
        {message} {since && <span>Since {formatInstant(since)}.</span>}
      </p>
      <p className="hint">{hint}</p>
    </div>
  ))
}

function Dialogs({
  asked,
  connection,
  onDone,
  onClose,
}: {
  asked: Asked
  connection: WebhookConnection
  onDone: (secret: string | null) => void
  onClose: () => void
}) {
  const connectionId = connection.id
  const [, rotate] = useMutation(RotateWebhookSecretDocument)
  const [, drop] = useMutation(DropFormerWebhookSecretDocument)
  const [, set] = useMutation(SetWebhookDocument)
  const close = (done: boolean) => (done ? onDone(null) : onClose())
  if (asked === 'set') return <SetWebhookDialog connection={connection} onDone={onDone} onClose={onClose} />
  if (asked === 'rotate') {
    const run = async () => {
      const { data, error } = await rotate({ input: { connectionId } })
      const secret = data?.rotateWebhookSecret.secret ?? null
      if (secret) onDone(secret)
      return refusalOf({ error, userErrors: data?.rotateWebhookSecret.userErrors })
    }
    return (
      <ConfirmDialog title="Rotate the secret?" action="Make a new secret" run={run} onClose={(ok) => ok || onClose()}>
        <p>
          A new secret is made and shown once. The present one stays valid beside it until you end it, so that nothing
          is refused while you change the source. A secret that was left from an earlier rotation ends now.
        </p>
      </ConfirmDialog>
    )
  }
  if (asked === 'drop') {
    const run = async () => {
      const { data, error } = await drop({ input: { connectionId } })
      return refusalOf({ error, userErrors: data?.dropFormerWebhookSecret.userErrors })
    }
    return (
      <ConfirmDialog title="End the former secret?" action="End it" danger run={run} onClose={close}>
        <p>What the source still sends with the former secret is refused from now on. Test the webhook first.</p>
      </ConfirmDialog>
    )
  }
  if (asked !== 'clear') return null
  const run = async () => {
    const { data, error } = await set({ input: { connectionId, proof: 'NONE' } })
    return refusalOf({ error, userErrors: data?.setWebhook.userErrors })
  }
  return (
    <ConfirmDialog title="Take the webhook out of use?" action="Take it out of use" danger run={run} onClose={close}>
      <p>Its secrets end, and every delivery is refused.</p>
      {connection.cadence === 'WEBHOOK_ONLY' && (
        <p className="notice warn">Nothing else reads the loans of this connection: its cadence is webhook only.</p>
      )}
    </ConfirmDialog>
  )
}
