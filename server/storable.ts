/**
 * Text that the database can keep. PostgreSQL takes no NUL, and its JSON no half of a surrogate pair: one such character in one
 * loan would fail the statement that writes the whole page, in every run again.
 */

const stands = (text: string) => text.isWellFormed() && !text.includes('\0')

/** The same value with U+FFFD for every such character, in names of properties too; the same object where there is none. */
export function storable<T>(value: T): T {
  return clean(value) as T
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return stands(value) ? value : value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) {
    const items = value.map(clean)
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  let changed = false
  const entries = Object.entries(value).map(([name, item]) => {
    const entry = [clean(name) as string, clean(item)] as const
    changed ||= entry[0] !== name || entry[1] !== item
    return entry
  })
  return changed ? Object.fromEntries(entries) : value
}

/** Whether the values of this JSON (or of JSON inside its strings) may need `storable`: quicker than looking at each. */
export function mayNeedCleaning(raw: string): boolean {
  return !stands(raw) || /\\u(?:0000|d[89a-f])/i.test(raw)
}
