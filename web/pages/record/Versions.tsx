import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { RecordVersionsDocument, type RecordVersionsQuery } from '../../generated/documents.ts'
import { formatDay, formatInstant, humanize, plural } from '../../lib/format.ts'
import { segmentDifferences, segmentTitle } from '../../lib/recordValues.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Failed, Loading } from '../../ui/states.tsx'

type Version = NonNullable<RecordVersionsQuery['metro2Record']>['versions'][number]

const few = 6
/** As many as the API gives at once. */
const most = 50

/** The last versions, each with what it says otherwise than the one before. */
export function Versions({ id, total }: { id: string; total: number }) {
  const [count, setCount] = useState(few)
  // One more than is shown, so that the oldest has something to be compared with.
  const [{ data, error, stale }] = useQuery({
    query: RecordVersionsDocument,
    variables: { id, first: Math.min(count + 1, most) },
  })
  const versions = data?.metro2Record?.versions
  const shown = versions?.slice(0, count) ?? []
  return (
    <section className="card stack" aria-labelledby="versions">
      <h2 id="versions">
        Versions <span className="muted note">{plural(total, 'version')}, newest first</span>
      </h2>
      {error && <Failed error={error} />}
      {!versions && !error && <Loading what="the versions" />}
      <ol className="versions" reversed>
        {shown.map((version, index) => (
          <One key={version.version} version={version} before={versions?.[index + 1]} />
        ))}
      </ol>
      {versions && versions.length > shown.length && (
        <div className="row">
          <Button className="button" onPress={() => setCount(most)} isDisabled={stale}>
            Show earlier versions
          </Button>
        </div>
      )}
    </section>
  )
}

function One({ version, before }: { version: Version; before: Version | undefined }) {
  const changes = before ? segmentDifferences(before, version) : []
  return (
    <li>
      <div className="row">
        <strong>Version {version.version}</strong>
        <Badge tone={toneOf(version.eligibility)}>{humanize(version.eligibility)}</Badge>
        {version.exclusionReason && <span>{humanize(version.exclusionReason)}</span>}
        <span className="muted">
          as of {formatDay(version.asOf)}, written {formatInstant(version.at)}
        </span>
      </div>
      {!before && (
        <p className="muted">{version.version === 1 ? 'The first version.' : 'Earlier ones are no longer kept.'}</p>
      )}
      {before && changes.length === 0 && (
        <p className="muted">
          Names, amounts and statuses are the same; another segment, a masked number or only the day changed.
        </p>
      )}
      {changes.length > 0 && (
        <dl className="changes">
          {changes.map(({ segment, field, number, title, before, now }) => (
            <div key={`${segment}.${field}`}>
              <dt>
                <span className="number">{`${segmentTitle(segment)} ${number}`.trim()}</span> {title}
              </dt>
              <dd>
                <del>{before || 'blank'}</del> <span aria-hidden="true">→</span> <ins>{now || 'blank'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
