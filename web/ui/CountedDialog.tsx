/** Changes many things at once: counted first, the reason asked for, then exactly that many. */
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import type { CombinedError } from 'urql'
import { refusalOf } from '../app/ask.ts'
import { BusyButton } from './BusyButton.tsx'
import { ModalDialog } from './Dialog.tsx'
import { TextInput } from './fields.tsx'

interface Counted {
  count: number | null
  userErrors: readonly { code: string; message: string }[]
}

/** What the server is asked: to count, or to change as many as were counted. */
export type Asked = { dryRun: boolean; reason: string; expectedCount?: number }

interface Props<Answer extends Counted> {
  title: string
  /** The same thing for as long as the dialog is open. */
  send: (asked: Asked) => Promise<{ answer: Answer | undefined; error: CombinedError | undefined }>
  /** What will be done to them. */
  tell: (counted: Answer, count: number) => ReactNode
  /** What the button says of that many. */
  action: (count: number) => string
  /** Why a reason is needed: `Say why: …`. Left out: none is asked for. */
  why?: string
  help?: string
  /** Further fields, below the reason. */
  children?: ReactNode
  /** Told how many were changed; null when nothing was. */
  onClose: (changed: number | null) => void
}

export function CountedDialog<Answer extends Counted>(props: Props<Answer>) {
  const { title, send, tell, action, why, help, children, onClose } = props
  const [counted, setCounted] = useState<Answer | null>(null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [recount, setRecount] = useState(0)
  // Counted anew when the server says that the number has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is counted stays as it was when the dialog opened
  useEffect(() => {
    let left = false
    send({ dryRun: true, reason: 'Counting only.' }).then(({ answer, error }) => {
      if (left) return
      setCounted(answer ?? null)
      const refused = refusalOf({ error, userErrors: answer?.userErrors })
      if (refused) setProblem(refused)
    })
    return () => {
      left = true
    }
  }, [recount])
  const count = counted?.count ?? 0
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (why && !reason.trim()) return setProblem(`Say why: ${why}`)
    setBusy(true)
    setProblem(null)
    const { answer, error } = await send({ dryRun: false, reason: reason.trim(), expectedCount: count })
    setBusy(false)
    if (answer?.userErrors.some(({ code }) => code === 'COUNT_CHANGED')) setRecount((before) => before + 1)
    const refused = refusalOf({ error, userErrors: answer?.userErrors })
    if (refused) return setProblem(refused)
    onClose(answer?.count ?? 0)
  }
  return (
    <ModalDialog title={title} open onOpenChange={(open) => open || onClose(null)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <div role="status">{counted ? tell(counted, count) : problem ? '' : 'Counting …'}</div>
        {why && (
          <TextInput
            label="Reason"
            value={reason}
            onChange={setReason}
            required
            rows={3}
            help={help ?? 'Who looks at this in a year must understand it. No personal data.'}
          />
        )}
        {children}
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" isDisabled={count === 0} busy={busy}>
            {action(count)}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}
