/** Forms that a plugin describes: their first values, what the API is sent, and what may be kept of them. */
import type { FieldFragment, PlainFieldFragment } from '../generated/documents.ts'

/** A field of a form. A list says by `fields` what one entry of it is asked for. */
export type FormField = PlainFieldFragment & Partial<Pick<FieldFragment, 'fields' | 'itemLabel'>>

/** Texts as they are typed; a check box is `true` or `false`, and a list the JSON of its entries, each FormValues of its own. */
export type FormValues = Readonly<Record<string, string | boolean>>

const textInputs = new Set(['TEXT', 'PASSWORD', 'URL', 'NUMBER', 'SELECT'])

/** Inputs that this client has no control for are written as JSON. */
export const isKnownInput = (input: string): boolean => textInputs.has(input) || input === 'CHECKBOX'

export function firstValues(fields: readonly FormField[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, firstValue(field)]))
}

function firstValue({ input, defaultValue, required, options }: FormField): string | boolean {
  if (input === 'CHECKBOX') return defaultValue === true
  if (defaultValue === null || defaultValue === undefined)
    return required && options.length === 1 ? options[0]!.value : ''
  return typeof defaultValue === 'object' ? JSON.stringify(defaultValue) : String(defaultValue)
}

/** What to send: numbers as numbers, and nothing for what was left empty. */
export function valuesToSend(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  const sent: Record<string, unknown> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined || value === '') continue
    sent[field.name] = typeof value === 'string' ? typed(value, field) : value
  }
  return sent
}

function typed(value: string, { input, fields = [] }: FormField): unknown {
  const entries = input === 'LIST' ? readEntries(value) : null
  if (entries !== null) return entries.map((entry) => valuesToSend(fields, entry))
  if (input === 'NUMBER') return Number.isNaN(Number(value)) ? value : Number(value)
  if (isKnownInput(input)) return input === 'PASSWORD' ? value : value.trim()
  try {
    return JSON.parse(value)
  } catch {
    // The server says what it should be.
    return value
  }
}

/** The entries of a list as a form holds them; null where the text is no such list. */
export function readEntries(text: string): FormValues[] | null {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return null
    return value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)) ? value : null
  } catch {
    return null
  }
}

/** An empty list is nothing. */
export const entriesText = (entries: readonly FormValues[]): string =>
  entries.length === 0 ? '' : JSON.stringify(entries)

/** Required fields that are empty, by name; those of entries of a list as `errorsByField` calls them. */
export function missingFields(fields: readonly FormField[], values: FormValues): Record<string, string> {
  const missing: Record<string, string> = {}
  for (const { name, label, input, required, fields: inner = [] } of fields) {
    const value = String(values[name] ?? '')
    if (required && input !== 'CHECKBOX' && !value.trim()) missing[name] = `${label} is needed.`
    for (const [index, entry] of (input === 'LIST' ? (readEntries(value) ?? []) : []).entries()) {
      const found = Object.entries(missingFields(inner, entry))
      for (const [each, message] of found) missing[`${name}.${index}.${each}`] = message
    }
  }
  return missing
}

/** The values without those that must not be written down anywhere. */
export function withoutSecrets(fields: readonly FormField[], values: FormValues): FormValues {
  const open = fields.filter((field) => !field.secret && field.input !== 'PASSWORD')
  return Object.fromEntries(open.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])))
}

export interface UserErrorLike {
  message: string
  path: readonly string[]
}

/**
 * Errors of the API by the field they name under `group`; those that name none of the fields under ''. Those about a field of an entry
 * of a list under the whole way to it: `parts.0.keyColumn`.
 */
export function errorsByField(
  errors: readonly UserErrorLike[],
  fields: readonly { name: string; input?: string }[],
  group?: string,
): Record<string, string> {
  const byName = new Map(fields.map((field) => [field.name, field]))
  const found: Record<string, string> = {}
  for (const { path, message } of errors) {
    const inGroup = group === undefined || path.includes(group)
    const at = inGroup ? placeOf(path, byName) : -1
    const field = byName.get(path[at] ?? '')
    const name = field?.input === 'LIST' ? path.slice(at, at + 3).join('.') : (field?.name ?? '')
    found[name] = found[name] ? `${found[name]} ${message}` : message
  }
  return found
}

/** A list's own fields may be called as others are: the list comes first in the path. */
function placeOf(path: readonly string[], byName: ReadonlyMap<string, { input?: string }>): number {
  const list = path.findIndex((part) => byName.get(part)?.input === 'LIST')
  return list >= 0 ? list : path.findLastIndex((part) => byName.has(part))
}

/** Of errors by field, those about an entry of a list, by the entry's own fields. */
export function errorsOfEntry(errors: Readonly<Record<string, string>>, list: string, index: number) {
  const prefix = `${list}.${index}.`
  const own = Object.entries(errors).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, message]) => [name.slice(prefix.length), message]))
}

/** What a form begins with when there is something stored; what it lacks has the first value. */
export function storedValues(fields: readonly FormField[], stored: unknown): FormValues {
  const known = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  const present = fields.filter(({ name }) => known[name] !== undefined && known[name] !== null)
  const shown = present.map((field) => [field.name, storedValue(field, known[field.name])])
  return { ...firstValues(fields), ...Object.fromEntries(shown) }
}

function storedValue({ input, fields = [] }: FormField, value: unknown): string | boolean {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object') return String(value)
  if (input === 'LIST' && Array.isArray(value)) return entriesText(value.map((entry) => storedValues(fields, entry)))
  return JSON.stringify(value, null, 2)
}
