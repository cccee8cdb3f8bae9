/** One field: what it means, where its value comes from, and what is wrong with it. */
import { useQuery } from 'urql'
import { type BaseFieldsFragment, FieldLineageDocument, type FieldLineageQuery } from '../../generated/documents.ts'
import { layout } from '../../generated/layout.ts'
import { humanize } from '../../lib/format.ts'
import { readable } from '../../lib/recordValues.ts'
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
  const blank = value === null || value === '' || value === undefined
  return (
    <section id="field" className="card stack field-panel" aria-label={`Field ${field.number}`} aria-live="polite">
      <h2>
        Field {field.number}: {field.title}
      </h2>
      <div className="field-value">
        <span className={blank ? 'muted' : 'mono'}>{blank ? 'blank' : readable(String(value))}</span>
        {meaning && <span>{meaning}</span>}
        <span className="muted note">
          Characters {field.start} to {field.start + field.length - 1}, {types[field.type]}, {needs[field.need]}
        </span>
      </div>
      {findings.map((finding) => (
        <div key={finding.id} className={`found-one ${toneOf(finding.severity)}`}>
          <div className="row">
            <Badge tone={toneOf(finding.severity)}>{humanize(finding.severity)}</Badge>
            <strong>{finding.rule?.title ?? finding.ruleId}</strong>
          </div>
          <p>{finding.message}</p>
          {finding.rule && <p className="muted">{finding.rule.fix}</p>}
        </div>
      ))}
      <div className="stack lineage">
        <h3>Where it comes from</h3>
        <Lineage id={record.id} path={pathOf(field)} />
      </div>
    </section>
  )
}

type Traced = NonNullable<FieldLineageQuery['metro2Record']>['lineage'][number]

function Lineage({ id, path }: { id: string; path: string }) {
  const [{ data, error, fetching }] = useQuery({ query: FieldLineageDocument, variables: { id, field: path } })
  const lineage = data?.metro2Record?.lineage[0]
  if (error) return <Failed error={error} />
  if (!lineage) return <p className="muted">{fetching ? 'Tracing …' : 'Nothing is known of where it comes from.'}</p>
  return (
    <ol className="trace">
      {lineage.sourcePath && (
        <li>
          <span className="muted">Source</span>
          <span className="mono path">{lineage.sourcePath}</span>
          {lineage.sourceValue !== null && <span className="mono">{lineage.sourceValue}</span>}
        </li>
      )}
      {lineage.evidence && (
        <li>
          <span className="muted">Because</span>
          <span>{lineage.evidence}</span>
        </li>
      )}
      {lineage.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are a fixed sequence and may be alike
        <Step key={index} {...step} />
      ))}
    </ol>
  )
}

function Step({ step, input, output }: Traced['steps'][number]) {
  return (
    <li>
      <span className="muted">{step}</span>
      <span className="mono">
        {input !== null && input !== output && (
          <>
            {input} <span aria-hidden="true">→</span>{' '}
          </>
        )}
        {output ?? 'blank'}
      </span>
    </li>
  )
}
