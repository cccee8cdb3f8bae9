/** The inputs of a furnisher: identity first, then the number that each bureau gave. */
import { type FurnisherField, type FurnisherForm, furnisherFields } from '../../lib/furnisher.ts'
import { TextInput } from '../../ui/fields.tsx'

interface Props {
  form: FurnisherForm
  errors: Record<string, string>
  onChange: (name: keyof FurnisherForm, value: string) => void
}

const identity = furnisherFields.filter(({ required }) => required)
const programs = furnisherFields.filter(({ required }) => !required)

export function FurnisherInputs({ form, errors, onChange }: Props) {
  const input = ({ name, place, help, ...field }: FurnisherField) => (
    <TextInput
      key={name}
      {...field}
      help={`${place}. ${help}`}
      value={form[name]}
      error={errors[name]}
      onChange={(value) => onChange(name, value)}
    />
  )
  return (
    <>
      {identity.map(input)}
      <fieldset className="bare">
        <legend>
          <strong>Program identifiers</strong>
          <span className="muted"> · each bureau gives you its own; a file for one bureau alone needs it</span>
        </legend>
        <div className="pairs">{programs.map(input)}</div>
      </fieldset>
    </>
  )
}
