import { type ReactNode, useEffect, useRef } from 'react'

// The first page leaves the focus where the browser puts it; each later one takes it, so that screen readers hear its heading.
let pagesShown = 0

export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Metro 2 for lenders`
  }, [title])
  useEffect(() => {
    if (pagesShown++ > 0) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="page">
      <div className="heading">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
