/** Somebody else's text beside one's own: nothing is overwritten before both have been seen. */
import { lazy, Suspense, useState } from 'react'
import { Button } from 'react-aria-components'
import { useSession } from '../../app/context.ts'
import { actorText } from '../../lib/actors.ts'
import { Loading } from '../../ui/states.tsx'
import type { Edit, Theirs } from './useEdit.ts'
import { WideDialog } from './WideDialog.tsx'

const MergeText = lazy(async () => ({ default: (await import('./MergeText.tsx')).MergeText }))

export function ConflictDialog({ edit, theirs: now, onClose }: { edit: Edit; theirs: Theirs; onClose: () => void }) {
  // As it was when the comparison began: a still newer one is told by the next save, and takes no merged text away.
  const [theirs] = useState(now)
  const { viewer } = useSession()
  const [merged, setMerged] = useState(edit.text)
  const what =
    theirs.revision === null ? `Version ${theirs.version}, published` : `Draft, revision ${theirs.revision}, saved`
  const take = (text: string) => {
    edit.rebase({ text: theirs.text, revision: theirs.revision, version: theirs.version }, text)
    onClose()
  }
  return (
    <WideDialog title="Their text and yours" guarded onClose={onClose}>
      <p className="muted">
        On the left what stands at the server now, on the right yours. Take parts over with →, or write on the right.
      </p>
      <Suspense fallback={<Loading what="both texts" />}>
        <MergeText
          left={{ title: `${what} by ${actorText(theirs.by, theirs.byName, viewer.actor)}`, text: theirs.text }}
          right={{ title: 'Yours, not saved', text: edit.text }}
          onChange={setMerged}
        />
      </Suspense>
      <div className="row">
        <Button className="button primary" onPress={() => take(merged)}>
          Go on with the right side
        </Button>
        <Button className="button" onPress={() => take(theirs.text)}>
          Take theirs, drop mine
        </Button>
        <Button className="button quiet" onPress={onClose}>
          Not now
        </Button>
      </div>
    </WideDialog>
  )
}
