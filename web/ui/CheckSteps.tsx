import type { CheckOutcome } from '../generated/documents.ts'
import { humanize } from '../lib/format.ts'
import { Badge, toneOf } from './Badge.tsx'

interface Step {
  name: string
  title: string
  outcome: CheckOutcome
  message: string
  hint: string | null
}

/** What a check of the source found, step by step, with what to do about it. */
export function CheckSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="steps-list">
      {steps.map((step) => (
        <li key={step.name}>
          <Badge tone={toneOf(step.outcome)}>{humanize(step.outcome)}</Badge>
          <div>
            <strong>{step.title}</strong>
            <p>{step.message}</p>
            {step.hint && <p className="hint">{step.hint}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
