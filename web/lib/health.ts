/** How a connection does, in a word and a sentence. */
import type { ConnectionSummaryFragment, RunSummaryFragment } from '../generated/documents.ts'
import { plural } from './format.ts'

export interface Health {
  tone: 'good' | 'warn' | 'bad' | 'info' | 'plain'
  word: string
  detail: string
}

export function healthOf(
  connection: Pick<ConnectionSummaryFragment, 'state' | 'pauseReason' | 'recordCounts'>,
  run: Pick<RunSummaryFragment, 'state' | 'active' | 'failure'> | undefined,
): Health {
  if (connection.state === 'PAUSED') {
    const detail = connection.pauseReason?.message ?? 'Paused by hand; nothing is pulled.'
    return { tone: connection.pauseReason ? 'bad' : 'warn', word: 'Paused', detail }
  }
  if (!run) return { tone: 'plain', word: 'Not synced', detail: 'No run yet.' }
  if (run.active) return { tone: 'info', word: 'Syncing', detail: 'A run is at work.' }
  if (run.state === 'FAILED') {
    return { tone: 'bad', word: 'Failed', detail: run.failure?.message ?? 'The last run failed.' }
  }
  const { held, quarantined } = connection.recordCounts
  const open = [
    ...(held > 0 ? [plural(held, 'record held', 'records held')] : []),
    ...(quarantined > 0 ? [plural(quarantined, 'loan unreadable', 'loans unreadable')] : []),
  ]
  if (open.length > 0) return { tone: 'warn', word: 'Needs review', detail: `${open.join(', ')}.` }
  return { tone: 'good', word: 'Healthy', detail: 'Every loan is read, and none is held.' }
}

const cadences: Record<string, string> = {
  HOURLY: 'hourly',
  DAILY: 'daily',
  MANUAL: 'by hand',
  WEBHOOK_ONLY: 'webhook only',
}

export function cadenceText({
  cadence,
  dailyAt,
  timeZone,
}: Pick<ConnectionSummaryFragment, 'cadence' | 'dailyAt' | 'timeZone'>) {
  const at = cadence === 'DAILY' && dailyAt ? ` at ${dailyAt}${timeZone ? ` (${timeZone})` : ''}` : ''
  return `${cadences[cadence] ?? cadence.toLowerCase()}${at}`
}
