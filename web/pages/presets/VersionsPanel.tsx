/** Published versions, what any two texts say differently, going back, files, and what the plugin ships by now. */
import { useState } from 'react'
import { Button, FileTrigger } from 'react-aria-components'
import { useMay, useSession } from '../../app/context.ts'
import { saveText } from '../../app/saveText.ts'
import { actorText } from '../../lib/actors.ts'
import { formatInstant } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { CompareDialog, type Compared } from './CompareDialog.tsx'
import { DiscardDialog } from './DiscardDialog.tsx'
import { PublishDialog, type Published } from './PublishDialog.tsx'
import { ShippedUpdate } from './ShippedUpdate.tsx'
import type { Edit, Preset, Said } from './useEdit.ts'
import { textOfVersion } from './versionText.ts'

interface Props {
  preset: Preset
  edit: Edit
  say: (said: Said) => void
  refresh: () => void
  onGo: (path: string) => void
}

/** The largest text that the language allows, in bytes. */
const mostBytes = 256 * 1024

export function VersionsPanel({ preset, edit, say, refresh, onGo }: Props) {
  const { api } = useSession()
  const may = useMay('ANALYST')
  const [comparing, setComparing] = useState<Compared | null>(null)
  const [goingBack, setGoingBack] = useState<number | null>(null)
  const [discarding, setDiscarding] = useState(false)
  const read = async (files: FileList | null) => {
    const file = files?.[0]
    if (!file) return
    if (file.size > mostBytes) return say({ tone: 'bad', message: `${file.name} is larger than 256 kB: no preset is.` })
    edit.setText(await file.text())
    say({ tone: 'good', message: `${file.name} stands in the editor. Nothing is saved yet.` })
  }
  const shownAgain = async (version: number, done: Published) => {
    say({ tone: 'good', ...done })
    refresh()
    const back = await textOfVersion(api, preset, version)
    // What is written, or saved as a draft, stays; who only looks sees what is published now.
    if (edit.dirty || edit.base.revision !== null || 'problem' in back) edit.look()
    else edit.rebase({ text: back.text, revision: null, version: done.version }, back.text)
  }
  return (
    <>
      <div className="row">
        {may && (
          <FileTrigger acceptedFileTypes={['.yaml', '.yml']} onSelect={read}>
            <Button className="button">Import YAML …</Button>
          </FileTrigger>
        )}
        <Button className="button" onPress={() => saveText(`${preset.name}.yaml`, edit.text, 'application/yaml')}>
          Export YAML
        </Button>
        {may && edit.base.revision !== null && (
          <Button className="button danger" onPress={() => setDiscarding(true)}>
            Discard draft …
          </Button>
        )}
      </div>
      {preset.shippedUpdate && (
        <ShippedUpdate
          preset={preset}
          update={preset.shippedUpdate}
          edit={edit}
          say={say}
          refresh={refresh}
          onGo={onGo}
        />
      )}
      <VersionList
        preset={preset}
        may={may}
        onCompare={(from) => setComparing({ from, to: null })}
        onGoBack={setGoingBack}
      />
      {comparing && (
        <CompareDialog
          preset={preset}
          text={edit.text}
          first={comparing}
          onGo={onGo}
          onClose={() => setComparing(null)}
        />
      )}
      {goingBack !== null && (
        <PublishDialog
          preset={preset}
          way={{ kind: 'back', version: goingBack }}
          onClose={(done) => {
            setGoingBack(null)
            if (done) shownAgain(goingBack, done)
          }}
        />
      )}
      {discarding && (
        <DiscardDialog preset={preset} edit={edit} say={say} refresh={refresh} onClose={() => setDiscarding(false)} />
      )}
    </>
  )
}

function VersionList({
  preset: { versions, publishedVersion },
  may,
  onCompare,
  onGoBack,
}: {
  preset: Preset
  may: boolean
  onCompare: (version: number) => void
  onGoBack: (version: number) => void
}) {
  const { viewer } = useSession()
  return (
    <ul className="preset-versions" aria-label="Versions">
      {versions.map(({ version, note, createdAt, createdBy, createdByName }) => (
        <li key={version}>
          <div className="row">
            <strong>Version {version}</strong>
            {version === publishedVersion && <Badge tone="good">published</Badge>}
            <span className="muted fine">
              {actorText(createdBy, createdByName, viewer.actor)},{' '}
              <time dateTime={createdAt}>{formatInstant(createdAt)}</time>
            </span>
          </div>
          {note && <p className="version-note">{note}</p>}
          <div className="row">
            <Button className="text-link" aria-label={`Compare version ${version}`} onPress={() => onCompare(version)}>
              Compare …
            </Button>
            {may && version !== publishedVersion && (
              <Button
                className="text-link"
                aria-label={`Go back to version ${version}`}
                onPress={() => onGoBack(version)}
              >
                Go back …
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
