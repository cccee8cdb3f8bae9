import { useState } from 'react'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { TestWebhookDocument, type TestWebhookMutation } from '../../generated/documents.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'

type Trial = TestWebhookMutation['testWebhook']

/** Sends a delivery like the source's own through the public address, and says what came back. */
export function WebhookTest({ connectionId, onTested }: { connectionId: string; onTested?: () => void }) {
  const [{ fetching }, test] = useMutation(TestWebhookDocument)
  const [trial, setTrial] = useState<Trial | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async () => {
    setTrial(null)
    const { data, error } = await test({ input: { connectionId } })
    setProblem(refusalOf({ error, userErrors: data?.testWebhook.userErrors }))
    if (data && data.testWebhook.userErrors.length === 0) setTrial(data.testWebhook)
    onTested?.()
  }
  return (
    <div className="stack tight">
      <div className="row">
        <BusyButton className="button" busy={fetching} onPress={run}>
          {trial ? 'Test again' : 'Test the webhook'}
        </BusyButton>
        <span className="muted">Sends a delivery through the public address. One known loan is read again.</span>
      </div>
      <div role="status">
        {fetching && <p className="muted">Sending, and waiting for the answer …</p>}
        {!fetching && problem && <p className="notice bad">{problem}</p>}
        {!fetching && trial && <Answer trial={trial} />}
      </div>
    </div>
  )
}

function Answer({ trial: { passed, status, milliseconds, message, hint, url } }: { trial: Trial }) {
  return (
    <div className={`trial ${passed ? 'good' : 'bad'}`}>
      <p>
        <Badge tone={passed ? 'good' : 'bad'}>{passed ? 'It works' : 'It does not work'}</Badge> {message}
      </p>
      {hint && <p className="hint">{hint}</p>}
      <p className="muted small-text">
        {status === null ? 'No answer' : `HTTP ${status}`}
        {milliseconds !== null && ` after ${milliseconds} ms`} from <code>{url}</code>
      </p>
    </div>
  )
}
