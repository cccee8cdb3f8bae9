/** The page of whoever is not signed in: at the provider, where there is one, or with an API key. */
import { type FormEvent, useEffect, useState } from 'react'
import { Button, FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components'
import type { SignOnSettings } from '../lib/signOn.ts'
import { BusyButton } from '../ui/BusyButton.tsx'
import { KeptNotice } from './KeptNotice.tsx'
import { prove } from './prove.ts'
import { useSignOn } from './useSignOn.ts'
import '../styles/signin.css'

interface Props {
  notice: string | null
  onKey: (key: string) => void
}

export function SignIn({ notice, onKey }: Props) {
  const [signOn, again] = useSignOn()
  useEffect(() => {
    document.title = 'Sign in · Metro 2 for lenders'
  }, [])
  return (
    <main className="alone sign-in">
      <Brand />
      {notice && (
        <p role="alert" className="notice warn">
          {notice}
        </p>
      )}
      <KeptNotice leaves={signOn.state === 'READY'} />
      {signOn.state === 'ASKING' && (
        <p className="muted" role="status">
          Loading …
        </p>
      )}
      {signOn.state === 'READY' && (
        <>
          <Person settings={signOn.settings} />
          <details className="card other">
            <summary>Use an API key instead</summary>
            <KeyForm onKey={onKey} focus={false} />
          </details>
        </>
      )}
      {signOn.state === 'UNAVAILABLE' && (
        <div role="alert" className="notice bad stack">
          <p>{signOn.message}</p>
          <div className="row">
            <Button className="button" onPress={again}>
              Try again
            </Button>
          </div>
        </div>
      )}
      {(signOn.state === 'NONE' || signOn.state === 'UNAVAILABLE') && (
        <div className="card">
          <KeyForm onKey={onKey} focus={signOn.state === 'NONE'} />
        </div>
      )}
    </main>
  )
}

export function Brand() {
  return (
    <header className="stack">
      <h1>Metro 2 for lenders</h1>
      <p className="muted">From the servicing system to the credit bureaus, every field with its reason.</p>
    </header>
  )
}

function Person({ settings }: { settings: SignOnSettings }) {
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    const { begin } = await import('./signOn.ts')
    await begin(settings, location.pathname + location.search)
  }
  return (
    <section className="card stack" aria-label="Single sign-on">
      <BusyButton className="button primary wide" busy={busy} onPress={go}>
        {busy ? 'Going to the provider …' : 'Sign in'}
      </BusyButton>
      <p className="muted">At {new URL(settings.authorizationEndpoint).host}; you come back here.</p>
    </section>
  )
}

function KeyForm({ onKey, focus }: { onKey: (key: string) => void; focus: boolean }) {
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const entered = key.trim()
    if (!/^[\x21-\x7e]+$/.test(entered)) return setProblem('Enter an API key: it begins with m2k_.')
    setBusy(true)
    const proof = await prove(entered)
    setBusy(false)
    if (proof === 'GOOD') onKey(entered)
    else if (proof === 'REFUSED') {
      setProblem('The server does not know this key. Is it complete, and not revoked?')
    } else setProblem(proof.problem)
  }
  return (
    <Form onSubmit={submit} className="stack" validationBehavior="aria">
      <TextField
        className="field"
        type="password"
        value={key}
        onChange={(value) => {
          setKey(value)
          setProblem(null)
        }}
        isInvalid={problem !== null}
        autoComplete="off"
        autoFocus={focus}
        isRequired
      >
        <Label>API key</Label>
        <Input spellCheck="false" />
        <Text slot="description">Kept in this tab until you sign out or close it. An administrator makes keys.</Text>
        <FieldError>{problem}</FieldError>
      </TextField>
      <BusyButton type="submit" className="button primary wide" busy={busy}>
        {busy ? 'Signing in …' : 'Sign in'}
      </BusyButton>
    </Form>
  )
}
