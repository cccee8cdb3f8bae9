/** A preset: its text beside what it does to loans, its examples, versions and what it leaves aside. */
import { useParams } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import type { CombinedError } from 'urql'
import { useSession } from '../../app/context.ts'
import { PresetDocument } from '../../generated/documents.ts'
import '../../styles/presets.css'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import type { Preset } from './useEdit.ts'
import { Workbench } from './Workbench.tsx'

export function PresetPage() {
  const { id } = useParams({ from: '/presets/$id' })
  const { api } = useSession()
  // Kept here instead of in the cache: a refreshed preset must not move the text that is being written.
  const [preset, setPreset] = useState<Preset | null | undefined>(undefined)
  const [error, setError] = useState<CombinedError | null>(null)
  const refresh = useCallback(async () => {
    const answer = await api.uncached.query(PresetDocument, { id }).toPromise()
    setError(answer.error ?? null)
    if (answer.data) setPreset(answer.data.mappingPreset)
  }, [api, id])
  useEffect(() => {
    setPreset(undefined)
    refresh()
  }, [refresh])
  if (preset && preset.id === id) return <Workbench key={id} preset={preset} refresh={refresh} />
  if (preset === null) return <NotFound />
  return <Page title="Preset">{error ? <Failed error={error} retry={refresh} /> : <Loading what="the preset" />}</Page>
}
