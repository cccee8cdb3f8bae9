/** The review: how the loans stand against the month before, filtered in the address, held out and let in again. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { ask } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { searchState, useSearchText } from '../../app/searchTexts.ts'
import { usePages } from '../../app/usePages.ts'
import { PeriodRecordCountDocument, PeriodRecordsDocument, type PeriodRecordsQuery } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, formatMoney, plural } from '../../lib/format.ts'
import { type PeriodSearch, periodFilter, periodOrders, withoutPeriod } from '../../lib/periodSearch.ts'
import { heldOutText, reasonText, reviews, reviewTexts, sums, ways } from '../../lib/periods.ts'
import { Badge } from '../../ui/Badge.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Chosen, HoldOutDialog } from './HoldOutDialog.tsx'
import type { PeriodShown, StatusCodes } from './PeriodPage.tsx'
import { RulesPanel } from './RulesPanel.tsx'
import { type VirtualColumn, VirtualTable } from './VirtualTable.tsx'

type ReviewRow = PeriodRecordsQuery['periodRecords']['edges'][number]['node']

// What the list was, so that a record leads back to it and on to the next.
declare module '@tanstack/react-router' {
  interface HistoryState {
    periodList?: { search: PeriodSearch; ids: string[] }
  }
}

const pageSize = 100
/** So many records before and after the one that is opened can be gone to from it. */
const besides = 100

function near(rows: readonly ReviewRow[], id: string): string[] {
  const at = rows.findIndex((row) => row.id === id)
  return rows.slice(Math.max(0, at - besides), at + besides + 1).map((row) => row.id)
}

const none: ReadonlySet<string> = new Set()

interface Props {
  period: PeriodShown
  statuses: StatusCodes
  turn: number
  working: boolean
  onChanged: () => void
}

export function ReviewPanel({ period, statuses, turn, working, onChanged }: Props) {
  const search = useSearch({ from: '/periods/$id' })
  const text = useSearchText()
  const navigate = useNavigate({ from: '/periods/$id' })
  const change = (changes: Partial<PeriodSearch>) =>
    navigate({ search: (before) => clean({ ...before, ...changes }), state: searchState(text) })
  const find = (text: string) => navigate({ search, state: searchState(text), replace: true })
  if (period.computedAt === null) {
    return (
      <Empty title={working ? 'The records are being computed' : 'Nothing is computed yet'}>
        <p>{working ? 'They appear here when it is done.' : 'Compute the records to see how each loan stands.'}</p>
      </Empty>
    )
  }
  if (period.reviewDeletedAt) return <Deleted period={period} day={period.reviewDeletedAt} />
  return (
    <>
      <ReviewTabs period={period} search={search} />
      <About search={search} />
      <RulesPanel period={period} search={search} working={working} onChanged={onChanged} />
      <Filters period={period} statuses={statuses} search={search} text={text} change={change} find={find} />
      <Records key={JSON.stringify([search, text])} {...{ period, search, text, turn, working, change, onChanged }} />
    </>
  )
}

/** What the loans that are shown are, and what may be done about them. */
function About({ search: { review, heldOut } }: { search: PeriodSearch }) {
  if (heldOut === true) return <p className="muted">{heldOutText}</p>
  return review ? <p className="muted">{reviewTexts[review].text}</p> : null
}

/** An empty list would say that no loan was looked at. */
function Deleted({ period, day }: { period: PeriodShown; day: string }) {
  const stood = reviews.flatMap((review) => {
    const records = period.counts.find((each) => each.review === review)?.records ?? 0
    return records > 0 ? [`${formatCount(records)} ${reviewTexts[review].title.toLowerCase()}`] : []
  })
  return (
    <Empty title="The review of this month is not kept any more">
      <p>
        It was deleted on {formatInstant(day)}, for its age. What was reported of each account is kept, under Reported,
        and so are the files.
      </p>
      {stood.length > 0 && <p>The loans stood as: {stood.join(', ')}.</p>}
    </Empty>
  )
}

const clean = (search: PeriodSearch): PeriodSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))

