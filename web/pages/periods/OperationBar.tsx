/** Work that is going on: how far it is, and a way to end it. Ended early: why, and what to do. */
import { useState } from 'react'
import { ProgressBar } from 'react-aria-components'
import { useMutation } from 'urql'
import { useMayCancel } from '../../app/context.ts'
import {
  CancelPeriodOperationDocument,
  type OperationKind,
  type PeriodOperationFragment,
} from '../../generated/documents.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'

const texts: Partial<Record<OperationKind, { title: string; items: string }>> = {
  COMPUTE_PERIOD: { title: 'Computing the records', items: 'loan' },
  CLOSE_PERIOD: { title: 'Closing the month', items: 'record' },
  WRITE_FILE: { title: 'Writing and reading back the file', items: 'record' },
  IMPORT_BASELINE: { title: 'Reading the file', items: 'account' },
  IMPORT_RESPONSES: { title: 'Reading the answers', items: 'line' },
}

export function OperationBar({ operation, label }: { operation: PeriodOperationFragment; label?: string }) {
  const may = useMayCancel(operation.requestedBy)
  const [{ fetching }, cancel] = useMutation(CancelPeriodOperationDocument)
  const [problem, setProblem] = useState<string | null>(null)
  const { title, items } = texts[operation.kind] ?? { title: humanize(operation.kind), items: 'item' }
  const { done, total, fraction, state, cancelRequestedAt } = operation
  const percent = fraction === null ? undefined : Math.round(fraction * 100)
  const stop = async () => {
    const { data, error } = await cancel({ input: { operationId: operation.id } })
    const refused = data?.cancelOperation.userErrors.map(({ message }) => message).join(' ')
    setProblem(error?.message ?? (refused || null))
  }
  const doing = cancelRequestedAt
    ? 'Stopping after the step at hand'
    : state === 'QUEUED'
      ? 'Waiting for a worker'
      : (label ?? title)
  const far = total === null ? plural(done, items) : `${formatCount(done)} of ${plural(total, items)}`
  return (
    <div className="card operation">
      <ProgressBar
        className="operation-progress"
        value={percent ?? 0}
        isIndeterminate={percent === undefined}
        aria-label={title}
        valueLabel={far}
      >
        <p className="row spread">
          <strong>{doing}</strong>
          <span className="muted">
            {far}
            {percent === undefined ? '' : ` · ${percent} %`}
          </span>
        </p>
        <div className="progress">
          <div style={{ width: `${percent ?? 0}%` }} />
        </div>
      </ProgressBar>
      {may && !cancelRequestedAt && (
        <BusyButton className="button" busy={fetching} onPress={stop}>
          Cancel
        </BusyButton>
      )}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
    </div>
  )
}

/** How work ended that did not come to its end; nothing where it did. */
export function OperationEnd({ operation, again }: { operation: PeriodOperationFragment; again?: string }) {
  const { title } = texts[operation.kind] ?? { title: humanize(operation.kind) }
  if (operation.state === 'CANCELLED') {
    return (
      <div className="notice warn" role="status">
        <p>
          {title}: cancelled. What was done so far stays. {again}
        </p>
      </div>
    )
  }
  if (operation.state !== 'FAILED' || !operation.failure) return null
  return (
    <div className="notice bad" role="alert">
      <p>
        {title} failed: {operation.failure.message}
      </p>
      <p className="hint">{operation.failure.hint}</p>
    </div>
  )
}
