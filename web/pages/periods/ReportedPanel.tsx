/** What the closed month told the bureaus, account by account. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { searchState, useSearchText } from '../../app/searchTexts.ts'
import { usePages } from '../../app/usePages.ts'
import { ReportedCountDocument, ReportedRecordsDocument, type ReportedRecordsQuery } from '../../generated/documents.ts'
import { formatDay, formatMoney, plural } from '../../lib/format.ts'
import { SelectInput } from '../../ui/fields.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { Empty } from '../../ui/states.tsx'
import type { PeriodShown, StatusCodes } from './PeriodPage.tsx'
import { type VirtualColumn, VirtualTable } from './VirtualTable.tsx'

type Reported = ReportedRecordsQuery['reportedRecords']['edges'][number]['node']

const columns: readonly VirtualColumn<Reported>[] = [
  { id: 'ACCOUNT_NUMBER', title: 'Account', width: 180, sortable: true, cell: (row) => row.consumerAccountNumber },
  { id: 'name', title: 'Name', width: 200, cell: ({ base }) => (base ? `${base.surname}, ${base.firstName}` : '–') },
  { id: 'loan', title: 'Loan', width: 140, cell: (row) => row.displayKey ?? 'none' },
  { id: 'status', title: 'Status', width: 90, cell: (row) => row.accountStatus },
  {
    id: 'balance',
    title: 'Balance',
    width: 120,
    number: true,
    cell: ({ base }) => formatMoney(base?.currentBalance ?? null),
  },
  {
    id: 'pastDue',
    title: 'Past due',
    width: 120,
    number: true,
    cell: ({ base }) => formatMoney(base?.amountPastDue ?? null),
  },
  {
    id: 'delinquency',
    title: 'First delinquency',
    width: 160,
    cell: ({ base }) => formatDay(base?.dateOfFirstDelinquency ?? null),
  },
  {
    id: 'correction',
    title: 'Correction',
    width: 110,
    cell: ({ base }) => (base?.correctionIndicator === 1 ? 'yes' : ''),
  },
]

export function ReportedPanel({ period, statuses }: { period: PeriodShown; statuses: StatusCodes }) {
  const { api } = useSession()
  const search = useSearch({ from: '/periods/$id' })
  const text = useSearchText()
  const navigate = useNavigate({ from: '/periods/$id' })
  const go = useNavigate()
  const filter = useMemo(
    () => ({
      period: period.id,
      ...(search.status ? { accountStatus: [search.status] } : {}),
      ...(text.trim() ? { search: text.trim() } : {}),
    }),
    [period.id, search.status, text],
  )
  const orderBy = useMemo(
    () => ({
      field: search.sort === 'ACCOUNT_NUMBER' ? ('ACCOUNT_NUMBER' as const) : ('REPORTED' as const),
      direction: search.descending ? ('DESC' as const) : ('ASC' as const),
    }),
    [search.sort, search.descending],
  )
  const [{ data: counted }] = useQuery({ query: ReportedCountDocument, variables: { filter } })
  const load = useCallback(
    async (after: string | null) => {
      const variables = { filter, orderBy, after, first: 100 }
      const { edges, pageInfo } = (await ask(api.uncached, ReportedRecordsDocument, variables)).reportedRecords
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter, orderBy],
  )
  const pages = usePages(JSON.stringify([filter, orderBy]), load, 'reported')
  const find = (text: string) => navigate({ search, state: searchState(text), replace: true })
  const total = counted?.reportedRecords.totalCount
  return (
    <>
      <search className="filters">
        <SearchInput text={text} find={find} />
        <SelectInput
          label="Account status"
          value={search.status ?? ''}
          onChange={(value) =>
            navigate({
              search: ({ status: _status, ...before }) => (value ? { ...before, status: value } : before),
              state: searchState(text),
            })
          }
          options={[
            { value: '', label: 'Any' },
            ...statuses.map(({ code, title }) => ({ value: code, label: `${code} ${title}` })),
          ]}
        />
      </search>
      <p role="status" className="muted">
        {total === undefined ? 'Counting …' : `${plural(total, 'account')} as reported`}
      </p>
      <Paged
        pages={pages}
        empty={
          <Empty title={text || search.status ? 'No account is like that' : 'Nothing was reported'}>
            <p>{text || search.status ? 'Widen the filters.' : 'Every loan was held out, excluded or missing.'}</p>
          </Empty>
        }
      >
        <VirtualTable
          label="Accounts as reported"
          columns={columns}
          pages={pages}
          textOf={(row) => row.consumerAccountNumber}
          sort={{
            column: search.sort === 'ACCOUNT_NUMBER' ? 'ACCOUNT_NUMBER' : '',
            direction: search.descending ? 'descending' : 'ascending',
          }}
          onSort={({ direction }) =>
            navigate({
              search: ({ descending: _descending, ...before }) => ({
                ...before,
                sort: 'ACCOUNT_NUMBER' as const,
                ...(direction === 'descending' ? { descending: true } : {}),
              }),
              state: searchState(text),
            })
          }
          onOpen={(record) => go({ to: '/periods/$id/reported/$record', params: { id: period.id, record } })}
        />
      </Paged>
    </>
  )
}
