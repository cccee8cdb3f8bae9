/** What needs a person, each with where to go. */
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import type { DashboardQuery } from '../../generated/documents.ts'
import { type EndingKey, localDay, type Need, needsOf, type Target } from '../../lib/dashboard.ts'
import { formatInstant, plural } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Loading } from '../../ui/states.tsx'

type Connection = DashboardQuery['connections']['edges'][number]['node']
type Period = DashboardQuery['reportingPeriods']['edges'][number]['node']

const shownAtFirst = 6

interface Props {
  connections: readonly Connection[]
  periods: readonly Period[]
  /** Null while they are asked for. */
  keys: readonly EndingKey[] | null
}

export function Needs({ connections, periods, keys }: Props) {
  const needs = useMemo(
    () => needsOf(connections, periods, localDay(new Date()), keys ?? []),
    [connections, periods, keys],
  )
  const [all, setAll] = useState(false)
  const shown = all ? needs : needs.slice(0, shownAtFirst)
  return (
    <section className="card stack" aria-labelledby="needs">
      <div className="row">
        <h2 id="needs">Needs attention</h2>
        {(needs.length > 0 || keys) && (
          <Badge tone={needs[0]?.tone ?? 'good'}>{needs.length === 0 ? 'Nothing' : needs.length}</Badge>
        )}
      </div>
      {needs.length === 0 && !keys ? (
        <Loading what="what waits" />
      ) : needs.length === 0 ? (
        <p className="muted">Every connection works, no record is held, and no month waits.</p>
      ) : (
        <ul className="needs">
          {shown.map((need) => (
            <NeedRow key={need.key} need={need} />
          ))}
        </ul>
      )}
      {needs.length > shownAtFirst && (
        <div>
          <Button className="button small" onPress={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show ${plural(needs.length - shownAtFirst, 'more thing', 'more things')}`}
          </Button>
        </div>
      )}
    </section>
  )
}

function NeedRow({ need: { tone, place, what, hint, since, target } }: { need: Need }) {
  return (
    <li className={tone}>
      <Badge tone={tone}>{tone === 'bad' ? 'Stopped' : 'To do'}</Badge>
      <div>
        <strong>{what}</strong> <span className="muted">{place}</span>
        <p className="muted">
          {hint}
          {since && ` Since ${formatInstant(since)}.`}
        </p>
      </div>
      <TargetLink target={target} place={place} />
    </li>
  )
}

function TargetLink({ target, place }: { target: Target; place: string }) {
  switch (target.page) {
    case 'connection':
      return (
        <Link className="button small" to="/connections/$id" params={{ id: target.id }}>
          Open {place}
        </Link>
      )
    case 'held':
      return (
        <Link className="button small" to="/records" search={{ connection: target.connection, eligibility: 'HELD' }}>
          Show what is held
        </Link>
      )
    case 'quarantine':
      return (
        <Link className="button small" to="/quarantine" search={{ connection: target.connection }}>
          Show the causes
        </Link>
      )
    case 'period':
      return (
        <Link className="button small" to="/periods/$id" params={{ id: target.id }}>
          Open the month
        </Link>
      )
    case 'keys':
      return (
        <Link className="button small" to="/settings/keys">
          To the keys
        </Link>
      )
    case 'periods':
      return (
        <Link className="button small" to="/periods" search={{ furnisher: target.furnisher }}>
          To the months
        </Link>
      )
  }
}
