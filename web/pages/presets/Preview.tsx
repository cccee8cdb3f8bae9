import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../app/context.ts'
import { PreviewPresetDocument, type PreviewPresetQuery } from '../../generated/documents.ts'
import { humanize, plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'

type Shown = PreviewPresetQuery['previewMapping']

/** Five stored loans, as they are and as the text would make them. Nothing is written. */
export function Preview({ connection, text }: { connection: { id: string; name: string }; text: string }) {
  const { api } = useSession()
  const [shown, setShown] = useState<Shown | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async () => {
    setBusy(true)
    const { data, error } = await api.uncached
      .query(PreviewPresetDocument, { text, connection: connection.id })
      .toPromise()
    setBusy(false)
    setProblem(error?.message ?? null)
    if (data) setShown(data.previewMapping)
  }
  return (
    <section className="card stack" aria-labelledby="preview">
      <h2 id="preview">Five loans, before and after</h2>
      <div>
        <BusyButton className="button" busy={busy} onPress={run}>
          Try on {connection.name}
        </BusyButton>
      </div>
      <div role="status">
        {problem && <p className="notice bad">{problem}</p>}
        {shown && shown.problems.length > 0 && <p className="notice bad">The text has problems: mend them first.</p>}
      </div>
      <ul className="findings">
        {shown?.records.map(({ record, before, now, changes }, index) => (
          <li key={record?.id ?? index} className="stack">
            <div className="row">
              {record && (
                <Link to="/records/$id" params={{ id: record.id }}>
                  {record.displayKey}
                </Link>
              )}
              <span className="muted">
                {before.eligibility ? humanize(before.eligibility) : 'unreadable'} →{' '}
                {now.eligibility ? humanize(now.eligibility) : 'unreadable'}, {plural(changes.length, 'field')} changed
              </span>
            </div>
            {now.failures.map(({ field, message }) => (
              <p key={field} className="notice bad">
                {field}: {message}
              </p>
            ))}
            <dl className="changes">
              {changes.map(({ field, before, now }) => (
                <div key={field}>
                  <dt className="mono">{field}</dt>
                  <dd>
                    <del>{before ?? 'blank'}</del> → <ins>{now ?? 'blank'}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  )
}
