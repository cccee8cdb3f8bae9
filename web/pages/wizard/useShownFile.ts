/** The files that somebody showed: looked at as they come, kept for the preview, and deleted when the wizard is left or done. */
import { useEffect, useRef, useState } from 'react'
import { refusalOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { DropUploadDocument, InspectForWizardDocument, type InspectForWizardQuery } from '../../generated/documents.ts'
import { storedValues } from '../../lib/forms.ts'
import { type Uploads, useUploads } from '../upload/useUploads.ts'
import type { Plugin } from './AccessStep.tsx'
import type { Wizard } from './useWizard.ts'

export type Inspection = NonNullable<InspectForWizardQuery['inspectUpload']['inspection']>

/** A file that the server holds, as the API takes it. */
export type HeldFile = { uploadId: string; part?: string }

export interface ShownFiles {
  uploads: Uploads
  /** Those that the server holds, the loans first; none before it has the loans. */
  held: readonly HeldFile[]
  inspection: Inspection | null
  problem: string | null
}

export function useShownFiles(plugin: Plugin, wizard: Wizard): ShownFiles {
  const uploads = useUploads()
  const all = uploads.files.flatMap(({ uploadId, part }): HeldFile[] =>
    uploadId === null ? [] : [{ uploadId, ...(part !== null && { part }) }],
  )
  useDropped(all, wizard.state.connected !== null)
  const main = all.find(({ part }) => part === undefined)
  const held = main ? [main, ...all.filter((each) => each !== main)] : []
  return { uploads, held, ...useInspection(plugin, wizard, held) }
}

/** Files that were shown are of no more use then, and are not left behind. Those that are replaced are deleted as they are. */
function useDropped(files: readonly HeldFile[], isDone: boolean) {
  const client = useSession().api.uncached
  const latest = useRef(files)
  latest.current = files
  useEffect(() => {
    if (isDone) return
    return () => {
      for (const { uploadId } of latest.current)
        void client.mutation(DropUploadDocument, { input: { uploadId } }).toPromise()
    }
  }, [client, isDone])
}

function useInspection({ id, settingsFields }: Plugin, wizard: Wizard, held: readonly HeldFile[]) {
  const client = useSession().api.uncached
  const [inspection, setInspection] = useState<Inspection | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const latest = useRef(wizard)
  latest.current = wizard
  /** What was proposed last: a draft that was edited since is not replaced by another file. */
  const proposed = useRef({ uploadId: '', text: '' })
  const main = held[0]?.uploadId ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once for each set of files
  useEffect(() => {
    setInspection(null)
    setProblem(null)
    if (main === null) return
    let left = false
    client
      .query(InspectForWizardDocument, { input: { pluginId: id, uploads: [...held] } })
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        setProblem(refusalOf({ error, userErrors: data?.inspectUpload.userErrors }))
        const found = data?.inspectUpload.inspection
        if (!found) return
        setInspection(found)
        take(found)
      })
    return () => {
      left = true
    }
  }, [JSON.stringify(held), id])

  const take = (found: Inspection) => {
    const { state, change } = latest.current
    const isNew = proposed.current.uploadId !== main
    const isEdited = !isNew && state.presetDraft !== null && state.presetDraft.text !== proposed.current.text
    const draft = found.presetText ? { text: found.presetText, problems: found.presetProblems } : null
    const values = storedValues(settingsFields, found.settings)
    change({
      // A further file tells nothing new of the first: what was corrected there stays.
      settings: isNew ? values : { ...state.settings, ...(values.parts !== undefined && { parts: values.parts }) },
      ...(!isEdited && { presetDraft: draft, ...(draft && isNew ? { preset: '' } : {}) }),
    })
    if (!isEdited) proposed.current = { uploadId: main ?? '', text: draft?.text ?? '' }
  }
  return { inspection, problem }
}
