import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import { formatDay, humanize, plural } from '../../lib/format.ts'
import { findingValue, segmentTitle, valueTitle } from '../../lib/recordValues.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { useSaid } from '../../ui/Said.tsx'
import { WaiveDialog } from '../../ui/WaiveDialog.tsx'
import type { RecordShown } from './RecordPage.tsx'

type Finding = RecordShown['validationErrors'][number]

export function Findings({
  record,
  onWaived,
  onField,
}: {
  record: RecordShown
  onWaived: () => void
  /** Goes to a field of the base segment. */
  onField: (path: string) => void
}) {
  const [waiving, setWaiving] = useState<{ validationErrorIds: string[] } | null>(null)
  const [done, tellDone] = useSaid()
  const open = record.validationErrors.filter(({ waived }) => !waived)
  const waived = record.validationErrors.filter((finding) => finding.waived)
  const one = (finding: Finding) => (
    <One
      key={finding.id}
      finding={finding}
      onField={onField}
      onWaive={() => setWaiving({ validationErrorIds: [finding.id] })}
    />
  )
  return (
    <section className="card stack" aria-labelledby="findings">
      <h2 id="findings">
        Findings <span className="muted note">{open.length > 0 ? `${open.length} open` : ''}</span>
      </h2>
      {done}
      {open.length === 0 && (
        <p className={record.eligibility === 'EXCLUDED' ? 'muted' : 'clean'}>
          {record.eligibility === 'EXCLUDED'
            ? 'Rules are not applied to a loan that is excluded.'
            : 'No rule finds anything that stands open.'}
        </p>
      )}
      {open.length > 0 && <ul className="found">{open.map(one)}</ul>}
      {waived.length > 0 && (
        <details className="waived">
          <summary>{plural(waived.length, 'waived finding')}</summary>
          <ul className="found">{waived.map(one)}</ul>
        </details>
      )}
      {waiving && (
        <WaiveDialog
          title="Waive this finding"
          choice={waiving}
          onClose={(count) => {
            setWaiving(null)
            if (count === null) return
            tellDone('Waived. It stands below with its reason.')
            onWaived()
          }}
        />
      )}
    </section>
  )
}

function One({
  finding,
  onWaive,
  onField,
}: {
  finding: Finding
  onWaive: () => void
  onField: (path: string) => void
}) {
  const may = useMay('ANALYST')
  const { rule, waiver, waived, severity, ruleId, message, fields, values } = finding
  return (
    <li className={`found-one ${waived ? 'plain' : toneOf(severity)}`}>
      <div className="row">
        <Badge tone={waived ? 'plain' : toneOf(severity)}>{waived ? 'Waived' : humanize(severity)}</Badge>
        <strong>{rule?.title ?? ruleId}</strong>
        <Link to="/validation" search={{ rule: ruleId }} className="rule-id">
          {ruleId}
        </Link>
      </div>
      <p>{message}</p>
      {(fields.length > 0 || values.length > 0) && <About fields={fields} values={values} onField={onField} />}
      {rule && (
        <details>
          <summary>Condition, why, and how to fix it</summary>
          <dl className="why">
            <dt>Found when</dt>
            <dd>{rule.condition}</dd>
            <dt>Why</dt>
            <dd>{rule.explanation}</dd>
            <dt>Fix</dt>
            <dd>{rule.fix}</dd>
            <dt>Source</dt>
            <dd className="muted">{rule.source}</dd>
          </dl>
        </details>
      )}
      {waiver && (
        <p className="muted">
          “{waiver.reason}” by {waiver.createdBy}
          {waiver.expiresOn ? `, until ${formatDay(waiver.expiresOn)}` : ''}
        </p>
      )}
      {!waived && rule?.locked && <p className="muted">Cannot be waived: {rule.lockedBecause}</p>}
      {!waived && may && !rule?.locked && (
        <div className="row">
          <Button className="button small" onPress={onWaive} aria-label={`Waive ${ruleId}`}>
            Waive …
          </Button>
        </div>
      )}
    </li>
  )
}

/** The fields that it is about, to go to, and the values that it was about. */
function About({ fields, values, onField }: Pick<Finding, 'fields' | 'values'> & { onField: (path: string) => void }) {
  const valueByName = new Map(values.map(({ name, value }) => [name, findingValue(name, value)]))
  const named = new Set(fields.map((path) => path.split('.').at(-1)))
  const shown = (path: string) => {
    const [segment = '', name = ''] = path.split('.')
    const place = segmentTitle(segment)
    const title = [place, name && valueTitle(name)].filter(Boolean).join(' ') || path
    // A value stands under the field's own name: where two segments are named, under that of the base segment.
    const value = segment !== 'base' && fields.includes(`base.${name}`) ? undefined : valueByName.get(name)
    return value === undefined ? title : `${title} ${value}`
  }
  return (
    <div className="row about">
      {fields.map((path) =>
        path.startsWith('base.') ? (
          <Button key={path} className="button small chip" onPress={() => onField(path)}>
            {shown(path)}
          </Button>
        ) : (
          <span key={path}>{shown(path)}</span>
        ),
      )}
      {values
        .filter(({ name }) => !named.has(name))
        .map(({ name, value }) => (
          <span key={name} className="muted">
            {valueTitle(name)} <span className="mono">{findingValue(name, value)}</span>
          </span>
        ))}
    </div>
  )
}
