import { Button, type ButtonProps } from 'react-aria-components'

/** A button whose work is under way keeps the focus, says so, and does nothing a second time. */
export function BusyButton({ busy, onPress, type, ...props }: ButtonProps & { busy: boolean }) {
  const idle = busy ? { type: 'button' as const } : { ...(type ? { type } : {}), ...(onPress ? { onPress } : {}) }
  return <Button {...props} {...idle} {...(busy ? { 'data-pending': true } : {})} />
}
