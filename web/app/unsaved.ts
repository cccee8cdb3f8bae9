/** What is written and not saved anywhere in the pages: whoever is about to leave is asked first. */
import { useCallback, useEffect, useRef } from 'react'

const unsaved = new Set<object>()

export const hasUnsaved = (): boolean => unsaved.size > 0

/** It may go: nobody is asked again. */
export const giveUpUnsaved = (): void => unsaved.clear()

/** Answers whether what is told here still has to be asked about. */
export function useUnsaved(dirty: boolean): () => boolean {
  const self = useRef({}).current
  useEffect(() => {
    if (!dirty) return
    unsaved.add(self)
    return () => {
      unsaved.delete(self)
    }
  }, [dirty, self])
  return useCallback(() => unsaved.has(self), [self])
}
