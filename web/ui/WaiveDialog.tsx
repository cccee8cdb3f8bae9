/** Excuses findings: counts them first, asks for the reason, and waives exactly that many. */
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useClient, useMutation } from 'urql'
import { type ValidationErrorFilter, WaiveErrorsDocument, type WaiveErrorsMutation } from '../generated/documents.ts'
import { plural } from '../lib/format.ts'
import { BusyButton } from './BusyButton.tsx'
import { ModalDialog } from './Dialog.tsx'
import { TextInput } from './fields.tsx'

export type WaiveChoice = { validationErrorIds: string[] } | { filter: ValidationErrorFilter }

interface Props {
  choice: WaiveChoice
  title: string
  onClose: (waived: number | null) => void
}

type Counted = WaiveErrorsMutation['waiveErrors']

export function WaiveDialog({ choice, title, onClose }: Props) {
  const client = useClient()
  const [counted, setCounted] = useState<Counted | null>(null)
  const [{ fetching }, waive] = useMutation(WaiveErrorsDocument)
  const [reason, setReason] = useState('')
  const [expiresOn, setExpiresOn] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [recount, setRecount] = useState(0)
  // Counted anew when the server says that the number has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: recount only asks for another count
  useEffect(() => {
    let left = false
    const input = { ...choice, reason: 'Counting only.', dryRun: true }
    client
      .mutation(WaiveErrorsDocument, { input })
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        if (data) setCounted(data.waiveErrors)
        const refused = error?.message ?? data?.waiveErrors.userErrors.map(({ message }) => message).join(' ')
        if (refused) setProblem(refused)
      })
    return () => {
      left = true
    }
  }, [client, choice, recount])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!reason.trim()) return setProblem('Say why: the reason stays with the waiver and in the audit log.')
    setProblem(null)
    const input = {
      ...choice,
      reason: reason.trim(),
      dryRun: false,
      expectedCount: counted?.count ?? 0,
      ...(expiresOn ? { expiresOn } : {}),
    }
    const { data, error } = await waive({ input })
    const errors = data?.waiveErrors.userErrors ?? []
    if (errors.some(({ code }) => code === 'COUNT_CHANGED')) setRecount((before) => before + 1)
    if (error || errors.length > 0) return setProblem(error?.message ?? errors.map(({ message }) => message).join(' '))
    onClose(data?.waiveErrors.count ?? 0)
  }
  const count = counted?.count ?? 0
  return (
    <ModalDialog title={title} open onOpenChange={(open) => open || onClose(null)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <p role="status">{counted ? countText(counted) : 'Counting …'}</p>
        <TextInput
          label="Reason"
          value={reason}
          onChange={setReason}
          required
          rows={3}
          help="Who looks at this in a year must understand it. No personal data."
        />
        <TextInput
          label="Ends on"
          type="date"
          value={expiresOn}
          onChange={setExpiresOn}
          help="Left out: until the values change."
        />
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" isDisabled={count === 0} busy={fetching}>
            Waive {count > 0 ? plural(count, 'finding') : ''}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}

function countText({ count, locked }: Counted): string {
  const kept = locked.reduce((sum, each) => sum + each.count, 0)
  const beside = kept > 0 ? ` ${plural(kept, 'finding is', 'findings are')} locked and stay open.` : ''
  return `${plural(count ?? 0, 'finding')} will be waived, for the values they are about now.${beside}`
}
