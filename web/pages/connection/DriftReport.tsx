/** What was new at the source in a run, and what to do about it. */
import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { mostUnknowns, type Unknown } from '../../lib/drift.ts'
import { formatCount } from '../../lib/format.ts'

export function DriftReport({ drift, presetId }: { drift: readonly Unknown[]; presetId: string | undefined }) {
  if (drift.length === 0) return null
  return (
    <section aria-labelledby="drift" className="stack">
      <h3 id="drift">New at the source</h3>
      <p className="muted">
        What the preset does not know. A field that is not read loses nothing but itself; a value that a table lacks is
        treated as the table says of unknown ones.{' '}
        {presetId && (
          <Link to="/presets/$id" params={{ id: presetId }}>
            To the preset
          </Link>
        )}
      </p>
      <div className="table-box">
        <Table aria-label="New at the source" className="react-aria-Table tight">
          <TableHeader>
            <Column isRowHeader>Field</Column>
            <Column>What is new</Column>
            <Column className="react-aria-Column number">Times</Column>
          </TableHeader>
          <TableBody>
            {drift.map(({ path, table, value, count }) => (
              <Row key={`${path} ${table} ${value}`} id={`${path} ${table} ${value}`}>
                <Cell>
                  <code>{path}</code>
                </Cell>
                <Cell>
                  {value === null ? (
                    'the field itself'
                  ) : (
                    <>
                      the value <code>{value}</code>
                      {table && (
                        <>
                          {' '}
                          is not in the table <code>{table}</code>
                        </>
                      )}
                    </>
                  )}
                </Cell>
                <Cell className="react-aria-Cell number">{formatCount(count)}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      {drift.length >= mostUnknowns && <p className="muted">Only the first {mostUnknowns} are shown.</p>}
    </section>
  )
}
