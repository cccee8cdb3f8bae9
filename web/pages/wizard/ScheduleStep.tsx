/** When the source is asked, whether it may call, and that nothing is written back to it. */

import { Link } from '@tanstack/react-router'
import { Button } from 'react-aria-components'
import type { Cadence, WebhookProof } from '../../generated/documents.ts'
import { CheckInput, TextInput } from '../../ui/fields.tsx'
import { Choice } from '../settings/Choice.tsx'
import { proofs } from '../webhooks/proofs.ts'
import type { Plugin } from './AccessStep.tsx'
import { cadences } from './cadences.ts'
import type { Wizard } from './useWizard.ts'

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
        <p>This source is read whenever you upload a file: there is nothing to schedule.</p>
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
          Nothing is written into your servicing system. Under the Fair Credit Reporting Act (15 U.S.C. 1681s-2) the
          furnisher is liable for what it reports, and a field that the preset reads changes what is reported when it is
          written.
        </p>
        <p>
          An admin can switch it on later under <Link to="/settings/writeback">Settings, Writeback</Link>: by confirming
          a sentence that names this liability. Even then each plan of writes is looked at and applied by a person.
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
