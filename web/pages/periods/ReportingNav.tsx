import { Link, useLocation } from '@tanstack/react-router'

/** The pages of the room; the one whose part is shown is marked, whatever is open in it. */
export function ReportingNav() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  const here = path.startsWith('/baselines') ? 'baselines' : path.startsWith('/periods/files') ? 'files' : 'periods'
  const classOf = (part: typeof here) => (part === here ? 'here' : '')
  return (
    <nav aria-label="Reporting" className="reporting-nav">
      <Link to="/periods" activeOptions={{ exact: true, includeSearch: false }} className={classOf('periods')}>
        Periods
      </Link>
      <Link to="/periods/files" activeOptions={{ includeSearch: false }} className={classOf('files')}>
        Files
      </Link>
      <Link to="/baselines" activeOptions={{ includeSearch: false }} className={classOf('baselines')}>
        Baselines
      </Link>
    </nav>
  )
}
