/** Which loan an account is, said by a person: matched, ignored with a reason, or taken back. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, Label, Radio, RadioGroup } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import {
  type BaselineAccountFieldsFragment,
  BaselineCandidatesDocument,
  type BaselineCandidatesQuery,
  BaselineLoanSearchDocument,
  IgnoreBaselineAccountDocument,
  MatchBaselineAccountDocument,
  UnmatchBaselineAccountDocument,
} from '../../generated/documents.ts'
import { formatDay, formatInstant, formatMoney } from '../../lib/format.ts'
import { Actor } from '../../ui/Actor.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { Loading } from '../../ui/states.tsx'
import { matchTexts } from './BaselinePage.tsx'

type Account = BaselineAccountFieldsFragment
type Candidate = Extract<NonNullable<BaselineCandidatesQuery['node']>, { candidates: unknown }>['candidates'][number]

/** @param onClose told whether something was changed */
export function AccountDialog({ account, onClose }: { account: Account; onClose: (changed: boolean) => void }) {
  const may = useMay('OPERATOR')
  const decided = account.match !== 'NONE' && account.match !== 'AMBIGUOUS'
  return (
    <ModalDialog
      title={`Account ${account.consumerAccountNumber}`}
      open
      onOpenChange={(open) => open || onClose(false)}
    >
      <dl>
        <dt>In the file</dt>
        <dd>
          Line {account.line}: {account.surname || 'no surname'}, status {account.accountStatus},{' '}
          {formatMoney(account.currentBalance)}
        </dd>
        <dt>Loan</dt>
        <dd>
          <Badge tone={matchTexts[account.match].tone}>{matchTexts[account.match].title}</Badge>{' '}
          {account.record && (
            <Link to="/records/$id" params={{ id: account.record.id }}>
              {account.record.displayKey}
            </Link>
          )}
          {account.sameConsumer === false &&
            ' Its loan has another consumer: its history would be held against somebody else.'}
        </dd>
        {account.decidedBy && (
          <>
            <dt>Decided</dt>
            <dd>
              by <Actor actor={account.decidedBy} name={account.decidedByName} />, {formatInstant(account.decidedAt)}
              {account.reason && `: “${account.reason}”`}
            </dd>
          </>
        )}
      </dl>
      {!may ? (
        <p className="muted">Matching needs the role OPERATOR.</p>
      ) : decided ? (
        <TakeBack account={account} onDone={() => onClose(true)} />
      ) : (
        <Decide account={account} onDone={() => onClose(true)} />
      )}
      <div className="row">
        <Button className="button" onPress={() => onClose(false)}>
          Close
        </Button>
      </div>
    </ModalDialog>
  )
}

function TakeBack({ account, onDone }: { account: Account; onDone: () => void }) {
  const [{ fetching }, unmatch] = useMutation(UnmatchBaselineAccountDocument)
  const [problem, setProblem] = useState<string | null>(null)
  const press = async () => {
    const { data, error } = await unmatch({ input: { accountId: account.id } })
    const refused = refusalOf({ error, userErrors: data?.unmatchBaselineAccount.userErrors })
    if (refused) setProblem(refused)
    else onDone()
  }
  return (
    <>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton className="button danger" busy={fetching} onPress={press}>
          {account.match === 'IGNORED' ? 'It needs a loan after all' : 'This is not its loan'}
        </BusyButton>
      </div>
    </>
  )
}

function Decide({ account, onDone }: { account: Account; onDone: () => void }) {
  const [{ data, fetching }] = useQuery({ query: BaselineCandidatesDocument, variables: { id: account.id } })
  const [search, setSearch] = useState('')
  const [asked, setAsked] = useState('')
  const [{ data: found, fetching: finding }] = useQuery({
    query: BaselineLoanSearchDocument,
    variables: { search: asked },
    pause: asked === '',
  })
  const [matching, match] = useMutation(MatchBaselineAccountDocument)
  const [ignoring, ignore] = useMutation(IgnoreBaselineAccountDocument)
  const [chosen, setChosen] = useState('')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const node = data?.node
  const candidates = node && 'candidates' in node ? node.candidates : undefined
  const others =
    found?.metro2Records.edges
      .map((edge) => edge.node)
      .filter(({ id }) => !candidates?.some((each) => each.id === id)) ?? []
  const told = (refused: string | null) => (refused ? setProblem(refused) : onDone())
  const matchIt = async () => {
    const { data, error } = await match({ input: { accountId: account.id, recordId: chosen } })
    told(refusalOf({ error, userErrors: data?.matchBaselineAccount.userErrors }))
  }
  const ignoreIt = async () => {
    if (!reason.trim()) return setProblem('Say why it needs no loan: the reason stays with it.')
    const { data, error } = await ignore({ input: { accountId: account.id, reason: reason.trim() } })
    told(refusalOf({ error, userErrors: data?.ignoreBaselineAccount.userErrors }))
  }
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(search.trim())
        }}
      >
        <TextInput
          label="Find the loan"
          type="search"
          value={search}
          onChange={setSearch}
          placeholder="Account, loan or surname, then Enter"
        />
      </form>
      <RadioGroup className="field candidates" value={chosen || null} onChange={setChosen}>
        <Label>Which loan it is</Label>
        {(finding || (fetching && !candidates)) && <Loading what="loans" />}
        {!finding && candidates?.length === 0 && others.length === 0 && (
          <p className="muted">
            No loan has this number or consumer{asked ? ', and none was found' : ': find it above'}.
          </p>
        )}
        {[...(candidates ?? []), ...others].map((loan) => (
          <OneLoan key={loan.id} loan={loan} />
        ))}
      </RadioGroup>
      <div className="row">
        <BusyButton className="button primary" busy={matching.fetching} isDisabled={!chosen} onPress={matchIt}>
          It is this loan
        </BusyButton>
      </div>
      <TextInput
        label="Or why it needs no loan"
        value={reason}
        onChange={setReason}
        rows={2}
        maxLength={500}
        help="No personal data."
      />
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton className="button" busy={ignoring.fetching} onPress={ignoreIt}>
          Ignore the account
        </BusyButton>
      </div>
    </>
  )
}

function OneLoan({ loan }: { loan: Candidate }) {
  return (
    <Radio value={loan.id} className="radio">
      <span className="dot" aria-hidden="true" />
      <span>
        <strong>{loan.displayKey}</strong> {loan.surname && `${loan.surname}, ${loan.firstName ?? ''}`}
        <span className="muted">
          {' '}
          status {loan.accountStatus ?? '–'}, {formatMoney(loan.currentBalance)}, opened{' '}
          {formatDay(loan.base?.dateOpened ?? null)}
        </span>
      </span>
    </Radio>
  )
}
