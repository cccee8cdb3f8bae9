/** Saved views of lists: what stands in the address of one, as it is kept, and back. */
import { type RecordSearch, readRecordSearch } from './recordSearch.ts'
import { readValidationSearch, type ValidationSearch } from './validationSearch.ts'

export interface ViewParameter {
  name: string
  value: string
}

/** What a view of a page is made of. What was searched for is never part of one. */
export interface ViewKind<Search> {
  parametersOf(search: Search): ViewParameter[]
  /** What makes no sense to this version is passed over, as in an address. */
  searchOf(parameters: readonly ViewParameter[]): Search
}

const entriesOf = (search: object): ViewParameter[] =>
  Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== '' && value !== false)
    .map(([name, value]) => ({ name, value: String(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const objectOf = (parameters: readonly ViewParameter[]): Record<string, unknown> =>
  Object.fromEntries(parameters.map(({ name, value }) => [name, value]))

/** Filters and order of the records. */
export const recordViews: ViewKind<RecordSearch> = {
  parametersOf: entriesOf,
  searchOf(parameters) {
    const raw = objectOf(parameters)
    return readRecordSearch({ ...raw, descending: raw.descending === 'true' })
  },
}

/** Filters of the work list, and the rule that is open; which of its severities is chosen anew each time. */
export const validationViews: ViewKind<ValidationSearch> = {
  parametersOf: ({ level: _level, ...search }) => entriesOf(search),
  searchOf: (parameters) => readValidationSearch(objectOf(parameters)),
}

/** The view that shows just this: one's own before those of others. */
export function matching<View extends { own: boolean; parameters: readonly ViewParameter[] }, Search>(
  views: readonly View[],
  search: Search,
  { parametersOf, searchOf }: ViewKind<Search>,
): View | null {
  const keyOf = (of: Search) => JSON.stringify(parametersOf(of))
  const key = keyOf(search)
  const found = views.filter(({ parameters }) => keyOf(searchOf(parameters)) === key)
  return found.find(({ own }) => own) ?? found[0] ?? null
}
