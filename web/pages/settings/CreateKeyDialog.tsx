/** Makes a key and shows it, this once: it is held by this dialog alone. */
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { CreateApiKeyDocument, type Role } from '../../generated/documents.ts'
import { expiryOf, type Lifetime, lifetimes, lifetimeText, proposedLifetime } from '../../lib/keys.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import { ShownOnce } from '../../ui/ShownOnce.tsx'
import { Choice } from './Choice.tsx'

const roles: { value: Role; label: string; help: string }[] = [
  { value: 'VIEWER', label: 'Viewer', help: 'reads everything but keys and the audit log' },
  { value: 'ANALYST', label: 'Analyst', help: 'also edits presets and waives findings' },
  { value: 'OPERATOR', label: 'Operator', help: 'also connects sources, runs syncs, closes periods, downloads files' },
  { value: 'ADMIN', label: 'Admin', help: 'also manages keys, rules and writeback' },
]

export function CreateKeyDialog({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('VIEWER')
  const [lifetime, setLifetime] = useState<Lifetime>(proposedLifetime)
  const [problem, setProblem] = useState<string | null>(null)
  const [{ fetching }, create] = useMutation(CreateApiKeyDocument)
  const [made, setMade] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return setProblem('Say who or what uses it.')
    const expiresAt = expiryOf(lifetime, Date.now())
    const { data, error } = await create({ input: { name: name.trim(), role, expiresAt } })
    const payload = data?.createApiKey
    setProblem(refusalOf({ error, userErrors: payload?.userErrors }))
    if (!payload?.key) return
    setMade(payload.key)
    onCreated()
  }
  if (made) {
    return (
      <ModalDialog title={`Key for ${name.trim()}`} open onOpenChange={onClose}>
        <ShownOnce secret={made} what="key" />
        <div className="row">
          <Button className="button primary" onPress={onClose}>
            Done, I have stored it
          </Button>
        </div>
      </ModalDialog>
    )
  }
  return (
    <ModalDialog title="New API key" open onOpenChange={onClose}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <TextInput
          label="Name"
          value={name}
          onChange={setName}
          required
          maxLength={100}
          error={problem ?? undefined}
          help="Who or what uses it, for example “Month-end dashboard”."
        />
        <Choice label="Role" value={role} options={roles} onChange={(value) => setRole(value as Role)} />
        <SelectInput
          label="Expires after"
          value={lifetime}
          options={lifetimes}
          onChange={(value) => setLifetime(value as Lifetime)}
          help={lifetimeText(lifetime, Date.now())}
          required
        />
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={fetching}>
            Create key
          </BusyButton>
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}
