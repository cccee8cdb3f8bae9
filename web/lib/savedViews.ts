/** Saved views of the list of records: what stands in its address, as it is kept, and back. */
import { type RecordSearch, readRecordSearch } from './recordSearch.ts'

export interface ViewParameter {
  name: string
  value: string
}

/** Filters and order of an address. What was searched for is not among them. */
export function parametersOf(search: RecordSearch): ViewParameter[] {
  return Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== '' && value !== false)
    .map(([name, value]) => ({ name, value: String(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What makes no sense to this version is passed over, as in an address. */
export function searchOf(parameters: readonly ViewParameter[]): RecordSearch {
  const raw: Record<string, unknown> = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return readRecordSearch({ ...raw, descending: raw.descending === 'true' })
}

const keyOf = (search: RecordSearch) => JSON.stringify(parametersOf(search))

/** The view that shows just this: one's own before those of others. */
export function matching<View extends { own: boolean; parameters: readonly ViewParameter[] }>(
  views: readonly View[],
  search: RecordSearch,
): View | null {
  const key = keyOf(search)
  const found = views.filter(({ parameters }) => keyOf(searchOf(parameters)) === key)
  return found.find(({ own }) => own) ?? found[0] ?? null
}
