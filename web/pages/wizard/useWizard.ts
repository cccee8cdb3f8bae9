import { useEffect, useState } from 'react'
import { changed, firstState, keep, restore, type WizardPlugin, type WizardState } from '../../lib/wizard.ts'

const keyOf = (source: string) => `metro2.wizard.${source}`

export interface Wizard {
  state: WizardState
  change: (changes: Partial<WizardState>) => void
  /** Whether something kept was taken up again. */
  resumed: boolean
  clear: () => void
}

/** What was entered, kept in the tab's session storage without secrets. */
export function useWizard(source: string, plugin: WizardPlugin): Wizard {
  const [resumed] = useState(() => sessionStorage.getItem(keyOf(source)) !== null)
  const [state, setState] = useState(() =>
    restore(plugin, sessionStorage.getItem(keyOf(source)), firstState(plugin, crypto.randomUUID())),
  )
  useEffect(() => sessionStorage.setItem(keyOf(source), keep(plugin, state)), [source, plugin, state])
  return {
    state,
    resumed,
    change: (changes) => setState((before) => changed(before, changes)),
    clear: () => {
      sessionStorage.removeItem(keyOf(source))
      setState(firstState(plugin, crypto.randomUUID()))
    },
  }
}
