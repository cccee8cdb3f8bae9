/** A preset: its text beside what it does to loans, its examples, versions and what it leaves aside. */
import { useParams } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import type { CombinedError } from 'urql'
import { useSession } from '../../app/context.ts'
import { PresetDocument } from '../../generated/documents.ts'
import '../../styles/presets.css'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import { type Base, baseOf, type Preset } from './useEdit.ts'
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
  if (preset && preset.id === id) return <Begun key={id} preset={preset} refresh={refresh} />
  if (preset === null) return <NotFound />
  return <Page title="Preset">{error ? <Failed error={error} retry={refresh} /> : <Loading what="the preset" />}</Page>
}

/** The edit begins from the text as it stands when the page is opened. */
function Begun({ preset, refresh }: { preset: Preset; refresh: () => void }) {
  const { api } = useSession()
  const [start, setStart] = useState<Base | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const load = useCallback(async () => {
    setProblem(null)
    const base = await baseOf(api, preset)
    if ('problem' in base) setProblem(base.problem)
    else setStart((before) => before ?? base)
  }, [api, preset])
  const isMissing = start === null
  useEffect(() => {
    if (isMissing) load()
  }, [isMissing, load])
  if (start) return <Workbench preset={preset} start={start} refresh={refresh} />
  return (
    <Page title={preset.title}>
      {problem ? (
        <div role="alert" className="notice bad stack">
          <p>{problem}</p>
          <Button className="button" onPress={load}>
            Try again
          </Button>
        </div>
      ) : (
        <Loading what="the text" />
      )}
    </Page>
  )
}
