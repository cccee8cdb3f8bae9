import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import { humanize, plural } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import type { PeriodRecordShown } from './PeriodRecordPage.tsx'
import { WaivePeriodDialog } from './WaivePeriodDialog.tsx'

type Finding = PeriodRecordShown['findings'][number]

/** What the rules say of the record as of the day of the period; a waiver for what is right as it is. */
export function PeriodFindings({ record, onWaived }: { record: PeriodRecordShown; onWaived: () => void }) {
  const [waiving, setWaiving] = useState<Finding | null>(null)
  const [said, setSaid] = useState('')
  const may = useMay('ANALYST') && record.period.state === 'OPEN'
  return (
    <section className="card stack" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <p role="status" className="silent">
        {said}
      </p>
      {record.findings.length === 0 && <p className="muted">No rule has anything to say about it.</p>}
      <ul className="findings">
        {record.findings.map((finding) => (
          <li key={`${finding.ruleId} ${finding.message}`} className="stack">
            <div className="row">
              <Badge tone={finding.waived ? 'plain' : toneOf(finding.severity)}>
                {finding.waived ? 'Waived' : humanize(finding.severity)}
              </Badge>
              <strong>{finding.rule?.title ?? finding.ruleId}</strong> <code className="muted">{finding.ruleId}</code>
            </div>
            <p>{finding.message}</p>
            {finding.rule && (
              <details>
                <summary>Why, and how to fix it</summary>
                <p>{finding.rule.explanation}</p>
                <p className="hint">{finding.rule.fix}</p>
                <p className="muted">{finding.rule.source}</p>
              </details>
            )}
            {!finding.waived && finding.rule?.locked && (
              <p className="muted">Cannot be waived: {finding.rule.lockedBecause}</p>
            )}
            {may &&
              !finding.waived &&
              !finding.rule?.locked &&
              (finding.severity === 'ERROR' || finding.severity === 'WARNING') && (
                <div className="row">
                  <Button className="button" onPress={() => setWaiving(finding)} aria-label={`Waive ${finding.ruleId}`}>
                    Waive …
                  </Button>
                </div>
              )}
          </li>
        ))}
      </ul>
      {waiving && (
        <WaivePeriodDialog
          periodId={record.period.id}
          recordId={record.id}
          ruleId={waiving.ruleId}
          title={waiving.rule?.title ?? waiving.ruleId}
          onClose={(waived) => {
            setWaiving(null)
            if (waived === null) return
            setSaid(`${plural(waived, 'finding')} waived. The review follows when the month is computed again.`)
            onWaived()
          }}
        />
      )}
    </section>
  )
}
