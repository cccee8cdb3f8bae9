/** Signed out: the sign-in page. Signed in: the pages, with the API in the name of whoever it is. */
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Provider, useQuery } from 'urql'
import { ViewerDocument } from '../generated/documents.ts'
import { callbackPath, endSessionUrl } from '../lib/signOn.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { type Api, createApi } from './api.ts'
import { SessionContext } from './context.ts'
import { keepAlive } from './keepAlive.ts'
import { keptLists } from './keptLists.ts'
import { keptTexts, writerOf } from './keptTexts.ts'
import { router } from './router.tsx'
import { SignIn } from './SignIn.tsx'
import { forgetSearchTexts } from './searchTexts.ts'
import { type Credentials, forgetCredentials, heldTokens, storeCredentials, storedCredentials } from './session.ts'
import type { SignedInPerson } from './signOn.ts'

const SignInCallback = lazy(() => import('./SignInCallback.tsx').then((page) => ({ default: page.SignInCallback })))

const ended = {
  KEY: 'The server no longer takes this key: it has been revoked or has expired. Sign in with another one.',
  PERSON: 'Your session has ended. Sign in again to go on where you were.',
}

export function App() {
  const [credentials, setCredentials] = useState(storedCredentials)
  const [notice, setNotice] = useState<string | null>(null)
  const [comingBack, setComingBack] = useState(() => location.pathname === callbackPath)
  const enter = useCallback((given: Credentials) => {
    setNotice(null)
    setCredentials(given)
    // The router was not listening while nobody was signed in: it would show the page that was left, whatever the address says.
    void router.load()
  }, [])
  const onEnded = useCallback((kind: Credentials['kind']) => {
    keptTexts.keep()
    forgetCredentials()
    setNotice(ended[kind])
    setCredentials(null)
    forgetSearchTexts()
    keptLists.forget()
  }, [])
  const onSignOut = useCallback((left: Credentials) => {
    const provider = left.kind === 'PERSON' ? endSessionUrl(left.settings, heldTokens().idToken, location.origin) : null
    forgetCredentials()
    forgetSearchTexts()
    keptLists.forget()
    keptTexts.forget()
    if (provider) return location.assign(provider)
    setNotice(null)
    setCredentials(null)
    history.replaceState(null, '', location.pathname)
  }, [])
  const onPerson = useCallback(
    ({ credentials: given, tokens, returnTo }: SignedInPerson) => {
      storeCredentials(given, tokens)
      router.history.replace(returnTo)
      setComingBack(false)
      enter(given)
    },
    [enter],
  )
  const onBack = useCallback(() => {
    router.history.replace('/')
    setComingBack(false)
  }, [])
  if (credentials) {
    return <SignedIn key={credentials.bearer} credentials={credentials} onEnded={onEnded} onSignOut={onSignOut} />
  }
  if (comingBack) {
    return (
      <Suspense fallback={<main className="alone" />}>
        <SignInCallback onPerson={onPerson} onBack={onBack} />
      </Suspense>
    )
  }
  const onKey = (bearer: string) => {
    const given: Credentials = { kind: 'KEY', bearer }
    storeCredentials(given)
    enter(given)
  }
  return <SignIn notice={notice} onKey={onKey} />
}

interface SignedInProps {
  credentials: Credentials
  onEnded: (kind: Credentials['kind']) => void
  onSignOut: (credentials: Credentials) => void
}

function SignedIn({ credentials, onEnded, onSignOut }: SignedInProps) {
  const [api, setApi] = useState<Api | null>(null)
  // A token is renewed while the pages stay as they are.
  const bearer = useRef(credentials.bearer)
  useEffect(() => {
    const end = () => onEnded(credentials.kind)
    const made = createApi(() => bearer.current, end)
    setApi(made)
    const renewed = (given: string) => {
      bearer.current = given
    }
    const stop = credentials.kind === 'PERSON' ? keepAlive(credentials, { renewed, ended: end }) : () => {}
    return () => {
      stop()
      made.close()
    }
  }, [credentials, onEnded])
  const signOut = useCallback(() => onSignOut(credentials), [credentials, onSignOut])
  if (!api) return null
  return (
    <Provider value={api.urql}>
      <WithViewer api={api} onSignOut={signOut} />
    </Provider>
  )
}

function WithViewer({ api, onSignOut }: { api: Api; onSignOut: () => void }) {
  const [{ data, error }, again] = useQuery({ query: ViewerDocument })
  const viewer = data?.viewer
  useEffect(() => {
    if (viewer) keptTexts.only(writerOf(viewer))
  }, [viewer])
  const session = useMemo(() => (viewer ? { api, viewer, signOut: onSignOut } : null), [api, viewer, onSignOut])
  if (session) {
    return (
      <SessionContext value={session}>
        <RouterProvider router={router} />
      </SessionContext>
    )
  }
  return (
    <main className="alone">
      {error ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : (
        <Loading what="your account" />
      )}
    </main>
  )
}
