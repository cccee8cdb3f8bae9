/** A plan shows what would be written and sends nothing; applying it is a second step, by a person, watched live. */
import { useCallback, useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import {
  ApplyWritebackDocument,
  type PlanFieldsFragment,
  PlanWritebackDocument,
  WritebackPlansDocument,
  WritebackRunsDocument,
} from '../../generated/documents.ts'
import { formatCount, formatInstant, plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useActorNames } from './useActorNames.ts'
import type { WritebackConnection } from './WritebackPage.tsx'
import { WritebackProgress } from './WritebackProgress.tsx'
import { WritesTable } from './Writes.tsx'

interface Props {
  connection: WritebackConnection
  stopped: boolean
  turn: number
  onChanged: () => void
}

export function WritebackPlanCard({ connection, stopped, turn, onChanged }: Props) {
  const may = useMay('OPERATOR')
  const [{ data }, again] = useQuery({ query: WritebackPlansDocument, variables: { connection: connection.id } })
  const [{ data: runs }] = useQuery({ query: WritebackRunsDocument, requestPolicy: 'network-only' })
  const [{ fetching }, make] = useMutation(PlanWritebackDocument)
  const [problem, setProblem] = useState<string | null>(null)
  const [applying, setApplying] = useState(false)
  const [started, setStarted] = useState<string | null>(null)
  const operation = started ?? runs?.operations.edges[0]?.node.id ?? null
  const refresh = useCallback(() => {
    again({ requestPolicy: 'network-only' })
    onChanged()
  }, [again, onChanged])
  const plan = data?.writebackPlans.edges[0]?.node
  const planNow = async () => {
    const { data: answer, error } = await make({ input: { connectionId: connection.id } })
    setProblem(refusalOf({ error, userErrors: answer?.planWriteback.userErrors }))
    if (answer?.planWriteback.plan) refresh()
  }
  return (
    <section className="card stack" aria-labelledby="plan">
      <div className="heading">
        <h2 id="plan">Plan</h2>
        {may && (
          <BusyButton className="button" busy={fetching} onPress={planNow}>
            {plan ? 'Make a new plan' : 'Make a plan'}
          </BusyButton>
        )}
      </div>
      <p className="muted">
        A dry run: the source is asked nothing and sent nothing. A new plan takes the place of the one before it.
        {!may && ' Planning and applying needs the role OPERATOR.'}
      </p>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      {operation && <WritebackProgress key={operation} operationId={operation} onEnd={refresh} />}
      {plan && (
        <PlanShown
          plan={plan}
          connection={connection}
          stopped={stopped}
          turn={turn}
          onApply={() => setApplying(true)}
        />
      )}
      {plan && applying && (
        <ApplyDialog
          plan={plan}
          connection={connection}
          onStarted={setStarted}
          onClose={() => {
            setApplying(false)
            refresh()
          }}
        />
      )}
    </section>
  )
}

function PlanShown({
  plan,
  connection,
  stopped,
  turn,
  onApply,
}: {
  plan: PlanFieldsFragment
  connection: WritebackConnection
  stopped: boolean
  turn: number
  onApply: () => void
}) {
  const may = useMay('OPERATOR')
  const nameOf = useActorNames()
  const enabled = connection.writeback!.enabled
  return (
    <>
      <p>
        {nameOf(plan.createdBy)}, {formatInstant(plan.createdAt)}:{' '}
        <strong>{plural(plan.planned, 'write')} planned</strong>, {formatCount(plan.written)} written,{' '}
        {formatCount(plan.skipped)} left out, {formatCount(plan.failed)} failed.
        {plan.more && ' More answers are left for a next plan: one holds 1,000 writes.'}
        {plan.appliedAt && plan.appliedBy && (
          <span className="muted">
            {' '}
            Last applied by {nameOf(plan.appliedBy)}, {formatInstant(plan.appliedAt)}.
          </span>
        )}
      </p>
      <WritesTable connection={connection} filter={{ plan: plan.id }} turn={turn} label="Writes of the plan" />
      {plan.planned > 0 && may && (
        <div className="row">
          <Button className="button primary" isDisabled={!enabled || stopped} onPress={onApply}>
            Apply: write {plural(plan.planned, 'value')} …
          </Button>
          {!enabled && <span className="muted">Writeback of this connection is off.</span>}
          {enabled && stopped && <span className="muted">All writeback is stopped.</span>}
        </div>
      )}
    </>
  )
}

function ApplyDialog({
  plan,
  connection,
  onStarted,
  onClose,
}: {
  plan: PlanFieldsFragment
  connection: WritebackConnection
  onStarted: (operation: string) => void
  onClose: () => void
}) {
  const [, apply] = useMutation(ApplyWritebackDocument)
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const run = async () => {
    const input = { planId: plan.id, expectedCount: plan.planned, idempotencyKey }
    const { data, error } = await apply({ input })
    if (data?.applyWriteback.operation) onStarted(data.applyWriteback.operation.id)
    return refusalOf({ error, userErrors: data?.applyWriteback.userErrors })
  }
  return (
    <ConfirmDialog
      title={`Write into ${connection.name}?`}
      action={`Write ${plural(plan.planned, 'value')}`}
      danger
      run={run}
      onClose={onClose}
    >
      <p>
        {plural(plan.planned, 'write')} as the plan shows them, one after the other. A field that holds something else
        by now is left alone. What is written cannot be taken back from here.
      </p>
    </ConfirmDialog>
  )
}
