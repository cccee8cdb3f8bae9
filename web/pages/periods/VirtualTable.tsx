/**
 * A list that is read page by page, of which only what is near stands in the page: its cost does not grow with its length. Rows are opened
 * with Enter or a click, and chosen with the box before them where there is something to do with several.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import {
  Cell,
  Checkbox,
  Column,
  Row,
  type Selection,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components'
import { useNear } from '../../app/useNear.ts'
import type { Pages } from '../../app/usePages.ts'

export interface VirtualColumn<Item> {
  id: string
  title: string
  width: number
  number?: boolean
  sortable?: boolean
  cell: (item: Item) => ReactNode
}

interface Props<Item> {
  label: string
  columns: readonly VirtualColumn<Item>[]
  pages: Pages<Item>
  textOf: (item: Item) => string
  sort?: SortDescriptor
  onSort?: (sort: SortDescriptor) => void
  onOpen?: (id: string) => void
  /** Ids of what is chosen; left out: nothing can be. */
  chosen?: ReadonlySet<string>
  onChoose?: (chosen: ReadonlySet<string>) => void
  /** Rows are drawn anew when one of these changes. */
  dependencies?: readonly unknown[]
}

const rowHeight = 40
/** Rows before the end of what was read at which the next page is asked for. */
const ahead = 60
const boxWidth = 44

export function VirtualTable<Item extends { id: string }>(props: Props<Item>) {
  const { label, columns, pages, textOf, sort, onSort, onOpen, chosen, onChoose } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, more, loadMore, look } = pages
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })
  const near = virtual.getVirtualItems()
  const first = near[0]?.index ?? 0
  const last = near.at(-1)?.index ?? -1
  const items = useNear(rows, first, last)
  useEffect(() => {
    if (more && last >= rows.length - ahead) loadMore()
  }, [more, last, rows.length, loadMore])
  useEffect(() => look(first, last), [look, first, last])
  const choose = (selection: Selection) => {
    // "All" would be what happens to be near.
    if (selection !== 'all') onChoose?.(new Set([...selection].map(String)))
  }
  const width = columns.reduce((sum, each) => sum + each.width, onChoose ? boxWidth : 0)
  return (
    <div ref={scroller} data-scroll-restoration-id={label} className="virtual">
      <div
        style={{
          height: virtual.getTotalSize() + rowHeight * (rows.length === 0 ? 3 : 1),
          paddingTop: first * rowHeight,
        }}
      >
        {/* With the boxes each row has another number of cells: it is another table. */}
        <Table
          key={onChoose ? 'choosing' : 'reading'}
          aria-label={label}
          style={{ minWidth: width }}
          {...(sort && onSort ? { sortDescriptor: sort, onSortChange: onSort } : {})}
          {...(onOpen ? { onRowAction: (key) => onOpen(String(key)) } : {})}
          {...(onChoose
            ? { selectionMode: 'multiple', selectedKeys: chosen ?? new Set(), onSelectionChange: choose }
            : {})}
        >
          <TableHeader>
            {onChoose && (
              <Column style={{ width: boxWidth }} className="react-aria-Column box-column" aria-label="Choose" />
            )}
            {columns.map((column, index) => (
              <Column
                key={column.id}
                id={column.id}
                isRowHeader={index === 0}
                allowsSorting={column.sortable ?? false}
                style={{ width: column.width }}
                className={`react-aria-Column${column.number ? ' number' : ''}`}
              >
                {({ sortDirection }) => (
                  <>
                    {column.title}
                    <span aria-hidden="true">{sortDirection ? (sortDirection === 'ascending' ? ' ▲' : ' ▼') : ''}</span>
                  </>
                )}
              </Column>
            ))}
          </TableHeader>
          <TableBody
            items={items}
            dependencies={[columns, ...(props.dependencies ?? [])]}
            renderEmptyState={() => (pages.loading ? 'Loading …' : '')}
          >
            {({ row: item }) => (
              <Row id={item.id} textValue={textOf(item)}>
                {onChoose && (
                  <Cell className="react-aria-Cell box-column">
                    <Checkbox slot="selection" className="check">
                      {({ isSelected }) => (
                        <span className="box" aria-hidden="true">
                          {isSelected ? '✓' : ''}
                        </span>
                      )}
                    </Checkbox>
                  </Cell>
                )}
                {columns.map((column) => (
                  <Cell key={column.id} className={`react-aria-Cell${column.number ? ' number' : ''}`}>
                    {column.cell(item)}
                  </Cell>
                ))}
              </Row>
            )}
          </TableBody>
        </Table>
      </div>
    </div>
  )
}
