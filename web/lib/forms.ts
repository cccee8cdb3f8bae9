/** Forms that a plugin describes: their first values, what the API is sent, and what may be kept of them. */
import type { FieldFragment } from '../generated/documents.ts'

/** Texts as they are typed; a check box is `true` or `false`. */
export type FormValues = Readonly<Record<string, string | boolean>>

const textInputs = new Set(['TEXT', 'PASSWORD', 'URL', 'NUMBER', 'SELECT'])

/** Inputs that this client has no control for are written as JSON. */
export const isKnownInput = (input: string): boolean => textInputs.has(input) || input === 'CHECKBOX'

export function firstValues(fields: readonly FieldFragment[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, firstValue(field)]))
}

function firstValue({ input, defaultValue, required, options }: FieldFragment): string | boolean {
  if (input === 'CHECKBOX') return defaultValue === true
  if (defaultValue === null || defaultValue === undefined)
    return required && options.length === 1 ? options[0]!.value : ''
  return typeof defaultValue === 'object' ? JSON.stringify(defaultValue) : String(defaultValue)
}

/** What to send: numbers as numbers, and nothing for what was left empty. */
export function valuesToSend(fields: readonly FieldFragment[], values: FormValues): Record<string, unknown> {
  const sent: Record<string, unknown> = {}
  for (const { name, input } of fields) {
    const value = values[name]
    if (value === undefined || value === '') continue
    sent[name] = typeof value === 'string' ? typed(value, input) : value
  }
  return sent
}

function typed(value: string, input: string): unknown {
  if (input === 'NUMBER') return Number.isNaN(Number(value)) ? value : Number(value)
  if (isKnownInput(input)) return input === 'PASSWORD' ? value : value.trim()
  try {
    return JSON.parse(value)
  } catch {
    // The server says what it should be.
    return value
  }
}

/** Required fields that are empty, by name. */
export function missingFields(fields: readonly FieldFragment[], values: FormValues): Record<string, string> {
  return Object.fromEntries(
    fields
      .filter(({ required, input, name }) => required && input !== 'CHECKBOX' && !String(values[name] ?? '').trim())
      .map(({ name, label }) => [name, `${label} is needed.`]),
  )
}

/** The values without those that must not be written down anywhere. */
export function withoutSecrets(fields: readonly FieldFragment[], values: FormValues): FormValues {
  const open = fields.filter((field) => !field.secret && field.input !== 'PASSWORD')
  return Object.fromEntries(open.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])))
}

export interface UserErrorLike {
  message: string
  path: readonly string[]
}

/** Errors of the API by the field they name under `group`; those that name none of the fields under ''. */
export function errorsByField(
  errors: readonly UserErrorLike[],
  fields: readonly { name: string }[],
  group?: string,
): Record<string, string> {
  const names = new Set(fields.map((field) => field.name))
  const found: Record<string, string> = {}
  for (const { path, message } of errors) {
    const inGroup = group === undefined || path.includes(group)
    const name = inGroup ? (path.findLast((part) => names.has(part)) ?? '') : ''
    found[name] = found[name] ? `${found[name]} ${message}` : message
  }
  return found
}

/** What a form begins with when there is something stored; what it lacks has the first value. */
export function storedValues(fields: readonly FieldFragment[], stored: unknown): FormValues {
  const known = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  const present = fields.filter(({ name }) => known[name] !== undefined && known[name] !== null)
  const shown = present.map(({ name }) => {
    const value = known[name]
    if (typeof value === 'boolean') return [name, value]
    return [name, typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)]
  })
  return { ...firstValues(fields), ...Object.fromEntries(shown) }
}
