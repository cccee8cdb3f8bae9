/** What two texts say differently, part by part. */
import { Button } from 'react-aria-components'
import type { PresetChangePartsFragment } from '../../generated/documents.ts'
import { humanize } from '../../lib/format.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'

const tones: Record<string, Tone> = { ADDED: 'good', REMOVED: 'bad', CHANGED: 'info' }

export function KindBadge({ kind }: { kind: string }) {
  return <Badge tone={tones[kind] ?? 'plain'}>{humanize(kind)}</Badge>
}

export function Sides({ before, after }: { before: string | null; after: string | null }) {
  return (
    <div className="sides">
      {before !== null && <del>{before}</del>}
      {after !== null && <ins>{after}</ins>}
    </div>
  )
}

export function ChangeList({
  changes,
  onGo,
}: {
  changes: readonly PresetChangePartsFragment[]
  onGo?: (path: string) => void
}) {
  return (
    <ul className="changed-parts">
      {changes.map(({ path, kind, before, after }) => (
        <li key={path}>
          <div className="row">
            {onGo && kind !== 'REMOVED' ? (
              <Button className="text-link mono" onPress={() => onGo(path)}>
                {path}
              </Button>
            ) : (
              <span className="mono">{path}</span>
            )}
            <KindBadge kind={kind} />
          </div>
          <Sides before={before} after={after} />
        </li>
      ))}
    </ul>
  )
}
