/** What a version of a record says otherwise than the one before it. */
export interface Difference {
  field: string
  before: string
  now: string
}

type Values = Readonly<Record<string, unknown>> | null

const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? '' : String(value))

/** @param now null: there is no Metro 2 record in that version */
export function differences(before: Values, now: Values): Difference[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(now ?? {})])
  names.delete('__typename')
  return [...names]
    .map((field) => ({ field, before: shown(before?.[field]), now: shown(now?.[field]) }))
    .filter((each) => each.before !== each.now)
}
