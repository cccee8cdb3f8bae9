/** A source that reads uploads is told from a file what its columns are; the file itself is not read, and deleted again. */
import { useEffect, useState } from 'react'
import { useSession } from '../../app/context.ts'
import { DropUploadDocument, InspectForWizardDocument, type InspectForWizardQuery } from '../../generated/documents.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { storedValues } from '../../lib/forms.ts'
import { refusalOf } from '../../ui/ConfirmDialog.tsx'
import { FileDrop } from '../upload/FileDrop.tsx'
import { useUploads } from '../upload/useUploads.ts'
import '../../styles/dashboard.css'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

type Inspection = NonNullable<InspectForWizardQuery['inspectUpload']['inspection']>

export function LookAtFile({ plugin, wizard }: { plugin: Plugin; wizard: Wizard }) {
  const { files, send, remove } = useUploads()
  const file = files[0]
  useDropped(file?.uploadId ?? null)
  const { inspection, problem } = useInspection(plugin, wizard, file?.uploadId ?? null)
  return (
    <section className="stack tight" aria-labelledby="look">
      <h2 id="look">Show a file</h2>
      <p className="muted">
        The columns below are filled in from it, and a preset is drafted. It is only looked at, and deleted when you go
        on; you upload it again to have it read, once the connection stands.
      </p>
      <FileDrop
        title="A file of loans"
        help="With a header row: comma, semicolon, tab or bar between the columns."
        file={file}
        onFile={(chosen) => send(null, chosen)}
        onRemove={() => remove(null)}
      />
      <div role="status">
        {problem && <p className="notice bad">{problem}</p>}
        {inspection && <Found inspection={inspection} />}
      </div>
    </section>
  )
}

/** A file that was looked at is of no more use, and is not left behind. */
function useDropped(uploadId: string | null) {
  const client = useSession().api.uncached
  useEffect(() => {
    if (!uploadId) return
    return () => void client.mutation(DropUploadDocument, { input: { uploadId } }).toPromise()
  }, [client, uploadId])
}

function useInspection({ id, settingsFields }: Plugin, wizard: Wizard, uploadId: string | null) {
  const client = useSession().api.uncached
  const [inspection, setInspection] = useState<Inspection | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { change } = wizard
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once for each file that arrived
  useEffect(() => {
    if (!uploadId) return
    let left = false
    setInspection(null)
    setProblem(null)
    const input = { pluginId: id, uploads: [{ uploadId }] }
    client
      .query(InspectForWizardDocument, { input })
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        setProblem(refusalOf({ error, userErrors: data?.inspectUpload.userErrors }))
        const found = data?.inspectUpload.inspection
        if (!found) return
        setInspection(found)
        const draft = found.presetText ? { text: found.presetText, problems: found.presetProblems } : null
        change({
          settings: storedValues(settingsFields, found.settings),
          presetDraft: draft,
          ...(draft ? { preset: '' } : {}),
        })
      })
    return () => {
      left = true
    }
  }, [uploadId, id])
  return { inspection, problem }
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
