/**
 * Lists as they were read so far, by the entry of the browser's history that shows them: Back finds its place again. In memory
 * alone, the last few of them, and forgotten with whoever signs out.
 */

/** One page of a list, and whether it was read for an earlier visit. */
export interface ReadPage<Row> {
  after: string | null
  rows: readonly Row[]
  next: string | null
  old: boolean
}

export function createKeptLists(most: number) {
  const lists = new Map<string, { key: string; pages: readonly ReadPage<unknown>[] }>()
  return {
    /** @param key what the list holds: under another one it is another list */
    get<Row>(slot: string, key: string): readonly ReadPage<Row>[] | null {
      const found = lists.get(slot)
      if (found?.key !== key) return null
      return (found.pages as readonly ReadPage<Row>[]).map((page) => ({ ...page, old: true }))
    },
    put(slot: string, key: string, pages: readonly ReadPage<unknown>[]): void {
      lists.delete(slot)
      lists.set(slot, { key, pages })
      for (const first of lists.keys()) if (lists.size > most) lists.delete(first)
    },
    forget: (): void => lists.clear(),
  }
}

export const keptLists = createKeptLists(5)

/** The index of the first page of an earlier visit that rows from `first` to `last` stand in; -1: there is none. */
export function oldPageOf(pages: readonly ReadPage<unknown>[], first: number, last: number): number {
  let from = 0
  for (const [index, { rows, old }] of pages.entries()) {
    const until = from + rows.length
    if (old && from <= last && until > first) return index
    from = until
  }
  return -1
}

/** Cursors are sealed anew each time: that they differ says nothing. */
const endsAlike = (a: ReadPage<unknown>, b: ReadPage<unknown>): boolean => {
  const endOf = ({ rows }: ReadPage<unknown>) => (rows.at(-1) as { id?: string } | undefined)?.id
  return endOf(a) === endOf(b) && (a.next === null) === (b.next === null)
}

/** With a page read anew. Where it ends elsewhere than before, those after it no longer go on from it, and are read again. */
export function withPage<Row>(
  pages: readonly ReadPage<Row>[],
  index: number,
  page: ReadPage<Row>,
): readonly ReadPage<Row>[] {
  const before = pages[index]
  const after = before && endsAlike(before, page) ? pages.slice(index + 1) : []
  return [...pages.slice(0, index), page, ...after]
}
