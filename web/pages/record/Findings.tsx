import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import { formatDay, humanize } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { WaiveDialog } from '../../ui/WaiveDialog.tsx'
import type { RecordShown } from './RecordPage.tsx'

type Finding = RecordShown['validationErrors'][number]

export function Findings({ record, onWaived }: { record: RecordShown; onWaived: () => void }) {
  const [waiving, setWaiving] = useState<{ validationErrorIds: string[] } | null>(null)
  const findings = record.validationErrors
  return (
    <section className="card stack" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      {findings.length === 0 && <p className="muted">No rule has anything to say about this record.</p>}
      <ul className="findings">
        {findings.map((finding) => (
          <One key={finding.id} finding={finding} onWaive={() => setWaiving({ validationErrorIds: [finding.id] })} />
        ))}
      </ul>
      {waiving && (
        <WaiveDialog
          title="Waive this finding"
          choice={waiving}
          onClose={(waived) => {
            setWaiving(null)
            if (waived !== null) onWaived()
          }}
        />
      )}
    </section>
  )
}

function One({ finding, onWaive }: { finding: Finding; onWaive: () => void }) {
  const may = useMay('ANALYST')
  const { rule, waiver, waived, severity, ruleId, message } = finding
  return (
    <li className="stack">
      <div className="row">
        <Badge tone={waived ? 'plain' : toneOf(severity)}>{waived ? 'Waived' : humanize(severity)}</Badge>
        <strong>{rule?.title ?? ruleId}</strong> <code className="muted">{ruleId}</code>
      </div>
      <p>{message}</p>
      {rule && (
        <details>
          <summary>Why, and how to fix it</summary>
          <p>{rule.explanation}</p>
          <p className="hint">{rule.fix}</p>
          <p className="muted">{rule.source}</p>
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
          <Button className="button" onPress={onWaive} aria-label={`Waive ${ruleId}`}>
            Waive …
          </Button>
        </div>
      )}
    </li>
  )
}
