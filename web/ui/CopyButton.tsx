import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'

/** Copies a text to the clipboard, and says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(''), 4_000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      // Without TLS browsers offer no clipboard.
      setSaid('Select and copy it by hand')
    }
  }
  return (
    <>
      <Button className="button small" onPress={copy} aria-label={`Copy ${what}`}>
        Copy
      </Button>
      <span role="status" className="muted">
        {said}
      </span>
    </>
  )
}
