/**
 * The records in view and a few around them are in the page; the rest is read when it is scrolled to. The table itself only
 * ever holds what is near: its cost does not grow with the list.
 */
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { Cell, Column, type Key, Row, type SortDescriptor, Table, TableBody, TableHeader } from 'react-aria-components'
import type { Pages } from '../../app/usePages.ts'
import type { RecordsQuery } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize } from '../../lib/format.ts'
import { type RecordSearch, sortable } from '../../lib/recordSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

type RecordRow = RecordsQuery['metro2Records']['edges'][number]['node']

const rowHeight = 40
/** Rows before the end of what was read at which the next page is asked for. */
const ahead = 60

const columns: { id: string; title: string; width: number }[] = [
  { id: 'ACCOUNT_NUMBER', title: 'Account', width: 150 },
  { id: 'NAME', title: 'Name', width: 190 },
  { id: 'ELIGIBILITY', title: 'Eligibility', width: 130 },
  { id: 'ACCOUNT_STATUS', title: 'Status', width: 90 },
  { id: 'CURRENT_BALANCE', title: 'Balance', width: 120 },
  { id: 'AMOUNT_PAST_DUE', title: 'Past due', width: 120 },
  { id: 'DAYS_PAST_DUE', title: 'Days late', width: 105 },
  { id: 'DATE_OF_FIRST_DELINQUENCY', title: 'First delinquency', width: 150 },
  { id: 'ERROR_COUNT', title: 'Errors', width: 90 },
]

export function RecordsTable({
  pages,
  search,
  onSort,
}: {
  pages: Pages<RecordRow>
  search: RecordSearch
  onSort: (changes: Partial<RecordSearch>) => void
}) {
  const navigate = useNavigate()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, more, loadMore } = pages
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 15,
  })
  const near = virtual.getVirtualItems()
  const first = near[0]?.index ?? 0
  const last = near.at(-1)?.index ?? -1
  useEffect(() => {
    if (more && last >= rows.length - ahead) loadMore()
  }, [more, last, rows.length, loadMore])
  const sort: SortDescriptor = {
    column: search.sort ?? 'ACCOUNT_NUMBER',
    direction: search.descending ? 'descending' : 'ascending',
  }
  const open = (key: Key) => navigate({ to: '/records/$id', params: { id: String(key) } })
  const sortBy = ({ column, direction }: SortDescriptor) => {
    const field = sortable.find((each) => each === column)
    if (field) onSort({ sort: field, descending: direction === 'descending' })
  }
  return (
    <div ref={scroller} className="records">
      <div style={{ height: virtual.getTotalSize() + rowHeight, paddingTop: first * rowHeight }}>
        <Table aria-label="Records" sortDescriptor={sort} onSortChange={sortBy} onRowAction={open}>
          <TableHeader columns={columns}>
            {(column) => (
              <Column
                id={column.id}
                isRowHeader={column.id === 'ACCOUNT_NUMBER'}
                allowsSorting={sortable.some((each) => each === column.id)}
                style={{ width: column.width }}
              >
                {({ sortDirection }) => (
                  <>
                    {column.title}
                    <span aria-hidden="true">{sortDirection ? (sortDirection === 'ascending' ? ' ▲' : ' ▼') : ''}</span>
                  </>
                )}
              </Column>
            )}
          </TableHeader>
          <TableBody
            items={rows.slice(first, last + 1)}
            renderEmptyState={() => (pages.loading ? 'Loading records …' : '')}
          >
            {rowOf}
          </TableBody>
        </Table>
      </div>
    </div>
  )
}

function rowOf(record: RecordRow) {
  const { id, displayKey, surname, firstName, eligibility, accountStatus, errorCount } = record
  const name = surname === null ? '–' : `${surname}, ${firstName ?? ''}`
  return (
    <Row id={id} textValue={displayKey}>
      <Cell>{displayKey}</Cell>
      <Cell>{name}</Cell>
      <Cell>
        <Badge tone={toneOf(eligibility)}>{humanize(eligibility)}</Badge>
      </Cell>
      <Cell>{accountStatus ?? '–'}</Cell>
      <Cell>{formatMoney(record.currentBalance)}</Cell>
      <Cell>{formatMoney(record.amountPastDue)}</Cell>
      <Cell>{record.daysPastDue ?? '–'}</Cell>
      <Cell>{formatDay(record.dateOfFirstDelinquency)}</Cell>
      <Cell>{errorCount > 0 ? <Badge tone="bad">{errorCount}</Badge> : '0'}</Cell>
    </Row>
  )
}
