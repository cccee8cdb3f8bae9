/** Chosen loans before and after: the field at the cursor with its trace, or everything that changes. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, Disclosure, DisclosurePanel, Heading, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { humanize, plural } from '../../lib/format.ts'
import { fieldTitle } from '../../lib/preset/completion.ts'
import { findingsMoved, touches } from '../../lib/preset/findings.ts'
import type { Place } from '../../lib/preset/place.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { FieldTrace } from './FieldTrace.tsx'
import { LoanPicker } from './LoanPicker.tsx'
import type { Loans, Previewed } from './useLoans.ts'

interface Props {
  loans: Loans
  connection: { id: string; name: string }
  place: Place | null
  /** Whether the text can be tried; it cannot while it has problems. */
  sound: boolean
}

export function LoansPanel({ loans, connection, place, sound }: Props) {
  const [view, setView] = useState<'field' | 'all'>('all')
  return (
    <>
      <LoanPicker loans={loans} connection={connection.id} />
      <ToggleButtonGroup
        className="segmented"
        aria-label="What to show"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={(keys) => setView(keys.has('field') ? 'field' : 'all')}
      >
        <ToggleButton id="all">All changes</ToggleButton>
        <ToggleButton id="field">Field at the cursor</ToggleButton>
      </ToggleButtonGroup>
      <div role="status" className="silent">
        {loans.problem && <p className="notice bad">{loans.problem}</p>}
        {!sound && <p className="notice warn">The text has problems: what follows is of the last sound one.</p>}
        {loans.chosen.length === 0 && (
          <p className="muted">Find loans by their number, or take a sample: one of each kind. Nothing is written.</p>
        )}
      </div>
      {loans.chosen.length > 0 &&
        (view === 'all' ? <AllChanges records={loans.records} /> : <AtCursor records={loans.records} place={place} />)}
    </>
  )
}

function AllChanges({ records }: { records: readonly Previewed[] }) {
  return (
    <ul className="tried" aria-label="Loans before and after">
      {records.map((previewed, index) => (
        <li key={previewed.record?.id ?? index}>
          {/* Anew once there is something to see: a loan may be chosen before anything is written. */}
          <Disclosure
            key={previewed.changes.length === 0 ? 'same' : 'changed'}
            defaultExpanded={previewed.changes.length > 0 && previewed.changes.length < 8}
          >
            <Heading level={2}>
              <Button slot="trigger" className="loan-head">
                <span className="mono">{previewed.record?.displayKey ?? 'Gone'}</span>
                <Moved previewed={previewed} />
                <span className="muted count">
                  {previewed.changes.length === 0
                    ? 'No change'
                    : `${plural(previewed.changes.length, 'field')} changed`}
                </span>
              </Button>
            </Heading>
            <DisclosurePanel>
              <LoanChanges previewed={previewed} />
            </DisclosurePanel>
          </Disclosure>
        </li>
      ))}
    </ul>
  )
}

const wordOf = (eligibility: string | null) => (eligibility ? humanize(eligibility) : 'Rejected')

function Moved({ previewed: { before, now } }: { previewed: Previewed }) {
  const tone = (eligibility: string | null) => (eligibility ? toneOf(eligibility) : 'bad')
  return (
    <span className="row tight">
      {before.eligibility !== now.eligibility && (
        <>
          <Badge tone={tone(before.eligibility)}>{wordOf(before.eligibility)}</Badge>
          <span aria-hidden="true">→</span>
        </>
      )}
      <Badge tone={tone(now.eligibility)}>{wordOf(now.eligibility)}</Badge>
    </span>
  )
}

function LoanChanges({ previewed }: { previewed: Previewed }) {
  const { record, changes, before, now } = previewed
  return (
    <div className="stack tight">
      <Failures failures={now.failures} />
      {now.exclusionReason && now.exclusionReason !== before.exclusionReason && (
        <p>Excluded: {humanize(now.exclusionReason)}</p>
      )}
      {changes.length > 0 && (
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">As it stands</th>
              <th scope="col">With this text</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, now }) => (
              <tr key={field}>
                <th scope="row" title={fieldTitle(field) ?? undefined}>
                  {field}
                </th>
                <td>
                  <del>{before || 'blank'}</del>
                </td>
                <td>
                  <ins>{now || 'blank'}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <FindingsMoved before={before.findings} now={now.findings} />
      {record && (
        <p className="fine">
          <Link to="/records/$id" params={{ id: record.id }}>
            Open the record
          </Link>
        </p>
      )}
    </div>
  )
}

function Failures({ failures }: { failures: Previewed['now']['failures'] }) {
  return failures.map(({ code, field, message, hint, sourcePath }) => (
    <div key={`${code} ${field} ${message}`} className="notice bad fine">
      <p>
        {field && <code>{field}: </code>}
        {message} {sourcePath && <code>{sourcePath}</code>}
      </p>
      {hint && <p className="hint">{hint}</p>}
    </div>
  ))
}

type Findings = Previewed['now']['findings']

function FindingsMoved({ before, now }: { before: Findings; now: Findings }) {
  const { added, gone, stay } = findingsMoved(before, now)
  if (added.length + gone.length + stay.length === 0) return null
  const rows = [
    ...added.map((finding) => ({ finding, mark: 'New', tone: 'bad' as const })),
    ...gone.map((finding) => ({ finding, mark: 'Gone', tone: 'good' as const })),
    ...stay.map((finding) => ({ finding, mark: 'Stays', tone: 'plain' as const })),
  ]
  return (
    <ul className="findings-moved" aria-label="Findings before and now">
      {rows.map(({ finding, mark, tone }) => (
        <li key={`${mark} ${finding.ruleId} ${finding.message}`}>
          <Badge tone={tone}>{mark}</Badge>
          <span>
            <code>{finding.ruleId}</code> {finding.message}{' '}
            <span className="muted">
              {humanize(finding.severity)}
              {finding.waived && ', waived'}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}

const titleOf = ({ label }: Place) =>
  fieldTitle(/^segments\.(.+)$/.exec(label)?.[1] ?? label.slice(label.lastIndexOf('.') + 1))

function AtCursor({ records, place }: { records: readonly Previewed[]; place: Place | null }) {
  if (!place)
    return (
      <p className="muted">
        Put the cursor on a recipe, a table or a name of <code>let</code> to see what it does.
      </p>
    )
  if (place.fields.length === 0) return <p className="muted">No field reads {place.label}.</p>
  return (
    <div className="stack tight">
      <p>
        <code>{place.label}</code>{' '}
        <span className="muted">
          {place.fields.length === 1 ? titleOf(place) : `feeds ${plural(place.fields.length, 'field')}`}
        </span>
      </p>
      <ul className="tried" aria-label="The field at the cursor">
        {records.map((previewed, index) => (
          <li key={previewed.record?.id ?? index} className="stack tight">
            <div className="row">
              <h2 className="mono">{previewed.record?.displayKey ?? 'Gone'}</h2>
              <Moved previewed={previewed} />
            </div>
            <Failures failures={previewed.now.failures} />
            {previewed.fields.map((field) => (
              <FieldTrace key={field.field} field={field} isOnly={place.fields.length === 1} />
            ))}
            {previewed.fields.length === 0 && previewed.now.failures.length === 0 && (
              <p className="muted fine">This loan has no such field.</p>
            )}
            <FindingsMoved
              before={previewed.before.findings.filter((finding) => touches(finding, place.fields))}
              now={previewed.now.findings.filter((finding) => touches(finding, place.fields))}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
