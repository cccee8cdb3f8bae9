/** What surrounds the pages of the settings: their navigation. What a role may not read is not named in it. */
import { Link, Navigate, Outlet } from '@tanstack/react-router'
import '../../styles/settings.css'
import { useMay } from '../../app/context.ts'
import { useSideways } from '../../app/useSideways.ts'

export function SettingsLayout() {
  const admin = useMay('ADMIN')
  const nav = useSideways<HTMLElement>()
  return (
    <div className="settings">
      <nav aria-label="Settings" ref={nav} className="subnav sideways">
        <Link to="/settings/furnishers">Furnishers</Link>
        <Link to="/settings/rules">Rules</Link>
        <Link to="/settings/webhooks">Webhooks</Link>
        <Link to="/settings/writeback">Writeback</Link>
        {admin && <Link to="/settings/keys">API keys</Link>}
        {admin && <Link to="/settings/audit">Audit log</Link>}
      </nav>
      <Outlet />
    </div>
  )
}

export function SettingsIndex() {
  return <Navigate to="/settings/furnishers" replace />
}
