/**
 * The records in view and a few around them are in the page; the rest is read when it is scrolled to. The table itself only
 * ever holds what is near: its cost does not grow with the list.
 */
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { Cell, Column, type Key, Row, type SortDescriptor, Table, TableBody, TableHeader } from 'react-aria-components'
import { useMedia } from '../../app/useMedia.ts'
import { useNear } from '../../app/useNear.ts'
import type { Pages } from '../../app/usePages.ts'
import type { RecordsQuery } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize } from '../../lib/format.ts'
import { type RecordSearch, sortable } from '../../lib/recordSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

type RecordRow = RecordsQuery['metro2Records']['edges'][number]['node']

const rowHeight = 40
/** Rows before the end of what was read at which the next page is asked for. */
const ahead = 60

interface ShownColumn {
  id: string
  title: string
  width: number
  /** Amounts and counts stand to the right. */
  figure?: true
  /** Whether it is shown where there is little room, and how wide then, of a hundred. */
  narrow?: number
  cell: (record: RecordRow) => ReactNode
}

const nameOf = ({ surname, firstName }: RecordRow) => (surname === null ? '–' : `${surname}, ${firstName ?? ''}`)

const columns: readonly ShownColumn[] = [
  { id: 'ACCOUNT_NUMBER', title: 'Account', width: 150, narrow: 34, cell: ({ displayKey }) => displayKey },
  { id: 'NAME', title: 'Name', width: 200, narrow: 36, cell: nameOf },
  {
    id: 'ELIGIBILITY',
    title: 'Eligibility',
    width: 130,
    cell: ({ eligibility }) => <Badge tone={toneOf(eligibility)}>{humanize(eligibility)}</Badge>,
  },
  { id: 'ACCOUNT_STATUS', title: 'Status', width: 90, cell: ({ accountStatus }) => accountStatus ?? '–' },
  {
    id: 'CURRENT_BALANCE',
    title: 'Balance',
    width: 115,
    figure: true,
    cell: ({ currentBalance }) => formatMoney(currentBalance),
  },
  {
    id: 'AMOUNT_PAST_DUE',
    title: 'Past due',
    width: 115,
    figure: true,
    cell: ({ amountPastDue }) => formatMoney(amountPastDue),
  },
  { id: 'DAYS_PAST_DUE', title: 'Days late', width: 105, figure: true, cell: ({ daysPastDue }) => daysPastDue ?? '–' },
  {
    id: 'DATE_OF_FIRST_DELINQUENCY',
    title: 'First delinquency',
    width: 155,
    cell: ({ dateOfFirstDelinquency }) => formatDay(dateOfFirstDelinquency),
  },
  {
    id: 'ERROR_COUNT',
    title: 'Errors',
    width: 90,
    figure: true,
    narrow: 30,
    cell: ({ errorCount }) => (errorCount > 0 ? <Badge tone="bad">{errorCount}</Badge> : '0'),
  },
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
  const { rows, more, loadMore, look } = pages
  const narrow = useMedia('(max-width: 640px)')
  const shown = narrow ? columns.filter((column) => column.narrow) : columns
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
    <div ref={scroller} data-scroll-restoration-id="records" className={narrow ? 'records fit narrow' : 'records fit'}>
      <div style={{ height: virtual.getTotalSize() + rowHeight, paddingTop: first * rowHeight }}>
        <Table aria-label="Records" sortDescriptor={sort} onSortChange={sortBy} onRowAction={open}>
          <TableHeader columns={shown}>
            {(column) => (
              <Column
                id={column.id}
                isRowHeader={column.id === 'ACCOUNT_NUMBER'}
                allowsSorting={sortable.some((each) => each === column.id)}
                className={column.figure ? 'react-aria-Column figure' : 'react-aria-Column'}
                style={{ width: narrow ? `${column.narrow}%` : column.width }}
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
            items={items}
            dependencies={[shown]}
            renderEmptyState={() => (pages.loading ? 'Loading records …' : '')}
          >
            {({ row: record }) => (
              <Row id={record.id} textValue={record.displayKey} columns={shown} dependencies={[shown]}>
                {(column) => (
                  <Cell className={column.figure ? 'react-aria-Cell figure' : 'react-aria-Cell'}>
                    {column.cell(record)}
                  </Cell>
                )}
              </Row>
            )}
          </TableBody>
        </Table>
      </div>
    </div>
  )
}
