/** Publishing the draft, or an older version again: what it changes, why, and whether records are mapped again at once. */
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import type { CombinedError } from 'urql'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import {
  PublishPresetDocument,
  type PublishPresetMutation,
  RollBackPresetDocument,
  SaveDraftDocument,
} from '../../generated/documents.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { CheckInput, TextInput } from '../../ui/fields.tsx'
import { Parts } from './CompareDialog.tsx'
import type { Base, Preset } from './useEdit.ts'

export type Way = { kind: 'draft'; base: Base } | { kind: 'back'; version: number }

type Payload = PublishPresetMutation['publishMappingPreset']

export interface Published {
  message: string
  version: number
  /** Connections that are mapped again. */
  runs: readonly { id: string; name: string }[]
}

interface Props {
  preset: Preset
  way: Way
  /** With what was done; null when nothing was. */
  onClose: (done: Published | null) => void
}

export function PublishDialog({ preset, way, onClose }: Props) {
  const [note, setNote] = useState('')
  const [remap, setRemap] = useState(true)
  const [lookedThrough, setLookedThrough] = useState(false)
  const [numbers, setNumbers] = useState<number | null>(null)
  const [confirmed, setConfirmed] = useState(false)
  const { publish, busy, problem, late, goOn } = usePublish(preset, way)
  const isBack = way.kind === 'back'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const payload = await publish({
      ...{ note: note.trim() || null, remap, takesShippedUpdate: lookedThrough },
      confirmAccountNumberChanges: confirmed ? numbers : null,
    })
    if (!payload) return
    if (payload.version) {
      const runs = payload.remapRuns.map(({ connection }) => connection)
      return onClose({ message: doneText(payload), version: payload.version.version, runs })
    }
    const change = payload.userErrors.find((each) => 'records' in each)
    setNumbers(change?.records ?? null)
    setConfirmed(false)
  }
  const title = isBack ? `Go back to version ${way.version}` : `Publish ${preset.title}`
  const needsConfirming = numbers !== null && !confirmed
  return (
    <ModalDialog title={title} open onOpenChange={(open) => open || onClose(null)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <p className="muted">
          {isBack
            ? `Its text becomes version ${preset.publishedVersion + 1}. A draft stays as it is.`
            : `The draft becomes version ${preset.publishedVersion + 1}, which never changes again.`}
        </p>
        <details className="publish-summary" open>
          <summary>What it changes from version {preset.publishedVersion}</summary>
          <Parts
            preset={preset}
            from={preset.publishedVersion}
            to={isBack ? way.version : null}
            text={isBack ? '' : way.base.text}
          />
        </details>
        <TextInput
          label="Note"
          value={note}
          onChange={setNote}
          rows={2}
          maxLength={1000}
          help="Why; kept with the version and in the audit log. No personal data."
        />
        <CheckInput
          label="Map all records again now"
          checked={remap}
          onChange={setRemap}
          help="From stored documents. Else the next run does it."
        />
        {preset.shippedUpdate && !isBack && (
          <CheckInput
            label="The plugin’s newer preset is looked through"
            checked={lookedThrough}
            onChange={setLookedThrough}
            help="It is then no longer shown as an update."
          />
        )}
        {numbers !== null && (
          <div role="alert" className="notice warn stack tight">
            <p>
              {plural(numbers, 'record')} would get another account number, or announce another account or
              identification number. Bureaus take another number for another account.
            </p>
            <CheckInput
              label={`Yes, change the number of ${formatCount(numbers)}`}
              checked={confirmed}
              onChange={setConfirmed}
            />
          </div>
        )}
        {problem && numbers === null && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        {late && (
          <div>
            <Button className="button" onPress={goOn}>
              I have compared them: go on from version {preset.publishedVersion}
            </Button>
          </div>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={busy} isDisabled={needsConfirming}>
            {isBack ? 'Go back' : 'Publish'}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}

interface Choices {
  note: string | null
  remap: boolean
  takesShippedUpdate: boolean
  confirmAccountNumberChanges: number | null
}

function usePublish(preset: Preset, way: Way) {
  const { api } = useSession()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [late, setLate] = useState(false)
  const [revision, setRevision] = useState(way.kind === 'draft' ? way.base.revision : null)
  const publish = async ({ takesShippedUpdate, ...choices }: Choices): Promise<Payload | null> => {
    setBusy(true)
    setProblem(null)
    const { payload, error } = await send({ takesShippedUpdate, ...choices })
    setBusy(false)
    if (!payload?.version) setProblem(refusedText(error, payload?.userErrors ?? []))
    setLate(payload?.userErrors.some(({ code }) => code === 'BASE_VERSION_CHANGED') ?? false)
    return payload
  }
  const send = async ({ takesShippedUpdate, ...choices }: Choices) => {
    if (way.kind === 'back') {
      const { publishedVersion } = preset
      const input = {
        ...choices,
        presetId: preset.id,
        version: way.version,
        expectedPublishedVersion: publishedVersion,
      }
      const { data, error } = await api.uncached.mutation(RollBackPresetDocument, { input }).toPromise()
      return { payload: data?.rollbackMappingPreset ?? null, error }
    }
    const input = { ...choices, takesShippedUpdate, presetId: preset.id, expectedRevision: revision ?? 0 }
    const { data, error } = await api.uncached.mutation(PublishPresetDocument, { input }).toPromise()
    return { payload: data?.publishMappingPreset ?? null, error }
  }
  /** The draft says that it knows the version that was published since it was begun. */
  const goOn = async () => {
    if (way.kind === 'back') return
    const { text } = way.base
    const input = { presetId: preset.id, text, expectedRevision: revision, baseVersion: preset.publishedVersion }
    const { data, error } = await api.uncached.mutation(SaveDraftDocument, { input }).toPromise()
    const draft = data?.saveMappingPresetDraft.draft
    if (!draft) return setProblem(failureOf({ error, userErrors: data?.saveMappingPresetDraft.userErrors }))
    setRevision(draft.revision)
    setLate(false)
    setProblem(null)
  }
  return { publish, busy, problem, late, goOn }
}

/** Problems of the text are named beside it: the dialog says how many there are and begins with the first. */
function refusedText(error: CombinedError | undefined, errors: Payload['userErrors']): string {
  const inText = errors.filter((each) => 'line' in each)
  if (inText.length === 0) return failureOf({ error, userErrors: errors })
  const first = inText[0]!.message
  const shown = first.length > 240 ? `${first.slice(0, 238)} …` : first
  return inText.length === 1 ? shown : `${plural(inText.length, 'problem')}; the tab Problems lists them. ${shown}`
}

function doneText({ version, remapRuns, remapErrors }: Payload): string {
  const again =
    remapRuns.length > 0 ? ` ${plural(remapRuns.length, 'connection is', 'connections are')} mapped again.` : ''
  const not = remapErrors.map(({ message }) => ` ${message}`).join('')
  return `Version ${version?.version} is published.${again}${not}`
}
