/** When the source is asked, whether it may call, and what is written back to it (nothing). */
import { Button } from 'react-aria-components'
import type { Cadence, WebhookProof } from '../../generated/documents.ts'
import { CheckInput, TextInput } from '../../ui/fields.tsx'
import { Choice } from '../settings/Choice.tsx'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

const cadences: { value: Cadence; label: string; help: string }[] = [
  { value: 'HOURLY', label: 'Every hour', help: 'What changed since the last time.' },
  { value: 'DAILY', label: 'Once a day', help: 'At a time of your choice.' },
  { value: 'WEBHOOK_ONLY', label: 'Only when the source calls', help: 'Only the loans that its webhook names.' },
  { value: 'MANUAL', label: 'Only by hand', help: 'When somebody starts a run.' },
]

const proofs: { value: WebhookProof; label: string; help: string }[] = [
  { value: 'SHARED_SECRET', label: 'Secret in a header', help: 'The source sends it along with each call.' },
  { value: 'HMAC_SHA256', label: 'Signature (HMAC-SHA256)', help: 'The source signs the body with the secret.' },
]

export function ScheduleStep({ plugin, wizard, onDone }: { plugin: Plugin; wizard: Wizard; onDone: () => void }) {
  const { state, change } = wizard
  const pulls = plugin.acquire === 'PULL'
  const webhook = state.cadence === 'WEBHOOK_ONLY' || state.withWebhook
  return (
    <div className="stack">
      {pulls ? (
        <Choice
          label="Sync"
          value={state.cadence}
          options={cadences}
          onChange={(cadence) => change({ cadence: cadence as Cadence })}
        />
      ) : (
        <p>This source is synced whenever you upload a file.</p>
      )}
      {state.cadence === 'DAILY' && (
        <div className="columns">
          <TextInput
            label="Time of day"
            type="time"
            required
            value={state.dailyAt}
            onChange={(dailyAt) => change({ dailyAt })}
          />
          <TextInput
            label="Time zone"
            required
            value={state.timeZone}
            onChange={(timeZone) => change({ timeZone })}
            help="For example America/New_York."
          />
        </div>
      )}
      {pulls && state.cadence !== 'WEBHOOK_ONLY' && (
        <CheckInput
          label="Take webhooks as well"
          checked={state.withWebhook}
          onChange={(withWebhook) => change({ withWebhook })}
          help="A loan that the source names is read again within seconds."
        />
      )}
      {pulls && webhook && (
        <Choice
          label="How the source proves itself"
          value={state.proof}
          options={proofs}
          onChange={(proof) => change({ proof: proof as WebhookProof })}
        />
      )}
      <section className="notice warn stack" aria-labelledby="writeback">
        <h2 id="writeback">Writeback: off</h2>
        <p>
          Nothing is ever written into your servicing system by this connection. Under the FCRA the furnisher answers
          for what its systems say of a consumer; a bureau's answer that changed a loan by itself would be yours to
          defend.
        </p>
      </section>
      <div className="row">
        <Button className="button primary" onPress={onDone}>
          Continue
        </Button>
      </div>
    </div>
  )
}
