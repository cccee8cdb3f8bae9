/** New credentials for the same source: the source is asked first, and credentials that do not work replace nothing. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { ReplaceCredentialsDocument } from '../../generated/documents.ts'
import { formatDay, formatInstant } from '../../lib/format.ts'
import { errorsByField, firstValues, missingFields, valuesToSend } from '../../lib/forms.ts'
import { TextInput } from '../../ui/fields.tsx'
import { PluginForm } from '../../ui/PluginForm.tsx'
import type { Connection } from './ConnectionSettings.tsx'
import { Section } from './SettingsSection.tsx'

export function CredentialsSection({ connection, onSaved }: { connection: Connection; onSaved: () => void }) {
  const fields = connection.plugin?.credentialsFields ?? []
  const [values, setValues] = useState(() => firstValues(fields))
  const [expireOn, setExpireOn] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [said, setSaid] = useState('')
  const [{ fetching }, replace] = useMutation(ReplaceCredentialsDocument)
  if (fields.length === 0) return null
  const submit = async () => {
    setSaid('')
    const missing = missingFields(fields, values)
    setErrors(missing)
    if (Object.keys(missing).length > 0) return
    const { data, error } = await replace({
      input: {
        connectionId: connection.id,
        credentials: valuesToSend(fields, values),
        ...(expireOn ? { credentialsExpireOn: expireOn } : {}),
      },
    })
    const refused = data?.replaceCredentials.userErrors ?? []
    setErrors(error ? { '': error.message } : errorsByField(refused, [...fields, { name: 'credentialsExpireOn' }]))
    if (error || refused.length > 0) return
    // Secrets are kept no longer than they are needed.
    setValues(firstValues(fields))
    setSaid('The source takes the new credentials; the old ones are gone.')
    onSaved()
  }
  const { credentialsHint, credentialsSetAt, credentialsExpireOn } = connection
  return (
    <Section
      id="credentials"
      title="Credentials"
      action="Check and replace"
      problem={errors['']}
      said={said}
      busy={fetching}
      onSubmit={submit}
    >
      <p className="muted">
        In use: <code>{credentialsHint}</code>, set {formatInstant(credentialsSetAt)}
        {credentialsExpireOn && `, good until ${formatDay(credentialsExpireOn)}`}. New ones are tried first; when they
        do not work, these stay. Records and the place of the sync stay as well.
      </p>
      <PluginForm
        fields={fields}
        values={values}
        errors={errors}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <TextInput
        label="Good until"
        type="date"
        value={expireOn}
        onChange={setExpireOn}
        error={errors.credentialsExpireOn}
        help="You are warned 30, 7 and 1 days before."
      />
    </Section>
  )
}
