/** One rule: when it finds something, why that matters, how to mend it, and what the organization made of it. */
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import { formatInstant, humanize, plural } from '../../lib/format.ts'
import { isChanged, type Rule, scopeTitles } from '../../lib/rules.ts'
import { RuleSettingDialog } from './RuleSettingDialog.tsx'
import { RuleSeverity } from './RulesTable.tsx'
import { useActorNames } from './useActorNames.ts'

interface Props {
  rule: Rule
  /** Null while they are counted. */
  open: number | null
  waived: number
  onClose: () => void
}

export function RuleDetail({ rule, open, waived, onClose }: Props) {
  const may = useMay('ADMIN')
  const [setting, setSetting] = useState<'change' | 'reset' | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  // Opened from the list, which may stand far below it on a narrow page.
  useEffect(() => {
    if (document.activeElement?.closest('[role="grid"]')) heading.current?.focus()
  }, [])
  return (
    <section className="card stack rule-detail" aria-labelledby="rule-title">
      <div className="heading">
        <div className="row">
          <RuleSeverity rule={rule} />
          <code className="muted">{rule.id}</code>
        </div>
        <Button className="button quiet small" onPress={onClose} aria-label="Close the rule">
          ✕
        </Button>
      </div>
      <h2 id="rule-title" ref={heading} tabIndex={-1}>
        {rule.title}
      </h2>
      <p>
        {open === null ? (
          <span className="muted">Counting open findings …</span>
        ) : open > 0 ? (
          <Link to="/validation" search={{ rule: rule.id }}>
            {plural(open, 'open finding')}
          </Link>
        ) : (
          <span className="muted">No open findings</span>
        )}
        {waived > 0 && <span className="muted">, {plural(waived, 'waived', 'waived')}</span>}
      </p>
      <dl className="above">
        <dt>Found when</dt>
        <dd>{rule.condition}</dd>
        <dt>Why</dt>
        <dd>{rule.explanation}</dd>
        <dt>How to mend it</dt>
        <dd>{rule.fix}</dd>
        <dt>Looks at</dt>
        <dd>
          {rule.scopes.map((scope) => scopeTitles[scope] ?? humanize(scope)).join(', ')}
          {rule.fields.length > 0 && (
            <div className="codes">
              {rule.fields.map((field) => (
                <code key={field}>{field}</code>
              ))}
            </div>
          )}
        </dd>
        <dt>Source</dt>
        <dd>{rule.source}</dd>
        {rule.note && (
          <>
            <dt>Differs from it</dt>
            <dd>{rule.note}</dd>
          </>
        )}
      </dl>
      <SettingOf rule={rule} />
      {rule.locked ? (
        <p className="notice info">Cannot be changed or waived. {rule.lockedBecause}</p>
      ) : may ? (
        <div className="row">
          <Button className="button" onPress={() => setSetting('change')}>
            Change severity …
          </Button>
          {isChanged(rule) && (
            <Button className="button" onPress={() => setSetting('reset')}>
              Reset to {rule.severity.toLowerCase()} …
            </Button>
          )}
        </div>
      ) : (
        <p className="muted">Changing its severity needs the role ADMIN.</p>
      )}
      {setting && (
        <RuleSettingDialog rule={rule} reset={setting === 'reset'} open={open ?? 0} onClose={() => setSetting(null)} />
      )}
    </section>
  )
}

function SettingOf({ rule: { setting, severity } }: { rule: Rule }) {
  const nameOf = useActorNames()
  if (!setting) return null
  return (
    <div className="setting-of">
      <p>
        <strong>
          {setting.severity === null
            ? `Set back to ${severity.toLowerCase()}`
            : setting.severity === 'OFF'
              ? 'Switched off'
              : `Set to ${setting.severity.toLowerCase()}`}
        </strong>{' '}
        by {nameOf(setting.updatedBy)}, {formatInstant(setting.updatedAt)}
      </p>
      <p>“{setting.reason}”</p>
      {!setting.applied && <p role="status">Being applied to what is stored …</p>}
    </div>
  )
}
