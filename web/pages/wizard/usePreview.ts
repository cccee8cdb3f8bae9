/** Some loans as the chosen preset maps them, before anything is connected. Held by the page alone: in no cache and no storage. */
import { useRef, useState } from 'react'
import type { CombinedError } from 'urql'
import { useSession } from '../../app/context.ts'
import { PreviewSourceDocument, type PreviewSourceMutation } from '../../generated/documents.ts'
import { valuesToSend } from '../../lib/forms.ts'
import { type PreviewLacks, previewLacks, type WizardState } from '../../lib/wizard.ts'
import type { Plugin } from './AccessStep.tsx'
import type { HeldFile } from './useShownFile.ts'
import type { Wizard } from './useWizard.ts'

export type PreviewAnswer = PreviewSourceMutation['previewConnection']

/** What a preview was made of; another entry makes it old. */
interface Basis extends Pick<WizardState, 'settings' | 'credentials' | 'preset'> {
  text: string | null
  /** The files that were shown, as text. */
  files: string
}

export interface Preview {
  lacks: PreviewLacks
  /** Null while there is none of this preset and source. */
  answer: PreviewAnswer | null
  error: CombinedError | null
  busy: boolean
  /** The answer is of an earlier text of the draft. */
  isOld: boolean
  /** Nothing was asked yet of this preset and source. */
  isNew: boolean
  ask: () => void
}

type Shown = { basis: Basis; answer: PreviewAnswer | null; error: CombinedError | null; busy: boolean }

export function usePreview(plugin: Plugin, { state }: Wizard, held: readonly HeldFile[]): Preview {
  const client = useSession().api.uncached
  const [shown, setShown] = useState<Shown | null>(null)
  const latest = useRef(0)
  const draft = state.preset === '' ? state.presetDraft : null
  const { settings, credentials, preset } = state
  const basis: Basis = { settings, credentials, preset, text: draft?.text ?? null, files: JSON.stringify(held) }
  const current = shown && isOfSource(shown.basis, basis) ? shown : null
  const ask = async () => {
    latest.current += 1
    const turn = latest.current
    setShown({ basis, answer: null, error: null, busy: true })
    const { data, error } = await client
      .mutation(PreviewSourceDocument, {
        input: {
          pluginId: plugin.id,
          settings: valuesToSend(plugin.settingsFields, settings),
          credentials: valuesToSend(plugin.credentialsFields, credentials),
          ...(held.length > 0 ? { uploads: [...held] } : {}),
          ...(draft ? { presetText: draft.text } : { preset: preset || null }),
        },
      })
      .toPromise()
    // Another preset was chosen meanwhile.
    if (turn !== latest.current) return
    setShown({ basis, answer: data?.previewConnection ?? null, error: error ?? null, busy: false })
  }
  return {
    lacks: previewLacks(plugin, state, held.length > 0),
    answer: current?.answer ?? null,
    error: current?.error ?? null,
    busy: current?.busy ?? false,
    isOld: current !== null && current.basis.text !== basis.text,
    isNew: current === null,
    ask: () => void ask(),
  }
}

const isOfSource = (a: Basis, b: Basis) =>
  a.settings === b.settings &&
  a.credentials === b.credentials &&
  a.preset === b.preset &&
  a.files === b.files &&
  (a.text === null) === (b.text === null)
