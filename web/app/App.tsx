/** Signed out: the sign-in page. Signed in: the pages, with the API in the name of whoever it is. */
import { RouterProvider } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Provider, useQuery } from 'urql'
import { ViewerDocument } from '../generated/documents.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { type Api, createApi } from './api.ts'
import { SessionContext } from './context.ts'
import { router } from './router.tsx'
import { SignIn } from './SignIn.tsx'
import { forgetKey, storedKey, storeKey } from './session.ts'

const ended = 'The server no longer takes this key: it has been revoked or has expired. Sign in with another one.'

export function App() {
  const [key, setKey] = useState(storedKey)
  const [notice, setNotice] = useState<string | null>(null)
  const signOut = useCallback((why: string | null) => {
    forgetKey()
    setNotice(why)
    setKey(null)
    history.replaceState(null, '', location.pathname)
  }, [])
  const refused = useCallback(() => signOut(ended), [signOut])
  const left = useCallback(() => signOut(null), [signOut])
  const signIn = (entered: string) => {
    storeKey(entered)
    setNotice(null)
    setKey(entered)
  }
  if (key === null) return <SignIn notice={notice} onKey={signIn} />
  return <SignedIn key={key} apiKey={key} onRefused={refused} onSignOut={left} />
}

function SignedIn({ apiKey, onRefused, onSignOut }: { apiKey: string; onRefused: () => void; onSignOut: () => void }) {
  const [api, setApi] = useState<Api | null>(null)
  useEffect(() => {
    const made = createApi(apiKey, onRefused)
    setApi(made)
    return () => made.close()
  }, [apiKey, onRefused])
  if (!api) return null
  return (
    <Provider value={api.urql}>
      <WithViewer api={api} onSignOut={onSignOut} />
    </Provider>
  )
}

function WithViewer({ api, onSignOut }: { api: Api; onSignOut: () => void }) {
  const [{ data, error }, again] = useQuery({ query: ViewerDocument })
  const viewer = data?.viewer
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
