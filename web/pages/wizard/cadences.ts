import type { Cadence } from '../../generated/documents.ts'

/** When a source is asked by itself. */
export const cadences: { value: Cadence; label: string; help: string }[] = [
  { value: 'HOURLY', label: 'Every hour', help: 'what changed since the last time' },
  { value: 'DAILY', label: 'Once a day', help: 'at a time of your choice' },
  { value: 'WEBHOOK_ONLY', label: 'Webhook only', help: 'only the loans that the source names when it calls' },
  { value: 'MANUAL', label: 'By hand', help: 'when somebody starts a run' },
]
