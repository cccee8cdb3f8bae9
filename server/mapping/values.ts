/** Values on their way through a recipe, and the words that end the way early. */

export type ValueType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant' | 'money' | 'ssn' | 'birthDate'

/**
 * Values on the way are text, numbers and booleans; an object says that the way ends here. MISSING: there is no value, the
 * recipe's onMissing decides. BLANK: decided, the field is blank. `final`: the finished value of the field.
 */
export interface Ending {
  final: string | number | null
}
export const MISSING: Ending = { final: null }
export const BLANK: Ending = { final: null }

export type Value = string | number | boolean | Ending

export function isEnding(value: Value): value is Ending {
  return typeof value === 'object'
}

export function isBlank(value: unknown): boolean {
  if (typeof value !== 'string') return value === null || value === undefined
  // Blanks come before letters: only a text that begins with one is worth trimming.
  return value === '' || ((value.charCodeAt(0) <= 32 || value.charCodeAt(0) > 127) && value.trim() === '')
}
