import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { searchState, useSearchText } from '../../app/searchTexts.ts'
import { usePages } from '../../app/usePages.ts'
import { RecordCountDocument, RecordFiltersDocument, RecordsDocument } from '../../generated/documents.ts'
import { humanize, plural } from '../../lib/format.ts'
import { eligibilities, type RecordSearch, recordFilter, recordOrder } from '../../lib/recordSearch.ts'
import { recordViews } from '../../lib/savedViews.ts'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { SavedViews } from '../../ui/SavedViews.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { Empty } from '../../ui/states.tsx'
import { RecordsTable } from './RecordsTable.tsx'
import '../../styles/records.css'

const pageSize = 100

export function RecordsPage() {
  const search = useSearch({ from: '/records' })
  const text = useSearchText()
  const navigate = useNavigate({ from: '/records' })
  const { api } = useSession()
  const filter = recordFilter(search, text)
  const orderBy = recordOrder(search)
  const [{ data: counted }] = useQuery({ query: RecordCountDocument, variables: { filter } })
  const load = useCallback(
    async (after: string | null) => {
      const variables = { filter, orderBy, after, first: pageSize }
      const data = await ask(api.uncached, RecordsDocument, variables)
      const { edges, pageInfo } = data.metro2Records
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter, orderBy],
  )
  const pages = usePages(JSON.stringify([filter, orderBy]), load, 'records')
  const change = (changes: Partial<RecordSearch>) =>
    navigate({ search: (before) => clean({ ...before, ...changes }), state: searchState(text) })
  const find = (text: string) => navigate({ search, state: searchState(text), replace: true })
  const total = counted?.metro2Records.totalCount
  const filtered = Object.keys(filter).length > 0
  return (
    <Page title="Records">
      <SavedViews
        page="RECORDS"
        kind={recordViews}
        search={search}
        all="All records"
        link={(to) => ({ to: '/records', search: to })}
        searching={text !== ''}
      />
      <Filters search={search} text={text} change={change} find={find} />
      <div className="list-head">
        <p role="status" className="muted">
          {pages.error ? '' : total === undefined ? 'Counting …' : plural(total, 'record')}
        </p>
        <div className="row">
          {search.rule && (
            <Button
              className="button small chip"
              onPress={() => change({ rule: undefined })}
              aria-label={`Found by ${search.rule}: take this filter away`}
            >
              Found by {search.rule} ×
            </Button>
          )}
          {filtered && (
            <Button className="button small quiet" onPress={() => navigate({ search: {}, state: {} })}>
              Clear filters
            </Button>
          )}
        </div>
      </div>
      <Paged
        pages={pages}
        empty={
          <Empty title={filtered ? 'No record is like that' : 'No records yet'}>
            <p>{filtered ? 'Widen the filters.' : 'Records appear here with the first sync of a connection.'}</p>
          </Empty>
        }
      >
        <RecordsTable pages={pages} search={search} onSort={change} />
      </Paged>
    </Page>
  )
}

const clean = (search: RecordSearch): RecordSearch =>
  Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  )

const lateness = [
  { value: '', label: 'Any' },
  { value: '1', label: '1 or more days' },
  { value: '30', label: '30 or more days' },
  { value: '60', label: '60 or more days' },
  { value: '90', label: '90 or more days' },
  { value: '180', label: '180 or more days' },
]

function Filters({
  search,
  text,
  change,
  find,
}: {
  search: RecordSearch
  text: string
  change: (changes: Partial<RecordSearch>) => void
  find: (text: string) => void
}) {
  const [{ data }] = useQuery({ query: RecordFiltersDocument })
  const any = { value: '', label: 'Any' }
  const connections = data?.connections.edges.map(({ node }) => ({ value: node.id, label: node.name })) ?? []
  const statuses =
    data?.codeTables[0]?.codes.map(({ code, title }) => ({ value: code, label: `${code} ${title}` })) ?? []
  const optional = <Value extends string>(value: string) => (value === '' ? undefined : (value as Value))
  return (
    <search className="filters records-filters">
      <SearchInput text={text} find={find} />
      <SelectInput
        label="Connection"
        value={search.connection ?? ''}
        onChange={(value) => change({ connection: optional(value) })}
        options={[any, ...connections]}
      />
      <SelectInput
        label="Eligibility"
        value={search.eligibility ?? ''}
        onChange={(value) => change({ eligibility: optional(value) })}
        options={[any, ...eligibilities.map((value) => ({ value, label: humanize(value) }))]}
      />
      <SelectInput
        label="Account status"
        value={search.status ?? ''}
        onChange={(value) => change({ status: optional(value) })}
        options={[any, ...statuses]}
      />
      <SelectInput
        label="Days past due"
        value={search.late ? String(search.late) : ''}
        onChange={(value) => change({ late: value ? Number(value) : undefined })}
        options={lateness}
      />
    </search>
  )
}
