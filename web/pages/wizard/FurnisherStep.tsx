/** Who reports the loans: one that is there already, or a new one. */
import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { CreateFurnisherDocument, type WizardPluginQuery } from '../../generated/documents.ts'
import { errorsByField } from '../../lib/forms.ts'
import { emptyFurnisher, type FurnisherForm, furnisherFields, missingOf } from '../../lib/furnisher.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { useFirstInvalid } from '../../ui/useFirstInvalid.ts'
import { FurnisherInputs } from '../settings/FurnisherInputs.tsx'
import type { Wizard } from './useWizard.ts'

type Furnisher = WizardPluginQuery['furnishers']['edges'][number]['node']

export function FurnisherStep({
  furnishers,
  wizard,
  onDone,
}: {
  furnishers: readonly Furnisher[]
  wizard: Wizard
  onDone: () => void
}) {
  const { state, change } = wizard
  const [{ fetching, error }, create] = useMutation(CreateFurnisherDocument)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { form, look } = useFirstInvalid()
  const chosen = furnishers.find(({ id }) => id === state.furnisherId)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (chosen) return onDone()
    const missing = missingOf(state.furnisher)
    if (Object.keys(missing).length > 0) {
      setErrors(missing)
      return look()
    }
    const filled = Object.entries(state.furnisher).filter(([, value]) => value.trim() !== '')
    const input = { ...(Object.fromEntries(filled) as unknown as FurnisherForm) }
    const { data } = await create({ input })
    const payload = data?.createFurnisher
    setErrors(errorsByField(payload?.userErrors ?? [], furnisherFields))
    if (!payload?.furnisher) return look()
    change({ furnisherId: payload.furnisher.id, furnisher: emptyFurnisher })
    onDone()
  }
  const options = [
    ...furnishers.map(({ id, name, identificationNumber }) => ({
      value: id,
      label: `${name} (${identificationNumber})`,
    })),
    { value: '', label: 'A new furnisher' },
  ]
  return (
    <Form ref={form} onSubmit={submit} className="stack" validationBehavior="aria">
      <p>The furnisher is the company that answers for what is reported.</p>
      {furnishers.length > 0 && (
        <SelectInput
          label="Furnisher"
          value={chosen ? state.furnisherId : ''}
          onChange={(furnisherId) => change({ furnisherId })}
          options={options}
        />
      )}
      {chosen ? (
        <dl>
          {furnisherFields.map(({ name, label }) => (
            <Entry key={name} label={label} value={chosen[name]} />
          ))}
        </dl>
      ) : (
        <FurnisherInputs
          form={state.furnisher}
          errors={errors}
          onChange={(name, value) => change({ furnisher: { ...state.furnisher, [name]: value } })}
        />
      )}
      {(error || errors['']) && (
        <p role="alert" className="notice bad">
          {error?.message ?? errors['']}
        </p>
      )}
      <div className="row">
        <BusyButton type="submit" className="button primary" busy={fetching}>
          {chosen ? 'Continue' : 'Create and continue'}
        </BusyButton>
      </div>
    </Form>
  )
}

export function Entry({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value || '–'}</dd>
    </>
  )
}
