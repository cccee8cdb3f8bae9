/** The columns of a file as a form asks for them: what each is called, what stands in it, and whether it tells who somebody is. */
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { type FileColumn, readColumns } from '../lib/columns.ts'
import { CheckInput, SelectInput } from './fields.tsx'

const types = ['text', 'integer', 'decimal', 'money', 'date', 'boolean'].map((value) => ({ value, label: value }))

interface Props {
  label: string
  help: string
  /** A list as JSON. */
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

export function ColumnsInput({ label, help, value, error, onChange }: Props) {
  const columns = readColumns(value)
  const change = (index: number, changes: Partial<FileColumn>) =>
    onChange(JSON.stringify(columns.map((column, at) => (at === index ? { ...column, ...changes } : column))))
  return (
    <div className="field">
      <strong>{label}</strong>
      <p className="help">{help}</p>
      {columns.length > 0 && (
        <div className="table-box columns-input">
          <Table aria-label={label}>
            <TableHeader>
              <Column isRowHeader>Column</Column>
              <Column>What stands in it</Column>
              <Column>Tells who somebody is</Column>
              <Column>
                <span className="hidden">Leave out</span>
              </Column>
            </TableHeader>
            <TableBody items={columns.map((column, index) => ({ ...column, index }))} dependencies={[onChange]}>
              {({ header, type, sensitive, index }) => (
                <Row id={header} textValue={header}>
                  <Cell>{header}</Cell>
                  <Cell>
                    <SelectInput
                      label={<span className="hidden">{`Type of ${header}`}</span>}
                      value={type}
                      options={types}
                      required
                      onChange={(chosen) => change(index, { type: chosen })}
                    />
                  </Cell>
                  <Cell>
                    <CheckInput
                      label={<span className="hidden">{`${header} is personal`}</span>}
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
      {error && <p className="react-aria-FieldError">{error}</p>}
    </div>
  )
}
