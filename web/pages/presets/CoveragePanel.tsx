/** What the text leaves aside: fields of the source, fields of the format, entries of tables. */
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { PresetCoverageDocument, type PresetCoverageQuery } from '../../generated/documents.ts'
import { formatCount } from '../../lib/format.ts'
import { fieldTitle } from '../../lib/preset/completion.ts'
import { TextInput } from '../../ui/fields.tsx'
import type { Impact } from './useImpact.ts'

type Coverage = PresetCoverageQuery['mappingCoverage']

interface Props {
  connection: { id: string; name: string }
  /** One without problems; null while there is none. */
  text: string | null
  impact: Impact
  onGo: (path: string) => void
}

export function CoveragePanel({ connection, text, impact, onGo }: Props) {
  const { coverage, problem } = useCoverage(connection.id, text)
  const [filter, setFilter] = useState('')
  if (problem) {
    return (
      <p role="alert" className="notice bad">
        {problem}
      </p>
    )
  }
  if (!coverage) {
    return text === null ? (
      <p className="notice warn">The text has problems: mend them first.</p>
    ) : (
      <p className="loading" role="status">
        Looking at what is left aside …
      </p>
    )
  }
  const wanted = filter.toLowerCase()
  const unread = coverage.unreadSourceFields.filter(
    ({ path, title }) => path.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted),
  )
  return (
    <>
      <Unfilled fields={coverage.unfilledFields} />
      <NeverHit impact={impact} onGo={onGo} />
      <section className="stack tight" aria-labelledby="unread">
        <h2 id="unread">
          Fields of {connection.name} that feed nothing{' '}
          <span className="muted">{formatCount(coverage.unreadSourceFields.length)}</span>
        </h2>
        <TextInput label="Filter" type="search" value={filter} onChange={setFilter} />
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">What it is called</th>
              <th scope="col">Type</th>
            </tr>
          </thead>
          <tbody>
            {unread.slice(0, mostShown).map(({ path, title, type }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td className="plain">{title}</td>
                <td className="plain muted">{type}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {unread.length > mostShown && (
          <p className="muted fine">{formatCount(unread.length - mostShown)} more; filter to see them.</p>
        )}
      </section>
    </>
  )
}

const mostShown = 100

function useCoverage(connection: string, text: string | null) {
  const { api } = useSession()
  const [coverage, setCoverage] = useState<Coverage | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (text === null) return
    let left = false
    api.uncached
      .query(PresetCoverageDocument, { connection, text })
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        setProblem(error ? failureOf({ error }) : null)
        if (data) setCoverage(data.mappingCoverage)
      })
    return () => {
      left = true
    }
  }, [api, connection, text])
  return { coverage, problem }
}

function Unfilled({ fields }: { fields: readonly string[] }) {
  return (
    <section className="stack tight" aria-labelledby="unfilled">
      <h2 id="unfilled">
        Metro 2 fields that nothing fills <span className="muted">{formatCount(fields.length)}</span>
      </h2>
      {fields.length === 0 ? (
        <p className="muted">None.</p>
      ) : (
        <ul className="leftovers">
          {fields.map((field) => (
            <li key={field}>
              <code>{field}</code> <span className="muted fine">{meaningOf(field)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const segments: Record<string, string> = {
  k1: 'Original creditor',
  k2: 'Purchased from, sold to',
  k3: 'Numbers of a mortgage',
  k4: 'Balloon, deferred payment',
  l1: 'Account number or identification number changed',
  n1: 'Employment',
}

const meaningOf = (field: string) => segments[field] ?? fieldTitle(field) ?? ''

function NeverHit({ impact: { operation }, onGo }: Pick<Props, 'impact' | 'onGo'>) {
  const entries = operation?.state === 'SUCCEEDED' ? (operation.impact?.neverHit ?? []) : null
  return (
    <section className="stack tight" aria-labelledby="never-hit">
      <h2 id="never-hit">
        Entries of tables never hit {entries && <span className="muted">{formatCount(entries.length)}</span>}
      </h2>
      {entries === null ? (
        <p className="muted">The impact tells: it goes through every loan.</p>
      ) : entries.length === 0 ? (
        <p className="muted">None.</p>
      ) : (
        <ul className="leftovers">
          {entries.map(({ table, entry }) => (
            <li key={`${table} ${entry}`}>
              <Button className="text-link mono" onPress={() => onGo(`tables.${table}.${entry}`)}>
                {table}.{entry}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {entries && entries.length > 0 && (
        <p className="muted fine">Not all of them are superfluous: other loans may come.</p>
      )}
    </section>
  )
}
