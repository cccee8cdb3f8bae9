import { useCallback, useEffect, useState } from 'react'
import type { SignOnSettings } from '../lib/signOn.ts'

export type SignOnState =
  | { state: 'ASKING' }
  | { state: 'NONE' }
  | { state: 'READY'; settings: SignOnSettings }
  | { state: 'UNAVAILABLE'; message: string }

/** @throws Error with a message for people */
export async function loadSignOn(): Promise<SignOnSettings | null> {
  const answer = await fetch('/sign-on', { credentials: 'omit', cache: 'no-store' }).catch(() => null)
  if (!answer) throw new Error('The server cannot be reached. Check your connection and try again.')
  const body = (await answer.json().catch(() => null)) as {
    signOn?: SignOnSettings | null
    errors?: { message: string }[]
  } | null
  if (answer.ok && body && 'signOn' in body) return body.signOn ?? null
  throw new Error(body?.errors?.[0]?.message ?? `The server answered ${answer.status}. Try again in a moment.`)
}

/** Whether people can sign in at a provider, and where. */
export function useSignOn(): [SignOnState, again: () => void] {
  const [state, setState] = useState<SignOnState>({ state: 'ASKING' })
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn asks once more
  useEffect(() => {
    let left = false
    const tell = (next: SignOnState) => left || setState(next)
    loadSignOn().then(
      (settings) => tell(settings ? { state: 'READY', settings } : { state: 'NONE' }),
      (error: Error) => tell({ state: 'UNAVAILABLE', message: error.message }),
    )
    return () => {
      left = true
    }
  }, [turn])
  const again = useCallback(() => {
    setState({ state: 'ASKING' })
    setTurn((before) => before + 1)
  }, [])
  return [state, again]
}
