import { useCallback, useEffect, useRef, useState } from 'react'

/** After a submit that was refused the focus goes to the first field that is wrong: `look` is called once its errors are set. */
export function useFirstInvalid() {
  const form = useRef<HTMLFormElement>(null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (turn === 0) return
    const field = form.current?.querySelector('.field[data-invalid]')
    field?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }, [turn])
  const look = useCallback(() => setTurn((before) => before + 1), [])
  return { form, look }
}
