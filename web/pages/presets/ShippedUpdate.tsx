/** What the plugin ships differently by now, part by part, to be taken over into the draft. */
import { useState } from 'react'
import { failureOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { TakeOverShippedDocument } from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { CheckInput } from '../../ui/fields.tsx'
import { KindBadge, Sides } from './ChangeList.tsx'
import type { Edit, Preset, Said } from './useEdit.ts'

interface Props {
  preset: Preset
  update: NonNullable<Preset['shippedUpdate']>
  edit: Edit
  say: (said: Said) => void
  refresh: () => void
  onGo: (path: string) => void
}

export function ShippedUpdate({ preset, update, edit, say, refresh, onGo }: Props) {
  const { api } = useSession()
  const may = useMay('ANALYST')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const choose = (path: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, path] : [...before].filter((each) => each !== path)))
  const takeOver = async () => {
    setBusy(true)
    const input = { presetId: preset.id, paths: [...chosen], expectedRevision: edit.base.revision }
    const { data, error } = await api.uncached.mutation(TakeOverShippedDocument, { input }).toPromise()
    setBusy(false)
    const draft = data?.takeOverShippedChanges.draft
    if (!draft) {
      edit.look()
      return say({ tone: 'bad', message: failureOf({ error, userErrors: data?.takeOverShippedChanges.userErrors }) })
    }
    edit.rebase({ text: draft.text, revision: draft.revision, version: draft.baseVersion }, draft.text)
    say({ tone: 'good', message: `${plural(chosen.size, 'change')} taken over into the draft.` })
    const first = [...chosen][0]
    setChosen(new Set())
    refresh()
    if (first) onGo(first)
  }
  return (
    <section className="framed stack tight" aria-labelledby="shipped">
      <h2 id="shipped">
        The plugin ships a newer preset <span className="muted">{plural(update.changes.length, 'change')}</span>
      </h2>
      <p className="muted fine">
        Take over what you want, then publish and say that it is looked through: only later changes are shown from then
        on.
      </p>
      <ul className="changed-parts">
        {update.changes.map(({ path, kind, before, after, own, conflict }) => (
          <li key={path}>
            <div className="row">
              {may ? (
                <CheckInput
                  label={<span className="mono">{path}</span>}
                  checked={chosen.has(path)}
                  onChange={(isChosen) => choose(path, isChosen)}
                />
              ) : (
                <span className="mono">{path}</span>
              )}
              <KindBadge kind={kind} />
              {conflict && <Badge tone="warn">both changed</Badge>}
            </div>
            <Sides before={before} after={after} />
            {conflict && (
              <p className="fine">
                <span className="muted">You have:</span> <code>{own ?? 'nothing'}</code>
              </p>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <div className="row">
          <BusyButton className="button" busy={busy} isDisabled={chosen.size === 0 || edit.dirty} onPress={takeOver}>
            Take over {chosen.size > 0 ? plural(chosen.size, 'change') : ''}
          </BusyButton>
          {edit.dirty && <span className="muted fine">Save the draft first.</span>}
        </div>
      )}
    </section>
  )
}
