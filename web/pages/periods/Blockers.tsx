/** What stands in the way of closing the month, each with the way to mend it. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import { StartSyncDocument } from '../../generated/documents.ts'
import { connectionOf, waitingForDay, withDays } from '../../lib/periods.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import type { PeriodShown } from './PeriodPage.tsx'

const titles: Record<string, string> = {
  FULL_RUN_NEEDED: 'A full pass is needed',
  RUN_ACTIVE: 'A run is at work',
  OPEN_ERRORS: 'Records have open errors',
  OPERATION_ACTIVE: 'Work is going on',
  NO_PRODUCTION_CONNECTION: 'No production connection',
}

export function Blockers({ period }: { period: PeriodShown }) {
  const reasons = period.closingReasons
  if (reasons.length === 0) {
    return (
      <p className="notice good" role="status">
        Nothing stands in the way: the month can be closed.
        {period.outdatedBy.length > 0 && ` It is computed anew first, because of ${period.outdatedBy.join(', ')}.`}
      </p>
    )
  }
  return (
    <section className="card stack" aria-labelledby="blockers">
      <h2 id="blockers">Before the month can be closed</h2>
      <ul className="blockers">
        {reasons.map((reason) => (
          <li key={`${reason.code} ${reason.message}`}>
            <div>
              <strong>{titles[reason.code] ?? reason.code}</strong>
              <p>{withDays(reason.message)}</p>
            </div>
            <Way reason={reason} period={period} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Way({ reason, period }: { reason: PeriodShown['closingReasons'][number]; period: PeriodShown }) {
  const may = useMay('OPERATOR')
  if (reason.code === 'OPEN_ERRORS') {
    return (
      <Link className="button" to="/periods/$id" params={{ id: period.id }} search={{ review: 'HELD', heldOut: false }}>
        Show them
      </Link>
    )
  }
  if (reason.code === 'NO_PRODUCTION_CONNECTION') {
    return (
      <Link className="button" to="/connections">
        To the connections
      </Link>
    )
  }
  const connection = connectionOf(reason.message, period.furnisher.connections)
  if (!connection) return null
  const needsRun = reason.code === 'FULL_RUN_NEEDED'
  const waiting = needsRun ? waitingForDay(connection, period.asOf) : null
  return (
    <div className="row">
      {waiting && <span className="muted fine">{waiting}</span>}
      {may && needsRun && !waiting && <StartFull connectionId={connection.id} />}
      <Link className="button" to="/connections/$id" params={{ id: connection.id }}>
        Go to {connection.name}
      </Link>
    </div>
  )
}

function StartFull({ connectionId }: { connectionId: string }) {
  const [{ fetching }, start] = useMutation(StartSyncDocument)
  const [said, setSaid] = useState<string | null>(null)
  const press = async () => {
    const { data, error } = await start({ input: { connectionId, mode: 'FULL' } })
    setSaid(refusalOf({ error, userErrors: data?.startSync.userErrors }) ?? 'Started.')
  }
  return (
    <>
      <span role="status">{said}</span>
      <BusyButton className="button primary" busy={fetching} onPress={press}>
        Start a FULL run
      </BusyButton>
    </>
  )
}
