/** Everything at a glance, then the connection, its webhook and the first sync. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { ConnectSourceDocument, SetWebhookDocument, type SetWebhookMutation } from '../../generated/documents.ts'
import { valuesToSend } from '../../lib/forms.ts'
import { cadenceText } from '../../lib/health.ts'
import { firstSyncText } from '../../lib/wizard.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import type { Plugin } from './AccessStep.tsx'
import { Entry } from './FurnisherStep.tsx'
import type { Wizard } from './useWizard.ts'

export type WebhookSetUp = SetWebhookMutation['setWebhook']

export function ConnectStep({
  plugin,
  furnisherName,
  wizard,
  onWebhook,
}: {
  plugin: Plugin
  furnisherName: string
  wizard: Wizard
  onWebhook: (webhook: WebhookSetUp) => void
}) {
  const { state, change } = wizard
  const [connecting, connect] = useMutation(ConnectSourceDocument)
  const [settingUp, setWebhook] = useMutation(SetWebhookDocument)
  const [problems, setProblems] = useState<string[]>([])
  const pulls = plugin.acquire === 'PULL'
  const webhook = pulls && (state.cadence === 'WEBHOOK_ONLY' || state.withWebhook)
  const draft = state.preset === '' ? state.presetDraft : null
  const run = async () => {
    const { data, error } = await connect({
      input: {
        pluginId: plugin.id,
        name: state.name.trim(),
        furnisherId: state.furnisherId,
        settings: valuesToSend(plugin.settingsFields, state.settings),
        credentials: valuesToSend(plugin.credentialsFields, state.credentials),
        ...(draft ? { presetText: draft.text } : { preset: state.preset || null }),
        cadence: state.cadence,
        ...(state.cadence === 'DAILY' ? { dailyAt: state.dailyAt, timeZone: state.timeZone } : {}),
        startFirstSync: pulls,
        idempotencyKey: state.idempotencyKey,
      },
    })
    const payload = data?.createConnection
    if (!payload?.connection) {
      // Another try is another request: a key that was answered would answer the same again.
      change({ idempotencyKey: crypto.randomUUID() })
      return setProblems(error ? [error.message] : (payload?.userErrors.map(({ message }) => message) ?? []))
    }
    const connectionId = payload.connection.id
    if (webhook) {
      const answer = await setWebhook({ input: { connectionId, proof: state.proof } })
      const failed = {
        code: 'UNREACHABLE',
        message: answer.error?.message ?? 'The webhook could not be set up.',
        path: [],
      }
      onWebhook(answer.data?.setWebhook ?? { secret: null, connection: null, userErrors: [failed] })
    }
    change({ connected: { connectionId, runId: payload.run?.id ?? null } })
  }
  return (
    <div className="stack">
      <dl>
        <Entry label="Source" value={plugin.name} />
        <Entry label="Connection" value={state.name} />
        <Entry label="Furnisher" value={furnisherName} />
        <Entry
          label="Preset"
          value={
            draft ? 'drafted from your file' : (plugin.presets.find(({ name }) => name === state.preset)?.title ?? '')
          }
        />
        {state.estimate && <Entry label="First sync" value={firstSyncText(state.estimate)} />}
        <Entry label="Sync" value={pulls ? cadenceText(state) : 'whenever you upload a file'} />
        {pulls && <Entry label="Webhook" value={webhook ? 'yes; its secret is shown once, after connecting' : 'no'} />}
        <Entry label="Writeback" value="off" />
      </dl>
      {problems.length > 0 && (
        <div role="alert" className="notice bad">
          {problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </div>
      )}
      <div className="row">
        <BusyButton className="button primary" onPress={run} busy={connecting.fetching || settingUp.fetching}>
          {pulls ? 'Connect and start the first sync' : 'Connect'}
        </BusyButton>
      </div>
    </div>
  )
}
