/** The editor of a preset and what stands beside it. */

import { Link } from '@tanstack/react-router'
import { Fragment, lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay, useSession } from '../../app/context.ts'
import { actorText } from '../../lib/actors.ts'
import { formatInstant, plural } from '../../lib/format.ts'
import { offsetOf, placeOf, withExample } from '../../lib/preset/place.ts'
import { entriesOf, pathAt } from '../../lib/preset/scan.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Loading } from '../../ui/states.tsx'
import { ConflictDialog } from './ConflictDialog.tsx'
import type { EditorHandle, Mark } from './Editor.tsx'
import { GoTo } from './GoTo.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { type PanelName, SidePanel } from './SidePanel.tsx'
import { TakeBack } from './TakeBack.tsx'
import { type Check, useCheck, useKnowledge } from './useCheck.ts'
import { type Base, type Edit, type Preset, type Said, useEdit } from './useEdit.ts'
import { useImpact } from './useImpact.ts'
import { useLoans } from './useLoans.ts'

const Editor = lazy(async () => ({ default: (await import('./Editor.tsx')).Editor }))

interface Props {
  preset: Preset
  /** What the edit begins from. */
  start: Base
  refresh: () => void
}

export function Workbench({ preset, start, refresh }: Props) {
  const may = useMay('ANALYST')
  const [said, setSaid] = useState<Said | null>(null)
  const [publishing, setPublishing] = useState<Base | null>(null)
  const [panel, setPanel] = useState<PanelName>(may ? 'problems' : 'versions')
  const [connectionId, setConnectionId] = useState(preset.connections[0]?.id)
  const connection = preset.connections.find(({ id }) => id === connectionId) ?? preset.connections[0]
  const edit = useEdit(preset, start, setSaid, refresh)
  const { text } = edit
  const state = useCheck(text, connection?.id, edit.base.revision)
  const knowledge = useKnowledge(connection?.id)
  const { handle, place, shown, setCursor, goToPath } = usePlaces(text)
  const sound = useSound(state.check)
  const loans = useLoans(preset.id, connection?.id, sound, place?.fields ?? nothing, may && panel === 'loans')
  const impact = useImpact(preset.id, text)
  const isSound = state.check !== null && state.check.problems.length === 0
  const marks = useMemo(() => marksOf(state.check), [state.check])
  const publish = async () => {
    const base = edit.dirty ? await edit.save() : edit.base
    if (!base?.revision) return
    // Somebody may have published in the meantime.
    refresh()
    setPublishing(base)
  }
  const save = () => {
    if (edit.dirty && may) edit.save()
  }
  return (
    <Page
      title={preset.title}
      actions={
        may && (
          <>
            <BusyButton className="button" busy={edit.saving} isDisabled={!edit.dirty} onPress={save}>
              Save draft
            </BusyButton>
            <BusyButton
              className="button primary"
              busy={edit.saving}
              isDisabled={!edit.dirty && edit.base.revision === null}
              onPress={publish}
            >
              Publish …
            </BusyButton>
          </>
        )
      }
    >
      <div className="preset-state">
        <Standing preset={preset} edit={edit} />
        {preset.connections.length > 1 && connection && (
          <SelectInput
            label="Tried on"
            value={connection.id}
            onChange={setConnectionId}
            options={preset.connections.map(({ id, name }) => ({ value: id, label: name }))}
            required
          />
        )}
      </div>
      <p role="status" className={said ? `notice ${said.tone}` : 'silent'}>
        {said?.message}
        {said?.runs?.map(({ id, name }) => (
          <Fragment key={id}>
            {' '}
            <Link to="/connections/$id" params={{ id }}>
              Watch {name}
            </Link>
          </Fragment>
        ))}
      </p>
      {may && <TakeBack preset={preset} edit={edit} />}
      <Meanwhile edit={edit} />
      <div className="workbench">
        <section className="pane" aria-label="Text">
          <div className="pane-head">
            <GoTo text={shown} onGo={goToPath} />
          </div>
          <Suspense fallback={<Loading what="the editor" />}>
            <Editor
              {...{ text, marks, knowledge, handle }}
              turn={edit.turn}
              readOnly={!may}
              onChange={(written) => {
                setSaid(null)
                edit.write(written)
              }}
              onCursor={setCursor}
              onSave={save}
            />
          </Suspense>
          <p className="key-hints">
            {may ? (
              <>
                <kbd>Ctrl</kbd> <kbd>Space</kbd> completes · <kbd>Ctrl</kbd> <kbd>F</kbd> finds and replaces ·{' '}
                <kbd>F8</kbd> next problem · <kbd>Ctrl</kbd> <kbd>S</kbd> saves · <kbd>Tab</kbd> leaves the text
              </>
            ) : (
              <>
                Editing needs the role ANALYST. <kbd>Ctrl</kbd> <kbd>F</kbd> finds
              </>
            )}
          </p>
        </section>
        <SidePanel
          {...{ panel, setPanel, preset, edit, state, loans, impact, place, refresh }}
          connection={connection}
          sound={isSound}
          soundText={sound}
          say={setSaid}
          onGo={(spot) => handle.current?.goTo(spot)}
          onGoPath={goToPath}
          onExample={(yaml) => {
            const added = withExample(text, entriesOf(text), yaml)
            if (added === null) return false
            edit.setText(added)
            return true
          }}
        />
      </div>
      <LeaveGuard dirty={edit.dirty} />
      {publishing && (
        <PublishDialog
          preset={preset}
          way={{ kind: 'draft', base: publishing }}
          onClose={(done) => {
            setPublishing(null)
            refresh()
            if (!done) return edit.look()
            edit.rebase({ text, revision: null, version: done.version }, text)
            setSaid({ tone: 'good', ...done })
          }}
        />
      )}
    </Page>
  )
}

