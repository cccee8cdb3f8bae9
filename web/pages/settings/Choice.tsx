import { Label, Radio, RadioGroup } from 'react-aria-components'

/** One of a few, each with what it means beside it. */
export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: readonly { value: string; label: string; help: string }[]
  onChange: (value: string) => void
}) {
  return (
    <RadioGroup className="stack tight" value={value} onChange={onChange}>
      <Label>
        <strong>{label}</strong>
      </Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="radio">
          <span className="dot" aria-hidden="true" />
          <span>
            {option.label}
            <span className="muted"> · {option.help}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  )
}
