/** A chart with its title, what it says in a sentence, its legend, and the same figures as a table. */
import { type ReactNode, useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'

export interface FigureTable {
  /** The first column names the row. */
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

export interface LegendEntry {
  series: string
  label: string
}

export function Figure({
  title,
  said,
  legend,
  table,
  level: Heading = 'h3',
  children,
}: {
  title: string
  said?: string | undefined
  legend?: readonly LegendEntry[] | undefined
  table: FigureTable
  level?: 'h2' | 'h3'
  children: ReactNode
}) {
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className="figure">
      <div className="figure-head">
        <Heading>{title}</Heading>
        <Button
          className="button quiet small"
          onPress={() => setAsTable(!asTable)}
          aria-label={`${title}: show as ${asTable ? 'chart' : 'table'}`}
        >
          {asTable ? 'Chart' : 'Table'}
        </Button>
      </div>
      {asTable ? <Numbers title={title} table={table} /> : children}
      {!asTable && legend && (
        <ul className="legend">
          {legend.map(({ series, label }) => (
            <li key={series}>
              <span className={`swatch ${series}`} />
              {label}
            </li>
          ))}
        </ul>
      )}
      {said && <figcaption className="muted">{said}</figcaption>}
    </figure>
  )
}

function Numbers({ title, table }: { title: string; table: FigureTable }) {
  return (
    <div className="table-box">
      <Table aria-label={title} className="react-aria-Table tight">
        <TableHeader>
          {table.columns.map((name, index) => (
            <Column key={name} isRowHeader={index === 0} className={`react-aria-Column ${index > 0 ? 'number' : ''}`}>
              {name}
            </Column>
          ))}
        </TableHeader>
        <TableBody>
          {table.rows.map((cells) => (
            <Row key={cells[0]} id={cells[0]!}>
              {cells.map((cell, index) => (
                <Cell key={table.columns[index]} className={`react-aria-Cell ${index > 0 ? 'number' : ''}`}>
                  {cell}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
