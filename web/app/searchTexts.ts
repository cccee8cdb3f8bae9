/**
 * What is searched for may be somebody's name. It stands neither in the address nor in the browser's history, which outlives the
 * session: an entry of the history holds a number without meaning, and the text stays in memory until whoever searched signs out.
 */
import { useLocation } from '@tanstack/react-router'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Stands for what is searched for: see web/app/searchTexts.ts. */
    searchId?: string
  }
}

const texts = new Map<string, string>()

/** Part of a history entry's state that brings the text back. */
export function searchState(text: string): { searchId?: string } {
  if (text === '') return {}
  for (const [id, known] of texts) if (known === text) return { searchId: id }
  const id = crypto.randomUUID()
  texts.set(id, text)
  return { searchId: id }
}

/** What this entry of the history searches for; '' after a reload or for somebody else. */
export const useSearchText = (): string => useLocation({ select: ({ state }) => searchTextOf(state.searchId) })

export const searchTextOf = (id: string | undefined): string => (id === undefined ? '' : (texts.get(id) ?? ''))

export const forgetSearchTexts = (): void => texts.clear()
