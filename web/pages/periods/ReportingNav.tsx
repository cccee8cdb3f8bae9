import { Link } from '@tanstack/react-router'

/** The pages of the room. */
export function ReportingNav() {
  return (
    <nav aria-label="Reporting" className="subnav">
      <Link to="/periods" activeOptions={{ includeSearch: false, exact: true }}>
        Periods
      </Link>
      <Link to="/periods/files" activeOptions={{ includeSearch: false }}>
        Files
      </Link>
      <Link to="/baselines" activeOptions={{ includeSearch: false }}>
        Baselines
      </Link>
    </nav>
  )
}
