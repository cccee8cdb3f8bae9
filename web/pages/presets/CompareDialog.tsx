/** Any two texts of a preset: part by part as the API tells it, and line by line. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { type PresetChangePartsFragment, PresetChangesDocument } from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { SelectInput } from '../../ui/fields.tsx'
import { Loading } from '../../ui/states.tsx'
import { ChangeList } from './ChangeList.tsx'
import type { Preset } from './useEdit.ts'
import { textOfVersion, type VersionText } from './versionText.ts'
import { WideDialog } from './WideDialog.tsx'

const MergeText = lazy(async () => ({ default: (await import('./MergeText.tsx')).MergeText }))

/** Versions; null: the text in the editor. */
export interface Compared {
  from: number
  to: number | null
}

interface Props {
  preset: Preset
  text: string
  first: Compared
  onGo: (path: string) => void
  onClose: () => void
}

export function CompareDialog({ preset, text, first, onGo, onClose }: Props) {
  const [from, setFrom] = useState(first.from)
  const [to, setTo] = useState(first.to)
  const [view, setView] = useState<'parts' | 'lines'>('parts')
  const leaveTo = (path: string) => {
    onClose()
    onGo(path)
  }
  const versions = preset.versions.map(({ version }) => ({ value: String(version), label: nameOf(version) }))
  return (
    <WideDialog title={`Compare texts of ${preset.title}`} onClose={onClose}>
      <div className="row end">
        <SelectInput
          label="From"
          value={String(from)}
          onChange={(value) => setFrom(Number(value))}
          options={versions}
          required
        />
        <SelectInput
          label="To"
          value={to === null ? 'text' : String(to)}
          onChange={(value) => setTo(value === 'text' ? null : Number(value))}
          options={[{ value: 'text', label: nameOf(null) }, ...versions]}
          required
        />
        <ToggleButtonGroup
          className="segmented"
          aria-label="How to compare"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={(keys) => setView(keys.has('lines') ? 'lines' : 'parts')}
        >
          <ToggleButton id="parts">Part by part</ToggleButton>
          <ToggleButton id="lines">Line by line</ToggleButton>
        </ToggleButtonGroup>
      </div>
      {view === 'parts' ? (
        <Parts {...{ preset, from, to, text }} {...(to === null ? { onGo: leaveTo } : {})} />
      ) : (
        <Lines key={`${from} ${to}`} {...{ preset, from, to, text }} />
      )}
      <div className="row">
        <Button className="button" onPress={onClose}>
          Close
        </Button>
      </div>
    </WideDialog>
  )
}

const nameOf = (version: number | null) => (version === null ? 'The text in the editor' : `Version ${version}`)

function Lines({ preset, from, to, text }: Omit<PartsProps, 'onGo'>) {
  const { api } = useSession()
  const [sides, setSides] = useState<readonly VersionText[] | null>(null)
  // The list as it was when both were chosen; a refreshed one says the same of them.
  const listed = useRef(preset)
  useEffect(() => {
    let left = false
    const right = to === null ? { text } : textOfVersion(api, listed.current, to)
    Promise.all([textOfVersion(api, listed.current, from), right]).then((found) => left || setSides(found))
    return () => {
      left = true
    }
  }, [api, from, to, text])
  if (!sides) return <Loading what="both texts" />
  const [before, after] = sides
  if (!before || !after || 'problem' in before || 'problem' in after) {
    const problems = new Set(sides.flatMap((side) => ('problem' in side ? side.problem : [])))
    return (
      <p role="alert" className="notice bad">
        {[...problems].join(' ')}
      </p>
    )
  }
  return (
    <Suspense fallback={<Loading what="both texts" />}>
      <MergeText left={{ title: nameOf(from), text: before.text }} right={{ title: nameOf(to), text: after.text }} />
    </Suspense>
  )
}

interface PartsProps {
  preset: Preset
  from: number
  to: number | null
  text: string
  onGo?: (path: string) => void
}

export function Parts({ preset, from, to, text, onGo }: PartsProps) {
  const { api } = useSession()
  const [changes, setChanges] = useState<readonly PresetChangePartsFragment[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let left = false
    const variables = { id: preset.id, from, to, text: to === null ? text : null }
    api.uncached
      .query(PresetChangesDocument, variables)
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        setProblem(error ? failureOf({ error }) : null)
        setChanges(data?.mappingPreset?.changes ?? null)
      })
    return () => {
      left = true
    }
  }, [api, preset.id, from, to, text])
  if (problem) {
    return (
      <p role="alert" className="notice bad">
        {problem}
      </p>
    )
  }
  if (!changes) return <Loading what="the differences" />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section className="scroll-box" tabIndex={0} aria-label="Differences">
      <p role="status" className="muted">
        {changes.length === 0 ? 'They say the same.' : `${plural(changes.length, 'part')} said differently.`}
      </p>
      <ChangeList changes={changes} {...(onGo ? { onGo } : {})} />
    </section>
  )
}
