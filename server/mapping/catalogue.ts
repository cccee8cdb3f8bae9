/**
 * The field catalogue: what stands in a source's documents, typed. Presets are checked against it, pickers and
 * completion are drawn from it, drift is measured by it.
 *
 * A document is what a plugin's `normalize` answers: a JSON value with clean types, in the source's own field names.
 */

export type ScalarType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant' | 'money'

/**
 * How a type looks in a normalized document:
 * text = string; integer, decimal = number; boolean; date = 'YYYY-MM-DD'; instant = ISO 8601 in UTC; money = integer
 * cents (number). Every value may be null: the source did not say.
 */
export type CatalogueNode =
  | {
      type: ScalarType
      title: string
      description?: string
      sensitive?: boolean
      /** All values there are, unless `open`. */
      values?: CatalogueValue[]
      /** The values are those seen so far: a preset may name others. */
      open?: boolean
    }
  | { type: 'object'; title: string; description?: string; fields: Record<string, CatalogueNode> }
  | { type: 'list'; title: string; description?: string; of: Record<string, CatalogueNode> }

/** A value of an enumeration, as it stands in documents (LoanPro's `loan.creditstatus.11` is normalized to `11`). */
export interface CatalogueValue {
  value: string
  title: string
}

/** The fields of one document. A path is dotted: `LoanSetup.contractDate`; list rows are reached by `each` or `latest`. */
export type Catalogue = Record<string, CatalogueNode>

/** A value that a source has sent, and the path in the catalogue where it stood. */
export interface SeenValue {
  path: string
  value: string
}

/** The same catalogue whose fields list these values as well, where they list any. */
export function withSeen(catalogue: Catalogue, seen: readonly SeenValue[]): Catalogue {
  if (seen.length === 0) return catalogue
  const byPath = Map.groupBy(seen, ({ path }) => path)
  return mapScalars(catalogue, (node, path) => {
    const known = new Set(node.values?.map(({ value }) => value))
    const more = (byPath.get(path) ?? []).filter(({ value }) => !known.has(value))
    if (!node.values || more.length === 0) return node
    return { ...node, values: [...node.values, ...more.map(({ value }) => ({ value, title: value }))] }
  })
}

/**
 * The same catalogue without a claim that its values are all there are. What is published runs by it: a source that takes a value
 * out of its list must not stop the runs of a preset that has an entry for it.
 */
export function openLists(catalogue: Catalogue): Catalogue {
  return mapScalars(catalogue, (node) => (node.values ? { ...node, open: true } : node))
}

type ScalarNode = Extract<CatalogueNode, { type: ScalarType }>

function mapScalars(fields: Catalogue, change: (node: ScalarNode, path: string) => ScalarNode, under = ''): Catalogue {
  const entries = Object.entries(fields).map(([name, node]): [string, CatalogueNode] => {
    const path = under === '' ? name : `${under}.${name}`
    if (node.type === 'object') return [name, { ...node, fields: mapScalars(node.fields, change, path) }]
    if (node.type === 'list') return [name, { ...node, of: mapScalars(node.of, change, path) }]
    return [name, change(node, path)]
  })
  return Object.fromEntries(entries)
}
