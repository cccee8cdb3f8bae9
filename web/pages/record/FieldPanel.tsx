/** One field: what it means, where its value comes from, and what is wrong with it. */
import { useQuery } from 'urql'
import { type BaseFieldsFragment, FieldLineageDocument } from '../../generated/documents.ts'
import { layout } from '../../generated/layout.ts'
import { humanize } from '../../lib/format.ts'
import { pathOf } from '../../lib/ruler.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Failed } from '../../ui/states.tsx'
import type { CodeTables, RecordShown } from './RecordPage.tsx'
import { findingsOf } from './Ruler.tsx'

const types = { N: 'number', AN: 'text', D: 'date MMDDYYYY', T: 'time stamp' }
const needs = { R: 'required', A: 'when applicable', O: 'optional' }

export function FieldPanel({
  record,
  base,
  tables,
  name,
}: {
  record: RecordShown
  base: BaseFieldsFragment
  tables: CodeTables
  name: string
}) {
  const field = layout.base.find((each) => each.name === name)
  const value = base[name as keyof BaseFieldsFragment]
  if (!field) return null
  const table = tables.find((each) => each.field === pathOf(field))
  const meaning = table?.perCharacter ? undefined : table?.codes.find(({ code }) => code === value)?.title
  const findings = findingsOf(record, field)
  return (
    <section className="card stack field-panel" aria-label={`Field ${field.number}`} aria-live="polite">
      <h2>
        Field {field.number}: {field.title}
      </h2>
      <dl>
        <dt>Value</dt>
        <dd className="mono">{value === null || value === '' || value === undefined ? 'blank' : String(value)}</dd>
        {meaning && (
          <>
            <dt>Meaning</dt>
            <dd>{meaning}</dd>
          </>
        )}
        <dt>Place</dt>
        <dd>
          {field.start} to {field.start + field.length - 1}, {types[field.type]}, {needs[field.need]}
        </dd>
      </dl>
      <Lineage id={record.id} path={pathOf(field)} />
      {findings.map((finding) => (
        <div key={finding.id} className="stack">
          <div className="row">
            <Badge tone={toneOf(finding.severity)}>{humanize(finding.severity)}</Badge> <code>{finding.ruleId}</code>
          </div>
          <p>{finding.message}</p>
        </div>
      ))}
    </section>
  )
}

function Lineage({ id, path }: { id: string; path: string }) {
  const [{ data, error, fetching }] = useQuery({ query: FieldLineageDocument, variables: { id, field: path } })
  const lineage = data?.metro2Record?.lineage[0]
  if (error) return <Failed error={error} />
  if (!lineage) return <p className="muted">{fetching ? 'Tracing …' : 'Nothing is known of where it comes from.'}</p>
  return (
    <dl>
      {lineage.sourcePath && (
        <>
          <dt>From</dt>
          <dd className="mono">
            {lineage.sourcePath}
            {lineage.sourceValue !== null && ` = ${lineage.sourceValue}`}
          </dd>
        </>
      )}
      {lineage.evidence && (
        <>
          <dt>Because</dt>
          <dd>{lineage.evidence}</dd>
        </>
      )}
      {lineage.steps.length > 0 && (
        <>
          <dt>Steps</dt>
          <dd>
            <ol>
              {lineage.steps.map(({ step, input, output }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: steps are a fixed sequence and may be alike
                <li key={index}>
                  {step}: <span className="mono">{input ?? '–'}</span> → <span className="mono">{output ?? '–'}</span>
                </li>
              ))}
            </ol>
          </dd>
        </>
      )}
    </dl>
  )
}
