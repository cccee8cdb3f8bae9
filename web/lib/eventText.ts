/** What an event of a run says, in a sentence. */
import type { SyncEventsSubscription } from '../generated/documents.ts'
import { formatSeconds, humanize, plural } from './format.ts'

export type SyncItem = SyncEventsSubscription['syncEvents']
export type RunEvent = Exclude<SyncItem, { __typename: 'EventsMissed' }>

export function eventText(event: RunEvent): string {
  switch (event.__typename) {
    case 'RunStateEvent': {
      const attempt = event.attempt > 1 ? ` (attempt ${event.attempt})` : ''
      const failure = event.failure ? ` ${event.failure.message} ${event.failure.hint}` : ''
      return `${humanize(event.state)}${attempt}.${failure}`
    }
    case 'PageReadEvent':
      return `Read ${plural(event.seen, 'loan')}${event.total === null ? '' : ` of ${plural(event.total, 'loan')}`} with ${plural(event.requests, 'request')}.`
    case 'BatchWrittenEvent':
      return `Wrote ${plural(event.records, 'loan')}: ${counted(event)}.`
    case 'QuarantinedEvent':
      return `${plural(event.count, 'loan')} could not be read: ${event.samples.map(({ sourceKey, code }) => `${sourceKey} (${code})`).join(', ')}.`
    case 'ThrottledEvent':
      return `Waiting ${formatSeconds(event.waitMilliseconds / 1000)}: ${event.reason}`
    case 'DriftEvent':
      return driftText(event.unknowns.map(({ message }) => message))
    case 'LoansGoneEvent':
      return `${plural(event.count, 'loan')} are no longer at the source.`
    case 'NoticeEvent':
      return event.message
    default:
      // A kind that a later server has.
      return 'Something this page does not know yet.'
  }
}

/** The report beside the log has all of them. */
function driftText(messages: readonly string[]): string {
  const more = messages.length > 3 ? ` And ${messages.length - 3} more.` : ''
  return `The source sent something new. ${messages.slice(0, 3).join(' ')}${more}`
}

const counters = ['created', 'changed', 'unchanged', 'remapped', 'held', 'excluded', 'quarantined'] as const

function counted(counts: Record<(typeof counters)[number], number>): string {
  const parts = counters.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`)
  return parts.join(', ') || 'nothing new'
}
