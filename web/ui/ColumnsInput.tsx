/** The columns of a file as a form asks for them: what each is called, what stands in it, and whether it tells who somebody is. */
import { useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { type FileColumn, isNoColumns, readColumns, withColumn } from '../lib/columns.ts'
import { CheckInput, SelectInput, TextInput } from './fields.tsx'

const types = ['text', 'integer', 'decimal', 'money', 'date', 'boolean'].map((value) => ({ value, label: value }))

interface Props {
  label: string
  help: string
  /** A list as JSON; what is none of columns is shown as it is. */
  value: string
  error: string | undefined
  required: boolean
  onChange: (value: string) => void
}

export function ColumnsInput({ label, help, value, error, required, onChange }: Props) {
  const columns = readColumns(value)
  if (columns.length === 0 && !isNoColumns(value)) {
    return <TextInput {...{ label, value, error, required, onChange }} help={`${help} Written as JSON.`} rows={3} />
  }
  const change = (index: number, changes: Partial<FileColumn>) =>
    onChange(JSON.stringify(columns.map((column, at) => (at === index ? { ...column, ...changes } : column))))
  return (
    <div className="field" data-invalid={error ? true : undefined}>
      <strong>{label}</strong>
      <p className="help">{help}</p>
      {columns.length > 0 && (
        <div className="table-box columns-input">
          <Table aria-label={label}>
            <TableHeader>
              <Column isRowHeader>Column</Column>
              <Column>What stands in it</Column>
              <Column>Tells who somebody is</Column>
              <Column aria-label="Leave out" />
            </TableHeader>
            <TableBody items={columns.map((column, index) => ({ ...column, index }))} dependencies={[onChange]}>
              {({ header, type, sensitive, index }) => (
                <Row id={header} textValue={header}>
                  <Cell>{header}</Cell>
                  <Cell>
                    <SelectInput
                      label={<span className="unseen">{`Type of ${header}`}</span>}
                      value={type}
                      options={types}
                      required
                      onChange={(chosen) => change(index, { type: chosen })}
                    />
                  </Cell>
                  <Cell>
                    <CheckInput
                      label={<span className="unseen">{`${header} is personal`}</span>}
                      checked={sensitive}
                      onChange={(checked) => change(index, { sensitive: checked })}
                    />
                  </Cell>
                  <Cell>
                    <Button
                      className="button small quiet"
                      aria-label={`Leave ${header} out`}
                      onPress={() => onChange(JSON.stringify(columns.filter((_, at) => at !== index)))}
                    >
                      ✕
                    </Button>
                  </Cell>
                </Row>
              )}
            </TableBody>
          </Table>
        </div>
      )}
      <AddColumn of={label} onAdd={(header) => onChange(JSON.stringify(withColumn(columns, header)))} />
      {error && <p className="react-aria-FieldError">{error}</p>}
    </div>
  )
}

function AddColumn({ of, onAdd }: { of: string; onAdd: (header: string) => void }) {
  const [header, setHeader] = useState('')
  return (
    <div className="add-column">
      <TextInput label={`Add to ${of.toLowerCase()}`} value={header} onChange={setHeader} maxLength={200} />
      <Button
        className="button"
        isDisabled={header.trim() === ''}
        onPress={() => {
          onAdd(header.trim())
          setHeader('')
        }}
      >
        Add column
      </Button>
    </div>
  )
}
