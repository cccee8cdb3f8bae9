/** Asks before something that is not undone with a click; with a reason where one is kept. */
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { BusyButton } from './BusyButton.tsx'
import { ModalDialog } from './Dialog.tsx'
import { TextInput } from './fields.tsx'

interface Props {
  title: string
  children: ReactNode
  /** What the button says. */
  action: string
  /** Whether a reason is asked for. */
  withReason?: boolean
  danger?: boolean
  /** Whether it may be done: false while something of the form is missing. */
  ready?: boolean
  /** Does it; answers what is wrong, or null when it is done. */
  run: (reason: string) => Promise<string | null>
  onClose: (done: boolean) => void
}

export function ConfirmDialog(props: Props) {
  const { title, children, action, withReason = false, danger = false, ready = true, run, onClose } = props
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (withReason && !reason.trim()) return setProblem('Say why: the reason is kept, and stands in the audit log.')
    setProblem(null)
    setBusy(true)
    const wrong = await run(reason.trim())
    setBusy(false)
    if (wrong === null) onClose(true)
    else setProblem(wrong)
  }
  return (
    <ModalDialog title={title} open onOpenChange={(open) => open || onClose(false)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        {children}
        {withReason && (
          <TextInput
            label="Reason"
            value={reason}
            onChange={setReason}
            required
            rows={2}
            maxLength={1_000}
            help="Who looks at this in a year must understand it. No personal data."
          />
        )}
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton
            type="submit"
            className={`button ${danger ? 'danger' : 'primary'}`}
            isDisabled={!ready}
            busy={busy}
          >
            {action}
          </BusyButton>
          <Button className="button" onPress={() => onClose(false)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}
