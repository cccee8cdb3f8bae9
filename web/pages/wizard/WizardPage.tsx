/** `/integrations/:source/connect`: from an API token to the first records, drawn from what the plugin says it needs. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { WizardPluginDocument, type WizardPluginQuery } from '../../generated/documents.ts'
import { shownStep, steps, wizardSearch } from '../../lib/wizard.ts'
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
import { useWizard, type Wizard } from './useWizard.ts'

const route = '/integrations/$source/connect'

export function WizardPage() {
  const { source } = useParams({ from: route })
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
  const { state, resumed } = wizard
  const { step, go, goOn } = useSteps(wizard)
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
  const furnisher = known.find(({ id }) => id === state.furnisherId)
  return (
    <Page title={title}>
      <nav aria-label="Steps">
        <ol className="stepper">
          {steps.map((name, index) => (
            <li key={name} aria-current={index === step ? 'step' : undefined}>
              <Button
                className="button quiet"
                isDisabled={index === step || index > state.reached}
                onPress={() => go(index)}
              >
                {index + 1}. {name}
              </Button>
            </li>
          ))}
        </ol>
      </nav>
      {resumed && step === 0 && (
        <p className="notice info">
          What you entered before is still here
          {plugin.credentialsFields.length > 0 ? ', but for secrets: enter those again.' : '.'}
        </p>
      )}
      <StepHeading step={step} />
      <div className={step === 1 ? 'card' : 'card form'}>
        {step === 0 && <AccessStep plugin={plugin} wizard={wizard} shown={shown} onDone={() => goOn(1)} />}
        {step === 1 && (
          <PresetStep plugin={plugin} wizard={wizard} preview={preview} onAccess={() => go(0)} onDone={() => goOn(2)} />
        )}
        {step === 2 && <FurnisherStep furnishers={known} wizard={wizard} onDone={() => goOn(3)} />}
        {step === 3 && <ScheduleStep plugin={plugin} wizard={wizard} onDone={() => goOn(4)} />}
        {step === 4 && (
          <ConnectStep plugin={plugin} furnisherName={furnisher?.name ?? ''} wizard={wizard} onWebhook={setWebhook} />
        )}
      </div>
    </Page>
  )
}

/**
 * The step of the address, so that Back and Forward go through the steps. What was entered, secrets too, stays in memory as long as
 * the page does. A step that cannot be gone to (after a reload, say, which forgets secrets) gives way to the furthest that can.
 */
function useSteps({ state, change }: Wizard) {
  const navigate = useNavigate({ from: route })
  const asked = useSearch({ from: route })
  const step = shownStep(asked, state.reached)
  const isAsked = (asked.step ?? 1) - 1 === step
  const isOver = state.connected !== null
  useEffect(() => {
    if (!isAsked && !isOver) navigate({ search: wizardSearch(step), replace: true })
  }, [isAsked, isOver, step, navigate])
  const go = (next: number) => navigate({ search: wizardSearch(next) })
  const goOn = (next: number) => {
    change({ reached: Math.max(state.reached, next) })
    go(next)
  }
  return { step, go, goOn }
}

/** Takes the focus when a step follows another, so that it is heard and Tab goes on in it. */
function StepHeading({ step }: { step: number }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus()
    shown.current = step
  }, [step])
  return (
    <h2 ref={heading} tabIndex={-1}>
      Step {step + 1} of {steps.length}: {steps[step]}
    </h2>
  )
}
