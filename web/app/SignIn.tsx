import { type FormEvent, useEffect, useState } from 'react'
import { FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components'
import { BusyButton } from '../ui/BusyButton.tsx'

const proveQuery = '{ viewer { role } }'

/** Why a key does not let in, or null when it does. */
async function problemOf(key: string): Promise<string | null> {
  try {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      credentials: 'omit',
      body: JSON.stringify({ query: proveQuery }),
    })
    // An answer that nobody reads keeps its connection.
    await answer.arrayBuffer()
    if (answer.ok) return null
    if (answer.status === 401) return 'The server does not know this key. Is it complete, and not revoked?'
    return `The server answered ${answer.status}. Try again in a moment.`
  } catch {
    return 'The server cannot be reached. Check your connection and try again.'
  }
}

export function SignIn({ notice, onKey }: { notice: string | null; onKey: (key: string) => void }) {
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    document.title = 'Sign in · Metro 2 for lenders'
  }, [])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const entered = key.trim()
    if (!/^[\x21-\x7e]+$/.test(entered)) return setProblem('Enter an API key: it begins with m2k_.')
    setBusy(true)
    const found = await problemOf(entered)
    setBusy(false)
    if (found) setProblem(found)
    else onKey(entered)
  }
  return (
    <main className="alone">
      <h1>Metro 2 for lenders</h1>
      {notice && (
        <p role="alert" className="notice bad">
          {notice}
        </p>
      )}
      <Form onSubmit={submit} className="card stack" validationBehavior="aria">
        <TextField
          type="password"
          value={key}
          onChange={(value) => {
            setKey(value)
            setProblem(null)
          }}
          isInvalid={problem !== null}
          autoComplete="off"
          autoFocus
          isRequired
        >
          <Label>API key</Label>
          <Input spellCheck="false" />
          <Text slot="description">Kept in this tab until you sign out or close it. An administrator makes keys.</Text>
          <FieldError>{problem}</FieldError>
        </TextField>
        <BusyButton type="submit" className="button primary" busy={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </BusyButton>
      </Form>
    </main>
  )
}
