/** A part of a connection's settings that is saved by itself. */
import { type FormEvent, type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { UpdateConnectionDocument, type UpdateConnectionInput } from '../../generated/documents.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'

/** Saves changes of the connection; keeps what was refused. */
export function useSaving(connectionId: string, onSaved: () => void) {
  const [{ fetching }, update] = useMutation(UpdateConnectionDocument)
  const [errors, setErrors] = useState<readonly { code: string; message: string; path: readonly string[] }[]>([])
  const [said, setSaid] = useState('')
  const save = async (changes: Omit<UpdateConnectionInput, 'connectionId'>) => {
    setSaid('')
    const { data, error } = await update({ input: { connectionId, ...changes } })
    const refused = error
      ? [{ code: 'UNREACHABLE', message: error.message, path: [] }]
      : (data?.updateConnection.userErrors ?? [])
    setErrors(refused)
    if (refused.length > 0) return false
    setSaid('Saved.')
    onSaved()
    return true
  }
  return { save, busy: fetching, errors, said }
}

export function Section({
  id,
  title,
  children,
  problem,
  said,
  busy,
  action,
  onSubmit,
}: {
  id: string
  title: string
  children: ReactNode
  problem: string | undefined
  said: string
  busy: boolean
  action: string
  onSubmit: () => void
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        {children}
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={busy}>
            {action}
          </BusyButton>
          <span role="status" className="muted">
            {said}
          </span>
        </div>
      </Form>
    </section>
  )
}
