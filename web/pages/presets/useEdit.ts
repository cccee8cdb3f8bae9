/** An edit of a preset: what it began from, what was written since, and what others did in the meantime. */
import { useCallback, useEffect, useState } from 'react'
import type { Api } from '../../app/api.ts'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import {
  PresetMeanwhileDocument,
  type PresetQuery,
  PresetTheirsDocument,
  type PresetTheirsQuery,
  SaveDraftDocument,
} from '../../generated/documents.ts'
import { textOfVersion } from './versionText.ts'

export type Preset = NonNullable<PresetQuery['mappingPreset']>
type Meanwhile = NonNullable<PresetTheirsQuery['mappingPreset']>

/** A text as the server had it: the draft of that revision, or, without one, the published version. */
export interface Base {
  text: string
  revision: number | null
  /** The published version that the edit began from. */
  version: number
}

/** What stands there now instead of what the edit began from. */
export interface Theirs extends Base {
  by: string
  /** Null where nobody knows one. */
  byName: string | null
  at: string | null
}

export interface Said {
  tone: 'good' | 'bad'
  message: string
  /** Connections that are mapped again, to be watched. */
  runs?: readonly { id: string; name: string }[]
}

export interface Edit {
  base: Base
  text: string
  dirty: boolean
  saving: boolean
  /** Null while nobody else has changed anything. */
  theirs: Theirs | null
  /** How often the text was replaced from outside of the editor. */
  turn: number
  /** From the editor, as it is written. */
  write: (text: string) => void
  /** From elsewhere: the editor shows it. */
  setText: (text: string) => void
  /** Answers the base after saving; null when it was refused. */
  save: () => Promise<Base | null>
  /** The server's text is what the edit begins from now; what was written gives way to `text`. */
  rebase: (base: Base, text: string) => void
  look: () => Promise<void>
}

/** What an edit of it begins from as it stands at the server: the draft, or else the published version. */
export async function baseOf(api: Api, preset: Preset | Meanwhile): Promise<Base | { problem: string }> {
  const { draft, publishedVersion } = preset
  if (draft) return { text: draft.text, revision: draft.revision, version: draft.baseVersion }
  const found = await textOfVersion(api, preset, publishedVersion)
  return 'problem' in found ? found : { text: found.text, revision: null, version: publishedVersion }
}

async function theirsOf(api: Api, preset: Meanwhile): Promise<Theirs | null> {
  const { draft, versions, publishedVersion } = preset
  const base = await baseOf(api, preset)
  // Looked for again soon.
  if ('problem' in base) return null
  if (draft) return { ...base, by: draft.updatedBy, byName: draft.updatedByName, at: draft.updatedAt }
  const published = versions.find(({ version }) => version === publishedVersion)
  return { ...base, by: published?.createdBy ?? '', byName: published?.createdByName ?? null, at: null }
}

const sinceMs = 10_000

/**
 * @param start what the edit begins from
 * @param onChange told when the server has something new to show
 */
export function useEdit(preset: Preset, start: Base, say: (said: Said) => void, onChange: () => void): Edit {
  const { api } = useSession()
  const [base, setBase] = useState(start)
  const [{ text, turn }, setWritten] = useState({ text: base.text, turn: 0 })
  const write = useCallback((next: string) => setWritten((before) => ({ ...before, text: next })), [])
  const setText = useCallback((next: string) => setWritten((before) => ({ text: next, turn: before.turn + 1 })), [])
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  const [saving, setSaving] = useState(false)
  const look = useCallback(async () => {
    const { data } = await api.uncached.query(PresetMeanwhileDocument, { id: preset.id }).toPromise()
    if (!data?.mappingPreset) return
    const { draft, publishedVersion } = data.mappingPreset
    if (publishedVersion !== preset.publishedVersion) onChange()
    const revision = draft?.revision ?? null
    const isSame = revision === base.revision && (revision !== null || publishedVersion === base.version)
    if (isSame) return setTheirs(null)
    const { data: full } = await api.uncached.query(PresetTheirsDocument, { id: preset.id }).toPromise()
    const found = full?.mappingPreset ? await theirsOf(api, full.mappingPreset) : null
    if (found) setTheirs(found)
  }, [api, preset.id, preset.publishedVersion, base, onChange])
  usePolling(look, sinceMs)
  useEffect(() => {
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [look])
  const rebase = useCallback(
    (next: Base, nextText: string) => {
      setBase(next)
      setText(nextText)
      setTheirs(null)
    },
    [setText],
  )
  const save = useCallback(async (): Promise<Base | null> => {
    setSaving(true)
    const input = {
      ...{ presetId: preset.id, text, expectedRevision: base.revision },
      // A new draft says what it began from: what was published in the meantime is not passed over.
      ...(base.revision === null ? { baseVersion: base.version } : {}),
    }
    const { data, error } = await api.uncached.mutation(SaveDraftDocument, { input }).toPromise()
    setSaving(false)
    const payload = data?.saveMappingPresetDraft
    if (payload?.draft) {
      const saved = { text, revision: payload.draft.revision, version: payload.draft.baseVersion }
      setBase(saved)
      setTheirs(null)
      say({ tone: 'good', message: 'Draft saved.' })
      onChange()
      return saved
    }
    const isLate = payload?.userErrors.some(({ code }) => code === 'DRAFT_CHANGED' || code === 'BASE_VERSION_WRONG')
    if (isLate) {
      await look()
      say({ tone: 'bad', message: 'Not saved: somebody else was quicker. Nothing was overwritten; merge both texts.' })
    } else say({ tone: 'bad', message: failureOf({ error, userErrors: payload?.userErrors }) })
    return null
  }, [api, preset.id, text, base, say, onChange, look])
  return { base, text, turn, dirty: text !== base.text, saving, theirs, write, setText, save, rebase, look }
}
