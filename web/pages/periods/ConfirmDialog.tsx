/** Asks before something that is not taken back lightly, and keeps what the server refuses in sight. */
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'

interface Props {
  title: string
  action: string
  danger?: boolean
  children: ReactNode
  /** Answers what was refused, or null when it was done. */
  onConfirm: () => Promise<string | null>
  onClose: () => void
}

export function ConfirmDialog({ title, action, danger = false, children, onConfirm, onClose }: Props) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const confirm = async () => {
    setBusy(true)
    setProblem(null)
    const refused = await onConfirm()
    setBusy(false)
    if (refused === null) onClose()
    else setProblem(refused)
  }
  return (
    <ModalDialog title={title} open onOpenChange={(open) => open || onClose()}>
      {children}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton className={`button ${danger ? 'danger' : 'primary'}`} busy={busy} onPress={confirm}>
          {action}
        </BusyButton>
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
      </div>
    </ModalDialog>
  )
}
