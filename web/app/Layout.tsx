/** What surrounds every page: the way past the navigation, the navigation, who is signed in, and whether the server answers. */
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from 'react-aria-components'
import { ownKeyWarning } from '../lib/keys.ts'
import { ModalDialog } from '../ui/Dialog.tsx'
import { useSession } from './context.ts'
import { chooseTheme, storedTheme, type Theme } from './theme.ts'
import { giveUpUnsaved, hasUnsaved } from './unsaved.ts'
import { usePolling } from './usePolling.ts'
import { useSideways } from './useSideways.ts'

export function Layout() {
  const { viewer } = useSession()
  const inBaselines = useLocation({ select: ({ pathname }) => pathname.startsWith('/baselines') })
  const nav = useSideways<HTMLElement>()
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it goes to a place in the page, and only keeps the address as it is */}
      <a className="skip" href="#content" onClick={skipToContent}>
        Skip to content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          Metro 2
        </Link>
        <nav aria-label="Main" ref={nav} className="sideways">
          <Link to="/" activeOptions={{ exact: true }}>
            Dashboard
          </Link>
          <Link to="/connections">Connections</Link>
          <Link to="/records">Records</Link>
          <Link to="/validation">Validation</Link>
          <Link to="/periods" aria-current={inBaselines ? 'page' : undefined}>
            Reporting
          </Link>
          <Link to="/presets">Presets</Link>
          <Link to="/settings">Settings</Link>
        </nav>
        <div className="who">
          <span className="organization">
            {viewer.organization.name} <span className="muted">· {viewer.role.toLowerCase()}</span>
          </span>
          <ThemeSwitch />
          <SignOut />
        </div>
      </header>
      <Connectivity />
      <OwnKey />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}

function SignOut() {
  const { signOut } = useSession()
  const [asking, setAsking] = useState(false)
  const leave = () => {
    giveUpUnsaved()
    signOut()
  }
  return (
    <>
      <Button className="button quiet" onPress={() => (hasUnsaved() ? setAsking(true) : signOut())}>
        Sign out
      </Button>
      <ModalDialog title="Sign out without saving?" open={asking} onOpenChange={setAsking}>
        <p>What you have written since the last save would be gone.</p>
        <div className="row">
          <Button className="button primary" autoFocus onPress={() => setAsking(false)}>
            Stay
          </Button>
          <Button className="button danger" onPress={leave}>
            Sign out
          </Button>
        </div>
      </ModalDialog>
    </>
  )
}

/** The address stays as it is: its fragment is not the router's. */
function skipToContent(event: { preventDefault(): void }) {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }

function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme)
  const turn = () => {
    chooseTheme(next[theme])
    setTheme(next[theme])
  }
  return (
    <Button className="button quiet" onPress={turn} aria-label={`Colours: ${theme}. Change to ${next[theme]}`}>
      {theme === 'system' ? '◐' : theme === 'light' ? '☀' : '☾'}
    </Button>
  )
}

/** Whoever is signed in with a key that ends soon may not be who reads the list of keys. */
function OwnKey() {
  const { viewer } = useSession()
  const warning = ownKeyWarning(viewer, Date.now())
  return warning && <p className="notice warn bar">{warning}</p>
}

function onOnline(listener: () => void) {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

function Connectivity() {
  const { api } = useSession()
  const online = useSyncExternalStore(onOnline, () => navigator.onLine)
  const [lost, setLost] = useState(false)
  useEffect(() => api.onSocket((state) => setLost(state === 'lost')), [api])
  const [away, setAway] = useState(false)
  useEffect(() => api.reach.onChange(setAway), [api])
  // Most pages ask for nothing while they are read.
  const probe = useCallback(() => void api.reach.probe(), [api])
  usePolling(probe, away ? 2_000 : 10_000)
  const message = !online
    ? 'You are offline. What you see may be old; it is brought up to date when the connection is back.'
    : away
      ? 'The server cannot be reached. What you see may be old; it is brought up to date when the server is back.'
      : lost
        ? 'Live updates are interrupted. Connecting again …'
        : ''
  return (
    <div role="status" className={message ? 'notice warn bar' : 'silent'}>
      {message}
    </div>
  )
}
