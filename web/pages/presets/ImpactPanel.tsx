/** The whole portfolio with this text: what would change, as it is reckoned. */
import { Button, ProgressBar } from 'react-aria-components'
import { useMayCancel } from '../../app/context.ts'
import type { ImpactPartsFragment } from '../../generated/documents.ts'
import { formatCount, formatInstant, humanize, plural } from '../../lib/format.ts'
import { fieldTitle } from '../../lib/preset/completion.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import type { Impact } from './useImpact.ts'
import type { ChosenLoan } from './useLoans.ts'

type Found = NonNullable<ImpactPartsFragment['impact']>
type Sample = { id: string; displayKey: string }

interface Props {
  impact: Impact
  text: string
  sound: boolean
  /** Shows loans before and after. */
  onTry: (loans: readonly ChosenLoan[]) => void
}

export function ImpactPanel({ impact, text, sound, onTry }: Props) {
  const { operation, problem, starting, start, cancel } = impact
  const mayCancel = useMayCancel(operation?.requestedBy)
  const isActive = operation?.active ?? false
  const isOld = operation !== null && !isActive && impact.text !== text
  const age = !isOld ? null : impact.text === null ? 'of an earlier visit' : 'of another text'
  return (
    <>
      <p className="muted fine">
        Maps every stored loan with this text and with the published one, and compares what they make of it. Writes
        nothing.
      </p>
      <div className="row">
        <BusyButton className="button primary" busy={starting || isActive} isDisabled={!sound} onPress={start}>
          {operation ? 'Run again' : 'Run on all loans'}
        </BusyButton>
        {isActive && mayCancel && (
          <BusyButton className="button" busy={operation?.cancelRequestedAt !== null} onPress={cancel}>
            Cancel
          </BusyButton>
        )}
        {isActive && !mayCancel && (
          <span className="muted fine">Only who started it, or an OPERATOR, can cancel it.</span>
        )}
        {!sound && <span className="muted fine">The text has problems: mend them first.</span>}
      </div>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      {operation && <Progress operation={operation} age={age} />}
      {operation?.impact && <Outcome found={operation.impact} state={operation.state} onTry={onTry} />}
    </>
  )
}

