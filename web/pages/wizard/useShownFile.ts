/** The file that somebody showed: looked at once, kept for the preview, and deleted when the wizard is left or done with it. */
import { useEffect, useState } from 'react'
import { refusalOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { DropUploadDocument, InspectForWizardDocument, type InspectForWizardQuery } from '../../generated/documents.ts'
import { storedValues } from '../../lib/forms.ts'
import { type Uploads, useUploads } from '../upload/useUploads.ts'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

export type Inspection = NonNullable<InspectForWizardQuery['inspectUpload']['inspection']>

export interface ShownFile {
  uploads: Uploads
  /** Of the file that the server holds; null: it holds none. */
  uploadId: string | null
  inspection: Inspection | null
  problem: string | null
}

export function useShownFile(plugin: Plugin, wizard: Wizard): ShownFile {
  const uploads = useUploads()
  const uploadId = uploads.files[0]?.uploadId ?? null
  useDropped(wizard.state.connected === null ? uploadId : null)
  return { uploads, uploadId, ...useInspection(plugin, wizard, uploadId) }
}

/** A file that was shown is of no more use then, and is not left behind. */
function useDropped(uploadId: string | null) {
  const client = useSession().api.uncached
  useEffect(() => {
    if (!uploadId) return
    return () => void client.mutation(DropUploadDocument, { input: { uploadId } }).toPromise()
  }, [client, uploadId])
}

function useInspection({ id, settingsFields }: Plugin, { change }: Wizard, uploadId: string | null) {
  const client = useSession().api.uncached
  const [inspection, setInspection] = useState<Inspection | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once for each file that arrived
  useEffect(() => {
    setInspection(null)
    setProblem(null)
    if (!uploadId) return
    let left = false
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
