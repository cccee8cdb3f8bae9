/** What was done, where that on which it was pressed may be gone afterwards: said, and the keyboard goes on from there. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'

/** Answers what to show, and how to say something new. */
export function useSaid(): [ReactNode, (text: string) => void] {
  const [said, setSaid] = useState({ text: '' })
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (said.text !== '') place.current?.focus()
  }, [said])
  const tell = useCallback((text: string) => setSaid({ text }), [])
  const shown = (
    <p role="status" tabIndex={-1} ref={place} className={said.text ? 'notice good' : 'silent'}>
      {said.text}
    </p>
  )
  return [shown, tell]
}
