/** What a run found at the source that nobody knows: fields without a recipe, values that a table lacks. */

export interface Unknown {
  path: string
  table: string | null
  value: string | null
  count: number
}

/** So that a run of many surprises does not fill the page. */
export const mostUnknowns = 200

/** Adds what a DRIFT event tells; the same field or value is counted on. */
export function addDrift(known: readonly Unknown[], unknowns: readonly Unknown[]): readonly Unknown[] {
  const byKey = new Map(known.map((each) => [keyOf(each), each]))
  for (const each of unknowns) {
    const before = byKey.get(keyOf(each))
    if (before) byKey.set(keyOf(each), { ...before, count: before.count + each.count })
    else if (byKey.size < mostUnknowns) byKey.set(keyOf(each), each)
  }
  return [...byKey.values()]
}

const keyOf = ({ path, table, value }: Unknown) => JSON.stringify([path, table, value])
