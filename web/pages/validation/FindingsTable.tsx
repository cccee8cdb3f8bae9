/** Findings of one rule; with a role that may waive, some of them can be chosen. */
import { Link } from '@tanstack/react-router'
import { Cell, Checkbox, Column, Row, type Selection, Table, TableBody, TableHeader } from 'react-aria-components'
import type { RuleFindingsQuery } from '../../generated/documents.ts'

export type Finding = RuleFindingsQuery['validationErrors']['edges'][number]['node']

interface Props {
  rows: readonly Finding[]
  loading: boolean
  /** Null where nothing can be chosen. */
  selected: Selection | null
  onSelect: (selected: Selection) => void
}

export function FindingsTable({ rows, loading, selected, onSelect }: Props) {
  const selectable = selected !== null
  return (
    <div className="table-box">
      <Table
        aria-label="Findings"
        className="react-aria-Table tight"
        selectionMode={selectable ? 'multiple' : 'none'}
        selectedKeys={selected ?? []}
        onSelectionChange={onSelect}
      >
        <TableHeader>
          {selectable ? (
            <Column className="react-aria-Column tick">
              <Tick />
            </Column>
          ) : null}
          <Column isRowHeader>Record</Column>
          <Column>Status</Column>
          <Column>Finding</Column>
        </TableHeader>
        <TableBody
          renderEmptyState={() => <p className="loading">{loading ? 'Loading findings …' : 'None stands open.'}</p>}
        >
          {rows.map((finding) => (
            <Row key={finding.id} id={finding.id} textValue={finding.record.displayKey}>
              {selectable ? (
                <Cell className="react-aria-Cell tick">
                  <Tick />
                </Cell>
              ) : null}
              <Cell>
                <Link to="/records/$id" params={{ id: finding.record.id }}>
                  {finding.record.displayKey}
                </Link>
              </Cell>
              <Cell>{finding.record.accountStatus ?? '–'}</Cell>
              <Cell>
                {finding.message}
                <Values finding={finding} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

const Tick = () => (
  <Checkbox slot="selection" className="check">
    <span className="box" aria-hidden="true" />
  </Checkbox>
)

function Values({ finding: { values } }: { finding: Finding }) {
  if (values.length === 0) return null
  return (
    <div className="muted values">
      {values.map(({ name, value }) => (
        <span key={name}>
          {name} <code>{value}</code>
        </span>
      ))}
    </div>
  )
}
