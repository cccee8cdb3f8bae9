/** The way of a month: compute, review, close, files. What is done, what comes next, what waits. */
import { formatCount, formatInstant, plural } from '../../lib/format.ts'
import { type StepState, stepsOf, sums } from '../../lib/periods.ts'
import type { PeriodShown } from './PeriodPage.tsx'

const marks: Record<StepState, { sign: string; word: string }> = {
  done: { sign: '✓', word: 'Done' },
  working: { sign: '…', word: 'At work' },
  next: { sign: '→', word: 'Next' },
  blocked: { sign: '!', word: 'Blocked' },
  waiting: { sign: '', word: 'Later' },
}

const titles = { compute: 'Compute', review: 'Review', close: 'Close', files: 'Files' }

export function PathOfPeriod({ period }: { period: PeriodShown }) {
  const steps = stepsOf(period)
  const next = steps.find(({ state }) => state === 'working') ?? steps.find(({ state }) => state !== 'done')
  return (
    <ol className="month-path" aria-label="Steps of the month">
      {steps.map((step) => (
        <li key={step.name} className={step.state} aria-current={step === next ? 'step' : undefined}>
          <span className="mark" aria-hidden="true">
            {marks[step.state].sign}
          </span>
          <div>
            <strong>{titles[step.name]}</strong> <span className="word">{marks[step.state].word}</span>
            <p>{textOf(step.name, step.state, period)}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}

function textOf(name: keyof typeof titles, state: StepState, period: PeriodShown): string {
  const { reported, open, heldOut } = sums(period.counts)
  if (name === 'compute') return computeText(state, period)
  if (name === 'review') {
    if (state === 'waiting') return 'Once the records are computed.'
    const left = heldOut > 0 ? ` ${formatCount(heldOut)} held out.` : ''
    return open > 0 ? `${plural(open, 'record')} with open errors.${left}` : `No open errors.${left}`
  }
  if (name === 'close') {
    if (period.state === 'CLOSED') return `${plural(reported, 'record')} reported.`
    if (state === 'blocked')
      return `${plural(period.closingReasons.length, 'thing stands', 'things stand')} in the way.`
    return state === 'next' ? `${plural(reported, 'record')} will be reported.` : 'Freezes what is reported.'
  }
  const ready = period.files.filter((file) => file.state === 'READY').length
  if (period.state === 'OPEN') return 'Written once the month is closed.'
  if (period.files.some((file) => file.state === 'WRITING')) return 'A file is being written.'
  return ready > 0 ? `${plural(ready, 'file')} ready.` : 'None yet: create the first below.'
}

function computeText(state: StepState, period: PeriodShown): string {
  if (state === 'working') return 'Mapping every loan as of that day.'
  if (period.computedAt === null) return 'Nothing is computed yet.'
  if (state === 'next') return `Outdated: ${period.outdatedBy.join(', ')}. Closing computes it anew.`
  return `${formatCount(sums(period.counts).all)} loans, ${formatInstant(period.computedAt)}.`
}
