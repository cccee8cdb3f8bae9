/** What bureaus answered about one account of a closed month, and a new answer. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { ResponsesOfAccountDocument } from '../../generated/documents.ts'
import { formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { Actor } from '../../ui/Actor.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { RecordAnswerDialog } from './RecordAnswerDialog.tsx'
import { answerTones } from './ResponsesPanel.tsx'

interface Props {
  period: { id: string; month: string; furnisher: { id: string } }
  account: string
}

export function AccountAnswers({ period, account }: Props) {
  const may = useMay('OPERATOR')
  const [asking, setAsking] = useState(false)
  const variables = { period: period.id, account, operator: may }
  const [{ data, error }, again] = useQuery({
    query: ResponsesOfAccountDocument,
    variables,
    requestPolicy: 'network-only',
  })
  const answers = data?.bureauResponses.edges.map(({ node }) => node)
  const refresh = () => again({ requestPolicy: 'network-only' })
  return (
    <section className="card stack" aria-labelledby="account-answers">
      <div className="row spread">
        <h2 id="account-answers">Answers of bureaus</h2>
        {may && (
          <Button className="button" onPress={() => setAsking(true)}>
            Record an answer …
          </Button>
        )}
      </div>
      {error && !data && <Failed error={error} retry={refresh} />}
      {!error && !data && <Loading what="the answers" />}
      {answers?.length === 0 && <p className="muted">No bureau has answered about it yet.</p>}
      {answers && answers.length > 0 && (
        <ul className="findings">
          {answers.map((answer) => (
            <li key={answer.id} className="stack">
              <div className="row">
                <Badge tone={answerTones[answer.kind]}>{humanize(answer.kind)}</Badge>
                <strong>{humanize(answer.bureau)}</strong> <code className="muted">{answer.reference}</code>
                {answer.codes.map((code) => (
                  <code key={code}>{code}</code>
                ))}
                {answer.disputeOutcome && <span>{humanize(answer.disputeOutcome)}</span>}
              </div>
              {answer.message && <p>“{answer.message}”</p>}
              <p className="muted">
                {answer.respondedOn && `Of ${formatDay(answer.respondedOn)}. `}Brought in{' '}
                {formatInstant(answer.createdAt)} by <Actor actor={answer.createdBy} name={answer.createdByName} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <RecordAnswerDialog
          period={period}
          account={account}
          onClose={(recorded) => {
            setAsking(false)
            if (recorded) refresh()
          }}
        />
      )}
    </section>
  )
}
