/** Another severity for all findings of a rule, off, or as shipped: with what it does, and a reason that is kept. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { SetRuleSettingDocument, type Severity } from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { isChanged, type Rule } from '../../lib/rules.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Choice } from './Choice.tsx'

const meanings: { value: Severity; label: string; help: string }[] = [
  { value: 'ERROR', label: 'Error', help: 'holds the record until it is mended or waived' },
  { value: 'WARNING', label: 'Warning', help: 'the record is reported; somebody should look' },
  { value: 'INFO', label: 'Info', help: 'worth knowing, often right' },
  { value: 'OFF', label: 'Off', help: 'found and kept, but shown and counted nowhere' },
]

interface Props {
  rule: Rule
  reset: boolean
  open: number
  onClose: () => void
}

export function RuleSettingDialog({ rule, reset, open, onClose }: Props) {
  const [severity, setSeverity] = useState<Severity>(rule.effectiveSeverity)
  const [, set] = useMutation(SetRuleSettingDocument)
  const chosen = reset ? rule.severity : severity
  const run = async (reason: string) => {
    const asShipped = reset || (severity === rule.severity && isChanged(rule))
    const { data, error } = await set({
      input: { ruleId: rule.id, severity: asShipped ? null : severity, reason },
    })
    return refusalOf({ error, userErrors: data?.setRuleSetting.userErrors })
  }
  const options = meanings.map((each) =>
    each.value === rule.severity ? { ...each, label: `${each.label} (shipped)` } : each,
  )
  const from = rule.effectiveSeverity
  return (
    <ConfirmDialog
      title={reset ? `Reset ${rule.id}` : `Severity of ${rule.id}`}
      action={reset ? 'Reset' : chosen === 'OFF' ? 'Switch off' : 'Set severity'}
      danger={chosen === 'OFF'}
      withReason
      ready={chosen !== from}
      run={run}
      onClose={onClose}
    >
      {reset ? (
        <p>Its findings become {rule.severity.toLowerCase()} again, as shipped.</p>
      ) : (
        <Choice
          label="Severity of all its findings"
          value={severity}
          options={options}
          onChange={(value) => setSeverity(value as Severity)}
        />
      )}
      <p className={from === 'ERROR' && chosen !== 'ERROR' ? 'notice warn' : 'muted'}>{effectOf(from, chosen, open)}</p>
    </ConfirmDialog>
  )
}

function effectOf(from: Severity, to: Severity, open: number): string {
  const whole = 'It holds for the whole organization, and stored records follow at once.'
  const found = open > 0 ? ` ${plural(open, 'finding is', 'findings are')} open now.` : ''
  if (from === to) return `Choose another severity. ${whole}${found}`
  if (from === 'ERROR') return `Records that this rule alone holds will be reported to the bureaus. ${whole}${found}`
  if (to === 'ERROR') return `Records with this finding will be held from reporting. ${whole}${found}`
  return `${whole}${found}`
}
