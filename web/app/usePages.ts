/** A keyset list, read page by page as it is scrolled. Another `key` begins anew. */
import { useCallback, useEffect, useRef, useState } from 'react'

export interface PageOf<Row> {
  rows: Row[]
  next: string | null
}

export interface Pages<Row> {
  rows: readonly Row[]
  loading: boolean
  more: boolean
  error: string | null
  loadMore: () => void
}

interface State<Row> {
  rows: readonly Row[]
  next: string | null
  started: boolean
  error: string | null
}

const empty = { rows: [], next: null, started: false, error: null }

/** @param load @throws Error with a message for people */
export function usePages<Row>(key: string, load: (after: string | null) => Promise<PageOf<Row>>): Pages<Row> {
  const [state, setState] = useState<State<Row>>(empty)
  const [loading, setLoading] = useState(true)
  const loader = useRef(load)
  loader.current = load
  const turn = useRef(0)
  const busy = useRef(false)
  const read = useCallback(async (after: string | null) => {
    const own = turn.current
    busy.current = true
    setLoading(true)
    try {
      const page = await loader.current(after)
      // An answer to what is no longer asked for.
      if (own !== turn.current) return
      setState((before) => ({
        rows: after === null ? page.rows : [...before.rows, ...page.rows],
        next: page.next,
        started: true,
        error: null,
      }))
    } catch (error) {
      if (own === turn.current) setState((before) => ({ ...before, error: (error as Error).message }))
    } finally {
      if (own === turn.current) {
        busy.current = false
        setLoading(false)
      }
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is loaded
  useEffect(() => {
    turn.current++
    setState(empty)
    read(null)
  }, [key, read])
  const next = state.next
  const loadMore = useCallback(() => {
    if (!busy.current && next !== null) read(next)
  }, [next, read])
  return { rows: state.rows, loading, more: next !== null, error: state.error, loadMore }
}
