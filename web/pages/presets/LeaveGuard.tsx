import { useBlocker } from '@tanstack/react-router'
import { Button } from 'react-aria-components'
import { useUnsaved } from '../../app/unsaved.ts'
import { ModalDialog } from '../../ui/Dialog.tsx'

/**
 * Asks before a text that is not saved is left: to another page by a dialog, out of the client by the browser. Signing out
 * asks by itself, where its button is.
 */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const asks = useUnsaved(dirty)
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: asks,
    enableBeforeUnload: asks,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <ModalDialog title="Leave without saving?" open onOpenChange={(open) => open || reset()}>
      <p>What you have written since the last save would be gone.</p>
      <div className="row">
        <Button className="button primary" autoFocus onPress={reset}>
          Stay
        </Button>
        <Button className="button danger" onPress={proceed}>
          Leave
        </Button>
      </div>
    </ModalDialog>
  )
}
