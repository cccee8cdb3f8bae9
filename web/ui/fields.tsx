/** The inputs of every form: label, help, error, each tied to its control by React Aria. */
import type { ReactNode } from 'react'
import {
  Button,
  Checkbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components'

export interface InputProps {
  label: string
  value: string
  onChange: (value: string) => void
  help?: ReactNode
  error?: string | undefined
  required?: boolean
  type?: 'text' | 'password' | 'url' | 'number' | 'search' | 'tel' | 'date' | 'time'
  placeholder?: string | undefined
  maxLength?: number
  rows?: number
  disabled?: boolean
}

export function TextInput(props: InputProps) {
  const { label, value, onChange, help, error, required = false, type = 'text', rows } = props
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isRequired={required}
      isDisabled={props.disabled ?? false}
      type={type === 'number' ? 'text' : type}
      inputMode={type === 'number' ? 'decimal' : undefined}
      maxLength={props.maxLength}
      autoComplete="off"
      validationBehavior="aria"
    >
      <Label>
        {label}
        {!required && type !== 'search' && <span className="muted"> (optional)</span>}
      </Label>
      {rows ? (
        <TextArea rows={rows} placeholder={props.placeholder} />
      ) : (
        <Input placeholder={props.placeholder} spellCheck="false" />
      )}
      {help && <Text slot="description">{help}</Text>}
      <FieldError>{error}</FieldError>
    </TextField>
  )
}

export interface Option {
  value: string
  label: string
}

export function SelectInput({
  label,
  value,
  onChange,
  options,
  help,
  error,
  required = false,
}: {
  label: ReactNode
  value: string
  onChange: (value: string) => void
  options: readonly Option[]
  help?: ReactNode
  error?: string | undefined
  required?: boolean
}) {
  return (
    <Select
      className="field"
      value={value === '' && !options.some((option) => option.value === '') ? null : value}
      onChange={(key) => onChange(String(key ?? ''))}
      isInvalid={error !== undefined}
      isRequired={required}
      validationBehavior="aria"
      placeholder="Choose …"
    >
      <Label>{label}</Label>
      <Button className="select">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      {help && <Text slot="description">{help}</Text>}
      <FieldError>{error}</FieldError>
      <Popover className="popover">
        <ListBox items={options.map(({ value, label }) => ({ id: value, label }))}>
          {(option) => <ListBoxItem id={option.id}>{option.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </Select>
  )
}

export function CheckInput({
  label,
  checked,
  onChange,
  help,
}: {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  help?: string
}) {
  return (
    <div className="field">
      <Checkbox isSelected={checked} onChange={onChange} className="check">
        <span className="box" aria-hidden="true">
          {checked ? '✓' : ''}
        </span>
        {label}
      </Checkbox>
      {help && <p className="help">{help}</p>}
    </div>
  )
}
