import { useQuery } from 'urql'
import { RecordVersionsDocument, type RecordVersionsQuery } from '../../generated/documents.ts'
import { layout } from '../../generated/layout.ts'
import { differences } from '../../lib/differences.ts'
import { formatDay, formatInstant, humanize } from '../../lib/format.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Failed, Loading } from '../../ui/states.tsx'

type Version = NonNullable<RecordVersionsQuery['metro2Record']>['versions'][number]

const titles = new Map(layout.base.map(({ name, title }) => [name, title]))

/** The last versions, each with what it says otherwise than the one before. */
export function Versions({ id }: { id: string }) {
  const [{ data, error }] = useQuery({ query: RecordVersionsDocument, variables: { id } })
  const versions = data?.metro2Record?.versions
  return (
    <section className="card stack" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {error && <Failed error={error} />}
      {!versions && !error && <Loading what="the versions" />}
      <ol className="findings" reversed>
        {versions?.map((version, index) => (
          <One key={version.version} version={version} before={versions[index + 1]} />
        ))}
      </ol>
    </section>
  )
}

function One({ version, before }: { version: Version; before: Version | undefined }) {
  const changes = before ? differences(before.base, version.base) : []
  return (
    <li className="stack">
      <div className="row">
        <strong>Version {version.version}</strong>
        <Badge tone={toneOf(version.eligibility)}>{humanize(version.eligibility)}</Badge>
        <span className="muted">
          as of {formatDay(version.asOf)}, written {formatInstant(version.at)}
        </span>
      </div>
      {version.exclusionReason && <p className="muted">{humanize(version.exclusionReason)}</p>}
      {!before && <p className="muted">{version.version === 1 ? 'The first.' : 'Earlier versions are not shown.'}</p>}
      {before && changes.length === 0 && <p className="muted">The base segment is the same; something else changed.</p>}
      {changes.length > 0 && (
        <dl className="changes">
          {changes.map(({ field, before, now }) => (
            <div key={field}>
              <dt>{titles.get(field) ?? field}</dt>
              <dd>
                <del>{before || 'blank'}</del> → <ins>{now || 'blank'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
