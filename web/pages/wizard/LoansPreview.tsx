/** Loans before anything is connected: a table of them, each with its fields and what is wrong, and what is not final. */
import {
  Button,
  Cell,
  Column,
  Disclosure,
  DisclosurePanel,
  Heading,
  Row,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components'
import { useQuery } from 'urql'
import { WizardCodesDocument } from '../../generated/documents.ts'
import { formatDay, formatMoney, humanize } from '../../lib/format.ts'
import { type CodeTables, filledFields, findingsText, outcomeWord, summaryOf } from '../../lib/preview.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Failed } from '../../ui/states.tsx'
import type { Preview, PreviewAnswer } from './usePreview.ts'

type Loan = PreviewAnswer['loans'][number]

interface Props {
  preview: Preview
  /** Of a source that reads files. */
  uploads: boolean
  drafted: boolean
  onAccess: () => void
}

export function LoansPreview({ preview, uploads, drafted, onAccess }: Props) {
  const { lacks, answer, error, busy, isOld, ask } = preview
  return (
    <section className="stack" aria-labelledby="loans" aria-busy={busy}>
      <div className="row preview-head">
        <h2 id="loans">Five loans, as it maps them</h2>
        {answer && (
          <Button className="button small" onPress={ask}>
            {answer.userErrors.length > 0 ? 'Try again' : drafted ? 'Try this text' : 'Read again'}
          </Button>
        )}
      </div>
      {lacks === 'OFFER' && (
        <p className="notice info">
          This source shows its loans only once it is connected. The first five appear right after the first sync has
          begun; nothing is reported by that.
        </p>
      )}
      {lacks === 'SECRETS' && (
        <Again onAccess={onAccess} word="Enter them again">
          Credentials are not kept when this page is left: enter them again to see loans.
        </Again>
      )}
      {lacks === 'FILE' && (
        <Again onAccess={onAccess} word="Show a file">
          The file is not kept when this page is left: show it again to see its loans.
        </Again>
      )}
      <div role="status" className="silent stack tight">
        {busy && <p className="loading">Reading a few loans, and mapping them …</p>}
        {answer && answer.loans.length > 0 && <p>{summaryOf(answer.loans.map(({ outcome }) => outcome))}</p>}
        {isOld && <p className="notice warn">The text was changed since: what follows is of the text before.</p>}
      </div>
      {error && <Failed error={error} retry={ask} />}
      {answer && <Answered answer={answer} uploads={uploads} drafted={drafted} />}
    </section>
  )
}

function Again({ onAccess, word, children }: { onAccess: () => void; word: string; children: string }) {
  return (
    <div className="notice info stack tight">
      <p>{children}</p>
      <div className="row">
        <Button className="button" onPress={onAccess}>
          {word}
        </Button>
      </div>
    </div>
  )
}

function Answered({ answer, uploads, drafted }: { answer: PreviewAnswer } & Pick<Props, 'uploads' | 'drafted'>) {
  const { userErrors, problems, loans, notices } = answer
  if (userErrors.length > 0)
    return (
      <div role="alert" className="notice bad stack tight">
        {userErrors.map(({ message }) => (
          <p key={message}>{message}</p>
        ))}
      </div>
    )
  if (problems.length > 0) {
    if (drafted) return <p className="muted">Loans are shown once the text has no problems.</p>
    return (
      <ul className="notice warn plain-list">
        {problems.map(({ line, message, hint }) => (
          <li key={`${line} ${message}`}>
            Line {line}: {message} {hint && <code>{hint}</code>}
          </li>
        ))}
      </ul>
    )
  }
  return (
    <>
      {notices.map((notice) => (
        <p key={notice} className="notice info">
          {notice}
        </p>
      ))}
      {loans.length === 0 ? <NoLoans uploads={uploads} /> : <Loans loans={loans} />}
      {loans.length > 0 && (
        <div className="stack tight">
          <h3>What is not final</h3>
          <ul className="not-final">
            {answer.assumptions.map(({ kind, message }) => (
              <li key={kind}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

function NoLoans({ uploads }: { uploads: boolean }) {
  return (
    <p className="notice info">
      {uploads
        ? 'The file has no loans that could be shown.'
        : 'The source has no loans that these credentials can see. You can connect it all the same; they are read when they come.'}
    </p>
  )
}

const toneOfOutcome = (eligibility: string | null) => (eligibility ? toneOf(eligibility) : 'bad')

function Loans({ loans }: { loans: readonly Loan[] }) {
  const [{ data }] = useQuery({ query: WizardCodesDocument, requestPolicy: 'cache-first' })
  const tables = data?.codeTables ?? []
  const titleOf = (code: string) =>
    tables.find(({ field }) => field === 'base.accountStatus')?.codes.find((each) => each.code === code)?.title
  return (
    <>
      <div className="table-box">
        <Table aria-label="Loans of the source, as the preset maps them">
          <TableHeader>
            <Column isRowHeader>Loan</Column>
            <Column>Would be</Column>
            <Column>Account status</Column>
            <Column>Balance</Column>
            <Column>Past due</Column>
            <Column>First delinquency</Column>
            <Column>Findings</Column>
          </TableHeader>
          <TableBody items={loans.map((loan) => ({ ...loan, id: loan.sourceKey }))} dependencies={[tables]}>
            {({ displayKey, outcome, ...loan }) => (
              <Row id={loan.sourceKey} textValue={displayKey}>
                <Cell>
                  <span className="mono">{displayKey}</span>
                </Cell>
                <Cell>
                  <Badge tone={toneOfOutcome(outcome.eligibility)}>{outcomeWord(outcome.eligibility)}</Badge>
                </Cell>
                <Cell>
                  {loan.accountStatus ? (
                    <span title={titleOf(loan.accountStatus)}>
                      <span className="mono">{loan.accountStatus}</span>
                      {loan.daysPastDue ? <span className="muted"> {loan.daysPastDue} days late</span> : null}
                    </span>
                  ) : outcome.exclusionReason ? (
                    humanize(outcome.exclusionReason)
                  ) : (
                    '–'
                  )}
                </Cell>
                <Cell>{formatMoney(loan.currentBalance)}</Cell>
                <Cell>{formatMoney(loan.amountPastDue)}</Cell>
                <Cell>{formatDay(loan.dateOfFirstDelinquency)}</Cell>
                <Cell>{findingsText(outcome)}</Cell>
              </Row>
            )}
          </TableBody>
        </Table>
      </div>
      <ul className="previewed" aria-label="Loan by loan">
        {loans.map((loan) => (
          <li key={loan.sourceKey}>
            <OneLoan loan={loan} tables={tables} />
          </li>
        ))}
      </ul>
    </>
  )
}

function OneLoan({ loan, tables }: { loan: Loan; tables: CodeTables }) {
  const { displayKey, outcome } = loan
  return (
    <Disclosure className="more">
      {({ isExpanded }) => (
        <>
          <Heading level={3}>
            <Button slot="trigger" className="more-head">
              <span className="mono">{displayKey}</span>
              <Badge tone={toneOfOutcome(outcome.eligibility)}>{outcomeWord(outcome.eligibility)}</Badge>
              <span className="muted">{outcome.failures.length > 0 ? 'What is wrong' : 'Fields and findings'}</span>
            </Button>
          </Heading>
          <DisclosurePanel>{isExpanded && <Details loan={loan} tables={tables} />}</DisclosurePanel>
        </>
      )}
    </Disclosure>
  )
}

function Details({ loan: { displayKey, outcome, snapshotDate, fields }, tables }: { loan: Loan; tables: CodeTables }) {
  const rows = filledFields(fields, tables)
  return (
    <div className="stack tight">
      {snapshotDate && <p className="muted">Balances of {formatDay(snapshotDate)}.</p>}
      {outcome.exclusionReason && <p>Not reported: {humanize(outcome.exclusionReason)}.</p>}
      {outcome.failures.map(({ code, field, sourcePath, message, hint }) => (
        <div key={`${code} ${field} ${message}`} className="notice bad">
          <p>
            {field && <code>{field}: </code>}
            {message} {sourcePath && <code>{sourcePath}</code>}
          </p>
          {hint && <p>{hint}</p>}
        </div>
      ))}
      {outcome.findings.length > 0 && (
        <ul className="found-list" aria-label={`Findings of ${displayKey}`}>
          {outcome.findings.map(({ ruleId, severity, message }) => (
            <li key={`${ruleId} ${message}`}>
              <Badge tone={toneOf(severity)}>{humanize(severity)}</Badge>
              <span>
                <code>{ruleId}</code> {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <div className="table-box">
          <Table aria-label={`Fields of ${displayKey}`} className="react-aria-Table fields-table">
            <TableHeader>
              <Column>No.</Column>
              <Column isRowHeader>Field</Column>
              <Column>Value</Column>
              <Column>Where from</Column>
            </TableHeader>
            <TableBody items={rows.map((row) => ({ ...row, id: row.field }))}>
              {({ field, number, title, value, meaning, origin }) => (
                <Row id={field} textValue={title}>
                  <Cell className="react-aria-Cell muted">{number}</Cell>
                  <Cell>{title}</Cell>
                  <Cell>
                    <span className="mono">{value}</span>
                    {meaning && <span className="muted"> {meaning}</span>}
                  </Cell>
                  <Cell className="react-aria-Cell muted">{origin}</Cell>
                </Row>
              )}
            </TableBody>
          </Table>
        </div>
      )}
    </div>
  )
}
