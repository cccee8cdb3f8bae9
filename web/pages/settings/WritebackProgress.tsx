/** A job that writes what a plan holds, live: how far it is, what became of each write, and the way to end it. */
import { useEffect, useRef, useState } from 'react'
import { ProgressBar } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import {
  CancelWritebackDocument,
  WritebackProgressDocument,
  type WritebackProgressSubscription,
} from '../../generated/documents.ts'
import { formatCount, humanize } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'

type Shown = WritebackProgressSubscription['operationProgress']

export function WritebackProgress({ operationId, onEnd }: { operationId: string; onEnd: () => void }) {
  const { api } = useSession()
  const [shown, setShown] = useState<Shown | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const ended = useRef(onEnd)
  ended.current = onEnd
  // Followed once: an operation that has ended completes each time it is asked for.
  useEffect(
    () =>
      api.follow(WritebackProgressDocument, () => ({ operationId }), {
        next: ({ operationProgress }) => setShown(operationProgress),
        complete: () => ended.current(),
        error: setProblem,
      }),
    [api, operationId],
  )
  return (
    <div className="stack tight">
      {shown && <State shown={shown} onProblem={setProblem} />}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
    </div>
  )
}

function State({ shown, onProblem }: { shown: Shown; onProblem: (problem: string | null) => void }) {
  const { state, active, fraction, failure } = shown
  return (
    <>
      <div className="row">
        <Badge tone={toneOf(state)}>{humanize(state)}</Badge>
        {active && <span>Writing: {soFar(shown)}</span>}
        {/* Heard once, when it has ended. */}
        <span role="status">{active ? '' : `Ended: ${soFar(shown)}`}</span>
        {active && <Cancel operationId={shown.id} onProblem={onProblem} />}
      </div>
      {active && (
        <ProgressBar aria-label="Writing" value={(fraction ?? 0) * 100}>
          {({ percentage }) => (
            <svg className="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="4" className="rest" />
              <rect width={percentage ?? 0} height="4" className="part" />
            </svg>
          )}
        </ProgressBar>
      )}
      {failure && (
        <div className="notice bad">
          <p>{failure.message}</p>
          <p className="hint">{failure.hint}</p>
        </div>
      )}
    </>
  )
}

function Cancel({ operationId, onProblem }: { operationId: string; onProblem: (problem: string | null) => void }) {
  const may = useMay('OPERATOR')
  const [{ fetching }, cancel] = useMutation(CancelWritebackDocument)
  if (!may) return null
  const run = async () => {
    const { data, error } = await cancel({ input: { operationId } })
    onProblem(refusalOf({ error, userErrors: data?.cancelOperation.userErrors }))
  }
  return (
    <BusyButton className="button small danger" busy={fetching} onPress={run}>
      Cancel the rest
    </BusyButton>
  )
}

/** `2 of 3, 2 written`. */
function soFar({ done, total, counts }: Shown): string {
  const of = total === null ? '' : ` of ${formatCount(total)}`
  const each = counts.map(({ name, count }) => `, ${formatCount(count)} ${humanize(name).toLowerCase()}`)
  return `${formatCount(done)}${of}${each.join('')}`
}
