/** Loans that were there on the day of the file and stand in no account of it. */
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { ask, refusalOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  BaselineLoansDocument,
  type BaselineLoansQuery,
  IgnoreBaselineLoanDocument,
} from '../../generated/documents.ts'
import { formatMoney, humanize } from '../../lib/format.ts'
import { type BaselineSearch, loanStates } from '../../lib/periodSearch.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { Empty } from '../../ui/states.tsx'
import { type VirtualColumn, VirtualTable } from '../periods/VirtualTable.tsx'
import type { BaselineShown } from './BaselinePage.tsx'

type Loan = BaselineLoansQuery['baselineLoans']['edges'][number]['node']

const tones: Record<Loan['state'], Tone> = { MISSING: 'bad', MATCHED: 'good', IGNORED: 'plain' }

const columns: readonly VirtualColumn<Loan>[] = [
  { id: 'number', title: 'Account', width: 190, cell: (row) => row.consumerAccountNumber },
  {
    id: 'loan',
    title: 'Loan',
    width: 150,
    cell: ({ record }) =>
      record ? (
        <Link to="/records/$id" params={{ id: record.id }}>
          {record.displayKey}
        </Link>
      ) : (
        '–'
      ),
  },
  { id: 'surname', title: 'Surname', width: 170, cell: ({ record }) => record?.surname ?? '–' },
  {
    id: 'state',
    title: 'State',
    width: 130,
    cell: ({ state }) => <Badge tone={tones[state]}>{humanize(state)}</Badge>,
  },
  { id: 'status', title: 'Status', width: 90, cell: ({ record }) => record?.accountStatus ?? '–' },
  {
    id: 'balance',
    title: 'Balance',
    width: 120,
    number: true,
    cell: ({ record }) => formatMoney(record?.currentBalance ?? null),
  },
  { id: 'why', title: 'Reason', width: 280, cell: (row) => row.reason ?? '' },
]

interface Props {
  baseline: BaselineShown
  search: BaselineSearch
  turn: number
  onChanged: () => void
}

export function LoansPanel({ baseline, search, turn, onChanged }: Props) {
  const { api } = useSession()
  const may = useMay('OPERATOR')
  const navigate = useNavigate({ from: '/baselines' })
  const [open, setOpen] = useState<Loan | null>(null)
  const filter = useMemo(
    () => ({ baseline: baseline.id, ...(search.loan ? { state: [search.loan] } : {}) }),
    [baseline.id, search.loan],
  )
  const load = useCallback(
    async (after: string | null) => {
      const { edges, pageInfo } = (await ask(api.uncached, BaselineLoansDocument, { filter, after, first: 100 }))
        .baselineLoans
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter],
  )
  const pages = usePages(JSON.stringify([filter, turn]), load)
  const change = (loan: BaselineSearch['loan']) =>
    navigate({ search: ({ loan: _loan, ...before }) => (loan ? { ...before, loan } : before), resetScroll: false })
  return (
    <>
      <p className="muted">
        Each was open on the day of the file and was not in it. Say which account it is in the list of accounts, or
        ignore it with a reason; loans that were opened later are not listed.
      </p>
      <search className="filters">
        <SelectInput
          label="State"
          value={search.loan ?? ''}
          onChange={(value) => change(loanStates.find((each) => each === value))}
          options={[{ value: '', label: 'Any' }, ...loanStates.map((value) => ({ value, label: humanize(value) }))]}
        />
      </search>
      <Paged
        pages={pages}
        empty={<Empty title={search.loan ? 'No loan is like that' : 'Every loan of that day stands in the file'} />}
      >
        <VirtualTable
          label="Loans without an account"
          columns={columns}
          pages={pages}
          textOf={(row) => row.consumerAccountNumber}
          {...(may ? { onOpen: (id: string) => setOpen(pages.rows.find((row) => row.id === id) ?? null) } : {})}
        />
      </Paged>
      {open && (
        <IgnoreLoan
          loan={open}
          onClose={(changed) => {
            setOpen(null)
            if (changed) onChanged()
          }}
        />
      )}
    </>
  )
}

function IgnoreLoan({ loan, onClose }: { loan: Loan; onClose: (changed: boolean) => void }) {
  const [{ fetching }, ignore] = useMutation(IgnoreBaselineLoanDocument)
  const [reason, setReason] = useState(loan.reason ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const press = async () => {
    if (!reason.trim()) return setProblem('Say why it need not stand in the file: the reason stays with it.')
    const { data, error } = await ignore({ input: { loanId: loan.id, reason: reason.trim() } })
    const refused = refusalOf({ error, userErrors: data?.ignoreBaselineLoan.userErrors })
    if (refused) setProblem(refused)
    else onClose(true)
  }
  return (
    <ModalDialog
      title={`Loan ${loan.record?.displayKey ?? loan.consumerAccountNumber}`}
      open
      onOpenChange={(shown) => shown || onClose(false)}
    >
      {loan.state === 'MATCHED' ? (
        <p>Somebody said which account it is.</p>
      ) : (
        <>
          <p>It stands in no account of the baseline.</p>
          <TextInput
            label="Why it need not stand in the file"
            value={reason}
            onChange={setReason}
            rows={2}
            maxLength={500}
            required
            help="No personal data."
          />
        </>
      )}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        {loan.state !== 'MATCHED' && (
          <BusyButton className="button primary" busy={fetching} onPress={press}>
            Ignore the loan
          </BusyButton>
        )}
        <Button className="button" onPress={() => onClose(false)}>
          Close
        </Button>
      </div>
    </ModalDialog>
  )
}
