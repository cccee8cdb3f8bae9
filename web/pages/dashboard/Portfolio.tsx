/** One furnisher's portfolio: by account status now, delinquency over time, and what is wrong with it. */
import { useCallback, useState } from 'react'
import { useQuery } from 'urql'
import { usePolling } from '../../app/usePolling.ts'
import { type DashboardQuery, DashboardTrendsDocument } from '../../generated/documents.ts'
import { SelectInput } from '../../ui/fields.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Delinquency } from './Delinquency.tsx'
import { RulesNow } from './RulesNow.tsx'
import { StatusNow } from './StatusNow.tsx'
import { useSummary } from './useSummary.ts'

type Connection = DashboardQuery['connections']['edges'][number]['node']

interface Choice {
  furnisherId: string
  name: string
  environment: Connection['environment']
  connections: string[]
}

/** A furnisher's production connections are one portfolio; those for trying are another. */
function choicesOf(connections: readonly Connection[]): Choice[] {
  const choices = new Map<string, Choice>()
  for (const { id, environment, furnisher } of connections) {
    const key = `${environment} ${furnisher.id}`
    const known = choices.get(key)
    if (known) known.connections.push(id)
    else choices.set(key, { furnisherId: furnisher.id, name: furnisher.name, environment, connections: [id] })
  }
  return [...choices.values()].toSorted((a, b) => a.environment.localeCompare(b.environment))
}

export function Portfolio({ connections, ended }: { connections: readonly Connection[]; ended: number }) {
  const choices = choicesOf(connections)
  const [chosen, setChosen] = useState(0)
  const choice = choices[chosen] ?? choices[0]!
  const [turn, setTurn] = useState(0)
  const [{ data, error }] = useQuery({
    query: DashboardTrendsDocument,
    variables: { furnisher: choice.furnisherId },
    // What was reported is told of production alone.
    pause: choice.environment === 'SANDBOX',
  })
  const { summary, error: failed } = useSummary(choice.connections, turn + ended)
  // The same function each time: another one would begin the minute anew whenever the page is drawn.
  const again = useCallback(() => setTurn((before) => before + 1), [])
  usePolling(again, 60_000)
  const only = choice.connections.length === 1 ? choice.connections[0] : undefined
  const history = choice.environment === 'SANDBOX' ? null : (data ?? null)
  return (
    <section className="stack" aria-labelledby="portfolio">
      <div className="row between">
        <h2 id="portfolio">Portfolio of {choice.name}</h2>
        {choices.length > 1 && (
          <SelectInput
            label="Portfolio"
            value={String(chosen)}
            required
            onChange={(value) => setChosen(Number(value))}
            options={choices.map(({ name, environment }, index) => ({
              value: String(index),
              label: environment === 'SANDBOX' ? `${name}, sandbox` : name,
            }))}
          />
        )}
      </div>
      {(error ?? failed) && <Failed error={(error ?? failed)!} retry={again} />}
      {!summary ? (
        !failed && <Loading what="the portfolio" />
      ) : (
        <>
          <div className="columns wide">
            <div className="card">
              <StatusNow summary={summary} connection={only} />
            </div>
            <div className="card">
              <Delinquency
                months={history?.portfolioHistory ?? []}
                now={summary.byAccountStatus}
                sandbox={choice.environment === 'SANDBOX'}
                connection={only}
              />
            </div>
          </div>
          <RulesNow summary={summary} trend={history?.errorTrend ?? []} connection={only} />
        </>
      )}
    </section>
  )
}
