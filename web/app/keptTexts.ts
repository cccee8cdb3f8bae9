/**
 * Texts that were being written when a session ended by itself. They stay in the memory of the page, in no storage, and are offered
 * to whoever wrote them once signed in again. A deliberate sign-out forgets them, and so does anybody else who signs in.
 */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { useSession } from './context.ts'

export interface KeptText {
  /** What it is the text of, for people. */
  title: string
  text: string
  /** What the edit began from. */
  base: { text: string; revision: number | null; version: number }
}

export interface Writer {
  actor: string
  organization: { id: string }
}

/**
 * A key names no person, and one that has ended never comes back: whoever signs in with another key of the same organization, in
 * the same tab, counts as the same writer. What is kept is nothing that its other members could not read.
 */
export const writerOf = ({ actor, organization }: Writer): string =>
  JSON.stringify([organization.id, actor.startsWith('apiKey:') ? 'apiKey' : actor])

interface Held {
  writer: string
  place: string
  kept: KeptText
}

export function createKeptTexts() {
  let held: readonly Held[] = []
  const editors = new Set<() => Held | null>()
  const listeners = new Set<() => void>()
  const set = (next: readonly Held[]) => {
    held = next
    for (const listener of [...listeners]) listener()
  }
  const others = ({ writer, place }: Pick<Held, 'writer' | 'place'>) =>
    held.filter((each) => each.writer !== writer || each.place !== place)
  return {
    onChange(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** @param editor answers what it holds unsaved at that moment; null for nothing */
    watch(editor: () => Held | null): () => void {
      editors.add(editor)
      return () => editors.delete(editor)
    },
    /** The session has ended, and the pages are still there. */
    keep(): void {
      for (const editor of editors) {
        const found = editor()
        if (found) set([...others(found), found])
      }
    },
    all: (): readonly Held[] => held,
    of: (writer: string, place: string): KeptText | null =>
      held.find((each) => each.writer === writer && each.place === place)?.kept ?? null,
    put: (writer: string, place: string, kept: KeptText | null): void =>
      set([...others({ writer, place }), ...(kept ? [{ writer, place, kept }] : [])]),
    /** Somebody has signed in: what others wrote goes. */
    only: (writer: string): void => set(held.filter((each) => each.writer === writer)),
    forget: (): void => set([]),
  }
}

export const keptTexts = createKeptTexts()

export interface Offer {
  offered: KeptText | null
  /** In place of what is offered; null: nothing is any more. */
  put: (kept: KeptText | null) => void
}

/** @param unsaved what an editor holds that is not saved; null for nothing */
export function useKeptText(place: string, unsaved: KeptText | null): Offer {
  const writer = writerOf(useSession().viewer)
  const latest = useRef(unsaved)
  latest.current = unsaved
  useEffect(() => keptTexts.watch(() => latest.current && { writer, place, kept: latest.current }), [writer, place])
  const offered = useSyncExternalStore(keptTexts.onChange, () => keptTexts.of(writer, place))
  const put = useCallback((kept: KeptText | null) => keptTexts.put(writer, place, kept), [writer, place])
  return { offered, put }
}
