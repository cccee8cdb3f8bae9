/** Open findings of the month by rule: what holds records, and a waiver for what is right as it is. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { PeriodRulesTextDocument, type PeriodRulesTextQuery } from '../../generated/documents.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import type { PeriodSearch } from '../../lib/periodSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import type { PeriodShown } from './PeriodPage.tsx'
import { WaivePeriodDialog } from './WaivePeriodDialog.tsx'

type Rule = PeriodRulesTextQuery['validationRules'][number]

interface Props {
  period: PeriodShown
  search: PeriodSearch
  working: boolean
  onChanged: () => void
}

export function RulesPanel({ period, search, working, onChanged }: Props) {
  const may = useMay('ANALYST') && period.state === 'OPEN' && !working
  const [{ data }] = useQuery({ query: PeriodRulesTextDocument, pause: period.rules.length === 0 })
  const [waiving, setWaiving] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  if (period.rules.length === 0) return null
  const textOf = (ruleId: string) => data?.validationRules.find(({ id }) => id === ruleId)
  const rules = period.rules.toSorted((a, b) => a.severity.localeCompare(b.severity) || b.records - a.records)
  const errors = rules.filter(({ severity }) => severity === 'ERROR').length
  return (
    <details className="card by-rule">
      <summary>
        <strong>Open findings by rule, as last computed</strong>{' '}
        <span className="muted">
          {plural(errors, 'rule')} that hold records, {formatCount(rules.length - errors)} that warn
        </span>
      </summary>
      <p role="status" className="silent">
        {said}
      </p>
      <ul>
        {rules.map(({ ruleId, severity, records }) => {
          const rule = textOf(ruleId)
          return (
            <li key={`${ruleId} ${severity}`}>
              <Badge tone={toneOf(severity)}>{humanize(severity)}</Badge>
              <div>
                <Link
                  to="/periods/$id"
                  params={{ id: period.id }}
                  search={{ rule: ruleId }}
                  resetScroll={false}
                  aria-current={search.rule === ruleId ? 'true' : undefined}
                >
                  {rule?.title ?? ruleId}
                </Link>{' '}
                <code className="muted">{ruleId}</code>
                {rule && <p className="hint">{rule.fix}</p>}
              </div>
              <span className="number">{plural(records, 'record')}</span>
              {may && <Waive rule={rule} ruleId={ruleId} onPress={() => setWaiving(ruleId)} />}
            </li>
          )
        })}
      </ul>
      {waiving && (
        <WaivePeriodDialog
          periodId={period.id}
          ruleId={waiving}
          title={textOf(waiving)?.title ?? waiving}
          onClose={(waived) => {
            setWaiving(null)
            if (waived === null) return
            setSaid(
              `${plural(waived, 'finding')} waived. The review follows when it is computed again, at the latest by closing.`,
            )
            onChanged()
          }}
        />
      )}
    </details>
  )
}

function Waive({ rule, ruleId, onPress }: { rule: Rule | undefined; ruleId: string; onPress: () => void }) {
  if (rule?.locked)
    return (
      <span className="muted" title={rule.lockedBecause ?? undefined}>
        Cannot be waived
      </span>
    )
  return (
    <Button className="button" onPress={onPress} aria-label={`Waive ${ruleId}`}>
      Waive …
    </Button>
  )
}
