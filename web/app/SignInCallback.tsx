/** Where the provider sends people back to: turns what it sent into a session, or says why there is none. */
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { SignInProblem, type SignOnSettings, whyRefused } from '../lib/signOn.ts'
import { Loading } from '../ui/states.tsx'
import { prove } from './prove.ts'
import { Brand } from './SignIn.tsx'
import { begin, finish, type SignedInPerson } from './signOn.ts'
import { loadSignOn } from './useSignOn.ts'

type Ended = { ok: true; person: SignedInPerson } | { ok: false; message: string; settings: SignOnSettings | null }

/** A code works once, also where React draws a page twice. */
let finishing: Promise<Ended> | null = null

async function complete(address: URL): Promise<Ended> {
  let settings: SignOnSettings | null = null
  try {
    settings = await loadSignOn()
    if (!settings) throw new SignInProblem('This server signs nobody in at a provider.')
    const person = await finish(settings, address)
    const proof = await prove(person.credentials.bearer)
    if (proof === 'GOOD') return { ok: true, person }
    const message = proof === 'REFUSED' ? whyRefused(person.credentials.bearer, settings, Date.now()) : proof.problem
    return { ok: false, message, settings }
  } catch (error) {
    return { ok: false, message: (error as Error).message, settings }
  }
}

export function SignInCallback({
  onPerson,
  onBack,
}: {
  onPerson: (person: SignedInPerson) => void
  onBack: () => void
}) {
  const [failure, setFailure] = useState<Exclude<Ended, { ok: true }> | null>(null)
  useEffect(() => {
    document.title = 'Signing in · Metro 2 for lenders'
    let left = false
    finishing ??= complete(new URL(location.href))
    // The code is spent: it shall stand neither in the address nor in the history.
    history.replaceState(null, '', location.pathname)
    finishing.then((ended) => {
      if (left) return
      finishing = null
      if (ended.ok) onPerson(ended.person)
      else setFailure(ended)
    })
    return () => {
      left = true
    }
  }, [onPerson])
  const settings = failure?.settings
  return (
    <main className="alone sign-in">
      <Brand />
      {failure ? (
        <>
          <div role="alert" className="notice bad">
            <p>{failure.message}</p>
          </div>
          <div className="row">
            {settings && (
              <Button className="button primary" onPress={() => begin(settings, '/', true)}>
                Sign in again
              </Button>
            )}
            <Button className="button" onPress={onBack}>
              Back
            </Button>
          </div>
        </>
      ) : (
        <Loading what="your account" />
      )}
    </main>
  )
}
