/** `/integrations/:source/connect`: from an API token to the first records, drawn from what the plugin says it needs. */
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { WizardPluginDocument, type WizardPluginQuery } from '../../generated/documents.ts'
import { steps } from '../../lib/wizard.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading, NoPermission } from '../../ui/states.tsx'
import { AccessStep, type Plugin } from './AccessStep.tsx'
import { Connected } from './Connected.tsx'
import { ConnectStep, type WebhookSetUp } from './ConnectStep.tsx'
import '../../styles/settings.css'
import { FurnisherStep } from './FurnisherStep.tsx'
import { PresetStep } from './PresetStep.tsx'
import { ScheduleStep } from './ScheduleStep.tsx'
import { usePreview } from './usePreview.ts'
import { useShownFiles } from './useShownFile.ts'
import { useWizard } from './useWizard.ts'

export function WizardPage() {
  const { source } = useParams({ from: '/integrations/$source/connect' })
  const may = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: WizardPluginDocument, pause: !may })
  const plugin = data?.sourcePlugins.find(({ id }) => id === source)
  if (plugin) return <Steps key={source} plugin={plugin} furnishers={data!.furnishers} />
  return (
    <Page title="Connect a source">
      {!may ? (
        <NoPermission needed="OPERATOR" />
      ) : error ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : data ? (
        <Empty title="This server knows no such source">
          <p>Installed are: {data.sourcePlugins.map(({ name }) => name).join(', ')}.</p>
        </Empty>
      ) : (
        <Loading what="the form" />
      )}
    </Page>
  )
}

function Steps({ plugin, furnishers }: { plugin: Plugin; furnishers: WizardPluginQuery['furnishers'] }) {
  const wizard = useWizard(plugin.id, plugin)
  const { state, change, resumed } = wizard
  const shown = useShownFiles(plugin, wizard)
  const preview = usePreview(plugin, wizard, shown.held)
  // Held here alone: it is shown once and written down nowhere.
  const [webhook, setWebhook] = useState<WebhookSetUp | null>(null)
  const title = `Connect ${plugin.name}`
  const known = furnishers.edges.map(({ node }) => node)
  if (state.connected) {
    return (
      <Page title={title}>
        <Connected
          connectionId={state.connected.connectionId}
          plugin={plugin}
          webhook={webhook}
          withWebhook={state.cadence === 'WEBHOOK_ONLY' || state.withWebhook}
          onAnother={wizard.clear}
        />
      </Page>
    )
  }
  const go = (step: number) => change({ step })
  const furnisher = known.find(({ id }) => id === state.furnisherId)
  return (
    <Page title={title}>
      <nav aria-label="Steps">
        <ol className="stepper">
          {steps.map((name, index) => (
            <li key={name} aria-current={index === state.step ? 'step' : undefined}>
              <Button className="button quiet" isDisabled={index >= state.step} onPress={() => go(index)}>
                {index + 1}. {name}
              </Button>
            </li>
          ))}
        </ol>
      </nav>
      {resumed && state.step === 0 && (
        <p className="notice info">
          What you entered before is still here
          {plugin.credentialsFields.length > 0 ? ', but for secrets: enter those again.' : '.'}
        </p>
      )}
      <StepHeading key={state.step} step={state.step} />
      <div className={state.step === 1 ? 'card' : 'card form'}>
        {state.step === 0 && <AccessStep plugin={plugin} wizard={wizard} shown={shown} onDone={() => go(1)} />}
        {state.step === 1 && (
          <PresetStep plugin={plugin} wizard={wizard} preview={preview} onAccess={() => go(0)} onDone={() => go(2)} />
        )}
        {state.step === 2 && <FurnisherStep furnishers={known} wizard={wizard} onDone={() => go(3)} />}
        {state.step === 3 && <ScheduleStep plugin={plugin} wizard={wizard} onDone={() => go(4)} />}
        {state.step === 4 && (
          <ConnectStep plugin={plugin} furnisherName={furnisher?.name ?? ''} wizard={wizard} onWebhook={setWebhook} />
        )}
      </div>
    </Page>
  )
}

/** Takes the focus when a step follows another, so that it is heard and Tab goes on in it. */
function StepHeading({ step }: { step: number }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (step > 0) heading.current?.focus()
  }, [step])
  return (
    <h2 ref={heading} tabIndex={-1}>
      Step {step + 1} of {steps.length}: {steps[step]}
    </h2>
  )
}
