import type { ReactNode } from 'react'
import type { Pages } from '../app/usePages.ts'

interface Props {
  pages: Pick<Pages<unknown>, 'rows' | 'loading' | 'error'>
  /** What stands in its place once it is known to hold nothing. */
  empty: ReactNode
  children: ReactNode
}

/** A list that is read page by page: why it could not be read, and the list, or what stands in its place. */
export function Paged({ pages: { rows, loading, error }, empty, children }: Props) {
  return (
    <>
      {error && (
        <p role="alert" className="notice bad">
          {error}
        </p>
      )}
      {!loading && !error && rows.length === 0 ? empty : children}
    </>
  )
}
