/** A keyset list, read page by page as it is scrolled. Another `key` begins anew. */
import { useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { keptLists, oldPageOf, type ReadPage, withPage } from './keptLists.ts'

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
  /** Told which rows are looked at: those that were read for an earlier visit are read again. */
  look: (first: number, last: number) => void
}

interface State<Row> {
  pages: readonly ReadPage<Row>[]
  error: string | null
}

const empty = { pages: [], error: null }

/**
 * @param load @throws Error with a message for people
 * @param name of a list that is kept for Back: one of its name on a page, whose table tells what is looked at
 */
export function usePages<Row>(
  key: string,
  load: (after: string | null) => Promise<PageOf<Row>>,
  name?: string,
): Pages<Row> {
  const slot = useSlot(name)
  const keptFor = (wanted: string) => {
    const at = slot()
    return at === null ? null : keptLists.get<Row>(at, wanted)
  }
  const [state, setState] = useState<State<Row>>(() => ({ ...empty, pages: keptFor(key) ?? [] }))
  const [loading, setLoading] = useState(() => state.pages.length === 0)
  const loader = useRef(load)
  loader.current = load
  const turn = useRef(0)
  const busy = useRef(false)
  const read = useCallback(
    async (
      after: string | null,
      take: (before: readonly ReadPage<Row>[], page: ReadPage<Row>) => State<Row>['pages'],
    ) => {
      const own = turn.current
      busy.current = true
      try {
        const page = await loader.current(after)
        // An answer to what is no longer asked for.
        if (own !== turn.current) return
        setState(({ pages }) => ({ pages: take(pages, { after, ...page, old: false }), error: null }))
      } catch (error) {
        if (own === turn.current) setState((before) => ({ ...before, error: (error as Error).message }))
      } finally {
        if (own === turn.current) {
          busy.current = false
          setLoading(false)
        }
      }
    },
    [],
  )
  // What was read is kept for the key that it was read for.
  const readFor = useRef(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is loaded
  useEffect(() => {
    turn.current++
    busy.current = false
    readFor.current = key
    const pages = keptFor(key)
    setState({ ...empty, pages: pages ?? [] })
    setLoading(pages === null)
    if (pages === null) read(null, (_, page) => [page])
  }, [key, read])
  const { pages, error } = state
  useEffect(() => {
    const at = slot()
    if (at !== null && pages.length > 0) keptLists.put(at, readFor.current, pages)
  }, [slot, pages])
  const loadMore = useCallback(() => {
    const next = nextOf(pages)
    if (busy.current || next === null) return
    setLoading(true)
    read(next, (before, page) => [...before, page])
  }, [pages, read])
  const look = useCallback(
    (from: number, until: number) => {
      const index = oldPageOf(pages, from, until)
      const page = pages[index]
      if (page && !busy.current) read(page.after, (before, found) => withPage(before, index, found))
    },
    [pages, read],
  )
  const rows = useMemo(() => pages.flatMap((page) => page.rows), [pages])
  return { rows, loading, more: nextOf(pages) !== null, error, loadMore, look }
}

const nextOf = (pages: readonly ReadPage<unknown>[]) => pages.at(-1)?.next ?? null

/** Where a list is kept while the page that shows it is not left; null: nowhere. */
function useSlot(name: string | undefined): () => string | null {
  const router = useRouter()
  const path = useRef(router.state.location.pathname).current
  return useCallback(() => {
    const { pathname, state } = router.state.location
    return name === undefined || pathname !== path ? null : `${state.__TSR_key} ${name}`
  }, [router, path, name])
}
