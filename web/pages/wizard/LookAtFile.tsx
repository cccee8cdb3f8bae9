/** A source that reads uploads is told from a file what its columns are; it is not read by that, and deleted again. */
import { formatCount, plural } from '../../lib/format.ts'
import { partTitle } from '../../lib/uploads.ts'
import { FileDrop } from '../upload/FileDrop.tsx'
import '../../styles/dashboard.css'
import type { Plugin } from './AccessStep.tsx'
import type { Inspection, ShownFiles } from './useShownFile.ts'

/** The further file that most lenders have; others are entered in the form. */
const payments = 'payments'

export function LookAtFile({ plugin, shown }: { plugin: Plugin; shown: ShownFiles }) {
  const { uploads, inspection, problem } = shown
  const takesMore = plugin.settingsFields.some(({ name, input }) => name === 'parts' && input === 'LIST')
  const fileOf = (part: string | null) => uploads.files.find((each) => each.part === part)
  return (
    <section className="stack tight" aria-labelledby="look">
      <h2 id="look">Show a file</h2>
      <p className="muted">
        The columns below are filled in from it, a preset is drafted, and the next step shows its first loans. It is
        only looked at, and deleted when you leave; you upload it again to have it read, once the connection stands.
      </p>
      <div className="columns drops">
        <FileDrop
          title="A file of loans"
          help="With a header row: comma, semicolon, tab or bar between the columns."
          file={fileOf(null)}
          onFile={(chosen) => uploads.send(null, chosen)}
          onRemove={() => uploads.remove(null)}
        />
        {takesMore && fileOf(null)?.uploadId && (
          <FileDrop
            title={`${partTitle(payments)} (optional)`}
            help="Rows that belong to the loans by their number, in any order."
            file={fileOf(payments)}
            onFile={(chosen) => uploads.send(payments, chosen)}
            onRemove={() => uploads.remove(payments)}
          />
        )}
      </div>
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
