import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

/** A dialog as wide as the page, for texts side by side. */
export function WideDialog({
  title,
  guarded = false,
  onClose,
  children,
}: {
  title: string
  /** Escape does not close it: something in it would be lost. */
  guarded?: boolean
  onClose: () => void
  children: ReactNode
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      onOpenChange={(open) => open || onClose()}
      isDismissable={false}
      isKeyboardDismissDisabled={guarded}
    >
      <Modal className="modal wide">
        <Dialog className="stack">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
