/** Excuses findings of a rule in the month, all or of one record: counted first, then exactly that many. */
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useClient } from 'urql'
import { WaivePeriodFindingsDocument } from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { refusalOf } from './ask.ts'

interface Props {
  periodId: string
  ruleId: string
  title: string
  /** Only of this record; left out: of all. */
  recordId?: string
  /** Told how many were waived; null when none was. */
  onClose: (waived: number | null) => void
}

export function WaivePeriodDialog({ periodId, ruleId, title, recordId, onClose }: Props) {
  const client = useClient()
  const [count, setCount] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [recount, setRecount] = useState(0)
  const send = async (given: { dryRun: boolean; reason: string; expectedCount?: number }) => {
    const which = recordId ? { periodRecordIds: [recordId] } : { filter: {} }
    const input = { periodId, ruleIds: [ruleId], ...which, ...given }
    const { data, error } = await client.mutation(WaivePeriodFindingsDocument, { input }).toPromise()
    return { answer: data?.waivePeriodFindings, error }
  }
  // Counted anew when the server says that the number has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen stays as it was when the dialog opened
  useEffect(() => {
    let left = false
    send({ dryRun: true, reason: 'Counting only.' }).then(({ answer, error }) => {
      if (left) return
      setCount(answer?.count ?? null)
      const refused = refusalOf(error, answer?.userErrors)
      if (refused) setProblem(refused)
    })
    return () => {
      left = true
    }
  }, [recount])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!reason.trim()) return setProblem('Say why: the reason stays with the waiver and in the audit log.')
    setBusy(true)
    setProblem(null)
    const { answer, error } = await send({ dryRun: false, reason: reason.trim(), expectedCount: count ?? 0 })
    setBusy(false)
    if (answer?.userErrors.some(({ code }) => code === 'COUNT_CHANGED')) setRecount((before) => before + 1)
    const refused = refusalOf(error, answer?.userErrors)
    if (refused) return setProblem(refused)
    onClose(answer?.count ?? 0)
  }
  return (
    <ModalDialog title={`Waive: ${title}`} open onOpenChange={(open) => open || onClose(null)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <p role="status">
          {count === null
            ? problem
              ? ''
              : 'Counting …'
            : `${plural(count, 'open finding')} of ${ruleId} will be waived, for the values ${count === 1 ? 'it is' : 'they are'} about.`}
        </p>
        <p className="muted">
          A waiver outlives the month and lapses when the values change. The record goes out as it is: waive only what
          is right.
        </p>
        <TextInput
          label="Reason"
          value={reason}
          onChange={setReason}
          required
          rows={3}
          help="Who looks at this in a year must understand it. No personal data."
        />
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" isDisabled={!count} busy={busy}>
            Waive {count ? plural(count, 'finding') : ''}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}
