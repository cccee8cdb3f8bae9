/** Who reports the loans: one that is there already, or a new one. */
import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { CreateFurnisherDocument, type WizardPluginQuery } from '../../generated/documents.ts'
import { errorsByField } from '../../lib/forms.ts'
import { emptyFurnisher, type FurnisherForm } from '../../lib/wizard.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import type { Wizard } from './useWizard.ts'

type Furnisher = WizardPluginQuery['furnishers']['edges'][number]['node']

const fields: { name: keyof FurnisherForm; label: string; help: string; required: boolean; maxLength: number }[] = [
  {
    name: 'name',
    label: 'Reporter name',
    help: 'As it stands in the header of the file.',
    required: true,
    maxLength: 40,
  },
  {
    ...{ name: 'identificationNumber', label: 'Identification number', required: true, maxLength: 20 },
    help: 'Your internal identification (Field 5). It must stay the same from month to month.',
  },
  { name: 'address', label: 'Address', help: 'On one line.', required: true, maxLength: 96 },
  { name: 'telephoneNumber', label: 'Telephone', help: 'Ten digits.', required: true, maxLength: 20 },
  {
    ...{ name: 'equifaxProgramIdentifier', label: 'Equifax program identifier', required: false, maxLength: 10 },
    help: 'Each bureau gives you its own; they can be added later.',
  },
  { name: 'experianProgramIdentifier', label: 'Experian program identifier', help: '', required: false, maxLength: 5 },
  {
    name: 'transunionProgramIdentifier',
    label: 'TransUnion program identifier',
    help: '',
    required: false,
    maxLength: 10,
  },
  { name: 'innovisProgramIdentifier', label: 'Innovis program identifier', help: '', required: false, maxLength: 10 },
]

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
  const chosen = furnishers.find(({ id }) => id === state.furnisherId)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (chosen) return onDone()
    const absent = fields.filter(({ name, required }) => required && !state.furnisher[name].trim())
    if (absent.length > 0) {
      return setErrors(Object.fromEntries(absent.map(({ name, label }) => [name, `${label} is needed.`])))
    }
    const filled = Object.entries(state.furnisher).filter(([, value]) => value.trim() !== '')
    const input = { ...(Object.fromEntries(filled) as unknown as FurnisherForm) }
    const { data } = await create({ input })
    const payload = data?.createFurnisher
    setErrors(errorsByField(payload?.userErrors ?? [], fields))
    if (!payload?.furnisher) return
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
    <Form onSubmit={submit} className="stack" validationBehavior="aria">
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
          {fields.map(({ name, label }) => (
            <Entry key={name} label={label} value={chosen[name]} />
          ))}
        </dl>
      ) : (
        fields.map(({ name, ...field }) => (
          <TextInput
            key={name}
            {...field}
            value={state.furnisher[name]}
            error={errors[name]}
            onChange={(value) => change({ furnisher: { ...state.furnisher, [name]: value } })}
          />
        ))
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
