import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain'

/** A state in a word; the colour only repeats it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>
}

const tones: Record<string, Tone> = {
  SUCCEEDED: 'good',
  REPORTABLE: 'good',
  PASSED: 'good',
  ACTIVE: 'good',
  SUCCEEDED_WITH_ERRORS: 'warn',
  WARNING: 'warn',
  HELD: 'warn',
  PAUSED: 'warn',
  FAILED: 'bad',
  ERROR: 'bad',
  RUNNING: 'info',
  QUEUED: 'info',
}

export const toneOf = (state: string): Tone => tones[state] ?? 'plain'