function Progress({ operation, age }: { operation: ImpactPartsFragment; age: string | null }) {
  const { state, active, done, total, fraction, failure, finishedAt } = operation
  const percent = fraction === null ? 0 : Math.round(fraction * 100)
  return (
    <>
      {active && (
        <ProgressBar value={percent} aria-label="Loans looked at" isIndeterminate={fraction === null}>
          <div className="progress">
            <div style={{ width: `${percent}%` }} />
          </div>
        </ProgressBar>
      )}
      <p role="status" className="row tight">
        <Badge tone={toneOf(state)}>{humanize(state)}</Badge>
        <span className="muted fine">
          {active
            ? `${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`} looked at`
            : `${plural(done, 'loan')} looked at, ${formatInstant(finishedAt)}`}
        </span>
        {age && <Badge tone="warn">{age}</Badge>}
      </p>
      {failure && (
        <div className="notice bad fine">
          <p>{failure.message}</p>
          <p className="hint">{failure.hint}</p>
        </div>
      )}
    </>
  )
}

function Outcome({ found, state, onTry }: { found: Found; state: string; onTry: Props['onTry'] }) {
  const { records, changed, outdated, newlyRejected, quarantine } = found
  const numbers = [
    [changed, 'would change'],
    [records - changed, 'stay the same'],
    [newlyRejected.count, 'newly rejected'],
    [quarantine.repaired.count, 'repaired'],
  ] as const
  const isWhole = state === 'SUCCEEDED'
  // One that was cancelled or failed has not seen the loans that might change.
  if (isWhole && changed === 0 && quarantine.repaired.count === 0) {
    return (
      <div className="stack">
        <p className="notice good">
          {outdated.count === 0 ? 'No record would change.' : 'This text changes nothing about any record.'}
        </p>
        <Outdated outdated={outdated} onTry={onTry} />
      </div>
    )
  }
  if (!isWhole && records === 0) return null
  return (
    <div className="stack">
      {!isWhole && (
        <p className="muted">
          {state === 'RUNNING' || state === 'QUEUED' ? 'So far:' : 'It has not seen every loan. Of those it has:'}
        </p>
      )}
      <div className="numbers four">
        {numbers.map(([count, label]) => (
          <div key={label}>
            <strong>{formatCount(count)}</strong>
            {label}
          </div>
        ))}
      </div>
      <Outdated outdated={outdated} onTry={onTry} />
      <Moves moves={found.moves} onTry={onTry} />
      <Counts title="By field" counts={found.fields} of={changed} help={fieldTitle} onTry={onTry} />
      <Counts title="Rules that newly fail" counts={found.newlyFailing} of={records} tone="bad" onTry={onTry} />
      <Counts title="Rules that newly pass" counts={found.newlyPassing} of={records} tone="good" onTry={onTry} />
      <Causes title="Newly rejected, because" {...newlyRejected} onTry={onTry} />
      {quarantine.documents > 0 && <Quarantine quarantine={quarantine} />}
      {isWhole && <NeverHit entries={found.neverHit} />}
    </div>
  )
}

/** What publishing does besides, so that nobody is surprised by it. */
function Outdated({ outdated: { count, samples }, onTry }: { outdated: Found['outdated'] } & Pick<Props, 'onTry'>) {
  if (count === 0) return null
  return (
    <section aria-label="Changed anyway" className="notice warn fine">
      <p>
        <strong className="number">{formatCount(count)}</strong> {count === 1 ? 'record changes' : 'records change'}{' '}
        with the next mapping whichever text is published: a month was closed, a setting changed or a version was
        published since {count === 1 ? 'it was' : 'they were'} mapped. What changes so is not counted as the doing of
        this text.
      </p>
      <Samples samples={samples} onTry={onTry} />
    </section>
  )
}

function Samples({ samples, onTry }: { samples: readonly Sample[]; onTry: Props['onTry'] }) {
  if (samples.length === 0) return null
  return (
    <Button
      className="text-link fine"
      aria-label={`${samplesText(samples)}: see before and after`}
      onPress={() => onTry(samples.map(({ id, displayKey }) => ({ id, key: displayKey })))}
    >
      {samplesText(samples)}
    </Button>
  )
}

const samplesText = (samples: readonly Sample[]) =>
  samples.length === 1 ? samples[0]!.displayKey : `${samples[0]!.displayKey} and ${samples.length - 1} more`

function Counts({
  title,
  counts,
  of,
  tone,
  help,
  onTry,
}: {
  title: string
  counts: Found['fields']
  of: number
  tone?: 'good' | 'bad'
  help?: (name: string) => string | null
  onTry: Props['onTry']
}) {
  if (counts.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className={`impact-bars ${tone ?? ''}`}>
        {counts.map(({ name, count, samples }) => (
          <li key={name}>
            <span className="name" title={help?.(name) ?? undefined}>
              <code>{name}</code>
              <Samples samples={samples} onTry={onTry} />
            </span>
            <span className="bar" aria-hidden="true">
              <span style={{ width: `${of > 0 ? Math.max(1, Math.min(100, (100 * count) / of)) : 0}%` }} />
            </span>
            <strong className="number">{formatCount(count)}</strong>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Moves({ moves, onTry }: { moves: Found['moves']; onTry: Props['onTry'] }) {
  if (moves.length === 0) return null
  return (
    <section aria-label="What becomes of loans">
      <h2>What becomes of loans</h2>
      <ul className="plain-list">
        {moves.map(({ from, to, count, samples }) => (
          <li key={`${from} ${to}`} className="row tight">
            <Badge tone={toneOf(from)}>{humanize(from)}</Badge>
            <span aria-hidden="true">→</span>
            <Badge tone={to === 'REJECTED' ? 'bad' : toneOf(to)}>{humanize(to)}</Badge>
            <strong className="number">{formatCount(count)}</strong>
            <Samples samples={samples} onTry={onTry} />
          </li>
        ))}
      </ul>
    </section>
  )
}

type Rejections = Found['newlyRejected']

function Causes({
  title,
  causes,
  samples,
  onTry,
}: Pick<Rejections, 'causes' | 'samples'> & { title: string; onTry: Props['onTry'] }) {
  if (causes.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="plain-list">
        {causes.map(({ code, path, count }) => (
          <li key={`${code} ${path}`} className="row tight">
            <code>{code}</code> {path && <code className="muted">{path}</code>}
            <strong className="number">{formatCount(count)}</strong>
          </li>
        ))}
      </ul>
      <Samples samples={samples} onTry={onTry} />
    </section>
  )
}

function Quarantine({
  quarantine: { documents, repaired, repairedByPublished, becomes, remaining },
}: {
  quarantine: Found['quarantine']
}) {
  const becoming = becomes.map(
    ({ eligibility, count }) => `${formatCount(count)} ${humanize(eligibility).toLowerCase()}`,
  )
  return (
    <section aria-label="Documents in quarantine">
      <h2>Documents in quarantine</h2>
      <p>
        {formatCount(repaired.count)} of {plural(documents, 'document')} would be repaired
        {becoming.length > 0 && `: ${becoming.join(', ')}`}. {formatCount(remaining.count)} would stay.
      </p>
      {repairedByPublished > 0 && (
        <p className="muted fine">
          {formatCount(repairedByPublished)} of them the published version maps as well: retrying them is enough.
        </p>
      )}
      <ul className="plain-list">
        {remaining.causes.map(({ code, path, count }) => (
          <li key={`${code} ${path}`} className="row tight">
            <code>{code}</code> {path && <code className="muted">{path}</code>}
            <strong className="number">{formatCount(count)}</strong>
          </li>
        ))}
      </ul>
    </section>
  )
}

function NeverHit({ entries }: { entries: Found['neverHit'] }) {
  if (entries.length === 0) return null
  return (
    <p className="muted fine">
      {plural(entries.length, 'entry', 'entries')} of tables gave no value to any loan; the tab Coverage names them.
    </p>
  )
}