/** All, then each way of standing that occurs; the last says whom people left out. */
function ReviewTabs({ period, search }: { period: PeriodShown; search: PeriodSearch }) {
  const { all, heldOut, open } = sums(period.counts)
  const { review: _review, heldOut: _heldOut, ...rest } = search
  const plain = search.review === undefined && search.heldOut === undefined
  const entries = reviews.map((review) => {
    const count = review === 'HELD' ? open : (period.counts.find((each) => each.review === review)?.records ?? 0)
    return { review, count }
  })
  return (
    <nav aria-label="How the loans stand" className="review-chips">
      <Chip to={period.id} search={rest} current={plain} title="All" count={all} />
      {entries.map(({ review, count }) => (
        <Chip
          key={review}
          to={period.id}
          // Whoever is held out is among Held no more: what the errors ask for is done.
          search={review === 'HELD' ? { ...rest, review, heldOut: false } : { ...rest, review }}
          current={search.review === review && (review !== 'HELD' || search.heldOut !== true)}
          title={reviewTexts[review].title}
          count={count}
          tone={review === 'HELD' && open === 0 ? 'plain' : reviewTexts[review].tone}
        />
      ))}
      <Chip
        to={period.id}
        search={{ ...rest, heldOut: true }}
        current={search.heldOut === true && (search.review === undefined || search.review === 'HELD')}
        title="Held out"
        count={heldOut}
        tone={heldOut > 0 ? 'warn' : 'plain'}
      />
    </nav>
  )
}

interface ChipProps {
  to: string
  search: PeriodSearch
  current: boolean
  title: string
  count: number
  tone?: string
}

function Chip({ to, search, current, title, count, tone = 'plain' }: ChipProps) {
  return (
    <Link
      to="/periods/$id"
      params={{ id: to }}
      search={search}
      state={(before) => before}
      resetScroll={false}
      activeOptions={{ exact: true, includeSearch: true }}
      className={`review-chip ${count === 0 && !current ? 'none' : tone}${current ? ' current' : ''}`}
      aria-current={current ? 'true' : undefined}
    >
      {title} <strong>{formatCount(count)}</strong>
    </Link>
  )
}

interface FiltersProps {
  period: PeriodShown
  statuses: StatusCodes
  search: PeriodSearch
  text: string
  change: (changes: Partial<PeriodSearch>) => void
  find: (text: string) => void
}

function Filters({ period, statuses, search, text, change, find }: FiltersProps) {
  const any = { value: '', label: 'Any' }
  const rules = [
    ...new Set([...period.rules.map(({ ruleId }) => ruleId), ...(search.rule ? [search.rule] : [])]),
  ].sort()
  return (
    <search className="filters">
      <SearchInput text={text} find={find} />
      <SelectInput
        label="Rule"
        value={search.rule ?? ''}
        onChange={(value) => change({ rule: value || undefined })}
        options={[any, ...rules.map((value) => ({ value, label: value }))]}
      />
      <SelectInput
        label="Account status"
        value={search.status ?? ''}
        onChange={(value) => change({ status: value || undefined })}
        options={[any, ...statuses.map(({ code, title }) => ({ value: code, label: `${code} ${title}` }))]}
      />
      <SelectInput
        label="In the month"
        value={search.heldOut === undefined ? '' : search.heldOut ? 'out' : 'in'}
        onChange={(value) => change({ heldOut: value === '' ? undefined : value === 'out' })}
        options={[any, { value: 'in', label: 'Not held out' }, { value: 'out', label: 'Held out' }]}
      />
    </search>
  )
}

const columns: readonly VirtualColumn<ReviewRow>[] = [
  {
    id: 'ACCOUNT_NUMBER',
    title: 'Account',
    width: 140,
    sortable: true,
    cell: (row) => row.consumerAccountNumber ?? row.displayKey ?? '–',
  },
  {
    id: 'name',
    title: 'Name',
    width: 160,
    cell: ({ surname, firstName }) => (surname ? `${surname}, ${firstName ?? ''}` : '–'),
  },
  { id: 'review', title: 'Stands as', width: 175, cell: (row) => <Standing row={row} /> },
  { id: 'status', title: 'Status', width: 75, cell: (row) => row.accountStatus ?? '–' },
  {
    id: 'CURRENT_BALANCE',
    title: 'Balance',
    width: 100,
    sortable: true,
    number: true,
    cell: (row) => formatMoney(row.currentBalance),
  },
  { id: 'pastDue', title: 'Past due', width: 100, number: true, cell: (row) => formatMoney(row.amountPastDue) },
  { id: 'delinquency', title: 'First delinquency', width: 145, cell: (row) => formatDay(row.dateOfFirstDelinquency) },
  {
    id: 'errors',
    title: 'Errors',
    width: 75,
    number: true,
    cell: ({ errorCount }) => (errorCount > 0 ? <Badge tone="bad">{errorCount}</Badge> : '0'),
  },
  {
    id: 'why',
    title: 'Because',
    width: 220,
    cell: ({ heldOutReason, reason }) => {
      const why = heldOutReason ?? (reason ? reasonText(reason) : '')
      return <span title={why}>{why}</span>
    },
  },
]

function Standing({ row }: { row: ReviewRow }) {
  const { title, tone } = reviewTexts[row.review]
  return (
    <>
      {(!row.heldOut || row.review !== 'HELD') && <Badge tone={row.heldOut ? 'plain' : tone}>{title}</Badge>}
      {row.heldOut && ' '}
      {row.heldOut && <Badge tone="warn">Held out</Badge>}
    </>
  )
}

