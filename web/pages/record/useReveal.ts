import { useCallback, useEffect, useState } from 'react'
import { refusalOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { type PiiField, RevealPiiDocument } from '../../generated/documents.ts'
import { type RevealedValues, secondsLeft, shownMs } from '../../lib/reveal.ts'

export interface Reveal {
  /** What is shown in the clear now, by segment; null while everything is masked. */
  shown: ReadonlyMap<string, RevealedValues> | null
  /** Seconds until it is masked again. */
  left: number
  /** Asks for it; answers why it was refused, or null. */
  ask(fields: PiiField[], reason: string): Promise<string | null>
  mask(): void
}

interface State {
  values: ReadonlyMap<string, RevealedValues>
  until: number
}

/**
 * Holds what was revealed for one minute, in the memory of this page alone: it is asked for beside the cache, and goes when the page
 * does, also into the browser's own memory of pages.
 */
export function useReveal(recordId: string): Reveal {
  const { api } = useSession()
  const [state, setState] = useState<State | null>(null)
  const [now, setNow] = useState(0)
  const mask = useCallback(() => setState(null), [])
  useEffect(() => {
    if (!state) return
    const tick = () => {
      setNow(Date.now())
      if (Date.now() >= state.until) mask()
    }
    const timer = setInterval(tick, 1_000)
    addEventListener('pagehide', mask)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      removeEventListener('pagehide', mask)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [state, mask])
  const ask = async (fields: PiiField[], reason: string) => {
    const input = { recordId, fields, reason }
    const { data, error } = await api.uncached.mutation(RevealPiiDocument, { input }).toPromise()
    const refused = refusalOf({ error, userErrors: data?.revealPii.userErrors })
    if (refused !== null || !data) return refused ?? 'The server gave no answer. Try again.'
    setNow(Date.now())
    setState({
      values: new Map(data.revealPii.consumers.map((consumer) => [consumer.segment, consumer])),
      until: Date.now() + shownMs,
    })
    return null
  }
  return { shown: state?.values ?? null, left: state ? secondsLeft(state.until, now) : 0, ask, mask }
}
