/**
 * LoanPro's automated notifications. The tenant writes the body, from variables of its own choice; by default it holds the
 * event's name and a context of variables, with the loan's display id and not its id. An empty context comes as a list.
 */
import type { WebhookHint, WebhookSupport } from '../contract.ts'

const idNames = ['loan-id', 'loanId', 'loan_id']
const displayNames = ['loan-display-id', 'loanDisplayId', 'loan_display_id', 'displayId']

export const webhook: WebhookSupport = {
  signatureHeader: 'X-LoanPro-Signature',
  bodyTemplate: JSON.stringify(
    {
      eventName: '<name of the event>',
      context: { 'loan-id': '<variable: loan id>', 'loan-display-id': '<variable: loan display id>' },
    },
    null,
    2,
  ),
  help:
    'In LoanPro: Settings > Company > Automated Notifications > Event-Based Triggers. Choose a webhook with method POST, this address, ' +
    "a header of this name with the secret as its value, and this body, with LoanPro's variables put in place of what stands in <>. One of the two ids is enough.",
  interpret,
  sample: ({ key, displayKey }) => ({
    eventName: 'Trial',
    context: { 'loan-id': key, 'loan-display-id': displayKey },
  }),
}

function interpret(body: Uint8Array): WebhookHint {
  const root = objectOf(parse(body))
  if (!root) return { eventName: null, keys: [], displayKeys: [] }
  const places = [objectOf(root.context), root].filter((place) => place !== null)
  const key = firstOf(places, idNames)
  const displayKey = firstOf(places, displayNames)
  const eventName = typeof root.eventName === 'string' && root.eventName.trim() !== '' ? root.eventName.trim() : null
  if (key !== null && /^[1-9]\d{0,14}$/.test(key)) return { eventName, keys: [key], displayKeys: [] }
  return { eventName, keys: [], displayKeys: displayKey === null ? [] : [displayKey] }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** Types vary from one notification to the next: ids come as numbers and as texts. */
function firstOf(places: Record<string, unknown>[], names: string[]): string | null {
  for (const place of places) {
    for (const name of names) {
      const value = Object.hasOwn(place, name) ? place[name] : undefined
      if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
      if (typeof value === 'string' && value.trim() !== '') return value.trim()
    }
  }
  return null
}
