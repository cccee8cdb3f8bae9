/** The form that a plugin asks for, drawn from what the API says of it. */
import { useState } from 'react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import {
  entriesText,
  errorsOfEntry,
  type FormField,
  type FormValues,
  firstValues,
  isKnownInput,
  readEntries,
} from '../lib/forms.ts'
import '../styles/wizard.css'
import { ColumnsInput } from './ColumnsInput.tsx'
import { CheckInput, SelectInput, TextInput } from './fields.tsx'

interface Props {
  fields: readonly FormField[]
  values: FormValues
  errors: Record<string, string>
  onChange: (name: string, value: string | boolean) => void
}

export function PluginForm(props: Props) {
  const tuning = props.fields.filter(({ advanced }) => advanced)
  return (
    <>
      <Fields {...props} fields={props.fields.filter(({ advanced }) => !advanced)} />
      {tuning.length > 0 && <Advanced {...props} fields={tuning} />}
    </>
  )
}

/** Shut at first, unless there is something in it that is not as it comes. */
function Advanced(props: Props) {
  const { fields, values, errors } = props
  const first = firstValues(fields)
  const [open, setOpen] = useState(() => fields.some(({ name }) => (values[name] ?? '') !== first[name]))
  // And stays open while what is wrong is written anew.
  if (!open && fields.some(({ name }) => errors[name] !== undefined)) setOpen(true)
  return (
    <Disclosure className="more" isExpanded={open} onExpandedChange={setOpen}>
      <Button slot="trigger" className="more-head">
        Advanced
      </Button>
      {!open && <p className="help">{fields.map(({ label }) => label).join(' · ')}</p>}
      <DisclosurePanel>
        <div className="stack">
          <Fields {...props} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  )
}

function Fields({ fields, values, errors, onChange }: Props) {
  return fields.map((field) => {
    const value = values[field.name] ?? ''
    const change = (changed: string | boolean) => onChange(field.name, changed)
    const entries = field.input === 'LIST' ? readEntries(String(value)) : null
    if (entries !== null)
      return <ListInput key={field.name} field={field} entries={entries} errors={errors} onChange={change} />
    return <PluginField key={field.name} field={field} value={value} error={errors[field.name]} onChange={change} />
  })
}

const typeOf = { PASSWORD: 'password', URL: 'url', NUMBER: 'number' } as const

function PluginField({
  field,
  value,
  error,
  onChange,
}: {
  field: FormField
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

/** Any number of objects, each with a form of its own. */
function ListInput({
  field: { name, label, help, required, fields = [], itemLabel },
  entries,
  errors,
  onChange,
}: {
  field: FormField
  entries: readonly FormValues[]
  /** Of the whole form. */
  errors: Record<string, string>
  onChange: (value: string) => void
}) {
  const item = itemLabel ?? 'Entry'
  const changeEntry = (index: number, changes: FormValues) =>
    onChange(entriesText(entries.map((entry, at) => (at === index ? { ...entry, ...changes } : entry))))
  return (
    <fieldset className="entries">
      <legend>
        {label}
        {!required && <span className="muted"> (optional)</span>}
      </legend>
      <p className="help">{help}</p>
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are told by their place alone
        <fieldset key={index} className="entry-of-list">
          <legend>
            {item} {index + 1}
          </legend>
          <PluginForm
            fields={fields}
            values={entry}
            errors={errorsOfEntry(errors, name, index)}
            onChange={(part, value) => changeEntry(index, { [part]: value })}
          />
          <div className="row">
            <Button
              className="button small"
              aria-label={`Remove ${item.toLowerCase()} ${index + 1}`}
              onPress={() => onChange(entriesText(entries.filter((_, at) => at !== index)))}
            >
              Remove
            </Button>
          </div>
        </fieldset>
      ))}
      {errors[name] && <p className="react-aria-FieldError">{errors[name]}</p>}
      <div className="row">
        <Button className="button small" onPress={() => onChange(entriesText([...entries, firstValues(fields)]))}>
          Add: {item.toLowerCase()}
        </Button>
      </div>
    </fieldset>
  )
}
