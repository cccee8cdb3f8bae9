/** A source that reads uploads is told from a file what its columns are; it is not read by that, and deleted again. */
import { formatCount, plural } from '../../lib/format.ts'
import { FileDrop } from '../upload/FileDrop.tsx'
import '../../styles/dashboard.css'
import type { Inspection, ShownFile } from './useShownFile.ts'

export function LookAtFile({ shown: { uploads, inspection, problem } }: { shown: ShownFile }) {
  return (
    <section className="stack tight" aria-labelledby="look">
      <h2 id="look">Show a file</h2>
      <p className="muted">
        The columns below are filled in from it, a preset is drafted, and the next step shows its first loans. It is
        only looked at, and deleted when you leave; you upload it again to have it read, once the connection stands.
      </p>
      <FileDrop
        title="A file of loans"
        help="With a header row: comma, semicolon, tab or bar between the columns."
        file={uploads.files[0]}
        onFile={(chosen) => uploads.send(null, chosen)}
        onRemove={() => uploads.remove(null)}
      />
      <div role="status">
        {problem && <p className="notice bad">{problem}</p>}
        {inspection && <Found inspection={inspection} />}
      </div>
    </section>
  )
}

function Found({ inspection: { rows, more, problems } }: { inspection: Inspection }) {
  return (
    <div className="stack tight">
      <p className="notice good">
        {more ? `The first ${formatCount(rows)} rows` : plural(rows, 'row')} looked at; the form below is filled in.
        Correct what is wrong.
      </p>
      {problems.map(({ line, message, hint }) => (
        <p key={`${line} ${message}`} className="notice warn">
          {line !== null && `Line ${line}: `}
          {message} {hint}
        </p>
      ))}
    </div>
  )
}