interface RecordsProps extends Omit<Props, 'statuses'> {
  search: PeriodSearch
  text: string
  change: (changes: Partial<PeriodSearch>) => void
}

function Records({ period, search, text, turn, working, change, onChanged }: RecordsProps) {
  const { api } = useSession()
  const navigate = useNavigate()
  const may = useMay('ANALYST') && period.state === 'OPEN' && !working
  const [chosen, setChosen] = useState(none)
  const [asking, setAsking] = useState<{ release: boolean; of: Chosen } | null>(null)
  const [said, setSaid] = useState('')
  const filter = useMemo(() => periodFilter(period.id, search, text), [period.id, search, text])
  const orderBy = useMemo(
    () => ({
      field: search.sort ?? ('COMPUTED' as const),
      direction: search.descending ? ('DESC' as const) : ('ASC' as const),
    }),
    [search.sort, search.descending],
  )
  const [{ data: counted }, count] = useQuery({ query: PeriodRecordCountDocument, variables: { filter } })
  const [own, setOwn] = useState(0)
  const load = useCallback(
    async (after: string | null) => {
      const { periodRecords } = await ask(api.uncached, PeriodRecordsDocument, {
        filter,
        orderBy,
        after,
        first: pageSize,
      })
      const { edges, pageInfo } = periodRecords
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter, orderBy],
  )
  const pages = usePages(JSON.stringify([filter, orderBy, turn, own]), load, 'review')
  const total = counted?.periodRecords.totalCount
  const everything = { filter: withoutPeriod(filter) }
  const those = { periodRecordIds: [...chosen] }
  const done = (message: string) => {
    setAsking(null)
    setChosen(none)
    setSaid(message)
    setOwn((before) => before + 1)
    count({ requestPolicy: 'network-only' })
    onChanged()
  }
  const of = chosen.size > 0 ? those : everything
  // The whole month is never held out: what is meant is chosen, or filtered for.
  const holdable = !search.review || !['EXCLUDED', 'MISSING', 'FINAL'].includes(search.review)
  const narrowed = Object.keys(everything.filter).length > 0
  const { canHoldOut, canLetIn } = ways({
    ...{ search, holdable: narrowed && holdable, anyHeldOut: narrowed && sums(period.counts).heldOut > 0 },
    chosen: chosen.size === 0 ? null : pages.rows.filter(({ id }) => chosen.has(id)),
  })
  const many =
    chosen.size > 0 ? `${formatCount(chosen.size)} chosen` : total === undefined ? 'all' : `all ${formatCount(total)}`
  return (
    <>
      <div className="row spread">
        <p role="status" className="muted">
          {said || (total === undefined ? 'Counting …' : plural(total, 'record'))}
          {chosen.size > 0 && ` · ${formatCount(chosen.size)} chosen`}
        </p>
        {may && (
          <div className="row">
            {chosen.size > 0 && (
              <Button className="button quiet" onPress={() => setChosen(none)}>
                Choose none
              </Button>
            )}
            {canHoldOut && (
              <Button className="button" isDisabled={!total} onPress={() => setAsking({ release: false, of })}>
                Hold out {many} …
              </Button>
            )}
            {canLetIn && (
              <Button className="button" isDisabled={!total} onPress={() => setAsking({ release: true, of })}>
                Let in {many} …
              </Button>
            )}
          </div>
        )}
      </div>
      <Paged
        pages={pages}
        empty={
          <Empty title="No record is like that">
            <p>Widen the filters.</p>
          </Empty>
        }
      >
        <VirtualTable
          label="Records of the month"
          columns={columns}
          pages={pages}
          textOf={(row) => row.consumerAccountNumber ?? row.displayKey ?? row.id}
          sort={{ column: search.sort ?? '', direction: search.descending ? 'descending' : 'ascending' }}
          onSort={({ column, direction }) =>
            change({
              sort: periodOrders.find((each) => each === column),
              descending: direction === 'descending' || undefined,
            })
          }
          onOpen={(record) =>
            navigate({
              to: '/periods/$id/records/$record',
              params: { id: period.id, record },
              state: { ...searchState(text), periodList: { search, ids: near(pages.rows, record) } },
            })
          }
          {...(may ? { chosen, onChoose: setChosen } : {})}
        />
      </Paged>
      {asking && (
        <HoldOutDialog
          periodId={period.id}
          release={asking.release}
          chosen={asking.of}
          onClose={(changed) => {
            if (changed === null) return setAsking(null)
            done(`${plural(changed, 'record')} ${asking.release ? 'let in again' : 'held out of the month'}.`)
          }}
        />
      )}
    </>
  )
}
