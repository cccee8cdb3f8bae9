/** The form that a plugin asks for, drawn from what the API says of it. */
import type { FieldFragment } from '../generated/documents.ts'
import { type FormValues, isKnownInput } from '../lib/forms.ts'
import { ColumnsInput } from './ColumnsInput.tsx'
import { CheckInput, SelectInput, TextInput } from './fields.tsx'

interface Props {
  fields: readonly FieldFragment[]
  values: FormValues
  errors: Record<string, string>
  onChange: (name: string, value: string | boolean) => void
}

export function PluginForm({ fields, values, errors, onChange }: Props) {
  return fields.map((field) => (
    <PluginField
      key={field.name}
      field={field}
      value={values[field.name] ?? ''}
      error={errors[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  ))
}

const typeOf = { PASSWORD: 'password', URL: 'url', NUMBER: 'number' } as const

function PluginField({
  field,
  value,
  error,
  onChange,
}: {
  field: FieldFragment
  value: string | boolean
  error: string | undefined
  onChange: (value: string | boolean) => void
}) {
  const { label, help, input, required, options, placeholder } = field
  if (input === 'CHECKBOX') return <CheckInput label={label} help={help} checked={value === true} onChange={onChange} />
  if (input === 'SELECT') {
    const shown = required ? options : [{ value: '', label: 'None' }, ...options]
    return <SelectInput {...{ label, help, error, required, onChange }} value={String(value)} options={shown} />
  }
  if (input === 'COLUMNS') return <ColumnsInput {...{ label, help, error, required, onChange }} value={String(value)} />
  const known = isKnownInput(input)
  return (
    <TextInput
      {...{ label, error, required, onChange }}
      help={known ? help : `${help} Written as JSON.`}
      value={String(value)}
      type={typeOf[input as keyof typeof typeOf] ?? 'text'}
      placeholder={placeholder ?? undefined}
      {...(known ? {} : { rows: 6 })}
    />
  )
}