const nothing: readonly string[] = []

function marksOf(check: Check | null): Mark[] {
  const problems = check?.problems.map((each): Mark => ({ ...each, severity: 'error' })) ?? []
  const failed = check?.examples.filter(({ passed }) => !passed) ?? []
  const examples = failed.map(
    ({ line, column, differences }): Mark => ({
      ...{ line, column, severity: 'warning', message: 'The example does not hold.', hint: differences.join('; ') },
    }),
  )
  return [...problems, ...examples]
}

/** The last text that had no problem. */
function useSound(check: Check | null): string | null {
  const [sound, setSound] = useState<string | null>(null)
  useEffect(() => {
    if (check && check.problems.length === 0) setSound(check.text)
  }, [check])
  return sound
}

/** Where the cursor is, and ways to other places of the text. */
function usePlaces(text: string) {
  const handle = useRef<EditorHandle | null>(null)
  const [cursor, setCursor] = useState(0)
  const at = useDeferredValue(cursor)
  const shown = useDeferredValue(text)
  const entries = useMemo(() => entriesOf(shown), [shown])
  const found = useMemo(() => placeOf(entries, pathAt(shown, entries, at)), [entries, shown, at])
  const label = found ? `${found.label} ${found.fields.join(' ')}` : ''
  // The same place at another letter is the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the label says what is in it
  const place = useMemo(() => found, [label])
  const goToPath = useCallback((path: string) => {
    // After a text that was put in just now has been drawn.
    requestAnimationFrame(() => {
      const offset = offsetOf(entriesOf(latest.current), path)
      if (offset !== null) handle.current?.goTo({ offset })
    })
  }, [])
  const latest = useRef(text)
  latest.current = text
  return { handle, place, shown, setCursor, goToPath }
}

function Standing({ preset: { publishedVersion, draft, connections }, edit }: { preset: Preset; edit: Edit }) {
  const { viewer } = useSession()
  return (
    <p className="row">
      <Badge tone="good">Version {publishedVersion} published</Badge>
      {edit.base.revision !== null && <Badge tone="info">Draft, revision {edit.base.revision}</Badge>}
      {edit.base.revision !== null && edit.base.version !== publishedVersion && (
        <Badge tone="warn">Begun from version {edit.base.version}</Badge>
      )}
      {edit.dirty && <Badge tone="warn">Not saved</Badge>}
      <span className="muted fine">
        {draft &&
          `${actorText(draft.updatedBy, draft.updatedByName, viewer.actor)} saved it ${formatInstant(draft.updatedAt)}. `}
        {connections.length === 0
          ? 'No connection uses it: it is checked against the fields that the plugin ships.'
          : `Used by ${connections.length < 4 ? connections.map(({ name }) => name).join(', ') : plural(connections.length, 'connection')}.`}
      </span>
    </p>
  )
}

/** What somebody else did since the text was loaded. */
function Meanwhile({ edit }: { edit: Edit }) {
  const { viewer } = useSession()
  const [merging, setMerging] = useState(false)
  const { theirs } = edit
  if (!theirs) return null
  const isSelf = theirs.by === viewer.actor
  const who = actorText(theirs.by, theirs.byName, viewer.actor)
  const what = theirs.revision === null ? `published version ${theirs.version}` : 'saved a draft'
  return (
    <div role="alert" className="notice warn meanwhile">
      <p>
        {who} {what} {isSelf ? 'elsewhere' : 'in the meantime'}
        {theirs.at ? `, ${formatInstant(theirs.at)}` : ''}.{' '}
        {edit.dirty ? 'Your text is kept here, the other one at the server.' : 'You see the text from before.'}
      </p>
      {edit.dirty ? (
        <Button className="button" onPress={() => setMerging(true)}>
          Compare and merge …
        </Button>
      ) : (
        <Button
          className="button"
          onPress={() =>
            edit.rebase({ text: theirs.text, revision: theirs.revision, version: theirs.version }, theirs.text)
          }
        >
          Load it
        </Button>
      )}
      {merging && <ConflictDialog edit={edit} theirs={theirs} onClose={() => setMerging(false)} />}
    </div>
  )
}
