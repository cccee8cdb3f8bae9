/** The records in view and a few around them are in the page; the rest is read when it is scrolled to. */
import { useNavigate } from '@tanstack/react-router'
import {
  Cell,
  Column,
  type Key,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
} from 'react-aria-components'
import type { Pages } from '../../app/usePages.ts'
import type { RecordsQuery } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize } from '../../lib/format.ts'
import { type RecordSearch, sortable } from '../../lib/recordSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

type RecordRow = RecordsQuery['metro2Records']['edges'][number]['node']

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
    <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: 40, headingHeight: 38, loaderHeight: 36 }}>
      <Table aria-label="Records" className="records" sortDescriptor={sort} onSortChange={sortBy} onRowAction={open}>
        <TableHeader columns={columns}>
          {(column) => (
            <Column
              id={column.id}
              isRowHeader={column.id === 'ACCOUNT_NUMBER'}
              allowsSorting={sortable.some((each) => each === column.id)}
              minWidth={column.width}
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
        <TableBody renderEmptyState={() => (pages.loading ? 'Loading records …' : '')}>
          {/* Rows keep their identity, so that only new ones are made when a page comes in. */}
          {pages.rows.map(rowOf)}
          <TableLoadMoreItem onLoadMore={pages.loadMore} isLoading={pages.loading && pages.rows.length > 0}>
            Loading more …
          </TableLoadMoreItem>
        </TableBody>
      </Table>
    </Virtualizer>
  )
}

function rowOf(record: RecordRow) {
  const { id, displayKey, surname, firstName, eligibility, accountStatus, errorCount } = record
  const name = surname === null ? '–' : `${surname}, ${firstName ?? ''}`
  return (
    <Row key={id} id={id} textValue={displayKey}>
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
