/** Leaves records out of the month, or lets them in again: counted first, then exactly that many. */
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useClient } from 'urql'
import {
  HoldOutPeriodRecordsDocument,
  type HoldOutPeriodRecordsMutation,
  type PeriodRecordFilter,
  ReleasePeriodRecordsDocument,
} from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { refusalOf } from './ask.ts'

export type Chosen = { periodRecordIds: string[] } | { filter: PeriodRecordFilter }

interface Props {
  periodId: string
  release: boolean
  chosen: Chosen
  /** Told how many were changed; null when nothing was. */
  onClose: (changed: number | null) => void
}

type Counted = HoldOutPeriodRecordsMutation['holdOutPeriodRecords']

export function HoldOutDialog({ periodId, release, chosen, onClose }: Props) {
  const client = useClient()
  const [counted, setCounted] = useState<Counted | null>(null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [recount, setRecount] = useState(0)
  const send = async (given: { dryRun: boolean; reason: string; expectedCount?: number }) => {
    const { reason: why, ...counting } = given
    const common = { periodId, ...chosen, ...counting }
    if (release) {
      const { data, error } = await client.mutation(ReleasePeriodRecordsDocument, { input: common }).toPromise()
      return { answer: data?.releasePeriodRecords, error }
    }
    const input = { ...common, reason: why }
    const { data, error } = await client.mutation(HoldOutPeriodRecordsDocument, { input }).toPromise()
    return { answer: data?.holdOutPeriodRecords, error }
  }
  // Counted anew when the server says that the number has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen stays as it was when the dialog opened
  useEffect(() => {
    let left = false
    send({ dryRun: true, reason: 'Counting only.' }).then(({ answer, error }) => {
      if (left) return
      setCounted(answer ?? null)
      const refused = refusalOf(error, answer?.userErrors)
      if (refused) setProblem(refused)
    })
    return () => {
      left = true
    }
  }, [recount])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!release && !reason.trim()) return setProblem('Say why: the reason stays with the record and in the audit log.')
    setBusy(true)
    setProblem(null)
    const { answer, error } = await send({ dryRun: false, reason: reason.trim(), expectedCount: counted?.count ?? 0 })
    setBusy(false)
    if (answer?.userErrors.some(({ code }) => code === 'COUNT_CHANGED')) setRecount((before) => before + 1)
    const refused = refusalOf(error, answer?.userErrors)
    if (refused) return setProblem(refused)
    onClose(answer?.count ?? 0)
  }
  const count = counted?.count ?? 0
  return (
    <ModalDialog
      title={release ? 'Let records in again' : 'Hold records out of the month'}
      open
      onOpenChange={(open) => open || onClose(null)}
    >
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <p role="status">{counted ? countText(count, release) : problem ? '' : 'Counting …'}</p>
        {counted && count > 0 && <Samples counted={counted} />}
        {!release && (
          <TextInput
            label="Reason"
            value={reason}
            onChange={setReason}
            required
            rows={3}
            help="Who looks at this month in a year must understand it. No personal data."
          />
        )}
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" isDisabled={count === 0} busy={busy}>
            {release ? 'Let in' : 'Hold out'} {count > 0 ? plural(count, 'record') : ''}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}

function countText(count: number, release: boolean): string {
  if (count === 0)
    return release
      ? 'None of them is held out.'
      : 'None of them can be held out: nothing would be reported of them anyway.'
  return release
    ? `${plural(count, 'record')} will be reported again with this month.`
    : `${plural(count, 'record')} will not be reported this month, and will not stand in the way of closing it.`
}

function Samples({ counted }: { counted: Counted }) {
  const shown = counted.samples.slice(0, 5)
  const rest = (counted.count ?? 0) - shown.length
  return (
    <p className="muted">
      {shown.map((each) => each.consumerAccountNumber ?? each.displayKey ?? '–').join(', ')}
      {rest > 0 && ` and ${plural(rest, 'other')}`}
    </p>
  )
}
