/** Settings and credentials as the plugin asks for them, and what a check with them finds. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { CheckSourceDocument, type WizardPluginQuery } from '../../generated/documents.ts'
import { errorsByField, type FormValues, missingFields, valuesToSend } from '../../lib/forms.ts'
import { firstSyncText } from '../../lib/wizard.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { CheckSteps } from '../../ui/CheckSteps.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { PluginForm } from '../../ui/PluginForm.tsx'
import { useFirstInvalid } from '../../ui/useFirstInvalid.ts'
import { LookAtFile } from './LookAtFile.tsx'
import type { ShownFiles } from './useShownFile.ts'
import type { Wizard } from './useWizard.ts'

export type Plugin = WizardPluginQuery['sourcePlugins'][number]

interface Props {
  plugin: Plugin
  wizard: Wizard
  shown: ShownFiles
  onDone: () => void
}

export function AccessStep({ plugin, wizard, shown, onDone }: Props) {
  const { state, change } = wizard
  const [{ fetching, data, error }, check] = useMutation(CheckSourceDocument)
  const [missing, setMissing] = useState<Record<string, string>>({})
  const { form, look } = useFirstInvalid()
  // What was checked: another entry makes the answer old.
  const [checked, setChecked] = useState<WizardPart | null>(null)
  const isCurrent = checked !== null && checked.settings === state.settings && checked.credentials === state.credentials
  const answer = isCurrent ? data?.checkConnection : undefined
  const errors = {
    settings: { ...errorsByField(answer?.userErrors ?? [], plugin.settingsFields, 'settings'), ...missing },
    credentials: { ...errorsByField(answer?.userErrors ?? [], plugin.credentialsFields, 'credentials'), ...missing },
  }
  const general = (answer?.userErrors ?? []).filter(
    ({ path }) => !path.includes('settings') && !path.includes('credentials'),
  )
  const set = (part: 'settings' | 'credentials') => (name: string, value: string | boolean) => {
    setMissing({})
    change({ [part]: { ...state[part], [name]: value } })
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const absent = {
      ...(state.name.trim() ? {} : { '': 'Give the connection a name.' }),
      ...missingFields(plugin.settingsFields, state.settings),
      ...missingFields(plugin.credentialsFields, state.credentials),
    }
    setMissing(absent)
    if (Object.keys(absent).length > 0) return look()
    setChecked({ settings: state.settings, credentials: state.credentials })
    const { data: said } = await check({
      input: {
        pluginId: plugin.id,
        settings: valuesToSend(plugin.settingsFields, state.settings),
        credentials: valuesToSend(plugin.credentialsFields, state.credentials),
      },
    })
    change({ estimate: said?.checkConnection.estimatedFullSync ?? null })
    if (said?.checkConnection.userErrors.length) look()
  }
  const passed = answer?.passed === true
  const found = useRef<HTMLElement>(null)
  useEffect(() => {
    if (answer) found.current?.scrollIntoView({ block: 'nearest' })
  }, [answer])
  const uploads = plugin.acquire === 'UPLOAD'
  return (
    <Form ref={form} onSubmit={submit} className="stack" validationBehavior="aria">
      <p>{plugin.description}</p>
      {plugin.acquire === 'UPLOAD' && <LookAtFile plugin={plugin} shown={shown} />}
      <TextInput
        label="Name of the connection"
        value={state.name}
        onChange={(name) => {
          setMissing({})
          change({ name })
        }}
        error={missing['']}
        required
        maxLength={100}
        help="For you and your colleagues; unique in your organization."
      />
      <PluginForm
        fields={plugin.credentialsFields}
        values={state.credentials}
        errors={errors.credentials}
        onChange={set('credentials')}
      />
      <PluginForm
        fields={plugin.settingsFields}
        values={state.settings}
        errors={errors.settings}
        onChange={set('settings')}
      />
      <div className="row">
        <BusyButton type="submit" className={passed ? 'button' : 'button primary'} busy={fetching}>
          {passed ? 'Check again' : uploads ? 'Check' : 'Check access'}
        </BusyButton>
        {passed && (
          <Button className="button primary" onPress={onDone}>
            Continue
          </Button>
        )}
      </div>
      <div role="status" className="stack">
        {fetching && <p className="loading">{uploads ? 'Checking …' : 'Asking the source …'}</p>}
        {error && <p className="notice bad">{error.message}</p>}
        {general.map(({ message }) => (
          <p key={message} className="notice bad">
            {message}
          </p>
        ))}
        {answer && answer.steps.length > 0 && (
          <section ref={found} className="card stack" aria-labelledby="found">
            <h2 id="found">{verdictOf(plugin, passed)}</h2>
            <CheckSteps steps={answer.steps} />
            {answer.estimatedFullSync && (
              <p>
                <strong>The first sync:</strong> {firstSyncText(answer.estimatedFullSync)}.
              </p>
            )}
          </section>
        )}
      </div>
    </Form>
  )
}

function verdictOf({ acquire }: Plugin, passed: boolean): string {
  if (acquire === 'UPLOAD') return passed ? 'The settings fit together' : 'The settings do not fit together yet'
  return passed ? 'The source answers as it should' : 'The source does not let us in yet'
}

interface WizardPart {
  settings: FormValues
  credentials: FormValues
}
