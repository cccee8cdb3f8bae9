import { type ReactNode, useEffect, useRef } from 'react'

// The first page leaves the focus where the browser puts it; each later one takes it, so that screen readers hear its heading.
let pagesShown = 0

interface Props {
  title: string
  /** The browser's title where the heading names an account: a history of the browser outlives the session. */
  tabTitle?: string
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, tabTitle = title, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${tabTitle} · Metro 2 for lenders`
  }, [tabTitle])
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
