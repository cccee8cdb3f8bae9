/** The columns of the files beside those that the connection reads, for a person to confirm. */
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { formatCount } from '../../lib/format.ts'
import { type ColumnRow, type ColumnState, columnTypes } from '../../lib/uploads.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { CheckInput } from '../../ui/fields.tsx'
import { TypeSelect } from './TypeSelect.tsx'

const states: Record<ColumnState, { word: string; tone: Tone }> = {
  known: { word: 'Known', tone: 'good' },
  new: { word: 'New', tone: 'info' },
  missing: { word: 'Missing', tone: 'bad' },
}

interface Props {
  label: string
  rows: readonly ColumnRow[]
  onChange: (key: string, changes: Partial<Pick<ColumnRow, 'type' | 'sensitive' | 'read'>>) => void
}

export function Columns({ label, rows, onChange }: Props) {
  return (
    <div className="table-box file-columns">
      <Table aria-label={label} className="react-aria-Table tight">
        <TableHeader>
          <Column isRowHeader>Column</Column>
          <Column>State</Column>
          <Column>Read</Column>
          <Column>Type</Column>
          <Column>Tells who it is</Column>
          <Column className="react-aria-Column number">Filled</Column>
          <Column>Stands in it</Column>
        </TableHeader>
        <TableBody>
          {rows.map((row) => {
            const { key, header, state, read, type, looksLike, sensitive, filled, samples } = row
            return (
              <Row key={key} id={key} textValue={header}>
                <Cell>
                  <code>{header}</code>
                </Cell>
                <Cell>
                  <Badge tone={states[state].tone}>{states[state].word}</Badge>
                </Cell>
                <Cell>
                  <CheckInput
                    label={<span className="unseen">Read {header}</span>}
                    checked={read}
                    onChange={(checked) => onChange(key, { read: checked })}
                  />
                </Cell>
                <Cell>
                  <TypeSelect
                    label={`Type of ${header}`}
                    value={type}
                    options={columnTypes}
                    onChange={(value) => onChange(key, { type: value })}
                  />
                  {looksLike && <div className="muted">looks like {looksLike}</div>}
                </Cell>
                <Cell>
                  <CheckInput
                    label={<span className="unseen">{header} tells who somebody is</span>}
                    checked={sensitive}
                    onChange={(checked) => onChange(key, { sensitive: checked })}
                  />
                </Cell>
                <Cell className="react-aria-Cell number">{state === 'missing' ? '–' : formatCount(filled)}</Cell>
                <Cell className="react-aria-Cell samples">
                  {sensitive ? <span className="muted">not shown</span> : samples.slice(0, 3).join(' · ')}
                </Cell>
              </Row>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
