/** Reads submitted settings and credentials through the plugin's schema; every problem with the path of its field. */
import type { FormSchema, SourcePlugin } from '../../plugins/contract.ts'
import { type Refusal, refusal } from '../outcome.ts'

export type FormPart = 'settings' | 'credentials'

export type FormResult = { ok: true; value: unknown } | { ok: false; errors: Refusal[] }

/** Far above any form; keeps megabytes out of the database. Settings of a source that reads uploads hold the columns of its files. */
const maxBytesOf = ({ acquire }: SourcePlugin) => (acquire === 'upload' ? 262_144 : 32_768)

export function readForm(plugin: SourcePlugin, part: FormPart, given: unknown): FormResult {
  const refused = (code: string, message: string): FormResult => ({
    ok: false,
    errors: [refusal(code, [part], message)],
  })
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return refused('INVALID_FORM', `Give the ${part} as an object with the names of the form's fields.`)
  }
  const maxBytes = maxBytesOf(plugin)
  if (JSON.stringify(given).length > maxBytes)
    return refused('TOO_LARGE', `The ${part} are larger than ${maxBytes} bytes.`)
  const form = plugin[part]
  const parsed = form.schema.safeParse(given)
  if (parsed.success) return { ok: true, value: parsed.data }
  const code = part === 'settings' ? 'INVALID_SETTING' : 'INVALID_CREDENTIAL'
  const errors = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String)
    return refusal(code, [part, ...path], describe(form, path, given as Record<string, unknown>, issue.message))
  })
  return { ok: false, errors }
}

function describe(form: FormSchema<unknown>, path: string[], given: Record<string, unknown>, message: string): string {
  const field = form.fields.find((each) => each.name === path[0])
  if (!field) return message
  const value = given[field.name]
  const missing = value === undefined || value === null || value === ''
  return missing ? `${field.label} is missing. ${field.help}` : `${field.label}: ${message}`
}

/** The field that holds the source's address, for troubles with it. */
export function addressPath(plugin: SourcePlugin): string[] {
  const field = plugin.settings.fields.find((each) => each.input === 'url')
  return field ? ['settings', field.name] : ['settings']
}

/** Where requests of these settings go: scheme, host and port; '' when that cannot be told. */
export function originOf(plugin: SourcePlugin, settings: unknown): string {
  return URL.parse(plugin.baseUrl(settings))?.origin ?? ''
}
