import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { type KeptText, useKeptText } from '../../app/keptTexts.ts'
import type { Edit, Preset } from './useEdit.ts'

/** What was written and not saved when the session ended, offered to whoever wrote it. */
export function TakeBack({ preset, edit }: { preset: Preset; edit: Edit }) {
  const unsaved: KeptText | null = edit.dirty ? { title: preset.title, text: edit.text, base: edit.base } : null
  const { offered, put } = useKeptText(`preset ${preset.id}`, unsaved)
  const [taken, setTaken] = useState(false)
  const { look } = edit
  // Others may have gone on from the same text since.
  useEffect(() => {
    if (taken) look()
  }, [taken, look])
  if (!offered) return null
  return (
    <div role="alert" className="notice warn meanwhile">
      <p>
        Text that you had not saved when your session ended is still here.{' '}
        {edit.dirty && 'What you have written since is kept in its place when you take it back.'}
      </p>
      <div className="row">
        <Button
          className="button"
          onPress={() => {
            edit.rebase(offered.base, offered.text)
            put(unsaved)
            setTaken(true)
          }}
        >
          Take it back
        </Button>
        <Button className="button quiet" onPress={() => put(null)}>
          Discard it
        </Button>
      </div>
    </div>
  )
}
