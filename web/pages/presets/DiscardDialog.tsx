import { useState } from 'react'
import { Button } from 'react-aria-components'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { DiscardDraftDocument } from '../../generated/documents.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import type { Edit, Preset, Said } from './useEdit.ts'
import { textOfVersion } from './versionText.ts'

interface Props {
  preset: Preset
  edit: Edit
  say: (said: Said) => void
  refresh: () => void
  onClose: () => void
}

export function DiscardDialog({ preset, edit, say, refresh, onClose }: Props) {
  const { api } = useSession()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const discard = async () => {
    if (edit.base.revision === null) return
    setBusy(true)
    setProblem(null)
    const published = await textOfVersion(api, preset, preset.publishedVersion)
    if ('problem' in published) {
      setBusy(false)
      return setProblem(published.problem)
    }
    const input = { presetId: preset.id, expectedRevision: edit.base.revision }
    const { data, error } = await api.uncached.mutation(DiscardDraftDocument, { input }).toPromise()
    setBusy(false)
    if (!data?.discardMappingPresetDraft.preset) {
      edit.look()
      return setProblem(failureOf({ error, userErrors: data?.discardMappingPresetDraft.userErrors }))
    }
    const { text } = published
    edit.rebase({ text, revision: null, version: preset.publishedVersion }, text)
    say({ tone: 'good', message: `The draft is gone; the text is that of version ${preset.publishedVersion}.` })
    refresh()
    onClose()
  }
  return (
    <ModalDialog title="Discard the draft?" open onOpenChange={(open) => open || onClose()}>
      <p>
        The draft{edit.dirty ? ' and what you have written since' : ''} will be gone for good. Version{' '}
        {preset.publishedVersion} stays published.
      </p>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton className="button danger" busy={busy} onPress={discard}>
          Discard
        </BusyButton>
        <Button className="button" onPress={onClose}>
          Keep it
        </Button>
      </div>
    </ModalDialog>
  )
}
