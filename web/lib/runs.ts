/** What can be said of a run from its figures, and the ways to start one. */
import type { RunSummaryFragment, SyncMode } from '../generated/documents.ts'

type Timed = Pick<RunSummaryFragment, 'startedAt' | 'finishedAt' | 'seen' | 'remapped'>

/** How long an ended run took, and how many loans it did a second; null for one that never began. */
export function paceOf({ startedAt, finishedAt, seen, remapped }: Timed) {
  if (!startedAt || !finishedAt) return null
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  const loans = Math.max(seen, remapped)
  return { seconds, perSecond: seconds > 0 && loans > 0 ? Math.round(loans / seconds) : null }
}

export interface StartMode {
  mode: SyncMode
  title: string
  help: string
}

/** In the order in which they are thought of. */
export const startModes = [
  {
    mode: 'INCREMENTAL',
    title: 'What changed',
    help: 'Asks for what changed since the last completed run; all other loans are moved to the new day from what is stored.',
  },
  {
    mode: 'FULL',
    title: 'Every loan',
    help: 'Reads the whole source. It also finds edits that no change date tells of, and loans that are gone; a month needs one after its last day before it closes.',
  },
  {
    mode: 'RANGE',
    title: 'What changed between two days',
    help: 'For days that a run missed, or that were mended at the source afterwards.',
  },
  { mode: 'IDS', title: 'Single loans', help: 'Reads the loans named below again, at most 1,000, and nothing else.' },
  {
    mode: 'ROLLOVER',
    title: 'Map again, read nothing',
    help: 'Stored documents are mapped again for the day, by the preset as published. The source is not asked.',
  },
] as const satisfies readonly StartMode[]

/** Keys as people paste them: between commas, spaces or lines; each once. */
export const keysOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
