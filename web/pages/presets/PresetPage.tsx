/** A preset: its text with problems as it is written, what a draft changes, five loans before and after, publishing. */
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { useMay, useSession } from '../../app/context.ts'
import {
  CheckPresetDocument,
  type CheckPresetQuery,
  PresetDocument,
  type PresetQuery,
  PublishPresetDocument,
  SaveDraftDocument,
} from '../../generated/documents.ts'
import { formatInstant, plural } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import { Editor } from './Editor.tsx'
import { Preview } from './Preview.tsx'

type Preset = NonNullable<PresetQuery['mappingPreset']>
type Check = CheckPresetQuery['checkMappingPreset']

export function PresetPage() {
  const { id } = useParams({ from: '/presets/$id' })
  const [{ data, error }, again] = useQuery({ query: PresetDocument, variables: { id } })
  const refresh = () => again({ requestPolicy: 'network-only' })
  if (data?.mappingPreset) return <Shown key={id} preset={data.mappingPreset} refresh={refresh} />
  if (data && !error) return <NotFound />
  return <Page title="Preset">{error ? <Failed error={error} retry={refresh} /> : <Loading what="the preset" />}</Page>
}

const textOf = ({ draft, versions, publishedVersion }: Preset): string =>
  draft?.text ?? versions.find(({ version }) => version === publishedVersion)?.text ?? ''

/** What a text says wrong, asked half a second after the last key. */
function useCheck(text: string, connection: string | undefined): Check | null {
  const { api } = useSession()
  const [check, setCheck] = useState<Check | null>(null)
  const may = useMay('ANALYST')
  useEffect(() => {
    if (!may) return
    let left = false
    const timer = setTimeout(async () => {
      const variables = { text, connection: connection ?? null }
      const { data } = await api.uncached.query(CheckPresetDocument, variables).toPromise()
      if (data && !left) setCheck(data.checkMappingPreset)
    }, 500)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [api, text, connection, may])
  return check
}

function Shown({ preset, refresh }: { preset: Preset; refresh: () => void }) {
  const may = useMay('ANALYST')
  // What the edit began from: somebody else's draft in the meantime is refused by its revision, not overwritten.
  const [base, setBase] = useState({ text: textOf(preset), revision: preset.draft?.revision ?? null })
  const [text, setText] = useState(base.text)
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; message: string } | null>(null)
  const [saving, save] = useMutation(SaveDraftDocument)
  const [publishing, publish] = useMutation(PublishPresetDocument)
  const connection = preset.connections[0]
  const check = useCheck(text, connection?.id)
  const dirty = text !== base.text
  const saveDraft = async () => {
    const { data, error } = await save({ input: { presetId: preset.id, text, expectedRevision: base.revision } })
    const payload = data?.saveMappingPresetDraft
    if (!payload?.draft) return setSaid({ tone: 'bad', message: refusal(error, payload?.userErrors) })
    setBase({ text, revision: payload.draft.revision })
    setSaid({ tone: 'good', message: 'Draft saved.' })
    refresh()
  }
  const publishDraft = async () => {
    if (base.revision === null) return
    const input = { presetId: preset.id, expectedRevision: base.revision, remap: true }
    const { data, error } = await publish({ input })
    const payload = data?.publishMappingPreset
    if (!payload?.version) return setSaid({ tone: 'bad', message: refusal(error, payload?.userErrors) })
    setBase({ text, revision: null })
    const runs = plural(payload.remapRuns.length, 'connection is', 'connections are')
    setSaid({ tone: 'good', message: `Version ${payload.version.version} is published; ${runs} mapped again.` })
    refresh()
  }
  return (
    <Page
      title={preset.title}
      actions={
        may && (
          <>
            {dirty && (
              <BusyButton className="button primary" busy={saving.fetching} onPress={saveDraft}>
                Save draft
              </BusyButton>
            )}
            {!dirty && base.revision !== null && (
              <BusyButton className="button primary" busy={publishing.fetching} onPress={publishDraft}>
                Publish and map again
              </BusyButton>
            )}
          </>
        )
      }
    >
      <p className="muted">
        Version {preset.publishedVersion} is published.
        {preset.draft && ` A draft was saved by ${preset.draft.updatedBy}, ${formatInstant(preset.draft.updatedAt)}.`}
        {!may && ' Editing needs the role ANALYST.'}
      </p>
      <p role="status" className={said ? `notice ${said.tone}` : 'silent'}>
        {said?.message}
      </p>
      <Editor text={base.text} problems={check?.problems ?? []} readOnly={!may} onChange={setText} />
      {check && <Problems check={check} />}
      {may && connection && <Preview connection={connection} text={text} />}
      <Changes preset={preset} />
    </Page>
  )
}

function refusal(error: { message: string } | undefined, errors: readonly { message: string }[] | undefined): string {
  return error?.message ?? errors?.map(({ message }) => message).join(' ') ?? 'The server could not answer.'
}

function Problems({ check: { problems, examples } }: { check: Check }) {
  const failed = examples.filter(({ passed }) => !passed)
  return (
    <section className="card stack" aria-labelledby="problems">
      <h2 id="problems">Check</h2>
      <p role="status">
        {problems.length === 0 ? 'The text is sound.' : plural(problems.length, 'problem')}
        {examples.length > 0 && ` ${examples.length - failed.length} of ${plural(examples.length, 'example')} pass.`}
      </p>
      <ul>
        {problems.map(({ line, column, message, hint }) => (
          <li key={`${line} ${column} ${message}`}>
            Line {line}: {message} {hint && <span className="muted">{hint}</span>}
          </li>
        ))}
        {failed.map(({ title, differences }) => (
          <li key={title}>
            Example “{title}”: {differences.join('; ')}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Changes({ preset: { draft, changes } }: { preset: Preset }) {
  if (!draft) return null
  return (
    <section className="card stack" aria-labelledby="changes">
      <h2 id="changes">What the saved draft changes</h2>
      {changes.length === 0 && <p className="muted">Nothing yet.</p>}
      <dl className="changes">
        {changes.map(({ path, before, after }) => (
          <div key={path}>
            <dt className="mono">{path}</dt>
            <dd>
              <del>{before ?? 'nothing'}</del> → <ins>{after ?? 'nothing'}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
