/** Which Metro 2 fields a place of the text has to do with. */
import type { Entry } from './scan.ts'

export interface Place {
  /** What the text calls it: `account.highestCredit`, `tables.ecoa`. */
  label: string
  /** Names of the fields, without their segment; none when the place feeds none alone. */
  fields: string[]
}

/** What `history` is derived into. */
export const derivedFields = [
  ...['accountStatus', 'paymentRating', 'paymentHistoryProfile', 'dateOfFirstDelinquency', 'amountPastDue'],
  ...['currentBalance', 'scheduledMonthlyPaymentAmount', 'actualPaymentAmount', 'originalChargeOffAmount'],
  ...['dateOfAccountInformation', 'dateClosed', 'dateOfLastPayment'],
]

/** The field that a recipe fills; null for what is no recipe of a field. */
export function fieldOf(path: readonly string[]): string | null {
  if (path[0] === 'account') return path[1] ?? null
  if (path[0] === 'segments') return path[2] && path[2] !== 'when' ? path[2] : null
  const at = path.indexOf('fields')
  return path[0] === 'consumers' && at > 0 ? (path[at + 1] ?? null) : null
}

export function placeOf(entries: readonly Entry[], path: readonly string[]): Place | null {
  const [section, name] = path
  const field = fieldOf(path)
  if (field) return { label: path.slice(0, path.indexOf(field) + 1).join('.'), fields: [field] }
  if (section === 'history') return { label: path.slice(0, 2).join('.'), fields: derivedFields }
  if (!name || !['tables', 'bands', 'let'].includes(section ?? '')) return null
  const users = entries.filter((entry) => reads(entry, section!, name))
  const fields = users.flatMap((entry) => fieldOf(entry.path) ?? (entry.path[0] === 'history' ? derivedFields : []))
  return { label: `${section}.${name}`, fields: [...new Set(fields)].slice(0, 30) }
}

function reads({ path, value }: Entry, section: string, name: string): boolean {
  if (value === null) return false
  const key = path.at(-1)
  if (section === 'tables') return key === 'lookup' && value === name
  if (section === 'bands') return key === 'band' && value === name
  return path[0] !== 'let' && new RegExp(`(^|[^\\w.])${name}\\.`).test(value)
}

/** Where a dotted path of the API stands in the text: its own place, or that of the nearest part around it. */
export function offsetOf(entries: readonly Entry[], dotted: string): number | null {
  for (let path = dotted; path; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const found = entries.find((entry) => entry.path.join('.') === path)
    if (found) return found.keyFrom
  }
  return null
}

/** A text with one more example. Null where its examples are written in brackets, and nothing can be added by lines. */
export function withExample(text: string, entries: readonly Entry[], item: string): string | null {
  const indented = (indent: string) => item.trimEnd().replace(/^(?=.)/gm, indent)
  const at = entries.findIndex(({ path }) => path.length === 1 && path[0] === 'examples')
  if (at < 0) return `${text.trimEnd()}\n\nexamples:\n${indented('  ')}\n`
  const { keyTo, path } = entries[at]!
  const next = entries.slice(at + 1).find((entry) => entry.path[0] !== path[0])
  const head = text.slice(0, next ? text.lastIndexOf('\n', next.keyFrom) + 1 : text.length)
  const block = head.slice(keyTo)
  const dash = /^:[^\S\n]*(?:#.*)?\n(?:[^\S\n]*(?:#.*)?\n)*([^\S\n]*)- /.exec(block)
  if (!dash) return null
  // Comments before the next part belong to it.
  const end = keyTo + block.replace(/(?:\n(?:#[^\n]*)?)*$/, '').length
  return `${text.slice(0, end)}\n${indented(dash[1]!)}\n${text.slice(end).replace(/^\n/, '')}`
}
