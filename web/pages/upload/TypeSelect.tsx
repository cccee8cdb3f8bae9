/** A choice in a cell of a table: its label is for those who hear it. */
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components'

export function TypeSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: readonly string[]
  onChange: (value: string) => void
}) {
  return (
    <Select aria-label={label} value={value} onChange={(key) => onChange(String(key ?? value))}>
      <Button className="select small">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox items={options.map((id) => ({ id }))}>{({ id }) => <ListBoxItem id={id}>{id}</ListBoxItem>}</ListBox>
      </Popover>
    </Select>
  )
}
