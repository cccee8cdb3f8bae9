/** What bureaus answered about the accounts of a month, and a file of answers to read. */
import { Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button, FileTrigger } from 'react-aria-components'
import { useMutation } from 'urql'
import { ask, refusalOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import { useSendFile } from '../../app/useSendFile.ts'
import {
  ImportResponsesOfPeriodDocument,
  type PeriodOperationFragment,
  ResponsesOfPeriodDocument,
  type ResponsesOfPeriodQuery,
} from '../../generated/documents.ts'
import { formatCount, formatDay, humanize, plural } from '../../lib/format.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { FileProgress } from '../../ui/FileProgress.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { Empty } from '../../ui/states.tsx'
import { OperationBar, OperationEnd } from '../periods/OperationBar.tsx'
import type { PeriodShown } from '../periods/PeriodPage.tsx'
import { useOperation } from '../periods/useOperation.ts'
import { type VirtualColumn, VirtualTable } from '../periods/VirtualTable.tsx'

type Answer = ResponsesOfPeriodQuery['bureauResponses']['edges'][number]['node']

export const answerTones: Record<Answer['kind'], Tone> = { ACCEPTED: 'good', REJECTED: 'bad', DISPUTE: 'warn' }

const columns: readonly VirtualColumn<Answer>[] = [
  { id: 'account', title: 'Account', width: 170, cell: (row) => row.consumerAccountNumber },
  { id: 'bureau', title: 'Bureau', width: 120, cell: (row) => humanize(row.bureau) },
  {
    id: 'kind',
    title: 'Answer',
    width: 120,
    cell: (row) => <Badge tone={answerTones[row.kind]}>{humanize(row.kind)}</Badge>,
  },
  { id: 'codes', title: 'Codes', width: 150, cell: (row) => row.codes.join(' ') || '–' },
  {
    id: 'outcome',
    title: 'Dispute',
    width: 130,
    cell: (row) => (row.disputeOutcome ? humanize(row.disputeOutcome) : '–'),
  },
  { id: 'reference', title: 'Reference', width: 190, cell: (row) => row.reference },
  { id: 'day', title: 'Day', width: 130, cell: (row) => formatDay(row.respondedOn) },
  {
    id: 'loan',
    title: 'Loan',
    width: 130,
    cell: ({ record }) =>
      record ? (
        <Link to="/records/$id" params={{ id: record.id }}>
          {record.displayKey}
        </Link>
      ) : (
        'none'
      ),
  },
]

export function ResponsesPanel({ period }: { period: PeriodShown }) {
  const { api } = useSession()
  const may = useMay('OPERATOR')
  const [turn, setTurn] = useState(0)
  const load = useCallback(
    async (after: string | null) => {
      const variables = { filter: { period: period.id }, after, first: 100 }
      const { edges, pageInfo } = (await ask(api.uncached, ResponsesOfPeriodDocument, variables)).bureauResponses
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, period.id],
  )
  const pages = usePages(`${period.id} ${turn}`, load)
  return (
    <>
      {may ? (
        <ImportAnswers furnisherId={period.furnisher.id} onRead={() => setTurn((before) => before + 1)} />
      ) : (
        <p className="muted">Bringing in answers needs the role OPERATOR.</p>
      )}
      <Paged
        pages={pages}
        empty={
          <Empty title="No bureau has answered yet">
            <p>Answers are tied to the accounts of the month by account number.</p>
          </Empty>
        }
      >
        <VirtualTable label="Answers of bureaus" columns={columns} pages={pages} textOf={(row) => row.reference} />
      </Paged>
    </>
  )
}

interface Result {
  recorded?: number
  known?: number
  bad?: number
  problems?: { line: number; field?: string; code: string; message: string }[]
}

function ImportAnswers({ furnisherId, onRead }: { furnisherId: string; onRead: () => void }) {
  const [, start] = useMutation(ImportResponsesOfPeriodDocument)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [started, setStarted] = useState<PeriodOperationFragment | null>(null)
  const operation = useOperation(started, onRead)
  const sending = useSendFile('BUREAU_RESPONSE', async ({ id }) => {
    setBusy(true)
    const { data, error } = await start({ input: { furnisherId, uploadId: id } })
    setBusy(false)
    setProblem(refusalOf({ error, userErrors: data?.importBureauResponses.userErrors }))
    setStarted(data?.importBureauResponses.operation ?? null)
  })
  const read = (file: File | undefined) => {
    if (!file) return
    setProblem(null)
    sending.send(file)
  }
  const result = operation?.state === 'SUCCEEDED' ? (operation.result as Result | null) : null
  return (
    <section className="card stack" aria-labelledby="answers">
      <h2 id="answers">Bring in answers</h2>
      <p className="muted">
        A CSV file whose first line names the columns: bureau, reference, month, account_number, kind, and where there
        are any codes, dispute_outcome, responded_on, message. Each line stands for itself; what is known already
        changes nothing.
      </p>
      {sending.file ? (
        <FileProgress file={sending.file} onAgain={sending.again} onStop={sending.stop} />
      ) : (
        <div className="row">
          <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => read(files?.[0])}>
            <BusyButton className="button" busy={busy}>
              Choose a file …
            </BusyButton>
          </FileTrigger>
        </div>
      )}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      {operation?.active && <OperationBar operation={operation} />}
      {operation && !operation.active && <OperationEnd operation={operation} />}
      {result && <Told result={result} onForget={() => setStarted(null)} />}
    </section>
  )
}

function Told({ result, onForget }: { result: Result; onForget: () => void }) {
  const problems = result.problems ?? []
  return (
    <div className="stack">
      <p role="status" className={`notice ${(result.bad ?? 0) > 0 ? 'warn' : 'good'}`}>
        {plural(result.recorded ?? 0, 'answer')} stored, {formatCount(result.known ?? 0)} known before,{' '}
        {plural(result.bad ?? 0, 'bad line')}.
      </p>
      {problems.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        <ul className="problems" tabIndex={0} aria-label="Bad lines">
          {problems.slice(0, 200).map((each) => (
            <li key={`${each.line} ${each.code} ${each.field ?? ''}`}>
              <span className="muted">Line {each.line}</span> {each.message}
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <Button className="button quiet" onPress={onForget}>
          Put away
        </Button>
      </div>
    </div>
  )
}
