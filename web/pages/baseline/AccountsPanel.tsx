/** The accounts of the baseline, and how each found its loan; a row opens what can be done about it. */
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { searchState, useSearchText } from '../../app/searchTexts.ts'
import { usePages } from '../../app/usePages.ts'
import { type BaselineAccountFieldsFragment, BaselineAccountsDocument } from '../../generated/documents.ts'
import { formatMoney } from '../../lib/format.ts'
import { type BaselineSearch, baselineMatches } from '../../lib/periodSearch.ts'
import { Badge } from '../../ui/Badge.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { Empty } from '../../ui/states.tsx'
import { type VirtualColumn, VirtualTable } from '../periods/VirtualTable.tsx'
import { AccountDialog } from './AccountDialog.tsx'
import { type BaselineShown, matchTexts } from './BaselinePage.tsx'

type Account = BaselineAccountFieldsFragment

const columns: readonly VirtualColumn<Account>[] = [
  { id: 'number', title: 'Account', width: 190, cell: (row) => row.consumerAccountNumber },
  { id: 'surname', title: 'Surname', width: 160, cell: (row) => row.surname || '–' },
  {
    id: 'match',
    title: 'Loan found',
    width: 200,
    cell: (row) => <Badge tone={matchTexts[row.match].tone}>{matchTexts[row.match].title}</Badge>,
  },
  { id: 'loan', title: 'Loan', width: 140, cell: (row) => row.record?.displayKey ?? '–' },
  {
    id: 'consumer',
    title: 'Consumer',
    width: 130,
    cell: ({ sameConsumer }) =>
      sameConsumer === null ? '–' : sameConsumer ? 'the same' : <Badge tone="warn">another</Badge>,
  },
  { id: 'status', title: 'Status', width: 80, cell: (row) => row.accountStatus },
  { id: 'balance', title: 'Balance', width: 110, number: true, cell: (row) => formatMoney(row.currentBalance) },
  { id: 'line', title: 'Line', width: 80, number: true, cell: (row) => row.line },
  { id: 'why', title: 'Reason', width: 200, cell: (row) => row.reason ?? '' },
]

interface Props {
  baseline: BaselineShown
  search: BaselineSearch
  turn: number
  onChanged: () => void
}

export function AccountsPanel({ baseline, search, turn, onChanged }: Props) {
  const { api } = useSession()
  const navigate = useNavigate({ from: '/baselines' })
  const text = useSearchText()
  const [open, setOpen] = useState<Account | null>(null)
  const filter = useMemo(
    () => ({
      baseline: baseline.id,
      ...(search.match ? { match: [search.match] } : {}),
      ...(search.otherConsumer ? { sameConsumer: false } : {}),
      ...(text.trim() ? { search: text.trim() } : {}),
    }),
    [baseline.id, search.match, search.otherConsumer, text],
  )
  const load = useCallback(
    async (after: string | null) => {
      const { edges, pageInfo } = (await ask(api.uncached, BaselineAccountsDocument, { filter, after, first: 100 }))
        .baselineAccounts
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter],
  )
  const pages = usePages(JSON.stringify([filter, turn]), load)
  const find = (text: string) => navigate({ search, state: searchState(text), replace: true, resetScroll: false })
  const change = (changes: Partial<BaselineSearch>) =>
    navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value)),
      state: searchState(text),
      resetScroll: false,
    })
  const countOf = (match: string) => baseline.matches.find((each) => each.match === match)?.count ?? 0
  return (
    <>
      <search className="filters">
        <SearchInput text={text} find={find} label="Account number" placeholder="Its beginning, then Enter" />
        <SelectInput
          label="Loan found"
          value={search.match ?? ''}
          onChange={(value) => change({ match: baselineMatches.find((each) => each === value) })}
          options={[
            { value: '', label: 'Any' },
            ...baselineMatches.map((value) => ({ value, label: `${matchTexts[value].title} (${countOf(value)})` })),
          ]}
        />
        <SelectInput
          label="Consumer"
          value={search.otherConsumer ? 'other' : ''}
          onChange={(value) => change({ otherConsumer: value === 'other' || undefined })}
          options={[
            { value: '', label: 'Any' },
            { value: 'other', label: 'Another than the loan has' },
          ]}
        />
      </search>
      <Paged
        pages={pages}
        empty={
          <Empty title="No account is like that">
            <p>Widen the filters.</p>
          </Empty>
        }
      >
        <VirtualTable
          label="Accounts of the baseline"
          columns={columns}
          pages={pages}
          textOf={(row) => row.consumerAccountNumber}
          onOpen={(id) => setOpen(pages.rows.find((row) => row.id === id) ?? null)}
        />
      </Paged>
      {open && (
        <AccountDialog
          account={open}
          onClose={(changed) => {
            setOpen(null)
            if (changed) onChanged()
          }}
        />
      )}
    </>
  )
}
