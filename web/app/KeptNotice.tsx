import { useEffect, useSyncExternalStore } from 'react'
import { Button } from 'react-aria-components'
import { keptTexts } from './keptTexts.ts'
import { saveText } from './saveText.ts'

/**
 * What was not saved when the session ended, said where one signs in again.
 * @param leaves whether signing in goes through another site: the memory of this page does not outlive that
 */
export function KeptNotice({ leaves }: { leaves: boolean }) {
  const held = useSyncExternalStore(keptTexts.onChange, keptTexts.all)
  const isAny = held.length > 0
  useEffect(() => {
    if (!isAny) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isAny])
  if (!isAny) return null
  return (
    <div role="status" className="notice info stack">
      <p>
        {leaves
          ? 'What you had not saved does not outlive the way to the provider and back. Save it as a file first; the editor takes it in again under Versions, Import YAML.'
          : 'What you had not saved is kept in this tab, and offered to you in the editor once you are signed in again.'}
      </p>
      {leaves &&
        held.map(({ place, kept }) => (
          <div className="row" key={place}>
            <Button className="button" onPress={() => saveText('preset.yaml', kept.text, 'application/yaml')}>
              Save “{kept.title}” as a file
            </Button>
          </div>
        ))}
    </div>
  )
}
